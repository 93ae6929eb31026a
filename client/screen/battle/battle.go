// Package battle is what a player does on a battlefield, without a screen: camera, selection, orders, what the HUD says
// and what flashes where. It has no clock: each Update is told the time and the input, and returns orders. The room
// above draws it. Positions on the map are in cells, on the screen in pixels.
package battle

import (
	"fmt"
	"math"
	"time"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// Battle is one match as one seat sees and commands it.
type Battle struct {
	Setup *game.Setup
	Seat  uint8
	Team  uint8

	Camera    Camera
	Layout    Layout
	Selected  Selection
	Aim       game.OrderKind // the next click says where; else NoOrder
	Box       Box            // being dragged
	Drag      Drag           // of the right button: where to stand, and how wide
	Wish      keys.Action    // what the player asked the room above for; NoWish for nothing
	Groups    [keys.Groups]Selection
	People    [game.MaxSeats]client.SeatNews // who leads each seat
	Muted     [game.MaxSeats]bool            // seats that are not listened to
	Ranges    bool                           // weapon ranges are shown
	Cover     bool                           // cover is shown
	Following bool                           // the camera goes after the selected squads or the fight
	Watching  bool                           // nobody is commanded: a replay, or somebody else's match
	Borrowed  bool                           // a team's view is made of that of all, by Eyes
	Obeyed    [game.OrderKinds]int           // how many orders of each kind
	Reasons   Reasons
	Show      Effects
	Notes     Notes
	Plans     Plans
	View      *game.View // nil before the first
	Pieces    []Piece
	Cues      []Cue                            // to be heard; whoever plays them empties it
	Trace     func(format string, args ...any) // may be nil

	sent    map[uint32]sent // by number, until answered
	given   Spot            // where the player pointed in the last Update
	last    click
	tapped  tap
	marks   [keys.Bookmarks]*Point
	gone    [game.MaxSeats]string // the player who led each seat before its commander; empty for none
	alert   *Point                // where the last alarm came from
	memory  memory
	throws  throws
	alerted map[quietly]time.Time // when each squad was last told to be under fire
	fates   map[uint8]Fate        // of the own squads that are lost, as far as that was seen
	living  map[uint8]bool        // which of them were not, in the last view
	supply  uint32                // of the team in the last view
	heat    heat
	found   bool // the camera has been put on the own squads
	dragged Point
	scale   float64 // of what Resize was told
	head    float64 // of what SetHead was told
	foot    float64 // of what SetFoot was told
	sweeps  bool    // the left button went down on the minimap to move the camera

	trial   trial
	marched march
	aiming  *Aiming // the last one,
	aimedOf aimedAt // what it was made from
	aimedBy Selection
	asked   time.Time // when it was made
	now     time.Time // of the last Pass or Update

	cards   []Card // room for what is asked for in every frame
	planned []uint8
	lines   []*keys.Entry
	places  []int // of lines, in the grid of the command card
	legs    []Leg
	joined  i18n.Joined
}

// Piece is a unit where it is shown.
type Piece struct {
	game.UnitView
	At    Point   // cells
	Angle float64 // radians, 0 to the right, growing clockwise on the screen
}

// Point is a place: cells on the map or pixels on the screen.
type Point = ui.Point

// Rect is a rectangle on the screen, in pixels.
type Rect = ui.Rect

// NoSeat is the seat of who only watches.
const NoSeat = 255

// New begins a battle; a seat of -1 only watches.
func New(s *game.Setup, seat int) *Battle {
	b := &Battle{
		Wish: NoWish, memory: memory{}, throws: throws{}, Setup: s, Seat: uint8(seat), sent: map[uint32]sent{},
		joined: i18n.Joined{}, alerted: map[quietly]time.Time{}, fates: map[uint8]Fate{},
		living: map[uint8]bool{},
	}
	if seat >= 0 && seat < len(s.Scenario.Seats) {
		b.Team = s.Scenario.Seats[seat].Team
	}
	b.Camera = Camera{Zoom: 32, MapW: float64(s.Map.W), MapH: float64(s.Map.H)}
	b.Camera.Centre(Point{X: b.Camera.MapW / 2, Y: b.Camera.MapH / 2})
	return b
}

// SetFrame sets the frame to be shown now.
func (b *Battle) SetFrame(f client.Frame, now time.Time) {
	if f.View == nil {
		return
	}
	b.View, b.Pieces = f.View, b.Pieces[:0]
	for i, u := range f.View.Units {
		at := f.Units[i]
		b.Pieces = append(b.Pieces, Piece{
			u, Point{X: at.X / game.ViewStep, Y: at.Y / game.ViewStep}, at.Facing * math.Pi / 128,
		})
	}
	for _, v := range f.Passed {
		b.Show.AddEvents(v, b.Setup, int(b.Team), now)
		b.cueSounds(v, now)
		b.noteCombat(v, now)
		b.memory.update(v, int(b.Team))
		b.throws.update(v)
		b.warm(v)
	}
	b.Selected.retain(b.mayOrder)
	b.disarm()
	if !b.found && !b.Watching {
		b.find()
	}
}

// find puts the camera on the own squads, between the HUD's parts where these take much of the screen.
func (b *Battle) find() {
	middle, ok := b.middleOf(b.own())
	if !ok {
		return
	}
	b.found = true
	b.arrange()
	if c := &b.Camera; c.Foot > c.H*usualFoot {
		middle.Y += (c.Foot - c.Top) / (2 * c.Zoom)
	}
	b.Camera.Centre(middle)
}

// Answer takes the answer to an order: a refused one is told in words.
func (b *Battle) Answer(a game.Answer, now time.Time) {
	o := b.sent[a.Seq]
	delete(b.sent, a.Seq)
	b.trace("answer %d %s %s", a.Seq, o.kind, a.Refusal)
	if a.Refusal != game.Obeyed {
		b.refused(o, a.Refusal, now)
		return
	}
	b.Obeyed[o.kind]++
}

// Refuse tells the player why an order that is being given is not carried out.
func (b *Battle) Refuse(kind game.OrderKind, why game.Refusal, now time.Time) {
	b.refused(sent{kind: kind, squad: game.NoSquad, where: b.given}, why, now)
}

// Sent remembers an order by the number that it got.
func (b *Battle) Sent(seq uint32, o game.Order) {
	b.sent[seq] = sent{o.Kind, o.Squad, b.given}
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

// mayOrder reports whether a squad is the player's own and alive. Who only watches may select any, to see what it does.
func (b *Battle) mayOrder(id uint8) bool {
	s := b.squad(id)
	return s != nil && (s.Seat == b.Seat || b.Watching) && s.Alive > 0
}

// own lists the squads that the player commands.
func (b *Battle) own() (ids []uint8) {
	if b.View == nil {
		return nil
	}
	for _, s := range b.View.Squads {
		if b.mayOrder(s.ID) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// middleOf is the middle of the living units of some squads.
func (b *Battle) middleOf(ids []uint8) (sum Point, ok bool) {
	n := 0.0
	for _, p := range b.Pieces {
		if p.mine() && p.HP > 0 && has(ids, p.Squad) {
			sum.X, sum.Y, n = sum.X+p.At.X, sum.Y+p.At.Y, n+1
		}
	}
	if n == 0 {
		return Point{}, false
	}
	return Point{X: sum.X / n, Y: sum.Y / n}, true
}

// mine reports whether a unit is of the audience's own side: everybody is to who watches all.
func (p *Piece) mine() bool { return p.Squad != game.NoSquad }

func has(ids []uint8, id uint8) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

// Over reports whether the match has ended.
func (b *Battle) Over() bool { return b.View != nil && b.View.Result.Reason != game.NotOver }

// String says for traces where the selected squads are, in cells.
func (b *Battle) String() string {
	m, ok := b.middleOf(b.Selected)
	if !ok {
		return "nothing selected"
	}
	return fmt.Sprintf("squads %v at %.2f,%.2f", []uint8(b.Selected), m.X, m.Y)
}

// Where is a squad of the own team, on the map and on the screen: at its living unit nearest to the middle of them all,
// so that squads that are torn apart are not shown where nobody is. False if nobody is alive.
func (b *Battle) Where(id uint8) (cell, pixel Point, ok bool) {
	p := b.central(id)
	if p == nil {
		return Point{}, b.Camera.ToScreen(Point{}), false
	}
	return p.At, b.Camera.ToScreen(p.At), true
}

// Middle is the unit in a squad's middle as it was last seen, nil if nobody is alive.
func (b *Battle) Middle(id uint8) *game.UnitView {
	if p := b.central(id); p != nil {
		return &p.UnitView
	}
	return nil
}

func (b *Battle) central(id uint8) (best *Piece) {
	mid, _ := b.middleOf([]uint8{id})
	far := math.Inf(1)
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine() && p.Squad == id && p.HP > 0 && p.At.To(mid) < far {
			best, far = p, p.At.To(mid)
		}
	}
	return best
}

// overhead is how far from its middle, in cells, a squad's units are heeded by its badge.
const overhead = 3

// Above is the pixel over a squad's middle that covers none of its units; false if nobody is alive.
func (b *Battle) Above(id uint8) (at Point, ok bool) {
	cell, at, ok := b.Where(id)
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if p.mine() && p.Squad == id && p.HP > 0 && p.Flags&game.Aboard == 0 && p.At.To(cell) < overhead {
			size := ShapeOf(&b.Setup.Rules.Kinds[p.Kind]).Size() * b.Camera.Zoom
			at.Y = min(at.Y, b.Camera.ToScreen(p.At).Y-size*0.62)
		}
	}
	return at, ok
}

// Restored notes that the match goes on from an earlier moment: what was seen and ordered since does not count any
// more.
func (b *Battle) Restored(now time.Time) {
	b.Leap()
	clear(b.sent)
	b.Announce("match.restored", now)
}

// Watch makes the battle one that is only watched, with the eyes of an audience.
func (b *Battle) Watch(a game.Audience) {
	b.Seat, b.Team, b.Watching = NoSeat, uint8(a), true
	b.Selected = nil
	b.Leap()
}

// Leap forgets what flashes and is told: what follows is not what came before.
func (b *Battle) Leap() {
	b.Show.All, b.Notes.All, b.Cues = b.Show.All[:0], b.Notes.All[:0], b.Cues[:0]
	b.Reasons.All = b.Reasons.All[:0]
	b.memory, b.throws, b.heat, b.alert = memory{}, throws{}, heat{}, nil
	b.fates, b.living = map[uint8]Fate{}, map[uint8]bool{}
	b.Plans.forget()
}
