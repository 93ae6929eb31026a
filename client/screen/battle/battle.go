// Package battle is what a player does on a battlefield, without a screen: camera, selection, orders, what the HUD says
// and what flashes where. It has no clock: each Update is told the time and the input, and returns orders. The room above
// draws it. Positions on the map are in cells, on the screen in pixels.
package battle

import (
	"fmt"
	"math"
	"time"

	"muster/client"
	"muster/game"
)

// Battle is one match as one seat sees and commands it.
type Battle struct {
	Setup *game.Setup
	Seat  uint8
	Team  uint8

	Camera   Camera
	Layout   Layout
	Selected Selection
	Aim      game.OrderKind // the next click says where; else NoOrder
	Box      Box            // being dragged
	Help     bool           // the panel of keys is open
	Leave    bool           // the player asked for the menu
	Show     Effects
	Notes    Notes
	View     *game.View // nil before the first
	Pieces   []Piece
	Trace    func(format string, args ...any) // may be nil

	sent    map[uint32]game.OrderKind // by number, until answered
	last    click
	found   bool // the camera has been put on the own squads
	dragged Point
}

// Piece is a unit where it is shown.
type Piece struct {
	game.UnitView
	At    Point   // cells
	Angle float64 // radians, 0 to the right, growing clockwise on the screen
}

// Point is a place: cells on the map or pixels on the screen.
type Point struct{ X, Y float64 }

func (p Point) to(q Point) float64 { return math.Hypot(q.X-p.X, q.Y-p.Y) }

// New begins a battle.
func New(s *game.Setup, seat int) *Battle {
	b := &Battle{Setup: s, Seat: uint8(seat), sent: map[uint32]game.OrderKind{}}
	if seat >= 0 && seat < len(s.Scenario.Seats) {
		b.Team = s.Scenario.Seats[seat].Team
	}
	b.Camera = Camera{Zoom: 32, MapW: float64(s.Map.W), MapH: float64(s.Map.H)}
	b.Camera.Centre(Point{b.Camera.MapW / 2, b.Camera.MapH / 2})
	return b
}

// See takes what is to be shown now.
func (b *Battle) See(f client.Frame, now time.Time) {
	if f.View == nil {
		return
	}
	b.View, b.Pieces = f.View, b.Pieces[:0]
	for i, u := range f.View.Units {
		at := f.Units[i]
		b.Pieces = append(b.Pieces, Piece{u, Point{at.X / game.ViewStep, at.Y / game.ViewStep}, at.Facing * math.Pi / 128})
	}
	for _, v := range f.Passed {
		b.Show.See(v, b.Setup, int(b.Team), now)
		b.Notes.see(v, now)
	}
	b.Selected.keep(b.commands)
	if middle, ok := b.middle(b.own()); ok && !b.found {
		b.found = true
		b.Camera.Centre(middle)
	}
}

// Answer takes the answer to an order: a refused one is told in words.
func (b *Battle) Answer(a game.Answer, now time.Time) {
	kind := b.sent[a.Seq]
	delete(b.sent, a.Seq)
	b.trace("answer %d %s %s", a.Seq, kind, a.Refusal)
	if a.Refusal != game.Obeyed {
		b.Refuse(kind, a.Refusal, now)
	}
}

// Refuse tells the player why an order is not carried out.
func (b *Battle) Refuse(kind game.OrderKind, why game.Refusal, now time.Time) {
	b.Notes.add(Note{Kind: Refused, Order: kind, Refusal: why, Born: now})
}

// Sent remembers an order by the number that it got.
func (b *Battle) Sent(seq uint32, o game.Order) {
	b.sent[seq] = o.Kind
	b.trace("order %d %s to %d at %d,%d target %d", seq, o.Kind, o.Squad, o.X, o.Y, o.Target)
}

func (b *Battle) trace(format string, args ...any) {
	if b.Trace != nil {
		b.Trace(format, args...)
	}
}

// squad finds a squad of the own team.
func (b *Battle) squad(id uint8) *game.SquadView {
	if b.View == nil {
		return nil
	}
	for i := range b.View.Squads {
		if b.View.Squads[i].ID == id {
			return &b.View.Squads[i]
		}
	}
	return nil
}

// commands tells whether a squad is the player's own and alive.
func (b *Battle) commands(id uint8) bool {
	s := b.squad(id)
	return s != nil && s.Seat == b.Seat && s.Alive > 0
}

// own lists the squads that the player commands.
func (b *Battle) own() (ids []uint8) {
	if b.View == nil {
		return nil
	}
	for _, s := range b.View.Squads {
		if b.commands(s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// middle is the middle of the living units of some squads.
func (b *Battle) middle(ids []uint8) (sum Point, ok bool) {
	n := 0.0
	for _, p := range b.Pieces {
		if p.mine(b.Team) && p.HP > 0 && has(ids, p.Squad) {
			sum.X, sum.Y, n = sum.X+p.At.X, sum.Y+p.At.Y, n+1
		}
	}
	if n == 0 {
		return Point{}, false
	}
	return Point{sum.X / n, sum.Y / n}, true
}

func (p *Piece) mine(team uint8) bool { return p.Team == team && p.Squad != game.NoSquad }

func has(ids []uint8, id uint8) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

// Over tells that the match has ended.
func (b *Battle) Over() bool { return b.View != nil && b.View.Result.Reason != game.NotOver }

// String says for traces where the selected squads are, in cells.
func (b *Battle) String() string {
	m, ok := b.middle(b.Selected)
	if !ok {
		return "nothing selected"
	}
	return fmt.Sprintf("squads %v at %.2f,%.2f", []uint8(b.Selected), m.X, m.Y)
}

// Where is a squad of the own team, on the map and on the screen: at its living unit nearest to the middle of them all, so
// that squads that are torn apart are not shown where nobody is. False if nobody is alive.
func (b *Battle) Where(id uint8) (cell, pixel Point, ok bool) {
	mid, ok := b.middle([]uint8{id})
	far := math.Inf(1)
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine(b.Team) && p.Squad == id && p.HP > 0 && p.At.to(mid) < far {
			cell, far = p.At, p.At.to(mid)
		}
	}
	return cell, b.Camera.ToScreen(cell), ok
}
