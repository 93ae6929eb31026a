package screen

import (
	"muster/client/screen/draw"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/words"
)

// pace is how fast a match goes that nobody else plays.
type pace struct {
	slow   int // index into paces
	paused bool
	held   bool // a page lies over the match
}

// paces are in percent, from the usual one on down.
var paces = []int{100, 50, 25}

func (p *pace) percent() int {
	if p.paused || p.held {
		return 0
	}
	return paces[p.slow]
}

// setPace does what a key asks for; false if the match has others in it, who will not wait.
func (f *field) setPace(a *Stage, wish keys.Action) bool {
	m, ok := f.match.(host.Paced)
	if !ok {
		return false
	}
	switch wish {
	case keys.Pause:
		f.pace.paused = !f.pace.paused
	case keys.Slower:
		f.pace.slow = min(f.pace.slow+1, len(paces)-1)
	case keys.Faster:
		f.pace.slow = max(f.pace.slow-1, 0)
	}
	f.keepPace(a, m)
	return true
}

func (f *field) keepPace(a *Stage, m host.Paced) {
	m.Pace(f.pace.percent())
	f.smooth.Pace(float64(f.pace.percent())/100, a.Now)
	a.Trace("pace %d", f.pace.percent())
}

// hold lets a match that nobody else plays wait while a page lies over it.
func (f *field) hold(a *Stage, held bool) {
	m, ok := f.match.(host.Paced)
	if !ok || f.pace.held == held {
		return
	}
	f.pace.held = held
	f.keepPace(a, m)
}

// tempo says for the top bar how slowly the match goes, or how long the link to others takes.
func (f *field) tempo(c *draw.Canvas) (string, draw.Colour) {
	switch p := f.pace.percent(); {
	case p != paces[0] && p > 0:
		return c.Joined.Join(words.Number(p), " %", "", ""), draw.Amber
	case f.match == nil:
		return "", draw.Plain
	}
	if _, alone := f.match.(host.Paced); alone {
		return "", draw.Plain // the server is in this process: there is no link to speak of
	}
	return c.Joined.Join(words.Number(int(f.Link.Stats.RTT.Milliseconds())), " ms", "", ""), f.linkInk()
}
