package server

import (
	"hash/fnv"
	"runtime/debug"
	"sync"
	"time"

	"muster/ai"
	"muster/game"
	"muster/shard"
)

// commanderSeat is where the commander of a seat thinks, off the tick's path: it has at most one goroutine at a time,
// and the server's places in thinking bound how many of those run. A view that comes while it thinks waits; a newer one
// replaces it.
type commanderSeat struct {
	match   *match
	seat    uint8
	mind    ai.Commander // made when it is first needed; the goroutine's own while there is one
	budget  cpuBudget    // the goroutine's own too, as is
	thought game.Tick    // when it last told what it is up to
	plan    ai.Plans     // by turns

	mu    sync.Mutex
	level string      // of the commander, empty for no level in particular
	makes Commanders  // of that level
	anew  bool        // mind is of another level
	view  *game.View  // newest not yet thought about
	talk  []game.Talk // since the last thought, at most maxThinkTalk
	busy  bool
	left  bool // a player leads now, and was not told yet what the commander was up to
	led   bool // the commander led when it was last asked
	// by turns: it is asked for a player whose time was up
	standsIn bool
	given    given
	over     *game.Result // nobody asks it any more; nil as long as somebody does
}

func newCommanderSeat(m *match, seat uint8) *commanderSeat {
	return &commanderSeat{match: m, seat: seat, makes: m.srv.cfg.Commander}
}

// appoint has commanders of a level lead from the next thought on.
func (c *commanderSeat) appoint(level string, makes Commanders) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.level != level {
		c.level, c.makes, c.anew = level, makes, true
	}
}

// offer gives the commander what its team may know. By turns it may stand in for a player.
func (c *commanderSeat) offer(p *shard.Publication, standsIn bool) {
	team := c.match.setup.Scenario.Seats[c.seat].Team
	if int(team) >= len(p.Views) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.view, c.led, c.left, c.standsIn = p.Views[team], true, false, standsIn
	c.given.add(c.seat, p.Answers)
	for _, t := range p.Talk {
		if t.Kind == game.ChatAll || c.match.teamOf(t.Seat) == int(team) {
			c.talk = append(c.talk, t)
		}
	}
	c.talk = c.talk[max(0, len(c.talk)-maxThinkTalk):]
	c.wake()
}

// wake makes it think. The caller holds mu.
func (c *commanderSeat) wake() {
	if !c.busy {
		c.busy = true
		c.match.srv.work.Go(c.run)
	}
}

// yield lets the commander go: a player leads, and is told what the squads are up to. Then it is forgotten: it knows
// nothing of what happens meanwhile, and its thoughts take more memory than a player's link.
func (c *commanderSeat) yield() {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.led:
		c.led, c.left, c.view, c.talk, c.given = false, true, nil, nil, given{}
		c.wake()
	case !c.busy: // no goroutine has it
		c.dismiss(game.Result{})
	}
}

// run thinks until no newer view is there.
func (c *commanderSeat) run() {
	for {
		select {
		case c.match.srv.thinking <- struct{}{}:
		case <-c.match.srv.running.Done():
			c.dismiss(game.Result{})
			return
		}
		more := c.think()
		<-c.match.srv.thinking
		if !more {
			return
		}
	}
}

func (c *commanderSeat) think() (more bool) {
	c.mu.Lock()
	v, talk, left, over, standsIn := c.view, c.talk, c.left, c.over, c.standsIn
	c.view, c.talk, c.left, c.over = nil, nil, false, nil
	c.busy = v != nil || left || over != nil
	makes, anew := c.makes, c.anew && v != nil
	if anew {
		c.anew = false
	}
	answers := c.given.drain()
	c.mu.Unlock()
	if anew {
		c.dismiss(game.Result{})
	}
	switch {
	case over != nil:
		c.dismiss(*over)
	case v != nil:
		c.lead(v, talk, answers, makes, standsIn)
	case left:
		c.brief()
		c.dismiss(game.Result{})
	default:
		return false
	}
	return true
}

// lead asks the commander for orders, and passes on what it says. One that takes longer than maxThink loses its turn,
// one that has spent its budget is not asked.
func (c *commanderSeat) lead(
	v *game.View, talk []game.Talk, answers []game.Answer, makes Commanders, standsIn bool,
) {
	c.sit(v.Tick, makes)
	if c.leadTurn(v, talk, answers, standsIn) || c.mind == nil {
		return
	}
	if !c.budget.fill() {
		c.match.srv.counts.Unasked.Add(1)
		return
	}
	c.answer(v.Tick, answers)
	began := time.Now()
	orders, said := c.turn(v, talk)
	took := time.Since(began)
	if c.budget.spend(took); took > maxThink {
		c.match.srv.counts.Overruns.Add(1)
		c.match.srv.log.Warn("commander lost its turn",
			"match", c.match.id, "seat", c.seat, "tick", v.Tick, "took", took)
		return
	}
	c.explain(v.Tick)
	for _, o := range orders[:min(len(orders), ai.MaxOrders)] {
		c.order(o)
	}
	for _, t := range said[:min(len(said), maxSaid)] {
		c.say(t)
	}
}

// sit makes the commander if there is none.
func (c *commanderSeat) sit(tick game.Tick, makes Commanders) {
	defer c.caught(tick)
	if c.mind == nil {
		c.mind = makes(c.match.id, c.match.setup, c.seat, seedOf(c.match.id, c.seat))
		c.budget = newCPUBudget(c.mind)
	}
}

func (c *commanderSeat) say(t game.Talk) {
	if t.Text == "" && t.Kind != game.Ping {
		return
	}
	t.Seat = c.seat
	c.match.zone.Say(t) // what is not taken is said again when it has changed
}

// explain passes on what the commander is up to.
func (c *commanderSeat) explain(tick game.Tick) {
	defer c.caught(tick)
	if e, ok := c.mind.(ai.Explainer); ok && c.match.srv.cfg.Explained != nil {
		c.thought = tick
		c.match.srv.cfg.Explained(c.match.id, tick, c.seat, e.Explain())
	}
}

// brief tells the player who takes over what the squads are up to.
func (c *commanderSeat) brief() {
	defer c.caught(0)
	if s, ok := c.mind.(ai.Speaker); ok {
		c.say(s.Brief())
	}
	if c.match.srv.cfg.Explained != nil {
		c.match.srv.cfg.Explained(c.match.id, c.thought+1, c.seat, nil)
	}
}

// turn asks the commander. One that panics loses its turn and its memory, not the match.
func (c *commanderSeat) turn(v *game.View, talk []game.Talk) (orders []game.Order, said []game.Talk) {
	defer c.caught(v.Tick)
	orders = c.mind.Think(v, talk)
	if s, ok := c.mind.(ai.Speaker); ok {
		said = s.Speak()
	}
	c.told(v.Tick)
	return orders, said
}

// caught is deferred around whatever the commander does.
func (c *commanderSeat) caught(tick game.Tick) {
	if r := recover(); r != nil {
		c.dismiss(game.Result{})
		c.match.srv.counts.Panics.Add(1)
		c.match.srv.log.Error("commander panicked",
			"match", c.match.id, "seat", c.seat, "tick", tick, "panic", r, "stack", string(debug.Stack()))
	}
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
