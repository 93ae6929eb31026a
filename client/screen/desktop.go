package screen

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/settings"
)

// openWindow makes the window as was chosen. A size that the caller gives goes before the chosen one.
func (a *app) openWindow() {
	size := a.Chosen.Window
	if m := ebiten.Monitor(); m != nil {
		w, h := m.Size()
		size = within(size, w, h)
	}
	if a.cfg.Width > 0 {
		size = settings.Size{W: a.cfg.Width, H: a.cfg.Height}
	}
	ebiten.SetWindowSize(size.W, size.H)
	ebiten.SetWindowSizeLimits(LeastWidth, LeastHeight, -1, -1)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	ebiten.SetWindowTitle(a.Words.Say("title.name"))
	ebiten.SetFullscreen(a.Chosen.Fullscreen && !a.cfg.Fixed)
	ebiten.SetVsyncEnabled(a.Chosen.VSync)
	a.showCursor()
}

// within is a window's size on a screen of w x h: the largest that is offered there, in place of one that would reach
// beyond it, as at a first start or on another machine. A screen of which nothing is known holds any.
func within(size settings.Size, w, h int) settings.Size {
	if w == 0 || size.W <= w && size.H <= h {
		return size
	}
	size = settings.Size{W: max(LeastWidth, min(size.W, w)), H: max(LeastHeight, min(size.H, h))} // smaller than any
	for _, s := range settings.Sizes {                                                            // they grow
		if s.W <= w && s.H <= h {
			size = s
		}
	}
	return size
}

// changeWindow makes what was chosen so, but for the window's size: the player may have dragged it meanwhile.
func (a *app) changeWindow(before *settings.Settings) {
	to := &a.Chosen
	if to.Language != before.Language {
		ebiten.SetWindowTitle(a.Words.Say("title.name"))
	}
	if to.Fullscreen != before.Fullscreen {
		ebiten.SetFullscreen(to.Fullscreen)
	}
	if to.VSync != before.VSync {
		ebiten.SetVsyncEnabled(to.VSync)
	}
	if to.Cursor != before.Cursor {
		a.showCursor()
	}
}

// Sizes are those that fit on the screen, and the window's own, with its place among them.
func (a *app) Sizes() (all []settings.Size, at int) {
	w, h := ebiten.Monitor().Size()
	now := a.Chosen.Window
	if ebiten.IsFullscreen() || w == 0 {
		return sizesAround(settings.Sizes, now, w, h)
	}
	if ww, wh := a.windowSize(); ww >= LeastWidth && wh >= LeastHeight {
		now = settings.Size{W: ww, H: wh} // it may have been dragged
	}
	return sizesAround(settings.Sizes, now, w, h)
}

// sizesAround are the sizes that fit into w x h, all where that is not known, with one among them
// that is there in any case.
func sizesAround(of []settings.Size, now settings.Size, w, h int) (all []settings.Size, at int) {
	at = -1
	for _, s := range of {
		if at < 0 && s.W*s.H >= now.W*now.H {
			at = len(all)
			all = append(all, now)
		}
		if s != now && (w == 0 || s.W <= w && s.H <= h) {
			all = append(all, s)
		}
	}
	if at < 0 {
		at, all = len(all), append(all, now)
	}
	return all, at
}

// pacer keeps frames apart, where fewer are wanted than the machine can make.
type pacer struct{ due time.Time }

// wait is how long the next frame is to be kept back. Time that was lost is not made up for: that would be a burst.
func (p *pacer) wait(now time.Time, limit int) time.Duration {
	if limit <= 0 {
		p.due = now
		return 0
	}
	period := time.Second / time.Duration(limit)
	p.due = p.due.Add(period)
	if left := p.due.Sub(now); left > period/8 && left <= period {
		return left
	}
	p.due = now // late, or so little early that the display keeps the pace itself
	return 0
}
