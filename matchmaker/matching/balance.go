package matching

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Balancer decides which matches leave shards that are strained, and where to. It does nothing for evenness: a shard
// that comes anew gets new matches, and others only while their own shard is strained. It is driven by rounds: it has
// no clock, and a later leader that remembers nothing waits from the start again.
//
// It goes by measures, not by time: a shard that is told of by a registry that does not answer says nothing new.
type Balancer struct {
	shards   map[string]*gauge
	homes    map[string]string    // by match: where it was last
	rests    map[string]time.Time // by match: it is not moved until then
	underWay map[string]Move      // by match
	refused  map[way]time.Time    // by way: no match goes it until then, since one that was to stayed where it was
	now      time.Time            // of the last round
}

// way is from one shard to another.
type way struct{ from, to string }

// gauge is what the last measures of a shard say.
type gauge struct {
	measured int64 // the last one
	over     int   // so many in a row were not below strainedAt
	strained bool  // since strainedMeasures were, until one is below easedAt, or is not over and nothing can leave
	settling int   // so many more must come until it gives or gets a match again
}

// Hosted is a match that runs, and where.
type Hosted struct {
	Match, Shard string
	Held         bool // it is not to be moved now
}

// Move is a match to be moved off a strained shard.
type Move struct {
	Match, From, To string
	Cause           Cause
	Why             string // in English
}

// Overload is a shard that is strained.
type Overload struct {
	Shard string
	Why   string // in English
	Stuck string // why none of its matches leaves, in English; empty if one does, or will in a moment
}

// Round notes what shards tell and where matches run, the oldest first, and decides what is to be moved now. Whoever
// moves a match calls Done afterwards.
func (b *Balancer) Round(now time.Time, shards []Candidate, matches []Hosted) (moves []Move, strained []Overload) {
	b.now = now
	maps.DeleteFunc(b.refused, func(_ way, until time.Time) bool { return !now.Before(until) })
	b.update(shards)
	b.follow(matches)
	b.settle()
	all := slices.Clone(shards) // what they will be like when what is decided has been done
	for _, i := range b.worst(all) {
		o := Overload{Shard: all[i].ID, Why: all[i].Strain.String()}
		is := all[i].Strain.Strained()
		more, stuck := b.ease(&all[i], all, matches)
		if len(more) == 0 {
			o.Stuck = stuck
		}
		if o.Stuck != "" && !is { // it is as good as can be had
			*b.shards[o.Shard] = gauge{measured: b.shards[o.Shard].measured}
			continue
		}
		moves, strained = append(moves, more...), append(strained, o)
	}
	b.settle()
	return moves, strained
}

// Done notes that a match has been moved, or that its shard kept it: then it rests, too, and for a while no other one
// is tried on the same way. Else a destination that is best in all but taking matches would be tried with each.
func (b *Balancer) Done(match string, kept bool) {
	m, known := b.underWay[match]
	delete(b.underWay, match)
	if !known || !kept {
		return
	}
	if b.refused == nil {
		b.refused = map[way]time.Time{}
	}
	b.refused[way{m.From, m.To}] = b.now.Add(wayRests)
}

// update notes the measures that are new.
func (b *Balancer) update(shards []Candidate) {
	seen := map[string]*gauge{}
	for i := range shards {
		s := &shards[i]
		g := b.shards[s.ID]
		if g == nil {
			g = &gauge{}
		}
		seen[s.ID] = g
		if s.Strain.Measured != g.measured {
			g.measured = s.Strain.Measured
			g.add(s.Strain.Percent())
		}
	}
	b.shards = seen
}

func (g *gauge) add(percent int) {
	g.settling = max(0, g.settling-1)
	if percent < strainedAt {
		g.over = 0
	} else {
		g.over++
	}
	g.strained = g.over >= strainedMeasures || g.strained && percent >= easedAt
}

// follow notes where matches run. One that somebody else has moved rests like one that we did.
func (b *Balancer) follow(matches []Hosted) {
	homes, rests := map[string]string{}, map[string]time.Time{}
	for _, m := range matches {
		homes[m.Match] = m.Shard
		until := b.rests[m.Match]
		if before, known := b.homes[m.Match]; known && before != m.Shard {
			until = b.now.Add(matchRests)
		}
		if b.now.Before(until) {
			rests[m.Match] = until
		}
	}
	b.homes, b.rests = homes, rests
}

// settle has the shards at both ends of what is under way be measured anew before they give or get more.
func (b *Balancer) settle() {
	for _, m := range b.underWay {
		for _, id := range []string{m.From, m.To} {
			if g := b.shards[id]; g != nil {
				g.settling = settledMeasures
			}
		}
	}
}

// worst are the places of the strained shards, the most strained first.
func (b *Balancer) worst(all []Candidate) (found []int) {
	for i := range all {
		if b.shards[all[i].ID].strained {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(i, j int) int {
		return cmp.Compare(all[j].Strain.Percent(), all[i].Strain.Percent())
	})
	return found
}

// ease has matches leave a shard until it would be eased, or tells why none does.
func (b *Balancer) ease(from *Candidate, all []Candidate, matches []Hosted) (moves []Move, stuck string) {
	switch {
	case b.shards[from.ID].settling > 0:
		return nil, ""
	case from.Closed != "":
		return nil, from.Closed
	}
	why, cause := from.Strain.String(), from.Strain.Cause()
	for from.Strain.Percent() >= easedAt && len(b.underWay) < maxMoves {
		match := b.next(from.ID, matches)
		if match == "" {
			return moves, "each of its matches was moved or tried lately, or cannot be moved now"
		}
		to, stuck := b.where(from, all)
		if to == nil {
			return moves, stuck
		}
		m := Move{Match: match, From: from.ID, To: to.ID, Cause: cause, Why: why}
		to.Strain, to.Load = to.Strain.plus(from.match()), to.Load+1
		from.Strain, from.Load = from.Strain.scaled(from.Load-1, from.Load), from.Load-1
		if b.underWay == nil {
			b.underWay = map[string]Move{}
		}
		b.underWay[match], b.rests[match] = m, b.now.Add(matchRests)
		moves = append(moves, m)
	}
	return moves, ""
}

// next is the match that leaves a shard next: the newest, which has most of it before it.
func (b *Balancer) next(shard string, matches []Hosted) string {
	for _, m := range slices.Backward(matches) {
		if _, rests := b.rests[m.Match]; m.Shard == shard && !rests && !m.Held {
			return m.Match
		}
	}
	return ""
}

// where is the shard that a match goes to, or why there is none. Where those that could take it have just got another
// one, they are waited for.
func (b *Balancer) where(from *Candidate, all []Candidate) (to *Candidate, stuck string) {
	stuck, waits := "there is no other shard", false
	for i, d := range Destinations(from, all) {
		unfit := d.Unfit
		if _, refused := b.refused[way{from.ID, d.ID}]; refused {
			unfit = cmp.Or(unfit, "a match that was to go there a moment ago was not handed over")
		}
		switch {
		case unfit != "" && i == 0:
			stuck = "no other shard can take one; the best one, " + d.ID + ": " + unfit
		case unfit != "":
		case b.shards[d.ID].settling > 0:
			waits = true
		default:
			return &all[slices.IndexFunc(all, func(c Candidate) bool { return c.ID == d.ID })], ""
		}
	}
	if waits {
		stuck = ""
	}
	return nil, stuck
}
