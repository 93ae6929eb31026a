package plan

import (
	"cmp"
	"slices"

	"muster/game"
)

// draft is what is planned, by squad and time; what is for one tick is in the order in which it is given. Drafts are
// never changed in place once they are kept.
type draft []game.Order

// plain is an order as drafts have it: without what only its way to the server needs.
func plain(o game.Order) game.Order {
	o.Seat, o.Leader, o.Seq, o.Turn = 0, 0, 0, 0
	o.Flags &^= game.Planned
	return o
}

// aside reports whether an order leaves what a squad does as it is.
func aside(o *game.Order) bool { return o.Kind == game.SetStance || o.Kind == game.SetForm }

// give is the draft with an order as the server would note it: it takes the place of what is planned for its squad from
// its tick on, unless it is queued; stances and formations are apart from that. NoOrder forgets all.
func (d draft) give(o game.Order) draft {
	if o.Kind == game.NoOrder || o.Flags&game.Queued == 0 {
		d = slices.DeleteFunc(d, func(p game.Order) bool {
			return p.Squad == o.Squad && p.At >= o.At &&
				(o.Kind == game.NoOrder || aside(&o) == aside(&p) && (!aside(&o) || o.Kind == p.Kind))
		})
	}
	if o.Kind == game.NoOrder {
		return d
	}
	return d.insert(o)
}

// insert puts an order behind all that its squad is told up to then.
func (d draft) insert(o game.Order) draft {
	at, _ := slices.BinarySearchFunc(d, o, func(p, o game.Order) int {
		if c := cmp.Or(cmp.Compare(p.Squad, o.Squad), cmp.Compare(p.At, o.At)); c != 0 {
			return c
		}
		return -1
	})
	return slices.Insert(d, at, o)
}

// of is what is planned for a squad.
func (d draft) of(squad uint8) draft {
	from, to := len(d), len(d)
	for i := range d {
		if d[i].Squad == squad && from == len(d) {
			from = i
		}
		if d[i].Squad > squad {
			to = i
			break
		}
	}
	return d[min(from, to):to]
}

// shift tells a squad at another tick what it is told at one, but neither before nor at the same time as what comes
// next to it.
func (d draft) shift(squad uint8, from, to game.Tick) draft {
	low, high := game.Tick(0), game.Tick(1<<16-1)
	for _, p := range d.of(squad) {
		switch at := game.Tick(p.At); {
		case at < from:
			low = at + 1
		case at > from:
			high = min(high, at-1)
		}
	}
	for i := range d {
		if d[i].Squad == squad && game.Tick(d[i].At) == from {
			d[i].At = uint16(max(low, min(to, high)))
		}
	}
	return d
}

// steps are the orders that bring a squad's draft from what the server has to what is wanted.
func steps(has, want draft) draft {
	k := 0
	for k < len(has) && k < len(want) && has[k] == want[k] {
		k++
	}
	if k == len(has) {
		return want[k:]
	}
	at := has[k].At
	if k < len(want) {
		at = min(at, want[k].At)
	}
	rest := slices.DeleteFunc(slices.Clone(want), func(o game.Order) bool { return o.At < at })
	if after := slices.Clone(has); len(rest) > 0 {
		for _, o := range rest {
			after = after.give(o)
		}
		if slices.Equal(after, want) {
			return rest
		}
	}
	return append(draft{{Squad: has[0].Squad, At: at}}, rest...)
}

// squads are whom a draft, or another one, has orders for.
func squads(all ...draft) (ids []uint8) {
	for _, d := range all {
		for i := range d {
			ids = append(ids, d[i].Squad)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
