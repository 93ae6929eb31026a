package battle

import (
	"slices"
	"time"

	"muster/game"
)

// Selection is the selected squads, by ascending id.
type Selection []uint8

// Has reports whether a squad is selected.
func (s Selection) Has(id uint8) bool { return has(s, id) }

// choose makes ids the selection, or adds them to it; adding what is all there already takes it away.
func (s *Selection) choose(ids []uint8, add bool) {
	switch {
	case !add:
		*s = slices.Clone(ids)
	case len(ids) > 0 && !slices.ContainsFunc(ids, func(id uint8) bool { return !s.Has(id) }):
		*s = slices.DeleteFunc(*s, func(id uint8) bool { return has(ids, id) })
	default:
		*s = append(*s, ids...)
	}
	slices.Sort(*s)
	*s = slices.Compact(*s)
}

// retain drops squads that can no longer be commanded.
func (s *Selection) retain(commands func(id uint8) bool) {
	*s = slices.DeleteFunc(*s, func(id uint8) bool { return !commands(id) })
}

// Box is a rectangle being dragged, in pixels.
type Box struct {
	On       bool
	From, To Point
}

// Corners are the upper left and the lower right corner.
func (b *Box) Corners() (Point, Point) {
	return Point{X: min(b.From.X, b.To.X), Y: min(b.From.Y, b.To.Y)}, Point{
		X: max(b.From.X, b.To.X), Y: max(b.From.Y, b.To.Y),
	}
}

// click is the last click on a squad: a second one soon after selects all of its kind.
type click struct {
	squad uint8
	at    time.Time
}

const (
	doubleClick = 350 * time.Millisecond
	boxFrom     = 5.0 // pixels at scale 1: less of a drag is a click
	reach       = 0.9 // cells around a unit in which a click takes it, at least
	reachPixels = 14  // the same in pixels at scale 1, for those who look from afar

	fingerPixels = 6 // of the minimap at scale 1, around a unit
)

// selectBox selects the own squads with a unit in the box.
func (b *Battle) selectBox(add bool) {
	low, high := b.Box.Corners()
	var ids []uint8
	for _, p := range b.Pieces {
		at := b.Camera.ToScreen(p.At)
		if at.X >= low.X && at.X <= high.X && at.Y >= low.Y && at.Y <= high.Y && p.mine() && b.mayOrder(p.Squad) {
			ids = append(ids, p.Squad)
		}
	}
	b.pick(ids, add)
}

// selectAt selects the squad under a pixel; twice in short time, all of its kind.
func (b *Battle) selectAt(at Point, add bool, now time.Time) {
	i := b.under(at, func(p *Piece) bool { return p.mine() && b.mayOrder(p.Squad) })
	if i < 0 {
		if !add {
			b.pick(nil, false)
		}
		return
	}
	b.selectSquad(b.Pieces[i].Squad, add, now)
}

func (b *Battle) selectSquad(id uint8, add bool, now time.Time) {
	ids := []uint8{id}
	if b.last.squad == id && now.Sub(b.last.at) < doubleClick {
		ids = b.alike(id)
		add = false
	}
	b.last = click{id, now}
	b.pick(ids, add)
}

// alike lists the own squads of a squad's kind.
func (b *Battle) alike(id uint8) (ids []uint8) {
	for _, own := range b.own() {
		if b.squad(own).Kind == b.squad(id).Kind {
			ids = append(ids, own)
		}
	}
	return ids
}

func (b *Battle) pick(ids []uint8, add bool) {
	b.Selected.choose(ids, add)
	b.Aim = game.NoOrder
	if len(ids) > 0 {
		b.cue(CueSelect, Point{})
	}
	b.trace("select %v", b)
}

// under finds the wanted living unit nearest to a pixel, -1 if none is near.
func (b *Battle) under(at Point, wanted func(p *Piece) bool) int {
	return b.near(at, reachPixels*b.Camera.Scale, wanted)
}

// near is under, with how many pixels a click may be from whom it means at least.
func (b *Battle) near(at Point, pixels float64, wanted func(p *Piece) bool) int {
	best, far := -1, max(reach*b.Camera.Zoom, pixels)
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if d := b.Camera.ToScreen(p.At).To(at); d < far && p.HP > 0 && p.Flags&game.Aboard == 0 && wanted(p) {
			best, far = i, d
		}
	}
	return best
}
