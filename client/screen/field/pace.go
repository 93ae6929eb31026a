package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
)

// Pace is how fast a match goes that nobody else plays.
type Pace struct {
	Slow   int // index into paces
	Paused bool
	held   bool // a page lies over the match
}

// paces are in percent, from the usual one on down.
var paces = []int{100, 50, 25}

func (p *Pace) percent() int {
	if p.Paused || p.held {
		return 0
	}
	return paces[p.Slow]
}

// setPace does what a key asks for; false if the match has others in it, who will not wait.
func (f *Field) setPace(a *Stage, wish keys.Action) bool {
	m, ok := f.Match.(host.Paced)
	if !ok || f.Turns != nil {
		return false
	}
	switch wish {
	case keys.Pause:
		f.Pace.Paused = !f.Pace.Paused
	case keys.Slower:
		f.Pace.Slow = min(f.Pace.Slow+1, len(paces)-1)
	case keys.Faster:
		f.Pace.Slow = max(f.Pace.Slow-1, 0)
	}
	f.keepPace(a, m)
	return true
}

// drawPause draws the button that lets the world stand and go on, from an edge beside the clock.
func (f *Field) drawPause(c *draw.Canvas, clock battle.Point) {
	f.Battle.Layout.Pause = battle.Rect{}
	if !f.Waits() || f.Battle.Over() {
		return
	}
	r := battle.Rect{X: clock.X, Y: clock.Y - c.Px(13), W: c.Px(pauseWidth), H: c.Px(26)}
	f.Battle.Layout.Pause = r
	ink := draw.Body
	if f.Pace.Paused {
		ink = draw.Accent
	}
	c.Frame(r, max(1, c.Px(1)), ink.With(0.5))
	if f.Pace.Paused { // what a click does: go on
		c.Text("▶", battle.Point{X: clock.X + c.Px(11), Y: clock.Y}, 13, draw.Middle, ink)
		return
	}
	for _, x := range [...]float64{6, 12} {
		c.Rect(battle.Rect{X: clock.X + c.Px(x), Y: clock.Y - c.Px(6), W: c.Px(4), H: c.Px(12)}, ink)
	}
}

func (f *Field) keepPace(a *Stage, m host.Paced) {
	m.Pace(f.Pace.percent())
	f.interpolator.Pace(float64(f.Pace.percent())/100, a.Now)
	a.Trace("pace %d", f.Pace.percent())
}

// hold lets a match that nobody else plays wait while a page lies over it.
func (f *Field) hold(a *Stage, held bool) {
	m, ok := f.Match.(host.Paced)
	if !ok || f.Pace.held == held || f.Turns != nil {
		return
	}
	f.Pace.held = held
	f.keepPace(a, m)
}

// Tempo says for the top bar how slowly the match goes, or how long the link to others takes.
func (f *Field) Tempo(a *Stage, c *draw.Canvas) (string, draw.Colour) {
	switch p := f.Pace.percent(); {
	case p != paces[0] && p > 0:
		return c.Joined.Join(i18n.Number(p), a.Words.Say("list.percent"), "", ""), draw.Amber
	case f.Match == nil:
		return "", draw.Plain
	}
	if _, alone := f.Match.(host.Paced); alone {
		return "", draw.Plain // the server is in this process: there is no link to speak of
	}
	return c.Joined.Join(i18n.Number(int(f.Link.Stats.RTT.Milliseconds())), " ms", "", ""), f.linkInk()
}
