// Package screen is the game in a window. It is the only room that imports Ebitengine.
//
// What a player does on the battlefield is in battle, what the ground and the units look like in paint, what people read
// in words; none of those needs a window. Here are the scenes (title, waiting, battlefield, result) and the thin code
// that draws them. Matches come from a Host.
package screen

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"muster/assets"
	"muster/client/screen/host"
	"muster/client/screen/words"
	"muster/game"
)

// Config is what Run needs.
type Config struct {
	Host     host.Host
	Language string // one of assets.Languages
	Width    int    // of the window, in pixels of the desktop
	Height   int
	Scenario string    // chosen at first; "" for the host's first
	Trace    io.Writer // gets a line for each scene, selection and order; may be nil

	// EdgeScroll lets the pointer at the window's edge move the camera.
	EdgeScroll bool
}

// The smallest window in which everything is read and clicked.
const (
	LeastWidth  = 480
	LeastHeight = 270
)

// Run opens the window and returns when the player quits.
func Run(cfg Config) error {
	a, err := newApp(cfg)
	if err != nil {
		return fmt.Errorf("open the game: %w", err)
	}
	ebiten.SetWindowSize(cfg.Width, cfg.Height)
	ebiten.SetWindowSizeLimits(LeastWidth, LeastHeight, -1, -1)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowTitle(a.words.Say("title.name"))
	err = ebiten.RunGame(a)
	a.leave()
	if errors.Is(err, ebiten.Termination) {
		return nil
	}
	return err
}

// scene is one full screen of the game.
type scene interface {
	update(a *app)
	draw(a *app, c *canvas)
}

// app is the game in its window: what outlives a scene.
type app struct {
	cfg    Config
	words  words.Words
	lang   string
	canvas *canvas
	scene  scene
	choice host.Choice
	ground grounds
	match  host.Match // being played; nil for none
	now    time.Time
	before time.Time // of the last update
	quit   bool
	traced string // the last line, so that it is not said twice
}

func newApp(cfg Config) (*app, error) {
	w, err := words.Load(cfg.Language)
	if err != nil {
		return nil, err
	}
	c, err := newCanvas()
	if err != nil {
		return nil, err
	}
	names := cfg.Host.Scenarios()
	if len(names) == 0 {
		return nil, errors.New("there is no scenario to play")
	}
	a := &app{cfg: cfg, words: w, lang: cfg.Language, canvas: c, ground: grounds{}, choice: host.Choice{Scenario: names[0]}}
	if cfg.Scenario != "" {
		a.choice.Scenario = cfg.Scenario
	}
	a.show(newTitle(a))
	return a, nil
}

// Update is called sixty times a second. It never waits for anything.
func (a *app) Update() error {
	a.before, a.now = a.now, time.Now()
	if inpututil.IsKeyJustPressed(ebiten.KeyF11) {
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	}
	a.scene.update(a)
	if a.quit {
		return ebiten.Termination
	}
	return nil
}

// Draw draws the scene.
func (a *app) Draw(dst *ebiten.Image) {
	a.canvas.begin(dst)
	a.scene.draw(a, a.canvas)
}

// Layout gives the screen as many pixels as the window has, so that letters are sharp, and sets their scale.
func (a *app) Layout(w, h int) (int, int) {
	device := ebiten.Monitor().DeviceScaleFactor()
	pw, ph := float64(w)*device, float64(h)*device
	a.canvas.resize(pw, ph, max(0.75*device, min(pw/1280, ph/720)))
	return int(pw), int(ph)
}

// show goes on to a scene.
func (a *app) show(s scene) {
	a.scene = s
	ebiten.SetCursorShape(ebiten.CursorShapeDefault)
	a.trace("scene %s", sceneName(s))
}

func sceneName(s scene) string {
	switch s.(type) {
	case *title:
		return "title"
	case *wait:
		return "wait"
	case *field:
		return "battle"
	}
	return "result"
}

// leave gives the match up, if one is played.
func (a *app) leave() {
	if a.match != nil {
		go a.match.Close() // it may wait for the network
		a.match = nil
	}
}

// speak changes the language.
func (a *app) speak(lang string) {
	if w, err := words.Load(lang); err == nil {
		a.lang, a.words = lang, w
		ebiten.SetWindowTitle(w.Say("title.name"))
	}
}

// other is the language after the present one.
func (a *app) other() string {
	for i, l := range assets.Languages {
		if l == a.lang {
			return assets.Languages[(i+1)%len(assets.Languages)]
		}
	}
	return a.lang
}

func (a *app) trace(format string, args ...any) {
	if a.cfg.Trace == nil {
		return
	}
	if line := fmt.Sprintf(format, args...); line != a.traced {
		a.traced = line
		fmt.Fprintln(a.cfg.Trace, line)
	}
}

// setup is the set-up of a scenario for a picture of it; nil if only the host knows it.
func setupOf(scenario string) *game.Setup {
	s, err := assets.Embedded().Setup(scenario)
	if err != nil {
		return nil
	}
	return s
}
