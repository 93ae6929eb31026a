package league

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"muster/ai"
	"muster/game"
)

// table is everybody who commands, seat by seat, and what they may see.
type table struct {
	setup      *game.Setup
	seed       uint64
	make       Commanders
	observer   Observer
	commanders []ai.Commander
	numbers    []uint32
	turns      []Turns
	views      []game.View   // by team
	talk       [][]game.Talk // by team: what it may read of the last tick
	input      game.Input
	own        []uint32      // of input.Orders: the numbers that their commanders know them by
	answers    []game.Answer // room for those of one seat
}

func newTable(s *game.Setup, seed uint64, c Commanders, o Observer) *table {
	seats := len(s.Scenario.Seats)
	t := &table{
		setup: s, seed: seed, make: c, observer: o, commanders: make([]ai.Commander, seats),
		numbers: make([]uint32, seats), turns: make([]Turns, seats), views: make([]game.View, len(s.Scenario.Teams)),
		talk: make([][]game.Talk, len(s.Scenario.Teams)),
	}
	return t
}

// finish lets all commanders go.
func (t *table) finish(r game.Result) {
	for seat := range t.commanders {
		t.drop(seat, r)
	}
}

// drop lets a seat's commander go, if there is one: what holds memory or a process gives it back now.
func (t *table) drop(seat int, r game.Result) {
	ai.Finish(t.commanders[seat], r)
	t.printed(seat, t.tick(seat))
	t.commanders[seat] = nil
}

// tick is that of the view that a seat has seen last.
func (t *table) tick(seat int) game.Tick { return t.views[t.setup.Scenario.Seats[seat].Team].Tick }

// tellAnswers tells those who listen what became of their orders of the last tick.
func (t *table) tellAnswers(w *game.World) {
	for seat, c := range t.commanders {
		h, ok := c.(ai.Hearer)
		if !ok {
			continue
		}
		t.answers = t.answers[:0]
		for i, o := range t.input.Orders {
			if a, known := w.Answer(o.Seat, o.Leader, o.Seq); known && int(o.Seat) == seat {
				a.Seq = t.own[i]
				t.answers = append(t.answers, a)
			}
		}
		h.Hear(t.answers)
	}
}

// next is what goes into the next Step: by turns only what begins one.
func (t *table) next(w *game.World) *game.Input {
	switch w.Rest().Phase {
	case game.Flowing:
		t.observe(w)
		return t.think(w)
	case game.Running:
		return &game.Input{}
	}
	return t.planTurn(w)
}

// observe shows everybody what their side sees.
func (t *table) observe(w *game.World) {
	for team := range t.views {
		w.View(game.Audience(team), &t.views[team])
	}
}

// think asks every commander that plans, in the order of the seats. What one says the others of its team read in the
// next tick.
func (t *table) think(w *game.World) *game.Input {
	t.tellAnswers(w)
	t.input.Orders, t.own, t.input.Talk = t.input.Orders[:0], t.own[:0], t.input.Talk[:0]
	for seat := range t.commanders {
		if !t.plans(seat) {
			continue
		}
		for _, o := range t.turn(seat) {
			t.numbers[seat]++
			t.own = append(t.own, o.Seq)
			o.Seat, o.Leader, o.Seq = uint8(seat), game.AI, t.numbers[seat]
			t.input.Orders = append(t.input.Orders, o)
		}
		t.explain(seat)
	}
	for team := range t.talk {
		t.talk[team] = t.talk[team][:0]
		for _, said := range t.input.Talk {
			if said.Kind == game.ChatAll || int(t.setup.Scenario.Seats[said.Seat].Team) == team {
				t.talk[team] = append(t.talk[team], said)
			}
		}
	}
	return &t.input
}

// turn is one commander's. One that panics begins anew; one that takes too long is not heard.
func (t *table) turn(seat int) (orders []game.Order) {
	tally := &t.turns[seat]
	began := time.Now()
	defer func() {
		took := time.Since(began)
		tally.Thought += took
		tally.Longest = max(tally.Longest, took)
		if took > SlowTurn {
			tally.Overruns++
		}
		if took > TurnLimit {
			orders = nil
		}
		tally.Orders += len(orders)
	}()
	t.guarded(seat, func() {
		if t.commanders[seat] == nil {
			t.commanders[seat] = t.make(t.setup, uint8(seat), t.seed+uint64(seat))
			began = time.Now() // getting to know the map is not a turn
		}
		team := t.setup.Scenario.Seats[seat].Team
		orders = t.commanders[seat].Think(&t.views[team], t.talk[team])
		orders = orders[:min(len(orders), ai.MaxOrders)]
		if err := ai.Fault(t.commanders[seat]); err != nil {
			t.crashed(seat, err.Error())
		}
		t.say(seat)
	})
	if t.commanders[seat] == nil {
		return nil
	}
	return orders
}

// say takes what a commander says.
func (t *table) say(seat int) {
	s, ok := t.commanders[seat].(ai.Speaker)
	if !ok {
		return
	}
	said := s.Speak()
	for _, line := range said[:min(len(said), maxSaid)] {
		line.Seat, line.Text = uint8(seat), strings.ToValidUTF8(line.Text[:min(len(line.Text), game.MaxTalk)], "")
		t.input.Talk = append(t.input.Talk, line)
	}
}

// explain hands on what a commander intends and has printed, if somebody wants to know.
func (t *table) explain(seat int) {
	tick := t.tick(seat)
	if e, ok := t.commanders[seat].(ai.Explainer); ok && t.observer.Intended != nil {
		t.guarded(seat, func() { t.observer.Intended(tick, uint8(seat), e.Explain()) })
	}
	t.printed(seat, tick)
}

func (t *table) printed(seat int, tick game.Tick) {
	p, ok := t.commanders[seat].(ai.Printer)
	if !ok || t.observer.Printed == nil {
		return
	}
	if text := p.Printed(); text != "" {
		t.observer.Printed(tick, uint8(seat), text)
	}
}

// guarded calls a commander. One that panics is dropped.
func (t *table) guarded(seat int, call func()) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		t.printed(seat, t.tick(seat))
		t.crashed(seat, fmt.Sprintf("%v%s", r, blame(r)))
		t.drop(seat, game.Result{})
	}()
	call()
}

// crashed notes that a commander has lost its turn, and why.
func (t *table) crashed(seat int, why string) {
	tally := &t.turns[seat]
	if tally.Crashes++; tally.Crash == "" {
		tally.Crash = fmt.Sprintf("tick %d: %s", t.tick(seat), why)
	}
	if t.observer.Printed != nil {
		t.observer.Printed(t.tick(seat), uint8(seat), "crashed: "+why)
	}
}

// blame is the line of a commander in Go that panicked, for its maker; nothing where the runner of foreign code has
// said why itself. The stack of who runs commanders is of no use to who writes them.
func blame(r any) string {
	var bug runtime.Error
	if err, ok := r.(error); ok && !errors.As(err, &bug) {
		return ""
	}
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(4, pcs)]) // behind Callers, blame, the deferred one and panic
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Sprintf(" (%s, %s:%d)", filepath.Base(f.Function), filepath.Base(f.File), f.Line)
		}
		if !more {
			return ""
		}
	}
}
