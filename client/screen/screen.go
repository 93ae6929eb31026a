// Package screen is the game in a window: the window, its input and its sound, and which scene is on top.
//
// The scenes are rooms below: pages, the battlefield (field), replays (viewer); draw is what they are drawn with. What
// a player does on the battlefield is in battle, what the ground and the units look like in paint, what people read in
// i18n; none of those needs a window. Each room asks for what it needs through a small interface of its own, which app
// is. Matches come from a Host.
package screen

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/client/screen/settings"
	"muster/client/screen/stage"
	"muster/client/screen/ui"
	"muster/game"
)

// Config is what Run needs.
type Config struct {
	Host      host.Host
	Settings  settings.Store  // nil to keep none
	Replays   host.Replays    // nil to keep none
	Saves     host.Saves      // nil where no match can be gone on with
	Nearby    host.Finder     // nil where servers on the local network are not looked for
	Replay    *host.Recording // to be watched at first; nil for none
	Look      assets.Look     // texts and icons of mods, in place of the game's; the zero value for none
	Online    string          // address of a matchmaker to begin at; empty for the title
	Language  string          // one of assets.Languages: of a player who has chosen none
	Width     int             // of the window, in pixels of the desktop; 0 for the size that was chosen
	Height    int
	Scenario  string          // chosen at first; "" for the one played last, or the host's first
	Name      string          // the player's from now on; "" for the one that was chosen
	Trace     io.Writer       // gets a line for each scene, selection and order; may be nil
	Clipboard Clipboard       // nil for none
	Push      host.Push       // nil for none
	Guard     *host.Guard     // of goroutines that the caller starts; nil if it starts none
	Quit      <-chan struct{} // closed when the program is told to end; nil if nobody tells it
	// Seen hears after each update what the window shows; nil if nobody asks.
	Seen func(host.Scene)
	// Link is what is to be shown in place of the title.
	Link host.Link
	// Home is the matchmaker that players with others are led to, without asking for its address; empty for none.
	Home string
	// Fixed is a window whose size and end are not the game's to decide, such as a page in a browser.
	Fixed bool
	// Framed is a frame in a page of somebody else: whoever watches there is nobody in particular.
	Framed bool
	// Clear is what to tell of the way that the page came by.
	Clear host.Clear
	// SystemFonts has letters that the game's fonts lack looked for in those of this machine; else they are boxes.
	SystemFonts bool
	Still       bool // the pointer at the window's edge does not move the camera, whatever the settings say
}

// The smallest window in which everything is read and clicked.
const (
	LeastWidth  = settings.LeastWidth
	LeastHeight = settings.LeastHeight
)

// Run opens the window and returns when the player quits.
func Run(cfg Config) error {
	a, err := newApp(cfg)
	if err != nil {
		return fmt.Errorf("open the game: %w", err)
	}
	a.openWindow()
	ebiten.SetTPS(ebiten.SyncWithFPS) // a frame without an update would take strokes that are over before the next one
	a.sound = openSpeaker(a.Guard)
	err = ebiten.RunGame(a)
	a.Leave()
	a.pages.Depart()
	if errors.Is(err, ebiten.Termination) {
		return nil
	}
	return err
}

// app is the game in its window: what outlives a scene.
type app struct {
	stage.State
	cfg        Config
	pages      *pages.Pages
	stage      *field.Stage
	canvas     *draw.Canvas
	ui         *ui.UI
	scenes     []scene // the last is on top
	changes    int     // how often another scene came on top
	ground     draw.Grounds
	match      host.Match        // being played; nil for none
	source     pages.MatchSource // of the match that is got or played
	posted     chan func()       // to be done in the next update, from other goroutines
	sound      *speaker          // nil for silence
	ime        ime
	pacer      pacer
	cursors    cursors
	fingers    fingers
	device     float64 // pixels of the screen to one of the desktop
	windowSize func() (w, h int)
	in         battle.Input // room for the next one
	cursor     func() battle.Point
	repeats    map[ebiten.Key]time.Time // when keys that are held count again
	spoken     string                   // the language of Words
	look       assets.Look              // of mods
	crashed    bool                     // and the player has not gone on yet
	drawn      int                      // the changes that have been drawn
	quit       bool
}

func newApp(cfg Config) (*app, error) {
	if cfg.Settings == nil {
		cfg.Settings = &settings.Memory{}
	}
	if cfg.Replays == nil {
		cfg.Replays = &host.MemoryReplays{}
	}
	if cfg.Guard == nil {
		cfg.Guard = host.NewGuard()
	}
	names := cfg.Host.Scenarios()
	if len(names) == 0 {
		return nil, errors.New("there is no scenario to play")
	}
	var machine func(func())
	if cfg.SystemFonts {
		machine = cfg.Guard.Go
	}
	c, err := draw.New(machine, cfg.Guard.Breathe)
	if err != nil {
		return nil, err
	}
	a := &app{cfg: cfg, canvas: c, ground: draw.Grounds{}, posted: make(chan func(), maxPosted)}
	a.State = stage.State{
		Guard: cfg.Guard, TraceTo: cfg.Trace, Post: func(f func()) { a.posted <- f }, Offers: offers(cfg.Host),
		Clear: cfg.Clear,
	}
	a.pages = &pages.Pages{
		State: &a.State, App: a, Machine: a, Host: cfg.Host, Replays: cfg.Replays, Saves: cfg.Saves, Nearby: cfg.Nearby,
		Fixed: cfg.Fixed, Home: cfg.Home, Framed: cfg.Framed,
	}
	a.pages.Push = cfg.Push
	if cfg.Clipboard != nil {
		a.pages.Copy = cfg.Clipboard.Write
	}
	a.pages.Choice.Scenario = names[0]
	a.windowSize = ebiten.WindowSize
	a.cursor, a.repeats = cursor, map[ebiten.Key]time.Time{}
	cfg.Guard.Breathe()
	a.Chosen, a.pages.Problem = settings.Load(cfg.Settings, cfg.Language)
	if cfg.Name != "" {
		a.Chosen.Name = cfg.Name
	}
	a.ui = ui.New(func(s string, size float64) float64 { return c.Width(s, size) / c.Scale }, a.Trace)
	a.stage = &field.Stage{State: &a.State, App: a, Canvas: c, UI: a.ui}
	if err := a.Dress(cfg.Look); err != nil {
		return nil, err
	}
	a.showFirst()
	return a, nil
}

