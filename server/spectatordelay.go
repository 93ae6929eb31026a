package server

import (
	"bytes"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// spectatorDelay is a bounded ring of views that lets each out when it is old enough, counted in ticks of the match: a
// match that stood still shows nothing new. It holds them as they go over the wire, each taken from the one before: 90
// s of a duel are 23 KB so, and a megabyte as they are.
type spectatorDelay struct {
	ticks  game.Tick
	hides  bool // what the sides intend
	in     *wire.Incoming
	out    *wire.Outgoing
	kept   game.Tick      // the tick of the last view that went in
	number game.Tick      // and its number
	newest game.Tick      // of the last view that was offered
	held   []delayedFrame // oldest first; at most ticks/delayedEvery+1
	seen   uint64
	broken bool // a frame could not be read again: the rest of the chain waits for a whole one
}

type delayedFrame struct {
	tick  game.Tick
	frame []byte
}

func newSpectatorDelay(ticks game.Tick) spectatorDelay {
	return spectatorDelay{ticks: ticks, in: wire.NewIncoming(nil), out: wire.NewOutgoing()}
}

// pass takes in the newest view and returns the newest one that is old enough, if it is another than last time.
func (d *spectatorDelay) pass(v *game.View) (out *game.View) {
	if d.ticks == 0 {
		return v
	}
	if d.due(v.Tick) {
		if d.hides {
			v = conceal(v)
		}
		d.out.Publish(v)
		from := wire.Ack{Tick: d.number}
		if d.broken {
			from, d.broken = wire.Ack{}, false
		}
		d.held = append(d.held, delayedFrame{v.Tick, bytes.Clone(d.out.Frame(from))})
		d.kept, d.number = v.Tick, d.out.Number()
	}
	n := 0
	for ; n < len(d.held) && d.held[n].tick+d.ticks <= v.Tick; n++ {
		old, err := d.in.Receive(d.held[n].frame)
		if err != nil {
			d.broken = true
			continue
		}
		if old != nil {
			out = old
		}
	}
	d.held = append(d.held[:0], d.held[n:]...)
	return out
}

// terms is what spectators of all see of a match that runs.
type terms struct {
	ticks game.Tick // that they are behind
	hides bool      // what the sides intend
}

// due reports whether the view of a tick is to be kept: every other one, and the one at which a match by turns stands
// still, once.
func (d *spectatorDelay) due(t game.Tick) bool {
	if t == d.newest && d.seen > 0 {
		return t != d.kept
	}
	d.newest = t
	d.seen++
	return d.seen%delayedEvery == 0
}

// setSpectators says what spectators may see, as of the next view. What was kept for them on other terms is forgotten.
func (m *match) setSpectators(s api.Spectators) {
	d := time.Duration(s.Delay) * time.Second
	if d <= 0 {
		d = m.srv.cfg.PublicDelay
	}
	m.terms.Store(&terms{game.Tick(d.Seconds() * float64(m.setup.Rules.TickRate)), s.NoOrders})
}

// publicView is what spectators of all are shown now, if it is another view than last time.
func (m *match) publicView(v *game.View) *game.View {
	t := m.terms.Load()
	if t == nil {
		return nil
	}
	if d := &m.public; d.in == nil || d.ticks != t.ticks || d.hides != t.hides {
		*d = newSpectatorDelay(t.ticks)
		d.hides = t.hides
	}
	return m.public.pass(v)
}

// conceal is a view of everybody without what the sides intend: no orders, way points or mines. It is made before a
// view goes anywhere, so that nothing behind it can give them away, and names what stays: what a View
// will have one day does not.
func conceal(v *game.View) *game.View {
	c := &game.View{
		Tick: v.Tick, Audience: v.Audience, Result: v.Result, Units: v.Units, Points: v.Points, Scores: v.Scores,
		CombatEvents: v.CombatEvents, Turn: v.Turn,
	}
	c.Turn.Plan = nil
	for i := range v.Squads {
		s := &v.Squads[i]
		c.Squads = append(c.Squads, game.SquadView{
			ID: s.ID, Seat: s.Seat, Kind: s.Kind, Alive: s.Alive, Morale: s.Morale, Level: s.Level, Broken: s.Broken,
		})
	}
	for _, m := range v.Marks {
		if m.Kind != game.Mine {
			c.Marks = append(c.Marks, m)
		}
	}
	return c
}
