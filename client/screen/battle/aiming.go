package battle

import (
	"math"
	"slices"
	"time"

	"muster/game"
)

// Aiming is what a click would come to while an order is aimed: who would do it, what it would touch, and what the
// rules say. Places are in cells.
type Aiming struct {
	Kind    game.OrderKind
	At      Point // the middle of the cell that is meant
	Rings   []Ring
	Works   []Work
	Touched []Touch
	Goals   []Point // where squads are sent, side by side
	Doers   []Doer
	Why     game.Refusal // why nobody would do it
	Friends int          // own men whom a blast would hurt
}

// RingKind says what happens within a Ring.
type RingKind int

// The rings.
const (
	Hurts RingKind = iota
	Frightens
	Smokes
	Tends // who is wounded, damaged or buried there
)

// Ring is a circle around Aiming.At.
type Ring struct {
	Kind   RingKind
	Radius float64 // cells
}

// Work is a cell that would be built on.
type Work struct {
	At      Point
	Terrain uint8 // of what is built
	Mine    bool  // it is a mine instead
	Fits    bool  // the ground takes it
}

// Touch is something within the innermost ring.
type Touch struct {
	At     Point
	Friend bool
}

// Doer is a squad that would carry the order out.
type Doer struct {
	Squad       uint8
	From        Point   // of its man who is nearest
	Near, Reach float64 // cells from there; 0 for what is done on the spot
	Far         bool    // it is out of reach now
	Why         game.Refusal
	Men         int // who are there,
	Lines       int // and of those who are to fire at a place, who have a line of fire from where they are
}

// aimedAt is what an Aiming was made from.
type aimedAt struct {
	view *game.View
	kind game.OrderKind
	x, y int
}

// Aiming is what a click at a pixel of the screen would come to now: of the left button while an order is aimed, else
// of the right one on an enemy. It is nil where a click means something else, and good until the next call.
func (b *Battle) Aiming(pointer Point) *Aiming {
	if b.View == nil || b.Watching || len(b.Selected) == 0 || !b.onScreen(pointer) {
		return nil
	}
	onMinimap := b.Layout.Minimap.Holds(pointer)
	switch {
	case b.Aim != game.NoOrder && onMinimap:
		return b.aimingAt(b.overMinimap(pointer), pointer)
	case b.Layout.Bars(pointer) || b.Box.On || b.Drag.On:
		return nil
	case b.Aim != game.NoOrder:
		return b.aimingAt(b.Camera.ToMap(pointer), pointer)
	}
	return b.attacking(pointer)
}

// aimingAt is the Aiming of an order at a place.
func (b *Battle) aimingAt(place, pointer Point) *Aiming {
	place = b.onMap(place)
	if b.otherAim(aimedAt{b.View, b.Aim, int(place.X), int(place.Y)}) {
		b.aiming = b.preview(place, pointer)
	}
	return b.aiming
}

// aimEvery is how long an Aiming is good for while the same order is aimed by the same squads, wherever the pointer
// goes meanwhile: about as long as a view. The rules are asked in an imagined World, which takes some milliseconds in a
// large battle; asked in every frame, they would cost as much as the frame.
const aimEvery = 50 * time.Millisecond

// otherAim reports whether the last Aiming was not of this, or is too old by now, and takes note of it.
func (b *Battle) otherAim(of aimedAt) bool {
	same := b.aiming != nil && b.aimedOf.kind == of.kind && slices.Equal(b.aimedBy, b.Selected)
	if same && (b.aimedOf == of || b.now.Sub(b.asked) < aimEvery) {
		return false
	}
	b.aimedOf, b.asked, b.aimedBy = of, b.now, append(b.aimedBy[:0], b.Selected...)
	return true
}

// attacking says which of the selected squads have a line of fire to the enemy under the pointer;
// nil if nobody is there.
func (b *Battle) attacking(pointer Point) *Aiming {
	i := b.under(pointer, func(p *Piece) bool { return p.Team != b.Team })
	if i < 0 {
		return nil
	}
	foe := &b.Pieces[i]
	if !b.otherAim(aimedAt{b.View, game.Attack, int(foe.ID), 0}) {
		return b.aiming
	}
	b.aiming = &Aiming{Kind: game.Attack, At: cellAt(foe.At), Touched: []Touch{{At: foe.At}}}
	// who reaches the cell with fire reaches whoever stands there
	if orders := b.use(game.Suppress, b.aiming.At); len(orders) > 0 {
		b.ask(b.aiming, orders, game.Suppress)
	}
	return b.aiming
}

