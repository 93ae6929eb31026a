package wire

import (
	"errors"

	"muster/game"
)

// errView is what a frame that is no view gives.
var errView = errors.New("wire: malformed view")

// maxCombatEvents in one view: every unit fires, hits and kills.
const maxCombatEvents = 3 * game.MaxUnits

// codec codes views in either direction. Its memory is used again and again.
type codec struct {
	coder
	prediction prediction
	ago        []uint8  // by unit of the baseline: ticks since its last shot, 0 if none is known
	aim        []uint16 // and at whom it was
	role       []uint8
	mate       mate
	turned     bool      // the unit coded last faces not as foreseen
	broken     bool      // what was read names a unit that is not there, or cannot be
	turns      bool      // the view is of a match by turns
	scratch    game.View // what a reader will hold, for a writer: the walk needs it for its own bookkeeping alone
}

// walk codes a view against the baseline of the prediction: it writes v, or reads into out. What is read is bounded
// before it is believed.
func (c *codec) walk(v, out *game.View) error {
	base := c.prediction.views[0]
	c.broken, c.mate = false, mate{}
	if err := c.combatEvents(base, v, out); err != nil {
		return err
	}
	if err := c.units(base, v, out); err != nil {
		return err
	}
	if err := c.lists(base, v, out); err != nil {
		return err
	}
	c.result(base, v, out)
	if c.turns {
		if err := c.turn(base, v, out); err != nil {
			return err
		}
	}
	if c.over > 8 || c.broken {
		return errView // more than a truncated tail of zeros explains
	}
	return nil
}

// units goes through the baseline's units in order, each gone or as it is now, and then the new ones.
func (c *codec) units(base, v, out *game.View) error {
	i, fresh := 0, 0
	for b := range base.Units {
		for i < len(v.Units) && v.Units[i].ID < base.Units[b].ID {
			i, fresh = i+1, fresh+1
		}
		here := i < len(v.Units) && v.Units[i].ID == base.Units[b].ID
		dead := truth(base.Units[b].HP == 0)
		if c.flag(ctxGone+4*dead+ageClass(c.prediction.distance), !here) {
			continue
		}
		now := &game.UnitView{}
		if here && !c.reading {
			now = &v.Units[i]
		}
		if here {
			i++
		}
		out.Units = append(out.Units, c.unit(b, &base.Units[b], now))
	}
	fresh += len(v.Units) - i
	return c.newUnits(base, v, out, int(c.number(ctxNew, uint32(fresh))))
}

func (c *codec) newUnits(base, v, out *game.View, n int) error {
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
		u := c.newUnit(&last, &next)
		if j > 0 && u.ID <= last.ID {
			return errView
		}
		out.Units = append(out.Units, u)
		last = u
	}
	return merge(out.Units, kept)
}

// has reports whether ascending units hold an id; from moves along with ascending questions.
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
