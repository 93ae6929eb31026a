//go:build window

package screen

import (
	"errors"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/client/screen/pages"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
)

// frames is how many are made in ten seconds by a machine that needs so long for one.
func frames(limit int, each time.Duration) (n int) {
	var p pacer
	now := time.Unix(1000, 0)
	for end := now.Add(10 * time.Second); now.Before(end); n++ {
		now = now.Add(each)
		now = now.Add(p.wait(now, limit))
	}
	return n
}

func TestFramesAreKeptToTheirLimit(t *testing.T) {
	for _, limit := range settings.Frames {
		if limit == 0 {
			require.Equal(t, 10000, frames(0, time.Millisecond), "without a limit nobody waits")
			continue
		}
		require.InDelta(t, 10*limit, frames(limit, time.Millisecond), 2, "%d", limit)
		require.InDelta(t, 10*min(20, limit), frames(limit, 50*time.Millisecond), 1,
			"a slow machine is not slowed further")
	}
	require.InDelta(t, 600, frames(60, time.Second/60), 1, "a display of the same pace keeps it")
	var p pacer
	now := time.Unix(1000, 0)
	p.wait(now, 60)
	now = now.Add(time.Minute)
	require.Zero(t, p.wait(now, 60), "after a hitch")
	require.NotZero(t, p.wait(now.Add(time.Millisecond), 60), "there is no burst")
	require.LessOrEqual(t, p.wait(now.Add(2*time.Millisecond), 240), time.Second/240, "a new limit holds at once")
}

func TestSizesThatAreOffered(t *testing.T) {
	own := settings.Size{W: 1000, H: 700}
	all, at := sizesAround(settings.Sizes, own, 1920, 1080)
	require.Equal(t, own, all[at], "the window's own")
	require.Contains(t, all, settings.Size{W: 1920, H: 1080})
	require.NotContains(t, all, settings.Size{W: 2560, H: 1440}, "the screen is smaller")
	require.True(t, slices.IsSortedFunc(all, func(a, b settings.Size) int { return a.W*a.H - b.W*b.H }))
	huge := settings.Size{W: 5000, H: 3000}
	all, at = sizesAround(settings.Sizes, huge, 640, 400)
	require.Equal(t, []settings.Size{{W: 640, H: 360}, huge}, all)
	require.Equal(t, 1, at)
	all, at = sizesAround(settings.Sizes, settings.Size{W: 1280, H: 720}, 0, 0)
	require.Equal(t, settings.Sizes, all)
	require.Equal(t, 3, at)
}

// Whatever is chosen is saved at once.
func TestWhatIsChosenIsSavedAtOnce(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		store := a.cfg.Settings.(*settings.Memory)
		saved := func() settings.Settings {
			s, problem := settings.Load(&settings.Memory{Saved: store.Saved}, "en")
			require.NoError(t, problem)
			return s
		}
		a.Open(pages.Title)
		a.Open(pages.Settings)
		a.settle()
		more := func(key string) {
			for tries := 0; !a.ui.Focused(key); tries++ {
				require.Less(t, tries, 40, "nothing is called %s", key)
				press(a, ui.Input{Next: true})
			}
			press(a, ui.Input{More: true})
		}
		was := saved()
		more("settings.window")
		require.NotEqual(t, was.Window, saved().Window)
		more("settings.frames")
		require.Equal(t, 30, saved().Frames)
		pressOn(t, a, "settings.vsync")
		require.False(t, saved().VSync)
		more("settings.cursor")
		require.Equal(t, 150, saved().Cursor)
		pressOn(t, a, "tab.settings.2")
		a.settle()
		more("settings.music")
		require.True(t, saved().Music)
		more("settings.music_volume")
		require.Equal(t, 55, saved().MusicVolume)
		a.Choose(was) // as the other tests want it
		ebiten.SetWindowSize(64, 64)
	})
}

func TestProblemsWithSettingsAreToldInThePlayersLanguage(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[1])
		for _, problem := range []error{
			&settings.BadError{
				Where: "/1", Values: []settings.Bad{{Field: "1", Given: "9000", Wanted: "100, 125", Taken: "100"}},
			},
			&settings.BrokenError{Where: "/1", Err: errors.New("1:1")},
		} {
			a.pages.Problem = problem
			a.Open(pages.Title)
			a.Open(pages.Settings)
			a.settle()
			for _, c := range a.ui.Commands[slices.IndexFunc(a.ui.Commands, isDialog(a)):] {
				require.False(t, strings.ContainsAny(c.Text, "abcdefghijklmnopqrstuvwxyz") && c.Do == ui.Write, c.Text)
			}
			pressOn(t, a, "settings.understood")
			require.NoError(t, a.pages.Problem)
		}
	})
}

// A pointer of our own is white with a black rim, and its tip is where it points.
func TestPointersAreSeenOnAnyGround(t *testing.T) {
	for _, side := range []int{20, 40, 120} {
		arrow, cross := arrowOf(side), crossOf(side)
		require.NotZero(t, arrow.RGBAAt(side/20, side/20).A, "the tip")
		require.Equal(t, color.RGBA{255, 255, 255, 255}, arrow.RGBAAt(side*14/100, side*40/100))
		require.Zero(t, arrow.RGBAAt(side*9/10, side/10).A)
		require.Zero(t, cross.RGBAAt(side/2, side/2).A, "what is aimed at is seen")
		require.NotZero(t, cross.RGBAAt(side/5, side/2).A)
		black := 0
		for i := 0; i < len(arrow.Pix); i += 4 {
			if arrow.Pix[i+3] > 180 && arrow.Pix[i] < 80 {
				black++
			}
		}
		require.Greater(t, black, side)
	}
}

// isDialog tells where the dialog of what went wrong with the settings begins.
func isDialog(a *app) func(ui.Command) bool {
	return func(c ui.Command) bool { return c.Text == a.Words.Say("settings.problem") }
}

// A window is never larger than the screen that it opens on.
func TestAWindowFitsOnItsScreen(t *testing.T) {
	usual := settings.Size{W: 1280, H: 720}
	for _, c := range []struct {
		w, h int
		want settings.Size
	}{
		{1920, 1080, usual},
		{1280, 720, usual},
		{0, 0, usual},
		{1024, 768, settings.Size{W: 960, H: 540}},
		{640, 360, settings.Size{W: 640, H: 360}},
		{600, 400, settings.Size{W: 600, H: 400}},
		{320, 200, settings.Size{W: LeastWidth, H: LeastHeight}},
	} {
		require.Equal(t, c.want, within(usual, c.w, c.h), "%d x %d", c.w, c.h)
	}
}
