//go:build window

package screen

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
)

// broken is a scene that breaks where it is told to.
type broken struct{ updating, drawing bool }

func (broken) name() string { return "broken" }

func (b broken) update(*app) {
	if b.updating {
		panic("a table without legs")
	}
}

func (b broken) draw(*app, *draw.Canvas) {
	if b.drawing {
		panic("a table without legs")
	}
}

// copied is a clipboard of the test's own.
type copied struct{ text string }

func (c *copied) Read() string      { return c.text }
func (c *copied) Write(text string) { c.text = text }

// played is a match that is only left.
type played struct {
	host.Match
	left chan bool
}

func (p *played) Close() error { close(p.left); return nil }

// shelf keeps one replay.
type shelf struct{ host.Replays }

func (shelf) List() ([]host.Replay, error)    { return []host.Replay{{ID: "duel.replay"}}, nil }
func (shelf) Share(id string) (string, error) { return "replays/" + id, nil }

func TestACrashIsToldAndTheGameGoesOn(t *testing.T) {
	for _, b := range []broken{{updating: true}, {drawing: true}} {
		onMain(func() {
			a := newTestApp(t, looks[0])
			clip, match := &copied{}, &played{left: make(chan bool)}
			a.cfg.Clipboard, a.pages.Replays, a.match = clip, shelf{}, match
			a.show(b)
			dst := ebiten.NewImage(wide, high)
			defer dst.Deallocate()
			require.NoError(t, a.Update())
			a.Draw(dst)
			require.Equal(t, "crash", a.top().name())
			<-match.left
			a.settle()
			a.Draw(dst)
			var said strings.Builder
			for _, c := range a.ui.Commands {
				said.WriteString(c.Text + "\n")
			}
			require.Contains(t, said.String(), "a table without legs")
			require.Contains(t, said.String(), "replays/duel.replay")
			a.ui.Focus("crash.copy")
			press(a, ui.Input{Accept: true})
			require.Contains(t, clip.text, "panic: a table without legs")
			require.Contains(t, clip.text, "scene broken")
			require.Contains(t, clip.text, "crash_test.go", "where it was")
			a.ui.Focus("wait.back")
			press(a, ui.Input{Accept: true})
			require.Equal(t, "title", a.top().name())
			require.NoError(t, a.Update())
		})
	}
}

func TestACrashBesideTheGameIsToldToo(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.Guard.Go(func() { panic("a wheel came off") })
		require.Eventually(t, func() bool {
			return a.Update() == nil && a.top().name() == "crash"
		}, time.Minute, time.Millisecond)
		a.settle()
		var said strings.Builder
		for _, c := range a.ui.Commands {
			said.WriteString(c.Text + "\n")
		}
		require.Contains(t, said.String(), "a wheel came off")
		require.Contains(t, said.String(), "crash_test.go")
		a.ui.Focus("wait.back")
		press(a, ui.Input{Accept: true})
		require.Equal(t, "title", a.top().name())
		silence := &guarded{from: nil, guard: a.Guard} // a reader that is none breaks
		n, err := silence.Read(make([]byte, 8))
		require.Zero(t, n)
		require.ErrorIs(t, err, io.EOF)
		require.NoError(t, a.Update())
		require.Equal(t, "crash", a.top().name())
	})
}

func TestWhatBreaksWhileACrashIsToldEndsTheGame(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		a.show(broken{updating: true})
		require.NoError(t, a.Update())
		a.show(broken{updating: true})
		require.Panics(t, func() { _ = a.Update() })
	})
}

func TestTheCrashPageLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			a.show(page{pages.Crashed(pages.Crash{
				Why:  "runtime error: index out of range [7] with length 4",
				Kept: "replays/duel.20260102-030405.replay", Copy: func(string) {},
				Report: "muster-play v1.0.0, linux/amd64\nscene battle\nscenario duel, seat 0, " +
					"tick 412\npanic: runtime error: index out of range [7] with length 4\n\ngoroutine 1 " +
					"[running]:\nmuster/client/screen.(*field).drawCards(...)\n\tfield_cards.go:31\n",
			})})
			a.settle()
			take(t, a, l, "crash")
		})
	}
}
