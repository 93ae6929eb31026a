//go:build window

package screen

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"

	"muster/assets"
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/pages"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// The pictures are drawn off screen, within a running game: Ebitengine draws nothing before its loop runs.
// MUSTER_UPDATE=1 writes those anew that differ; a difference leaves the new picture in the directory
// that MUSTER_PICTURES names.

var work = make(chan func())

// loop does the tests' work on the game's own goroutine.
type loop struct{}

func (l *loop) Update() error {
	for {
		select {
		case f, ok := <-work:
			if !ok {
				return ebiten.Termination
			}
			f()
		default:
			return nil
		}
	}
}
func (l *loop) Draw(*ebiten.Image)         {}
func (l *loop) Layout(int, int) (int, int) { return 64, 64 }

func TestMain(m *testing.M) {
	runtime.LockOSThread()
	code := 0
	go func() {
		code = m.Run()
		close(work)
	}()
	ebiten.SetWindowSize(64, 64)
	if err := ebiten.RunGame(&loop{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// onMain does something while the game's loop stands within an update: there pictures can be drawn and read. It runs on
// the test's own goroutine, so that a failure ends the test and not the loop.
func onMain(f func()) {
	begun, done := make(chan struct{}), make(chan struct{})
	work <- func() {
		close(begun)
		<-done
	}
	<-begun
	defer close(done)
	f()
}

// still is a host that starts nothing.
type still struct{}

func (still) Scenarios() []string { return []string{"duel", "arena", "village", "ridge", "crossing"} }

func (still) Levels() []string { return []string{"recruit", "regular", "veteran", "elite"} }

func (still) Start(context.Context, host.Choice) (host.Match, error) {
	return nil, &wire.CloseError{
		Reason: wire.VersionTooOld, Text: "you speak protocol 1, this shard 2 and newer: update the game", Remote: true,
	}
}

func (still) Join(context.Context, api.Assignment, host.Again) (host.Match, error) {
	return nil, errors.New("this host has no network")
}

// look is how a picture is taken.
type look struct {
	lang  string
	scale int
}

var looks = []look{{"en", 100}, {"zh", 100}, {"en", 200}, {"zh", 200}}

const wide, high = 1280, 720

// painted are the grounds of all tests: painting one takes longer than most of them.
var painted = draw.Grounds{}

func newTestApp(t testing.TB, l look) *app {
	store := &settings.Memory{}
	s := settings.Default(l.lang)
	s.Scale, s.ReducedMotion = l.scale, true
	require.NoError(t, settings.Save(store, s))
	a, err := newApp(Config{Host: still{}, Settings: store, Language: l.lang})
	require.NoError(t, err)
	a.Now, a.ground = time.Unix(1000, 0), painted
	a.windowSize = func() (w, h int) { return s.Window.W, s.Window.H } // not that of the tests
	a.fit(wide, high, 1)
	return a
}

// paintNow waits for the ground of the chosen scenario.
func (a *app) paintNow() { <-a.groundOf(a.Setup(a.pages.Choice.Scenario)).Done }

var keyShaped = regexp.MustCompile(`^[a-z]+\.[a-z_]+$`)

// take draws an app and compares it with the picture of that name.
func take(t *testing.T, a *app, l look, name string) {
	for _, c := range a.ui.Commands {
		if c.Do == ui.Write {
			require.False(t, keyShaped.MatchString(c.Text), "%s %s: no text for %s", l.lang, name, c.Text)
			hasGlyphs(t, c.Text)
		}
	}
	dst := ebiten.NewImage(wide, high)
	defer dst.Deallocate()
	a.Draw(dst)
	img := image.NewRGBA(image.Rect(0, 0, wide, high))
	dst.ReadPixels(img.Pix)
	compare(t, img, fmt.Sprintf("%s.%s.%d", name, l.lang, l.scale))
}

// compare holds a picture against the stored one, by the means of blocks: what is stored is a JPEG, and small.
func compare(t *testing.T, got *image.RGBA, name string) {
	path := filepath.Join("testdata", "golden", name+".jpg")
	wrong, err := differ(got, path)
	if os.Getenv("MUSTER_UPDATE") != "" {
		if err != nil || wrong > 0 { // also a difference that would pass: a word may have changed
			save(t, got, path)
		}
		return
	}
	if most := wide * high / block / block / 200; err == nil && wrong <= most {
		return
	}
	require.NoError(t, err, "MUSTER_UPDATE=1 makes it")
	if dir := os.Getenv("MUSTER_PICTURES"); dir != "" {
		save(t, got, filepath.Join(dir, "got."+name+".jpg"))
	}
	t.Errorf("%s: %d blocks of %d differ", name, wrong, wide*high/block/block)
}

// differ counts the blocks in which a picture is not as the stored one.
func differ(got *image.RGBA, path string) (wrong int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	want, err := jpeg.Decode(f)
	if err != nil {
		return 0, err
	}
	for y := 0; y < high; y += block {
		for x := 0; x < wide; x += block {
			if far(mean(got, x, y), mean(want, x, y)) {
				wrong++
			}
		}
	}
	return wrong, nil
}

const block = 4 // pixels a side

func mean(img image.Image, x, y int) (sum [3]int) {
	for i := range block * block {
		r, g, b, _ := img.At(x+i%block, y+i/block).RGBA()
		sum[0], sum[1], sum[2] = sum[0]+int(r>>8), sum[1]+int(g>>8), sum[2]+int(b>>8)
	}
	return sum
}

// far reports whether blocks differ by more than what packing the picture did to them.
func far(a, b [3]int) bool {
	for i := range a {
		if d := (a[i] - b[i]) / block / block; d > 14 || d < -14 {
			return true
		}
	}
	return false
}

func save(t *testing.T, img image.Image, path string) {
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, jpeg.Encode(f, img, &jpeg.Options{Quality: 85}))
	require.NoError(t, f.Close())
}

// settle runs a page a few times: lists learn their height in the first.
func (a *app) settle() {
	for range 3 {
		a.step(a.Now)
	}
}

func TestScreensLookAsTheyDid(t *testing.T) {
	for _, l := range looks {
		t.Run(fmt.Sprint(l.lang, l.scale), func(t *testing.T) {
			onMain(func() {
				a := newTestApp(t, l)
				a.paintNow()
				for _, s := range []struct {
					name string
					open func()
				}{
					{"title", func() {}},
					{"settings", func() { a.Open(pages.Settings) }},
					{"keys", func() { a.Open(pages.Keys) }},
					{"reference", func() { a.Open(pages.Reference) }},
					{"credits", func() { a.Open(pages.Credits) }},
				} {
					a.Open(pages.Title)
					s.open()
					a.settle()
					take(t, a, l, s.name)
				}
				a.Open(pages.Title)
				use(a, "title.play", ui.Input{Accept: true})
				failed(t, a)
				take(t, a, l, "failed")
				a.Open(pages.Title)
				a.pages.Problem = &settings.BrokenError{
					Where: "settings.json.broken0", Err: errors.New("unexpected end of JSON input"),
				}
				a.settle()
				take(t, a, l, "problem")
			})
		})
	}
}

func TestEveryPageIsUsedByKeyboardAlone(t *testing.T) {
	onMain(func() {
		a := newTestApp(t, looks[0])
		var trace strings.Builder
		a.TraceTo = &trace
		a.settle()
		u := a.ui
		for tries := 0; !u.Focused("title.keys") && tries < 20; tries++ {
			press(a, ui.Input{Next: true})
		}
		press(a, ui.Input{Accept: true})
		require.Contains(t, trace.String(), "press title.keys")
		require.Equal(t, "keys", a.top().name())
	})
}

// press gives a page an input of the test's own.
func press(a *app, in ui.Input) { a.top().(page).run(a, in) }

// use presses what has a key, and leaves the focus as if nobody had.
func use(a *app, key string, in ui.Input) {
	a.settle()
	a.ui.Focus(key)
	press(a, in)
	a.ui.Forget()
	a.settle()
}

// reads reports whether a page shows a text, be it in several lines.
func reads(a *app, text string) bool {
	var all strings.Builder
	for _, c := range a.ui.Commands {
		if c.Do == ui.Write {
			all.WriteString(c.Text + " ")
		}
	}
	return strings.Contains(squeezed(all.String()), squeezed(text))
}

// squeezed is a text without its spaces.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// failed waits for a match that cannot be had.
func failed(t *testing.T, a *app) {
	require.Eventually(t, func() bool {
		a.settle()
		return reads(a, a.Words.Say("wait.failed"))
	}, time.Minute, time.Millisecond)
}

// pressOn presses a button with the keys.
func pressOn(t *testing.T, a *app, key string) {
	for tries := 0; !a.ui.Focused(key); tries++ {
		require.Less(t, tries, 40, "no button %s", key)
		press(a, ui.Input{Next: true})
	}
	press(a, ui.Input{Accept: true})
}

var parsed = sync.OnceValue(func() (all []*sfnt.Font) {
	files, err := assets.Embedded().Fonts()
	if err != nil {
		panic(err)
	}
	for _, b := range files {
		f, err := sfnt.Parse(b)
		if err != nil {
			panic(err)
		}
		all = append(all, f)
	}
	return all
})

// hasGlyphs fails if a letter of a text would be an empty box.
func hasGlyphs(t *testing.T, s string) {
	var room sfnt.Buffer
	for _, letter := range s {
		require.True(t, slices.ContainsFunc(parsed(), func(f *sfnt.Font) bool {
			g, err := f.GlyphIndex(&room, letter)
			return err == nil && g != 0
		}), "no font has %q, which %q needs", letter, s)
	}
}