// offers are the scenarios of a host that tells of them; nil of one that does not.
func offers(h host.Host) func(scenario string) (*game.Setup, error) {
	if t, ok := h.(host.Tables); ok {
		return t.Setup
	}
	return nil
}

// Dress has texts and icons of mods stand in the place of the game's own; the zero value for those again.
func (a *app) Dress(look assets.Look) error {
	if len(look.Icons) > 0 || len(a.look.Icons) > 0 {
		if err := a.canvas.Dress(look.Icons, a.Guard.Breathe); err != nil {
			return err
		}
	}
	a.look, a.spoken = look, ""
	return a.apply()
}

// apply makes what is chosen so.
func (a *app) apply() error {
	w := a.Words
	if a.spoken != a.Chosen.Language { // reading all texts takes longer than a frame
		var err error
		if w, err = i18n.Load(a.Chosen.Language); err != nil {
			return err
		}
		maps.Copy(w, a.look.Words[a.Chosen.Language])
		a.spoken = a.Chosen.Language
	}
	a.Words, a.Keys, a.ui.Letters = w, a.Chosen.Bindings(), float64(a.Chosen.Letters)/100
	a.Keys.Space = w.Say("keys.space")
	draw.UsePalette(a.Chosen.Palette)
	return nil
}

// Choose changes the settings: at once, and for the next time.
func (a *app) Choose(to settings.Settings) {
	before := a.Chosen
	a.Chosen = to
	if err := a.apply(); err != nil {
		a.Chosen, a.pages.Problem = before, err
		return
	}
	a.changeWindow(&before)
	if err := settings.Save(a.cfg.Settings, to); err != nil {
		a.pages.Problem = err
	}
	a.Trace("settings saved")
}

// Update is called once a frame. It never waits for anything.
func (a *app) Update() error {
	defer a.caught()
	if b, ok := a.Guard.Broken(); ok {
		a.crashed = true
		a.crash(b.Why, b.Stack)
	}
	a.step(time.Now())
	if a.quit {
		return ebiten.Termination
	}
	return nil
}

// step is one update at a moment.
func (a *app) step(now time.Time) {
	a.Before, a.Now = a.Now, now
	a.feel()
	for range len(a.posted) {
		(<-a.posted)()
	}
	if a.asked(keys.FullScreen) {
		to := a.Chosen
		to.Fullscreen = !ebiten.IsFullscreen()
		a.Choose(to)
	}
	for _, s := range a.scenes[:len(a.scenes)-1] {
		if lower, ok := s.(goesOn); ok {
			lower.goOn(a)
		}
	}
	if !fought(a.scenes[0]) && a.match == nil {
		a.pages.Called(a.top().name())
		a.pages.Arrive()
	}
	a.pages.Remembers(a.match != nil)
	select {
	case <-a.cfg.Quit:
		a.quit = true
	default:
	}
	if files := ebiten.DroppedFiles(); files != nil {
		a.dropped(files)
	}
	a.Shown = nil
	a.turnTo(a.top())
	a.turn()
	if a.cfg.Seen != nil {
		a.cfg.Seen(a.seen())
	}
}

// Draw draws the scenes.
func (a *app) Draw(dst *ebiten.Image) {
	defer a.caught()
	a.canvas.Begin(dst)
	a.draw(a.canvas)
	a.drawCursor(dst)
	defer func() { time.Sleep(a.pacer.wait(time.Now(), a.Chosen.Frames)) }()
	if a.drawn != a.changes {
		a.drawn = a.changes
		a.Trace("drawn %s", a.top().name())
	}
}

// Layout gives the screen as many pixels as the window has, so that letters are sharp, and sets their scale.
func (a *app) Layout(w, h int) (int, int) {
	device := ebiten.Monitor().DeviceScaleFactor()
	a.device = device
	pw, ph := float64(w)*device, float64(h)*device
	a.fit(pw, ph, device)
	return int(pw), int(ph)
}

// fit fits everything to a window. The chosen scale is obeyed as far as a page still has the
// least room that it needs.
func (a *app) fit(w, h, device float64) {
	scale := max(0.75*device, min(w/1280, h/720)) * float64(a.Chosen.Scale) / 100
	a.canvas.Resize(w, h, min(scale, max(0.5, min(w/leastRoomWidth, h/leastRoomHeight))))
}
