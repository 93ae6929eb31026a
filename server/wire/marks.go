package wire

import (
	"slices"

	"muster/game"
)

// maxListed is how many marks a view holds at most: each kind has a share of MaxMarks, and clouds are few.
const maxListed = game.MaxMarks + 64

// ground codes marks, which come and go in the middle of their list: those of the baseline that are gone, and those
// that are new, in order of place.
func (c *codec) ground(base, v, out *game.View) error {
	if !c.flag(ctxRest+restMarks, !c.reading && !slices.Equal(base.Marks, v.Marks)) {
		out.Marks = append(out.Marks, base.Marks...)
		return nil
	}
	for _, m := range base.Marks {
		_, here := slices.BinarySearchFunc(v.Marks, m, game.Mark.Compare)
		if !c.flag(ctxUnmarked, !here) {
			out.Marks = append(out.Marks, m)
		}
	}
	n := int(c.number(ctxMark, uint32(max(len(v.Marks)-len(out.Marks), 0))))
	if n > maxListed-len(out.Marks) {
		return errView
	}
	kept, last, at := len(out.Marks), game.Mark{}, 0
	for range n {
		var next game.Mark
		if !c.reading {
			for ; known(base.Marks, v.Marks[at]); at++ {
			}
			next = v.Marks[at]
			at++
		}
		last = c.newMark(last, next)
		out.Marks = append(out.Marks, last)
	}
	if kept > 0 || n > 1 {
		slices.SortStableFunc(out.Marks, game.Mark.Compare)
	}
	return nil
}

func known(marks []game.Mark, m game.Mark) bool {
	_, found := slices.BinarySearchFunc(marks, m, game.Mark.Compare)
	return found
}

// newMark codes a mark against the one before it.
func (c *codec) newMark(last, m game.Mark) game.Mark {
	y := last.Y + uint16(c.number(ctxMark+numberSize, uint32(m.Y-last.Y)))
	x := last.X + uint16(c.signed(ctxMark+2*numberSize, int32(int16(m.X-last.X))))
	kind := game.MarkKind(c.tree(ctxMarkKind, 2, uint32(m.Kind)))
	return game.Mark{X: x, Y: y, Kind: kind, What: uint8(c.number(ctxMark+3*numberSize, uint32(m.What)))}
}
