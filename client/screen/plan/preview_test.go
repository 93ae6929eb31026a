package plan

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// foresee works on a preview until it is done, so many ticks at a time; it returns how many slices that took.
func foresee(p *Preview, ticks int) (slices int) {
	for !p.Done() {
		left := ticks
		p.Work(func() bool { left--; return left == 0 })
		slices++
	}
	return slices
}

// where is a squad's place in a view, in cells.
func where(v *game.View, squad uint8) (x, y float64) {
	n := 0.0
	for i := range v.Units {
		if u := &v.Units[i]; u.Squad == squad {
			x, y, n = x+float64(u.X)/game.ViewStep, y+float64(u.Y)/game.ViewStep, n+1
		}
	}
	return x / n, y / n
}

func TestAPreviewRunsThePlanByTheRules(t *testing.T) {
	m := together(t)
	m.plan.Give([]game.Order{at(0, 12, 34)})
	m.plan.Line.To(20)
	m.plan.Give([]game.Order{at(1, 12, 38)})
	p := NewPreview(game.NewImagination(m.setup), m.setup, 0)
	v := m.view()
	p.Ask(v, nil, m.plan.Orders())
	_, to, _ := p.At(40)
	require.Nil(t, to, "nothing yet")
	require.Equal(t, 6, foresee(p, 7), "seven ticks a slice")
	frames := p.Frames()
	require.Len(t, frames, 41)
	x0, _ := where(frames[0], 0)
	x20, _ := where(frames[20], 0)
	require.Greater(t, x20, x0+0.5, "the first squad goes at once")
	x0, _ = where(frames[20], 1)
	begun, _ := where(frames[0], 1)
	require.InDelta(t, begun, x0, 0.1, "the second stands")
	x40, _ := where(frames[40], 1)
	require.Greater(t, x40, x0+0.5, "until its time has come")

	from, to, share := p.At(20.25)
	require.Same(t, frames[20], from)
	require.Same(t, frames[21], to)
	require.InDelta(t, 0.25, share, 1e-9)
	from, to, _ = p.At(99)
	require.Same(t, frames[40], from)
	require.Same(t, to, from)

	// What comes of it is what was foreseen, as long as nobody interferes.
	m.settle()
	m.plan.Ask()
	m.plan.Ask()
	m.settle()
	m.otherCommits()
	m.run()
	for squad := range uint8(4) {
		x, y := where(m.view(), squad)
		wantX, wantY := where(frames[40], squad)
		require.InDelta(t, wantX, x, 0.01, "squad %d", squad)
		require.InDelta(t, wantY, y, 0.01, "squad %d", squad)
	}
}

func TestAPreviewIsBegunAnewOnlyForSomethingNew(t *testing.T) {
	m := together(t)
	p := NewPreview(game.NewImagination(m.setup), m.setup, 0)
	ask := func(hidden ...game.Sighting) { p.Ask(m.view(), hidden, m.plan.Orders()) }
	ask()
	foresee(p, 40)
	ask()
	require.True(t, p.Done(), "the same again")
	m.plan.Give([]game.Order{at(0, 12, 34)})
	ask()
	require.False(t, p.Done(), "another plan")
	_, to, _ := p.At(0)
	require.NotNil(t, to, "the one before is shown until then")
	foresee(p, 40)
	m.settle()
	ask()
	require.True(t, p.Done(), "that the server has it changes nothing")
	ask(game.Sighting{Team: 1, Kind: 0, HP: 50, X: 300, Y: 500})
	require.False(t, p.Done(), "an enemy is remembered")
	foresee(p, 40)
	require.NotEmpty(t, p.Frames())
}

// An enemy who is seen to go goes on; one who stands stays.
func TestEnemiesDoWhatTheySeemToDo(t *testing.T) {
	m := together(t)
	v := m.view()
	enemy := func(id uint16, x, y uint16, facing uint8, flags game.UnitFlags) {
		v.Units = append(v.Units, game.UnitView{
			ID: id, Team: 1, Kind: 0, Squad: game.NoSquad, X: x * game.ViewStep, Y: y * game.ViewStep, HP: 60,
			Facing: facing, Flags: flags,
		})
	}
	enemy(900, 12, 20, 0, game.Moving)
	enemy(901, 12, 21, 0, game.Moving)
	enemy(902, 30, 30, 0, 0)
	p := NewPreview(game.NewImagination(m.setup), m.setup, 0)
	p.Ask(v, nil, nil)
	foresee(p, 40)
	place := func(id uint16, v *game.View) (x float64, ok bool) {
		for i := range v.Units {
			if v.Units[i].ID == id {
				return float64(v.Units[i].X) / game.ViewStep, true
			}
		}
		return 0, false
	}
	for id, far := range map[uint16]float64{900: 1, 901: 1} {
		from, ok := place(id, p.Frames()[0])
		require.True(t, ok)
		to, ok := place(id, p.Frames()[40])
		require.True(t, ok, "it is in sight still")
		require.Greater(t, to-from, far, "enemy %d goes on eastwards", id)
	}
	for _, f := range p.Frames() {
		if x, ok := place(902, f); ok {
			require.InDelta(t, 30, x, 1, "who stands stays")
		}
	}
}

// A long turn is kept in coarser steps.
func TestAPreviewOfALongTurnIsBounded(t *testing.T) {
	m := play(t, game.Turns{Kind: game.Together, Length: 1000})
	p := NewPreview(game.NewImagination(m.setup), m.setup, 0)
	p.Ask(m.view(), nil, nil)
	foresee(p, 1000)
	require.Len(t, p.Frames(), 251)
	require.EqualValues(t, 4, p.Stride())
	require.Equal(t, m.world.Tick()+1000, p.Frames()[250].Tick)
	from, _, share := p.At(6)
	require.Equal(t, m.world.Tick()+4, from.Tick)
	require.InDelta(t, 0.5, share, 1e-9)
}

// What a turn of five seconds costs with some sixty units.
func BenchmarkPreview(b *testing.B) {
	for _, scenario := range []string{"duel", "village", "front"} {
		b.Run(scenario, func(b *testing.B) {
			m := begin(b, scenario, game.Turns{Kind: game.Together, Length: 100})
			im := game.NewImagination(m.setup)
			v := m.view()
			for b.Loop() {
				p := NewPreview(im, m.setup, 0)
				p.Ask(v, nil, nil)
				p.Work(func() bool { return false })
			}
			b.ReportMetric(float64(len(v.Units)), "units")
		})
	}
}

func BenchmarkImagination(b *testing.B) {
	for _, scenario := range []string{"duel", "village", "front"} {
		b.Run(scenario, func(b *testing.B) {
			m := begin(b, scenario, game.Turns{Kind: game.Together, Length: 100})
			for b.Loop() {
				game.NewImagination(m.setup)
			}
		})
	}
}
