package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"muster/ai/league"
)

// columns are those of the CSV.
var columns = []string{
	"game", "a", "b", "scenario", "seed", "swapped", "winner", "reason", "ticks", "hash", "a_crashes", "b_crashes",
	"a_think_us", "b_think_us", "a_longest_ms", "b_longest_ms", "replay",
}

// CSV writes a line for each game. The winner is a name, or empty for none; with swapped, b led the first team.
func (r *Report) CSV(to io.Writer) error {
	w := csv.NewWriter(to)
	if err := w.Write(columns); err != nil {
		return err
	}
	for i := range r.Outcomes {
		if err := w.Write(line(i+1, &r.Outcomes[i])); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func line(n int, o *league.Outcome) []string {
	winner := ""
	if o.Winner >= 0 {
		winner = [2]string{o.A, o.B}[o.Winner]
	}
	us := func(t *league.Turns) string {
		return fmt.Sprintf("%.1f", float64(t.Thought.Nanoseconds())/1000/float64(max(o.Ticks, 1)))
	}
	ms := func(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()*1000) }
	a, b := &o.Turns[0], &o.Turns[1]
	return []string{
		strconv.Itoa(n), o.A, o.B, o.Scenario, strconv.FormatUint(o.Seed, 10), strconv.FormatBool(o.Swapped), winner,
		o.Reason, strconv.Itoa(int(o.Ticks)), fmt.Sprintf("%016x", uint64(o.Hash)), strconv.Itoa(a.Crashes),
		strconv.Itoa(b.Crashes), us(a), us(b), ms(a.Longest), ms(b.Longest), o.Replay,
	}
}
