package matching

import (
	"cmp"
	"fmt"
	"slices"
)

// Candidate is a shard, as whoever looks for a place for a match that runs sees it.
type Candidate struct {
	Shard
	Rules   string // fingerprint of its rules
	Closed  string // why it gives and takes no matches, in English; empty if it does
	Machine string // where it runs: shards with the same one share its processors; empty if nobody knows
}

// Destination is a shard that a match may be moved to, or why not.
type Destination struct {
	Candidate
	Refused string // in English; empty if it may go there
	Then    int    // percent that strain the shard when it has the match, by the average of those where it runs
	Unfit   string // why no match is moved there by itself to ease its shard, in English; empty if one may be
}

// Destinations are all shards but the match's own: those that it may go to first, the best in front. A shard of the
// match's region is better than others, then the least strained, then the least full, then the first by name.
func Destinations(from *Candidate, all []Candidate) []Destination {
	var found []Destination
	for i := range all {
		if all[i].ID != from.ID {
			found = append(found, from.destination(all[i]))
		}
	}
	slices.SortStableFunc(found, func(a, b Destination) int {
		return cmp.Or(
			truth(a.Refused != "")-truth(b.Refused != ""),
			truth(a.Region != from.Region)-truth(b.Region != from.Region),
			easier(&a.Shard, &b.Shard),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return found
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// match is what one of its matches strains a shard by: the average, since nobody measures each.
func (s *Shard) match() Strain { return s.Strain.scaled(1, s.Load) }

func (from *Candidate) destination(to Candidate) Destination {
	d := Destination{
		Candidate: to, Refused: to.refusal(from.Rules), Then: to.Strain.plus(from.match()).Percent(),
	}
	left := from.Strain.scaled(from.Load-1, from.Load).Percent()
	switch {
	case d.Refused != "":
		d.Unfit = d.Refused
	case to.Region != from.Region:
		d.Unfit = "it is in another region"
	case to.Machine != "" && to.Machine == from.Machine:
		d.Unfit = "it has the same machine's processors"
	case to.Strain.Measured == 0:
		d.Unfit = "it has not told how strained it is"
	case d.Then >= easedAt:
		d.Unfit = fmt.Sprintf("it would be strained by %d %% then, and less than %d %% is wanted", d.Then, easedAt)
	case d.Then > left:
		d.Unfit = fmt.Sprintf("it would be strained more than shard %s then: %d %%, and %d %%", from.ID, d.Then, left)
	}
	return d
}

// refusal is why a match with these rules may not go to a shard.
func (h *Candidate) refusal(rules string) string {
	switch {
	case h.Closed != "":
		return h.Closed
	case rules != "" && h.Rules != rules:
		return "it has other rules than the match needs"
	case h.Load >= h.Capacity:
		return fmt.Sprintf("it is full: it runs %d matches of %d", h.Load, h.Capacity)
	}
	return ""
}
