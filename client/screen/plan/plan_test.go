package plan

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/game"
)

func TestAPlanIsDrawnUpSentAndCommitted(t *testing.T) {
	m := together(t)
	p := m.plan
	require.Equal(t, Planning, p.Stage())
	require.Equal(t, game.Obeyed, p.Give([]game.Order{at(0, 20, 20)}))
	p.Line.To(25)
	p.Give([]game.Order{at(0, 22, 24), queued(at(1, 10, 30))})
	require.Equal(t, []Mark{
		{Squad: 0, At: 0, Kind: game.Move, Orders: 1},
		{Squad: 0, At: 25, Kind: game.Move, Orders: 1},
		{Squad: 1, At: 25, Kind: game.Move, Orders: 1},
	}, p.Marks())
	require.Equal(t, 3, p.Unsent())
	require.Equal(t, 3, m.send())
	require.Zero(t, m.send(), "what is on its way is not sent again")
	require.Equal(t, 3, p.Unsent(), "and not known to have arrived")
	m.arrive()
	require.Zero(t, p.Unsent())
	require.Equal(t, draft(p.Orders()), m.has())

	require.True(t, p.Ask())
	require.True(t, p.Asked())
	m.settle()
	require.Equal(t, Planning, p.Stage(), "asked, and nothing said")
	require.True(t, p.Withdraw())
	require.False(t, p.Withdraw())
	p.Ask()
	p.Ask()
	require.Equal(t, game.Committed, p.Give([]game.Order{at(2, 5, 5)}), "it is on its way")
	m.settle()
	require.Equal(t, Waiting, p.Stage())
	require.Equal(t, []uint8{1}, p.Awaited())
	require.Equal(t, game.Committed, p.Give([]game.Order{at(2, 5, 5)}))
	require.False(t, p.Ask())
	require.False(t, p.Undo())

	m.otherCommits()
	require.Empty(t, p.Awaited())
	m.run()
	require.Equal(t, Preparing, p.Stage())
	require.EqualValues(t, 2, p.Turn())
	require.Empty(t, p.Orders(), "another turn, another plan")
	m.open()
	require.Equal(t, Planning, p.Stage())
	require.False(t, p.Undoable())
}

func TestWhatIsUndoneIsUndoneAtTheServerToo(t *testing.T) {
	m := together(t)
	p := m.plan
	p.Give([]game.Order{at(0, 20, 20)})
	m.settle()
	p.Give([]game.Order{queued(at(0, 22, 20))})
	m.settle()
	p.Give([]game.Order{at(0, 8, 8)})
	m.settle()
	require.Len(t, m.has(), 1, "an order that is not queued takes the place of all")
	require.True(t, p.Undo())
	m.settle()
	require.Equal(t, draft{at(0, 20, 20), queued(at(0, 22, 20))}, m.has())
	require.True(t, p.Undo())
	require.True(t, p.Undo())
	require.False(t, p.Undo())
	m.settle()
	require.Empty(t, m.has())
	require.True(t, p.Redo())
	m.settle()
	require.Equal(t, draft{at(0, 20, 20)}, m.has())
	p.Give([]game.Order{at(1, 9, 9)})
	require.False(t, p.Redo(), "the way forward is another now")
}

func TestAMarkIsMovedAlongTheLine(t *testing.T) {
	m := together(t)
	p := m.plan
	p.Give([]game.Order{at(0, 20, 20), at(0, 21, 20)})
	p.Line.To(10)
	p.Give([]game.Order{at(0, 22, 20)})
	p.Give([]game.Order{queued(at(0, 23, 20))})
	p.Line.To(20)
	p.Give([]game.Order{at(0, 24, 20), {Kind: game.SetStance, Squad: 0, Arg: 1}})
	times := func() (all []game.Tick) {
		for _, k := range p.Marks() {
			all = append(all, k.At)
		}
		return all
	}
	require.Equal(t, []game.Tick{0, 10, 20}, times())
	m.settle()
	p.Shift(0, 10, 15)
	require.Equal(t, []game.Tick{0, 15, 20}, times())
	p.Shift(0, 15, 35)
	require.Equal(t, []game.Tick{0, 19, 20}, times(), "it passes nothing")
	p.Shift(0, 20, 99)
	require.Equal(t, []game.Tick{0, 19, 39}, times(), "nor the end")
	m.settle()
	require.Equal(t, draft(p.Orders()), m.has())
	p.Line.To(30)
	p.Forget([]uint8{0})
	require.Equal(t, []game.Tick{0, 19}, times(), "from there on")
	p.Undo()
	require.Equal(t, []game.Tick{0, 19, 39}, times())
}

func TestWhatTheServerRefusesIsNoPlan(t *testing.T) {
	m := together(t)
	p := m.plan
	p.Give([]game.Order{at(0, 20, 20)})
	p.Give([]game.Order{{Kind: game.Grenade, Squad: 2, X: 80, Y: 80}, at(1, 9, 9)})
	p.Ask()
	p.Ask()
	m.settle()
	require.Equal(t, draft{at(0, 20, 20), at(1, 9, 9)}, draft(p.Orders()), "machine guns throw nothing")
	require.Equal(t, Planning, p.Stage(), "the plan was not what was seen when it was committed")
	require.False(t, p.Asked())
	p.Undo()
	p.Redo()
	require.Len(t, p.Orders(), 2)
	require.Equal(t, draft(p.Orders()), m.has())
}

