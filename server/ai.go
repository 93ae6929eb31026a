package server

import (
	"hash/fnv"
	"runtime/debug"
	"sync"

	"muster/ai"
	"muster/game"
	"muster/shard"
)

// chair is where the commander of a seat thinks, off the tick's path: it has at most one goroutine at a time, and the
// server's places in thinking bound how many of those run. A view that comes while it thinks waits; a newer one
// replaces it.
type chair struct {
	match *match
	seat  uint8
	mind  ai.Commander // made at the first view; the goroutine's own

	mu   sync.Mutex
	view *game.View  // newest not yet thought about
	talk []game.Talk // since the last thought, at most maxThinkTalk
	busy bool
}

func newChair(m *match, seat uint8) *chair { return &chair{match: m, seat: seat} }

// offer gives the commander what its team may know.
func (c *chair) offer(p *shard.Publication) {
	team := c.match.setup.Scenario.Seats[c.seat].Team
	if int(team) >= len(p.Views) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.view = p.Views[team]
	for _, t := range p.Talk {
		if t.Kind == game.ChatAll || c.match.teamOf(t.Seat) == int(team) {
			c.talk = append(c.talk, t)
		}
	}
	c.talk = c.talk[max(0, len(c.talk)-maxThinkTalk):]
	if !c.busy {
		c.busy = true
		c.match.srv.work.Go(c.run)
	}
}

// run thinks until no newer view is there.
func (c *chair) run() {
	for {
		select {
		case c.match.srv.thinking <- struct{}{}:
		case <-c.match.srv.running.Done():
			return
		}
		more := c.think()
		<-c.match.srv.thinking
		if !more {
			return
		}
	}
}

func (c *chair) think() (more bool) {
	c.mu.Lock()
	v, talk := c.view, c.talk
	c.view, c.talk = nil, nil
	c.busy = v != nil
	c.mu.Unlock()
	if v == nil {
		return false
	}
	orders := c.orders(v, talk)
	for _, o := range orders[:min(len(orders), maxThought)] {
		o.Seat, o.Leader, o.Seq = c.seat, game.AI, 0
		c.match.zone.Submit(o) // a refused one is not missed: the next view shows what is to be done
	}
	return true
}

// orders asks the commander. One that panics loses its turn and its memory, not the match.
func (c *chair) orders(v *game.View, talk []game.Talk) (orders []game.Order) {
	defer func() {
		if r := recover(); r != nil {
			c.mind, orders = nil, nil
			c.match.srv.metrics.panics.Inc()
			c.match.srv.log.Error("commander panicked", "match", c.match.id, "seat", c.seat, "tick", v.Tick,
				"panic", r, "stack", string(debug.Stack()))
		}
	}()
	if c.mind == nil {
		c.mind = c.match.srv.cfg.Commander(c.match.setup, c.seat, seedOf(c.match.id, c.seat))
	}
	return c.mind.Think(v, talk)
}

// seedOf is the same after a restart.
func seedOf(match string, seat uint8) uint64 {
	h := fnv.New64a()
	h.Write([]byte(match))
	h.Write([]byte{0, seat})
	return h.Sum64()
}

// teamOf is -1 for a seat that the match does not have.
func (m *match) teamOf(seat uint8) int {
	if int(seat) >= len(m.setup.Scenario.Seats) {
		return -1
	}
	return int(m.setup.Scenario.Seats[seat].Team)
}
