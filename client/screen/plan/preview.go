package plan

import (
	"slices"

	"muster/game"
)

// Preview is what a plan will come to as far as its team can know: the turn is run with the very rules on what the team
// sees and remembers. Enemies do what they seem to do, see guess.go; chance draws from a seed of its own. It is worked
// on in slices, so that no frame waits for it: until a new one is whole, the one before is shown.
type Preview struct {
	mind   *game.Imagination
	setup  *game.Setup
	seat   uint8
	stride game.Tick

	asked  asked
	world  *game.World
	orders []game.Order // of the team, of all seats, by time
	ran    game.Tick
	making []*game.View
	shown  []*game.View // every stride-th tick of the turn, from the moment before it
	told   told
}

// asked is what a preview is of.
type asked struct {
	view   *game.View
	hidden []game.Sighting
	orders []game.Order // of the whole team, by seat and as they come; nothing of them but what is planned
}

// NewPreview is one for a seat, of nothing yet.
func NewPreview(m *game.Imagination, s *game.Setup, seat uint8) *Preview {
	return &Preview{mind: m, setup: s, seat: seat, stride: (s.Scenario.Turns.Length + maxFrames - 1) / maxFrames}
}

// Ask asks for the preview of a plan: view is what the team knows, hidden are the enemies that it remembers. What was
// asked for already is not begun anew.
func (p *Preview) Ask(view *game.View, hidden []game.Sighting, own []game.Order) {
	var orders []game.Order
	for i := range view.Turn.Plan {
		if o := view.Turn.Plan[i].Order; o.Seat != p.seat {
			orders = append(orders, of(o.Seat, o))
		}
	}
	for _, o := range own {
		orders = append(orders, of(p.seat, o))
	}
	if was := p.asked.view; was != nil && was.Tick == view.Tick && slices.Equal(p.asked.orders, orders) &&
		slices.Equal(p.asked.hidden, hidden) {
		return
	}
	p.asked = asked{view, slices.Clone(hidden), orders}
	p.world, p.making, p.ran = p.mind.World(view, &game.Belief{Hidden: hidden}, 1), nil, 0
	p.orders = slices.Clone(orders)
	slices.SortStableFunc(p.orders, func(a, b game.Order) int { return int(a.At) - int(b.At) })
	p.snapshot()
}

func of(seat uint8, o game.Order) game.Order {
	o = plain(o)
	o.Seat = seat
	return o
}

// Work goes on until it is done, or there was enough of it: that is asked after every tick.
func (p *Preview) Work(enough func() bool) {
	for p.world != nil {
		p.step()
		if enough() {
			return
		}
	}
}

// step runs one tick.
func (p *Preview) step() {
	in := &game.Input{}
	for len(p.orders) > 0 && game.Tick(p.orders[0].At) <= p.ran {
		p.give(in, p.orders[0])
		p.orders = p.orders[1:]
	}
	if p.ran == 0 {
		for _, o := range p.guesses() {
			p.give(in, o)
		}
	}
	p.world.Step(in)
	if p.ran++; p.ran%p.stride == 0 || p.ran == p.setup.Scenario.Turns.Length {
		p.snapshot()
	}
	if p.ran == p.setup.Scenario.Turns.Length {
		p.shown, p.making, p.world = p.making, nil, nil
	}
}

// give adds an order to an input: AI leads all seats of an imagined World.
func (p *Preview) give(in *game.Input, o game.Order) {
	o.Leader, o.Turn, o.At, o.Flags = game.AI, 0, 0, o.Flags&^game.Planned
	o.Seq = p.world.LastSeq(o.Seat, game.AI) + 1
	for i := range in.Orders {
		if in.Orders[i].Seat == o.Seat {
			o.Seq++
		}
	}
	in.Orders = append(in.Orders, o)
}

func (p *Preview) snapshot() {
	v := &game.View{}
	p.world.View(p.asked.view.Audience, v)
	p.making = append(p.making, v)
}

// Done reports whether what is shown is what was asked for last.
func (p *Preview) Done() bool { return p.world == nil && p.shown != nil }

// At is how it looks at a place on the line of time, and at the next place that it is known of: what is between lies a
// share of the way from one to the other. Nil before there is any.
func (p *Preview) At(line float64) (from, to *game.View, share float64) {
	if len(p.shown) == 0 {
		return nil, nil, 0
	}
	at := max(0, line) / float64(p.stride)
	i := min(int(at), len(p.shown)-1)
	next := min(i+1, len(p.shown)-1)
	return p.shown[i], p.shown[next], min(at-float64(i), 1)
}

// Frames are the views of the whole turn, in steps of Stride ticks, the last at its end.
func (p *Preview) Frames() []*game.View { return p.shown }

// Stride is how many ticks lie between two of Frames.
func (p *Preview) Stride() game.Tick { return p.stride }

// Told is what the team knows, with what its squads will have been told at a place on the line of time: their orders,
// stances and formations, and what waits behind those. It is v itself before anything was foreseen.
func (p *Preview) Told(v *game.View, line float64) *game.View {
	if len(p.shown) == 0 {
		return v
	}
	in := p.shown[min(int(max(0, line))/int(p.stride)+1, len(p.shown)-1)]
	if p.told.of == v && p.told.in == in {
		return p.told.view
	}
	p.told = told{of: v, in: in}
	view := *v
	view.Squads, view.Waypoints = slices.Clone(v.Squads), in.Waypoints
	for i := range view.Squads {
		q := &view.Squads[i]
		for j := range in.Squads {
			if s := &in.Squads[j]; s.ID == q.ID {
				q.Order, q.X, q.Y, q.Target, q.Stance, q.Formation = s.Order, s.X, s.Y, s.Target, s.Stance, s.Formation
			}
		}
	}
	p.told.view = &view
	return &view
}

// told is the last answer of Told.
type told struct{ of, in, view *game.View }