// onScreen reports whether a pixel is one of the screen.
func (b *Battle) onScreen(p Point) bool {
	return Rect{W: b.Camera.W, H: b.Camera.H}.Holds(p)
}

// preview finds out what an order aimed at a place would come to, by a pointer that is there or over the minimap.
func (b *Battle) preview(place, pointer Point) *Aiming {
	a := &Aiming{Kind: b.Aim, At: cellAt(place)}
	friend := -1
	if a.Kind == game.Guard {
		if friend = b.guarded(place, b.slack(pointer)); friend < 0 {
			return a
		}
		a.Touched = []Touch{{At: b.Pieces[friend].At, Friend: true}}
	}
	orders := b.meant(a.Kind, place, friend)
	said := b.ask(a, orders, a.Kind)
	if !slices.Contains(said, game.Obeyed) {
		a.Why = said[0]
	}
	a.Rings = b.rings(a.Kind)
	b.touch(a)
	switch {
	case spreads(a.Kind):
		for i := range orders {
			a.Goals = append(a.Goals, PlaceOf(orders[i].X, orders[i].Y))
		}
	case a.Kind == game.Sandbags:
		a.Works = b.row(a.At, orders[0])
	case a.Kind == game.LayMine:
		a.Works = []Work{{At: a.At, Mine: true, Fits: a.Why != game.NotHere}}
	}
	return a
}

// ask lists who would carry orders of a kind out, and returns what the rules say to each.
func (b *Battle) ask(a *Aiming, orders []game.Order, kind game.OrderKind) []game.Refusal {
	ticks := 1
	if kind == game.Suppress {
		ticks = setOut
	}
	said, then := b.trial.ask(b.Setup, b.Seat, b.View, orders, ticks)
	for i, why := range said {
		a.Doers = append(a.Doers, b.doer(a.At, kind, orders[i].Squad, why, then))
	}
	return said
}

// setOut is how many ticks it takes until who has to go somewhere is on his way, and who may stay has halted.
const setOut = 10

// doer is a squad that would carry an order out at a place; then is the view when it has set out.
func (b *Battle) doer(at Point, kind game.OrderKind, squad uint8, why game.Refusal, then *game.View) Doer {
	d := Doer{Squad: squad, Why: why}
	d.Near, d.Reach = b.reachOf(squad, kind)
	far := math.Inf(1)
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if !p.mine() || p.Squad != squad || p.HP == 0 || p.Flags&game.Aboard != 0 {
			continue
		}
		n := cellAt(p.At).To(at)
		if n < far {
			far, d.From = n, p.At
		}
		d.Men++
		if n <= d.Reach && n >= d.Near && why == game.Obeyed && stays(then, p.ID) {
			d.Lines++
		}
	}
	if d.Reach > 0 || abilities[kind] != 0 {
		d.Far = far > max(d.Reach, tendReach) || far < d.Near
	}
	return d
}

// stays reports whether a unit does not go anywhere: of those who are to fire at a place, he reaches it.
func stays(v *game.View, id uint16) bool {
	u := unit(v, id)
	return u != nil && u.Flags&game.Moving == 0
}

// Able lists the selected squads that can do what is aimed, and how far each reaches, wherever the pointer is.
func (b *Battle) Able() (all []Doer) {
	for _, id := range b.Selected {
		s := b.squad(id)
		if at, _, ok := b.Where(id); ok && s != nil && b.can(s, b.Aim) {
			d := Doer{Squad: id, From: at}
			d.Near, d.Reach = b.reachOf(id, b.Aim)
			all = append(all, d)
		}
	}
	return all
}

// reachOf is how near a squad may and how far it can do something, in cells; 0 for what is done on the spot.
func (b *Battle) reachOf(squad uint8, kind game.OrderKind) (near, reach float64) {
	works := &b.Setup.Rules.Works
	switch kind {
	case game.Smoke:
		return 0, float64(works.SmokeRange)
	case game.Grenade:
		return 0, float64(works.Grenade.Range)
	case game.Suppress:
		if s := b.squad(squad); s != nil {
			w := &b.Setup.Rules.Kinds[s.Kind].Weapons[0]
			return float64(w.MinRange), float64(w.Range)
		}
	}
	return 0, 0
}

// cellAt is the middle of the cell of a place.
func cellAt(p Point) Point { return Point{X: math.Floor(p.X) + 0.5, Y: math.Floor(p.Y) + 0.5} }
