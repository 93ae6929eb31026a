package server

import (
	"log/slog"

	"muster/ai"
	"muster/game"
)

// given are the orders of a commander that are not answered yet, by the numbers that it knows them by. The zone answers
// a seat's orders in their order.
type given struct {
	own     []uint32
	answers []game.Answer // for its next thought
}

// add notes what became of orders, until drain.
func (g *given) add(seat uint8, answers []game.Answer) {
	for _, a := range answers {
		if a.Seat == seat && a.Leader == game.AI && len(g.own) > 0 {
			a.Seq, g.own = g.own[0], g.own[1:]
			g.answers = append(g.answers, a)
		}
	}
	g.answers = g.answers[max(0, len(g.answers)-maxGiven):]
}

func (g *given) drain() (answers []game.Answer) {
	answers, g.answers = g.answers, nil
	return answers
}

// order passes an order on. A refused one is not missed: the next view shows what is to be done.
func (c *commanderSeat) order(o game.Order) game.Refusal {
	c.mu.Lock()
	c.given.own = append(c.given.own, o.Seq)
	c.given.own = c.given.own[max(0, len(c.given.own)-maxGiven):]
	c.mu.Unlock()
	o.Seat, o.Leader, o.Seq = c.seat, game.AI, 0
	return c.match.zone.Enqueue(o)
}

// answer tells the commander what became of its orders, if it listens.
func (c *commanderSeat) answer(tick game.Tick, answers []game.Answer) {
	defer c.caught(tick)
	if h, ok := c.mind.(ai.Hearer); ok {
		h.Hear(answers)
	}
}

// told logs what went wrong with a commander that goes on.
func (c *commanderSeat) told(tick game.Tick) {
	if err := ai.Fault(c.mind); err != nil {
		c.match.srv.counts.Panics.Add(1)
		c.match.srv.throttled.say(slog.LevelWarn, "commander lost its turn", "fault",
			"match", c.match.id, "seat", c.seat, "tick", tick, "error", err)
	}
}

// dismiss lets the commander go, who may take a moment. The caller has it: no goroutine does, or it is that goroutine.
func (c *commanderSeat) dismiss(r game.Result) {
	if f, ok := c.mind.(ai.Finisher); ok {
		c.match.srv.work.Go(func() { f.Finish(r) })
	}
	c.mind, c.plan = nil, ai.Plans{}
}

// retire lets the commander go when it has thought: nobody asks it any more.
func (c *commanderSeat) retire(r game.Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over, c.view, c.given = &r, nil, given{}
	c.wake()
}

// dismiss lets all commanders go.
func (m *match) dismiss(r game.Result) {
	for _, c := range m.commanders {
		c.retire(r)
	}
}
