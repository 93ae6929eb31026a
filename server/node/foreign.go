package node

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/sources"
)

// waiting reports which releases can go on with the matches that this one cannot, and what the operator may do.
func (p *Node) waiting() string {
	by := map[string]int{}
	for _, why := range p.shard.Foreign() {
		var other *replay.FingerprintError
		if errors.As(why, &other) {
			by[replay.ReleaseOf(other.Stored, other.Release)]++
		}
	}
	if len(by) == 0 {
		return ""
	}
	var needs []string
	for _, release := range slices.Sorted(maps.Keys(by)) {
		needs = append(needs, fmt.Sprintf("%d for %s", by[release], release))
	}
	return fmt.Sprintf(` Live matches that this release cannot go on with wait: %s.
  To finish them, stop this and start that release on the same directory until they have ended.
  To give them up, start this release with --void-foreign, or run muster journal void MATCH.`, strings.Join(needs, ", "))
}

// heirs reports who can take this shard's matches over while it drains: shards with the same rules, on the same
// journal.
func (p *Node) heirs() string {
	if p.cfg.Journal == "" {
		return "none: the journal is this shard's own, and it goes on when it is started again"
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	all, err := p.cfg.Registry.Shards(ctx)
	if err != nil {
		return "not known: " + err.Error()
	}
	mine, n := p.entry(), 0
	for i := range all {
		if s := &all[i]; s.ID != p.cfg.ID && s.Shared && s.TakesMatches() && s.Rules == mine.Rules {
			n++
		}
	}
	if n == 0 {
		return "none: no other shard has the rules of this release, so that its matches end here"
	}
	return fmt.Sprint(n)
}

// unlost refuses a journal in a form that its release could not read any more once this one has written to it, while
// that release alone can go on with matches in it.
func unlost(data string) error {
	dir := filepath.Join(data, "journal")
	old, err := journal.HasOldForm(journal.Directory(dir))
	if err != nil || !old {
		return err
	}
	s, err := journal.TakeSnapshot(dir)
	if err != nil {
		return err
	}
	var needs error
	var live []string
	for _, match := range s.Zones() {
		m, err := sources.Summarize(s, match)
		why, _ := sources.SidecarIn(data).Quarantined(match) // what cannot be read is no reason to go on
		if other := m.Playable(); err == nil && !m.Ended && other != nil && why == "" {
			needs, live = other, append(live, match)
		}
	}
	if needs == nil {
		return nil
	}
	return fmt.Errorf("%s holds live matches of another release (%s), which could not read the journal any more once "+
		"this one has written to it: %w to finish them first, or give them up with --void-foreign",
		dir, sources.Names(live), needs)
}
