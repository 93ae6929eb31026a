package sources

import (
	"fmt"
	"strings"

	"muster/printable"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Summarize reads what a match came to, as far as it can be read.
func Summarize(s *journal.Snapshot, match string) (replay.Summary, error) {
	recs, damaged := s.Read(match)
	m, err := replay.Summarize(match, recs)
	return m, FirstBreak(match, err, damaged, m)
}

// FirstBreak is what is wrong with a match: what its records say stands before what lies behind them.
func FirstBreak(match string, err, damaged error, m replay.Summary) error {
	if err != nil || damaged == nil {
		return err
	}
	return &replay.BrokenError{Match: match, Record: uint64(m.Records) + 1, Tick: m.Ticks, Err: damaged}
}

// Names are the first few of them, fit to print, and how many more there are.
func Names(names []string) string {
	const few = 20
	switch n := len(names); {
	case n == 0:
		return "none that can be read"
	case n > few:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), n-few)
	}
	return printable.Text(strings.Join(names, ", "))
}
