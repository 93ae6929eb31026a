package plan

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// match is a duel by turns of two seconds at a server that answers when it is asked to: seat 0 is the player's, whose
// squads are 0 rifles, 1 rifles, 2 machine gun, 3 scouts.
type match struct {
	t     testing.TB
	setup *game.Setup
	world *game.World
	plan  *Plan
	film  *Footage
	now   time.Time
	sent  uint32 // numbers of orders
	way   []game.Order
	other uint32
}

var begun = time.UnixMilli(1_700_000_000_000)

func play(t testing.TB, turns game.Turns) *match { return begin(t, "duel", turns) }

func begin(t testing.TB, scenario string, turns game.Turns) *match {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	s.Scenario.Turns = turns
	require.NoError(t, s.Check())
	m := &match{t: t, setup: s, world: game.New(s, 7), plan: New(s, 0), film: NewFootage(s), now: begun}
	m.look()
	m.open()
	return m
}

// together are turns that both plan at once, of two seconds.
func together(t *testing.T) *match {
	return play(t, game.Turns{Kind: game.Together, Length: 40, Planning: 30, Bank: 20, Increment: 5, Shown: true})
}

func (m *match) view() *game.View {
	v := &game.View{}
	m.world.View(0, v)
	return v
}

// look lets the player see how the match stands.
func (m *match) look() {
	v := m.view()
	m.plan.Update(v, m.now)
	m.film.Add(v)
}

func (m *match) server() game.TurnInput { return game.TurnInput{Now: uint64(m.now.UnixMilli())} }

func (m *match) open() {
	in := &game.Input{Turn: m.server()}
	in.Turn.Open = m.world.Rest().Turn
	m.world.Plan(in)
	m.look()
}

// send lets the plan send what is due; it is on its way then.
func (m *match) send() (n int) {
	for _, o := range m.plan.Due() {
		m.sent++
		o.Seq, o.Leader = m.sent, game.AI
		m.plan.Sent(o.Seq, o)
		m.way = append(m.way, o)
		n++
	}
	return n
}

// arrive lets all that is on its way arrive, and the answers come back; the player sees no view of it yet.
func (m *match) arrive() {
	m.world.Plan(&game.Input{Turn: m.server(), Orders: m.way})
	for _, o := range m.way {
		a, ok := m.world.Answer(0, game.AI, o.Seq)
		require.True(m.t, ok)
		m.plan.Answered(a)
	}
	m.way = nil
}

// settle sends all that there is.
func (m *match) settle() {
	for m.send() > 0 {
		m.arrive()
	}
	m.look()
}

// otherCommits lets the other side commit.
func (m *match) otherCommits() {
	m.other++
	m.world.Plan(&game.Input{Turn: m.server(), Orders: []game.Order{{
		Seat: 1, Leader: game.AI, Seq: m.other, Flags: game.Planned | game.Commit, Turn: m.world.Rest().Turn,
	}}})
	m.look()
}

// run runs the turn to its end.
func (m *match) run() {
	turn := m.world.Rest().Turn
	require.True(m.t, m.world.CanClose(turn))
	in := &game.Input{Turn: m.server()}
	in.Turn.Close = turn
	m.world.Step(in)
	m.look()
	for m.world.TurnLeft() > 0 {
		m.world.Step(&game.Input{})
		m.look()
	}
	m.look()
}

// has is what the server holds of the player's plan.
func (m *match) has() draft {
	v := m.view()
	return noted(&v.Turn, 0)
}

func at(squad uint8, x, y uint16) game.Order {
	return game.Order{Kind: game.Move, Squad: squad, X: x * game.ViewStep, Y: y * game.ViewStep}
}

func queued(o game.Order) game.Order {
	o.Flags |= game.Queued
	return o
}