// Whatever is edited in whatever order, with answers under way, the server comes to hold what is shown.
func TestTheServerComesToHoldWhatIsPlanned(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := together(t)
		p := m.plan
		for range rapid.IntRange(1, 40).Draw(r, "edits") {
			squad := rapid.Uint8Range(0, 2).Draw(r, "squad")
			p.Line.To(float64(rapid.SampledFrom([]int{0, 0, 5, 20, 39}).Draw(r, "at")))
			switch rapid.IntRange(0, 9).Draw(r, "edit") {
			case 0, 1, 2:
				p.Give([]game.Order{at(squad, 10+uint16(rapid.IntRange(0, 20).Draw(r, "x")), 20)})
			case 3, 4:
				p.Give([]game.Order{queued(at(squad, 10+uint16(rapid.IntRange(0, 20).Draw(r, "x")), 20))})
			case 5:
				p.Give([]game.Order{{Kind: game.SetStance, Squad: squad, Arg: rapid.Uint8Range(0, 2).Draw(r, "arg")}})
			case 6:
				p.Forget([]uint8{squad})
			case 7:
				p.Shift(squad, 5, game.Tick(rapid.IntRange(0, 50).Draw(r, "to")))
			case 8:
				p.Undo()
			case 9:
				p.Redo()
			}
			if rapid.Bool().Draw(r, "sent") {
				m.send()
			}
			if rapid.Bool().Draw(r, "arrives") {
				m.arrive()
				m.look()
			}
		}
		m.arrive()
		for range 10 { // far more than it takes
			m.settle()
		}
		if len(p.Orders()) > 0 || len(m.has()) > 0 {
			require.Equal(t, draft(p.Orders()), m.has())
		}
		require.Zero(t, p.Unsent())
	})
}

func TestWhoComesBackInMidPlanFindsIt(t *testing.T) {
	m := together(t)
	m.plan.Give([]game.Order{at(0, 20, 20), queued(at(0, 22, 20))})
	m.settle()
	m.plan = New(m.setup, 0)
	m.look()
	require.Len(t, m.plan.Orders(), 2)
	m.plan.Give([]game.Order{at(0, 5, 5)})
	m.settle()
	require.Equal(t, draft{at(0, 5, 5)}, m.has())
	m.plan.Restore()
	require.Equal(t, Preparing, m.plan.Stage())
	m.look()
	require.Equal(t, draft{at(0, 5, 5)}, draft(m.plan.Orders()))
}

func TestTheClockGoesByTheServersTimeAndThenByTheBank(t *testing.T) {
	m := together(t)
	ahead := 3 * time.Hour // this machine's clock
	p := New(m.setup, 0)
	v := m.view()
	v.Turn.Phase = game.Unopened
	p.Update(v, m.now.Add(ahead))
	p.Update(m.view(), m.now.Add(ahead+100*time.Millisecond))
	left := func(after time.Duration) Clock {
		c, ok := p.Clock(m.now.Add(ahead + 100*time.Millisecond + after))
		require.True(t, ok)
		return c
	}
	require.Equal(t, Clock{30 * time.Second, 20 * time.Second}, left(0))
	require.Equal(t, Clock{12 * time.Second, 20 * time.Second}, left(18*time.Second))
	require.Equal(t, Clock{0, 15 * time.Second}, left(35*time.Second))
	require.Equal(t, Clock{}, left(time.Minute))

	m.now = m.now.Add(51 * time.Second)
	m.world.Plan(&game.Input{Turn: m.server()})
	p.Update(m.view(), m.now.Add(ahead))
	require.Equal(t, Waiting, p.Stage())
	require.True(t, p.TimeIsUp())
	_, ok := p.Clock(m.now)
	require.False(t, ok)
	require.Equal(t, game.TooLate, p.Give([]game.Order{at(0, 5, 5)}))

	endless := play(t, game.Turns{Kind: game.Together, Length: 40})
	_, ok = endless.plan.Clock(m.now)
	require.False(t, ok, "as long as it takes")
}

func TestSidesTakeTurnsAndSoDoTheStages(t *testing.T) {
	m := play(t, game.Turns{Kind: game.Alternate, Length: 40})
	require.Equal(t, Planning, m.plan.Stage())
	require.EqualValues(t, 0, m.plan.Mover())
	m.plan.Ask()
	m.plan.Ask()
	m.settle()
	require.Equal(t, Waiting, m.plan.Stage())
	m.run()
	m.open()
	require.Equal(t, Theirs, m.plan.Stage())
	require.EqualValues(t, 1, m.plan.Mover())
	require.Equal(t, game.NotYourTurn, m.plan.Give([]game.Order{at(0, 5, 5)}))
	require.Empty(t, m.plan.Awaited(), "the scenario does not tell who has committed")
}

func TestTheLineOfTimeIsPlayedAlong(t *testing.T) {
	l := New(together(t).setup, 0).Line
	l.Play()
	l.Pass(time.Second)
	require.InDelta(t, 20, l.At, 1e-9)
	require.EqualValues(t, 20, l.Order())
	l.Pass(5 * time.Second)
	require.InDelta(t, 40, l.At, 1e-9, "to its end, and it stops there")
	require.False(t, l.Playing)
	require.EqualValues(t, 39, l.Order(), "the last tick for which something can be ordered")
	l.Play()
	require.Zero(t, l.At, "from its beginning")
	l.To(-5)
	require.False(t, l.Playing)
	require.Zero(t, l.At)
}
