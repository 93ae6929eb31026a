package wire

import (
	"errors"

	"muster/game"
)

// errView is what a frame that is no view gives.
var errView = errors.New("wire: malformed view")

// maxHappenings in one view: every unit fires, hits and kills.
const maxHappenings = 3 * game.MaxUnits

// walk codes a view against a baseline: it writes v, or reads into out. What is read is bounded before it is believed.
func (t *tables) walk(c *coder, base, v, out *game.View) error {
	if err := t.units(c, base, v, out); err != nil {
		return err
	}
	if err := t.lists(c, base, v, out); err != nil {
		return err
	}
	out.Result = base.Result
	if c.bit(&t.known[1], truth(base.Result != v.Result)) == 1 {
		out.Result.Winner = int8(c.signed(&t.list[5], int32(v.Result.Winner)))
		out.Result.Reason = game.EndReason(c.number(&t.list[6], uint32(v.Result.Reason)))
		out.Result.Tick = game.Tick(c.number(&t.list[7], uint32(v.Result.Tick)))
	}
	if c.over > 8 {
		return errView // more than a truncated tail of zeros explains
	}
	return nil
}

// units goes through the baseline's units in order, each gone or as it is now, and then the new ones.
func (t *tables) units(c *coder, base, v, out *game.View) error {
	i, fresh := 0, 0
	for b := range base.Units {
		for i < len(v.Units) && v.Units[i].ID < base.Units[b].ID {
			i, fresh = i+1, fresh+1
		}
		here := i < len(v.Units) && v.Units[i].ID == base.Units[b].ID
		if c.bit(&t.gone, truth(!here && !c.reading)) == 1 {
			continue
		}
		var now game.UnitView
		if here {
			now = v.Units[i]
			i++
		}
		out.Units = append(out.Units, t.unit(c, &base.Units[b], &now))
	}
	fresh += len(v.Units) - i
	return t.newUnits(c, base, v, out, int(c.number(&t.list[0], uint32(fresh))))
}

func (t *tables) newUnits(c *coder, base, v, out *game.View, n int) error {
	if n > game.MaxUnits-len(out.Units) {
		return errView
	}
	kept, last, b := len(out.Units), game.UnitView{}, 0
	at := 0
	for j := range n {
		var next game.UnitView
		if !c.reading {
			for ; has(base.Units, v.Units[at].ID, &b); at++ {
			}
			next = v.Units[at]
			at++
		}
		u := t.newUnit(c, &last, &next)
		if j > 0 && u.ID <= last.ID {
			return errView
		}
		out.Units = append(out.Units, u)
		last = u
	}
	return merge(out.Units, kept)
}

// has tells whether ascending units hold an id; from moves along with ascending questions.
func has(units []game.UnitView, id uint16, from *int) bool {
	for *from < len(units) && units[*from].ID < id {
		*from++
	}
	return *from < len(units) && units[*from].ID == id
}

// merge sorts the new units into the kept ones; both ascend already.
func merge(units []game.UnitView, kept int) error {
	for i := kept; i < len(units); i++ {
		for j := i; j > 0 && units[j-1].ID >= units[j].ID; j-- {
			if units[j-1].ID == units[j].ID {
				return errView
			}
			units[j-1], units[j] = units[j], units[j-1]
		}
	}
	return nil
}

// lists codes squads, points, scores and happenings: short lists whose places keep their meaning.
func (t *tables) lists(c *coder, base, v, out *game.View) error {
	n := c.number(&t.list[1], uint32(len(v.Squads)))
	m := c.number(&t.list[2], uint32(len(v.Points)))
	k := c.number(&t.list[3], uint32(len(v.Scores)))
	h := c.number(&t.list[4], uint32(len(v.Happenings)))
	if n > game.MaxSquads || m > game.MaxPoints || k > game.MaxTeams || h > maxHappenings {
		return errView
	}
	for i := range int(n) {
		out.Squads = append(out.Squads, t.squad(c, at(base.Squads, i), at(v.Squads, i)))
	}
	for i := range int(m) {
		out.Points = append(out.Points, t.point(c, at(base.Points, i), at(v.Points, i)))
	}
	for i := range int(k) {
		was := *at(base.Scores, i)
		out.Scores = append(out.Scores, was+uint32(c.signed(&t.about[2], int32(*at(v.Scores, i)-was))))
	}
	last := game.Happening{}
	for i := range int(h) {
		last = t.happening(c, &last, at(v.Happenings, i))
		out.Happenings = append(out.Happenings, last)
	}
	return nil
}

// at is a list's element, or an empty one behind its end: a reader's v has none.
func at[T any](list []T, i int) *T {
	if i < len(list) {
		return &list[i]
	}
	return new(T)
}
