package client

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// walk is a view in which unit 7 walks 10 view steps a tick along x and turns through the zero angle.
func walk(tick game.Tick, more ...game.UnitView) *game.View {
	u := game.UnitView{ID: 7, X: uint16(10 * tick), Y: 50, Facing: uint8(250 + 4*tick)}
	return &game.View{Tick: tick, Units: append([]game.UnitView{u}, more...)}
}

// arrivals plays views into an Interpolator at 20 ticks a second and looks on in between.
type arrivals struct {
	s   *Interpolator
	now time.Time
}

func newArrivals() *arrivals { return &arrivals{NewInterpolator(20), time.Unix(1000, 0)} }

func (a *arrivals) after(d time.Duration, v *game.View) {
	a.now = a.now.Add(d)
	if v != nil {
		a.s.Add(v, a.now)
	}
}

const oneTick = 50 * time.Millisecond

func TestBeforeTheFirstViewNothingIsShown(t *testing.T) {
	require.Nil(t, NewInterpolator(20).At(time.Now()).View)
}

func TestUnitsGlideATenthOfASecondBehind(t *testing.T) {
	a := newArrivals()
	for tick := range game.Tick(10) {
		a.after(oneTick, walk(tick))
		a.s.At(a.now)
	}
	for range 5 { // view 9 has just come: 7 is shown, and on from there
		a.now = a.now.Add(oneTick / 5)
		f := a.s.At(a.now)
		require.InDelta(t, f.Tick*10, f.Units[0].X, 0.01)
		require.InDelta(t, 250+4*f.Tick, f.Units[0].Facing+256*float64(boolInt(f.Units[0].Facing < 128)), 0.01,
			"turns the short way round")
		require.InDelta(t, a.now.Sub(time.Unix(1000, 0)).Seconds()*20-1-2, f.Tick, 0.01)
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestLostViewsAreGlidedOver(t *testing.T) {
	a := newArrivals()
	a.after(0, walk(1))
	a.after(oneTick, walk(2))
	a.s.At(a.now)
	a.after(3*oneTick, walk(5)) // 3 and 4 are lost
	last := 0.0
	for range 20 {
		f := a.s.At(a.now)
		require.InDelta(t, f.Tick*10, f.Units[0].X, 0.01)
		require.GreaterOrEqual(t, f.Tick, last, "time never runs backwards")
		last = f.Tick
		a.now = a.now.Add(oneTick / 4)
	}
	require.InDelta(t, 5, last, 0.01, "it waits at the newest view")
}

func TestALateViewHoldsThePictureAndItGoesOn(t *testing.T) {
	a := newArrivals()
	for tick := range game.Tick(5) {
		a.after(oneTick, walk(tick))
	}
	a.after(10*oneTick, nil)
	require.InDelta(t, 4, a.s.At(a.now).Tick, 0.01)
	last := 4.0
	for tick := game.Tick(5); tick < 40; tick++ { // all come ten ticks late from now on
		a.after(oneTick, walk(tick))
		f := a.s.At(a.now)
		require.GreaterOrEqual(t, f.Tick, last)
		last = f.Tick
	}
	require.Greater(t, last, 37.0)
}

func TestAfterALostLinkUnitsJumpInsteadOfGlidingThroughWalls(t *testing.T) {
	a := newArrivals()
	a.after(0, walk(1))
	a.s.At(a.now)
	a.after(100*oneTick, walk(101))
	require.InDelta(t, 10, a.s.At(a.now.Add(-3 * oneTick)).Units[0].X, 0.01)
	require.InDelta(t, 1010, a.s.At(a.now.Add(3 * oneTick)).Units[0].X, 0.01)
}

func TestAClockThatIsFarOffIsSetAnew(t *testing.T) {
	a := newArrivals()
	a.after(0, walk(1))
	a.after(oneTick, walk(5000)) // the program slept, or sought the end of a replay
	require.InDelta(t, 5000, a.s.At(a.now.Add(3*oneTick)).Tick, 0.01)
}

func TestUnitsComeAndGoAtTheirTick(t *testing.T) {
	other := game.UnitView{ID: 9, X: 5, Y: 5}
	a := newArrivals()
	a.after(0, walk(1))
	a.s.At(a.now)
	a.after(oneTick, walk(2, other))
	a.after(oneTick, walk(3))
	for range 30 {
		a.now = a.now.Add(oneTick / 8)
		f := a.s.At(a.now)
		require.Equal(t, f.Tick >= 2 && f.Tick < 3, len(f.Units) == 2, "tick %.2f", f.Tick)
		require.Len(t, f.Units, len(f.View.Units))
	}
}

func TestEveryViewIsPassedOnce(t *testing.T) {
	a := newArrivals()
	var passed []game.Tick
	for tick := range game.Tick(200) {
		a.after(oneTick, walk(tick))
		a.after(0, walk(tick/2)) // stale ones change nothing
		if tick%7 == 0 {
			for _, v := range a.s.At(a.now).Passed {
				passed = append(passed, v.Tick)
			}
		}
	}
	for i, tick := range passed {
		require.EqualValues(t, i, tick)
	}
	require.Greater(t, len(passed), 190)
}

func TestAClientThatIsNotAskedKeepsLittle(t *testing.T) {
	a := newArrivals()
	for tick := range game.Tick(1000) {
		a.after(oneTick, walk(tick))
	}
	require.LessOrEqual(t, len(a.s.views), keptViews)
	f := a.s.At(a.now)
	require.InDelta(t, 997, f.Tick, 0.5)
	require.LessOrEqual(t, len(f.Passed), keptViews)
}

// Over an uneven link what is shown falls back a little, so that the picture does not halt; on an
// even one it catches up.
func TestTheDelayFollowsTheJitter(t *testing.T) {
	a := newArrivals()
	uneven := []time.Duration{10, 90, 20, 110, 5, 65} // ms between views, 50 in the mean
	halts := 0
	for tick := range game.Tick(1200) {
		gap := oneTick
		if tick < 600 {
			gap = uneven[int(tick)%len(uneven)] * time.Millisecond
		}
		before := a.s.At(a.now).Tick
		for range 5 {
			a.now = a.now.Add(gap / 5)
			now := a.s.At(a.now).Tick
			if now == before && tick > 200 {
				halts++
			}
			before = now
		}
		a.s.Add(walk(tick), a.now)
		switch tick {
		case 599:
			require.Greater(t, a.s.behind, 3.0)
		case 1199:
			require.InDelta(t, leastBehind, a.s.behind, 0.1)
		}
	}
	require.Zero(t, halts, "the picture halts")
}

func TestAMatchThatGoesSlowlyIsShownSlowlyAndOneThatStandsStands(t *testing.T) {
	a := newArrivals()
	for tick := range game.Tick(20) {
		a.after(oneTick, walk(tick))
	}
	a.s.At(a.now)
	a.s.Pace(0.5, a.now)
	for tick := game.Tick(20); tick < 40; tick++ {
		before := a.s.At(a.now).Tick
		a.after(oneTick, nil)
		half := a.s.At(a.now).Tick
		a.after(oneTick, walk(tick))
		after := a.s.At(a.now).Tick
		require.InDelta(t, 0.5, half-before, 0.2, "tick %d: it glides, and does not run and wait", tick)
		require.InDelta(t, 0.5, after-half, 0.2)
	}
	a.s.Pace(0, a.now)
	stands := a.s.At(a.now).Tick
	a.after(time.Minute, nil)
	require.Equal(t, stands, a.s.At(a.now).Tick)
	a.s.Pace(1, a.now)
	a.after(oneTick, walk(40))
	require.InDelta(t, stands+1, a.s.At(a.now).Tick, 0.2, "and goes on where it stood")
}
