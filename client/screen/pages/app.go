// Package pages are the pages of the game: the title, the lobby, the settings, help, what was kept, and what lies over
// a battle.
//
// They are made of widgets (ui) and know no window. What they need of the game around them they ask of App, what only
// the machine can tell them of Machine; a battle comes to them as data. So a test, or another window, can be both.
package pages

import (
	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/lobby"
	"muster/client/screen/settings"
	"muster/client/screen/stage"
	"muster/client/screen/ui"
	"muster/game"
)

// App is what pages ask of the game around them. Pages open each other through it.
type App interface {
	Open(p Place)                // leads to a page that needs nothing but the game
	Over(p *Page)                // puts a page over what is shown
	Back()                       // leads to what lies below, or else to the title
	Play(from MatchSource)       // goes to get a match; the one that was played is given up
	Begin(m host.Match)          // shows a match's battlefield once its ground is painted: asked again until then
	Watch(read Reading)          // goes to read a replay
	View(o *Opened)              // shows a replay in place of the page on top, likewise
	Leave()                      // gives up the match that is played, if one is
	Choose(to settings.Settings) // changes the settings: at once, and for the next time
	Quit()                       // ends the game
}

// Machine is what pages ask of the machine that the game runs on.
type Machine interface {
	Sizes() (all []settings.Size, at int)        // of windows that fit, and the place of the window's own among them
	Resize(to settings.Size)                     // the window
	Silent() bool                                // there is no device to play sounds on
	Stroke() (key string, ctrl, shift, alt bool) // the key that goes down now, by its name; empty for none
}

// Pages are the game's pages, with what they know together.
type Pages struct {
	*stage.State
	App
	Machine
	Host    host.Host
	Replays host.Replays
	Saves   host.Saves        // nil where no match can be gone on with
	Nearby  host.Finder       // nil where servers on the local network are not looked for
	Home    string            // the matchmaker that players are led to without asking for its address; empty for none
	Copy    func(text string) // to the clipboard; nil where there is none
	Framed  bool              // the window is a frame in a page of somebody else
	Push    host.Push         // tells the player while the game is not open; nil where there is no such thing
	Fixed   bool              // the window's size and end are not the game's to decide

	Choice  host.Choice
	Problem error        // with the settings, until the player has read it
	Lobby   *lobby.Lobby // the matchmaker that one is at; nil for none
	link    *host.Link   // that is followed once the matchmaker has let the player in; nil for none
	visited string       // its address, as it was typed
	meant   host.Choice  // what was chosen before a lesson; empty for no lesson
	saved   *saved       // matches that were left; nil where none can be gone on with
}

// Page is a full screen made of widgets.
type Page struct {
	Key    string
	Fixed  bool // Escape does nothing
	Bright bool // what lies below is not dimmed: the player goes on looking at it
	build  func(a *Pages, u *ui.UI)
	cancel func(a *Pages) // Escape; nil for going back
	after  func(a *Pages) // done in each update, while the page is on top; nil for nothing
	stop   func()         // ends what goes on beside it; nil for nothing
}

// Build names the page's widgets.
func (p *Page) Build(a *Pages, u *ui.UI) { p.build(a, u) }

// Cancel is done at Escape.
func (p *Page) Cancel(a *Pages) {
	switch {
	case p.Fixed:
	case p.cancel != nil:
		p.cancel(a)
	default:
		a.Back()
	}
}

// After is done after each update in which the page stays on top.
func (p *Page) After(a *Pages) {
	if p.after != nil {
		p.after(a)
	}
}

// End ends what goes on beside the page.
func (p *Page) End() {
	if p.stop != nil {
		p.stop()
	}
}

// Battle is a battle as pages show it, and what they may do to it.
type Battle struct {
	*battle.Battle
	Source MatchSource
	Story  *battle.Story  // what was seen of it
	Lesson *battle.Lesson // nil in a battle
	Own    bool           // nobody else plays it, and its server is in this process
	Waits  bool           // while a page lies over it
	Err    error          // why the link has ended
	Say    func(t game.Talk)
	Leave  func()
}

// saved are the matches of one's own that were left, as the title and their page show them. They are
// listed beside the game.
type saved struct {
	list    []host.Save
	listed  bool
	err     error
	looks   int    // begun: the answer of the last one counts
	doubted string // which one the player was asked about before it is deleted
}
