//go:build window

package screen

import (
	"context"
	"image"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/game"
)

// crowd is a match that tells of a thousand units, twenty times a second, as a busy server would.
type crowd struct {
	host.Match
	setup *game.Setup
	views chan *game.View
}

func (c *crowd) Setup() *game.Setup              { return c.setup }
func (c *crowd) Seat() int                       { return 0 }
func (c *crowd) Stats() client.Stats             { return client.Stats{} }
func (c *crowd) Predict(v *game.View) *game.View { return v }
func (c *crowd) Close() error                    { return nil }
func (c *crowd) Audience() game.Audience         { return 0 }
func (c *crowd) Seats() []client.SeatNews        { return nil }

func (c *crowd) Next(ctx context.Context) (client.Update, error) {
	select {
	case v := <-c.views:
		return client.Update{View: v, Link: client.Connected}, nil
	case <-ctx.Done():
		return client.Update{}, ctx.Err()
	}
}

const thousand = 1000

// besieged is the screen in the midst of a battle of a thousand units, seen from so high that all are drawn, at work.
type besieged struct {
	*app
	field *field.Field
	match *crowd
	view  *game.View
	n     int
}

func besiege(tb testing.TB, w, h float64) *besieged {
	a := newTestApp(tb, looks[0])
	a.fit(w, h, 1)
	f := fight(tb, a, "front", 0, 900)
	m := &crowd{setup: f.Battle.Setup, views: make(chan *game.View)}
	s := &besieged{
		app: a, field: field.New(a.stage, m, a.groundOf(f.Battle.Setup), time.Time{}, 0), match: m,
		view: packed(f.Battle.View, f.Battle.Setup),
	}
	tb.Cleanup(s.field.Stop)
	a.show(battlefield{s.field})
	for range 12 {
		s.frame()
	}
	do(a, s.field, keys.SelectAll, keys.Ranges)
	s.field.Battle.Camera.ZoomAt(0, s.field.Battle.Layout.Top.Mid())
	for range 600 { // all that is remembered has its room
		s.frame()
	}
	require.Len(tb, s.field.Battle.View.Units, thousand)
	return s
}

// packed fills a view up to a thousand units, those of both sides alike.
func packed(v *game.View, s *game.Setup) *game.View {
	c := *v
	c.Units = slices.Clone(v.Units)
	for i := 0; len(c.Units) < thousand; i++ {
		u := v.Units[i%len(v.Units)]
		u.ID, u.Squad, u.Team = uint16(20000+i), game.NoSquad, 1
		u.X = (u.X + uint16(i*37)) % uint16(s.Map.W*game.ViewStep)
		u.Y = (u.Y + uint16(i*53)) % uint16(s.Map.H*game.ViewStep)
		c.Units = append(c.Units, u)
	}
	return &c
}

// frame is an update; every third has a new view to take, with everybody a step further.
func (s *besieged) frame() {
	if s.n++; s.n%3 == 0 {
		next := *s.view
		next.Tick += game.Tick(s.n / 3)
		s.match.views <- &next
	}
	s.step(s.Now.Add(time.Second / 60))
}

func BenchmarkUpdateOfAThousandUnits(b *testing.B) {
	onMain(func() {
		s := besiege(b, wide, high)
		b.ReportAllocs()
		for b.Loop() {
			s.frame()
		}
	})
}

func BenchmarkDrawOfAThousandUnits(b *testing.B) {
	for _, size := range []image.Point{{X: 640, Y: 360}, {X: wide, Y: high}} {
		b.Run(size.String(), func(b *testing.B) {
			onMain(func() {
				s := besiege(b, float64(size.X), float64(size.Y))
				dst := ebiten.NewImage(size.X, size.Y)
				b.ReportAllocs()
				for b.Loop() {
					s.Draw(dst)
					dst.At(0, 0) // it is drawn when it is looked at
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "frames/s")
			})
		})
	}
}

// What is shown may cost memory when a view comes; in between, a frame costs none but what Ebitengine takes for itself.
func TestASteadyFrameMakesNoGarbage(t *testing.T) {
	onMain(func() {
		s := besiege(t, wide, high)
		dst := ebiten.NewImage(wide, high)
		frames := func() { steadyFrames(s, dst, func(int) {}) }
		frames()
		require.Empty(t, garbage(frames))
		s.TraceTo = io.Discard
		wasteful := garbage(func() { steadyFrames(s, dst, func(i int) { s.Trace("frame %d", i) }) })
		require.Contains(t, wasteful, "stage.(*State).Trace", "what is looked for would be found")
	})
}

// steadyFrames are frames between two views. By its name the profile tells what they took from
// what others did meanwhile.
func steadyFrames(s *besieged, dst *ebiten.Image, also func(i int)) {
	for i := range 20 {
		s.step(s.Now.Add(time.Millisecond))
		s.Draw(dst)
		also(i)
	}
}

// garbage are the functions of ours that took memory by themselves while f ran, called by steadyFrames, with how often.
// The profile is the whole process's: what other goroutines take is not counted, and no collection comes in between,
// which would have pools filled anew.
func garbage(f func()) map[string]int64 {
	before, rate := runtime.MemProfileRate, 1
	runtime.MemProfileRate = rate
	defer func() { runtime.MemProfileRate = before }()
	from := taken()
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	f()
	found := map[string]int64{}
	for at, n := range taken() {
		if n -= from[at]; n > 0 {
			found[at] = n
		}
	}
	return found
}

// calledBy reports whether a function is on a stack.
func calledBy(stack []uintptr, name string) bool {
	for frames := runtime.CallersFrames(stack); ; {
		f, more := frames.Next()
		if strings.HasSuffix(f.Function, "."+name) || !more {
			return more || strings.HasSuffix(f.Function, "."+name)
		}
	}
}

// answers reports whether it was the runtime's own table of which type has which interface that took the memory.
func answers(stack []uintptr) bool {
	for frames := runtime.CallersFrames(stack); ; {
		f, more := frames.Next()
		if f.Function == "runtime.typeAssert" || f.Function == "runtime.interfaceSwitch" {
			return true
		}
		if !more {
			return false
		}
	}
}

// taken counts allocations by the function that made them, if that is one of ours and steadyFrames called it.
func taken() map[string]int64 {
	runtime.GC()
	runtime.GC() // what is profiled is published a cycle later
	records := make([]runtime.MemProfileRecord, 20000)
	n, ok := runtime.MemProfile(records, true)
	if !ok {
		panic("there is more to the profile than room")
	}
	all := map[string]int64{}
	for _, r := range records[:n] {
		// A question after an interface is remembered by the runtime, the table of answers made anew about once in
		// 1,000 unknown ones: by luck it is in this frame, and never in many.
		if !calledBy(r.Stack(), "steadyFrames") || answers(r.Stack()) {
			continue
		}
		frames := runtime.CallersFrames(r.Stack())
		for {
			f, more := frames.Next()
			if ours := strings.HasPrefix(f.Function, "muster/"); ours && !strings.HasSuffix(f.File, "_test.go") {
				all[f.Function[strings.LastIndex(f.Function, "/")+1:]] += r.AllocObjects
			}
			if !more || !strings.HasPrefix(f.Function, "runtime.") && !strings.HasPrefix(f.Function, "strings.") &&
				!strings.HasPrefix(f.Function, "strconv.") && !strings.HasPrefix(f.Function, "fmt.") &&
				!strings.HasPrefix(f.Function, "slices.") {
				break
			}
		}
	}
	return all
}
