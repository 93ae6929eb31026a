package server

import (
	"bytes"

	"muster/game"
	"muster/server/wire"
)

// delay is a bounded ring of views that lets each out when it is old enough, counted in ticks of the match: a match that
// stood still shows nothing new. It holds them as they go over the wire, each taken from the one before: 90 s of a duel
// are 23 KB so, and a megabyte as they are.
type delay struct {
	ticks  game.Tick
	in     *wire.Incoming
	out    *wire.Outgoing
	kept   game.Tick // the last view that went in
	held   []late    // oldest first; at most ticks/delayedEvery+1
	seen   uint64
	broken bool // a frame could not be read again: the rest of the chain waits for a whole one
}

type late struct {
	tick  game.Tick
	frame []byte
}

func newDelay(ticks game.Tick) delay {
	return delay{ticks: ticks, in: wire.NewIncoming(nil), out: wire.NewOutgoing()}
}

// pass takes in the newest view and returns the newest one that is old enough, if it is another than last time.
func (d *delay) pass(v *game.View) (out *game.View) {
	if d.ticks == 0 {
		return v
	}
	if d.seen++; d.seen%delayedEvery == 0 {
		d.out.Publish(v)
		from := wire.Ack{Tick: d.kept}
		if d.broken {
			from, d.broken = wire.Ack{}, false
		}
		d.held = append(d.held, late{v.Tick, bytes.Clone(d.out.Frame(from))})
		d.kept = v.Tick
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
