package screen

import (
	"fmt"
	"math"

	"muster/client/screen/battle"
	"muster/game"
)

// title is the first thing that a player sees: play is one click away.
type title struct {
	menu  menu
	setup *game.Setup // of the chosen scenario, for the picture; nil if only the host knows it
	shown string      // scenario that setup is of
}

func newTitle(a *app) *title {
	return &title{menu: menu{buttons: []button{
		{"title.play", nil, func(a *app) { a.show(newWait(a)) }},
		{"title.scenario", func(a *app) string { return a.words.Or("scenario."+a.choice.Scenario, a.choice.Scenario) }, nextScenario},
		{"title.language", func(a *app) string { return a.words.Say("title.this_language") }, func(a *app) { a.speak(a.other()) }},
		{"title.quit", nil, func(a *app) { a.quit = true }},
	}}}
}

func nextScenario(a *app) {
	names := a.cfg.Host.Scenarios()
	for i, n := range names {
		if n == a.choice.Scenario {
			a.choice.Scenario = names[(i+1)%len(names)]
			return
		}
	}
	a.choice.Scenario = names[0]
}

func (t *title) update(a *app) {
	if t.shown != a.choice.Scenario {
		t.setup, t.shown = setupOf(a.choice.Scenario), a.choice.Scenario
	}
	t.menu.update(a)
}

func (t *title) draw(a *app, c *canvas) {
	t.backdrop(a, c)
	x, width := c.px(72), c.px(430)
	y := max(c.px(70), c.h*0.5-c.px(230))
	c.rect(battle.Rect{X: x, Y: y - c.px(26), W: c.px(56), H: c.px(4)}, accentColour)
	c.label(a.words.Say("title.name"), battle.Point{X: x, Y: y + c.px(20)}, 50, left, plain)
	c.label(a.words.Say("title.other"), battle.Point{X: x, Y: y + c.px(74)}, 26, left, accentColour)
	c.label(a.words.Say("title.tagline"), battle.Point{X: x, Y: y + c.px(116)}, 18, left, textColour)
	t.menu.place(c, battle.Point{X: x, Y: y + c.px(158)}, width)
	t.menu.draw(a, c)
	if s := t.setup; s != nil {
		line := a.words.Say("title.seats", "seats", fmt.Sprint(len(s.Scenario.Seats)), "squads", fmt.Sprint(len(s.Scenario.Squads)), "points", fmt.Sprint(len(s.Scenario.Points)))
		c.label(line, battle.Point{X: x, Y: y + c.px(158+t.menu.height()+28)}, 15, left, faintColour)
	}
}

// backdrop is the chosen battlefield, drifting slowly, dark on the side of the letters.
func (t *title) backdrop(a *app, c *canvas) {
	c.fill(c.all(), backColour)
	if t.setup == nil {
		return
	}
	img := a.ground.of(t.setup).image()
	if img == nil {
		return
	}
	size := img.Bounds().Size()
	zoom := max(c.w/float64(size.X), c.h/float64(size.Y)) * 1.12
	phase := float64(a.now.UnixMilli()%120000) / 120000 * 2 * math.Pi
	w, h := float64(size.X)*zoom, float64(size.Y)*zoom
	at := battle.Rect{X: (c.w-w)/2 + (w-c.w)/2*math.Sin(phase), Y: (c.h-h)/2 + (h-c.h)/2*math.Cos(phase), W: w, H: h}
	c.picture(img, at, colour{0.92, 0.92, 0.95, 1})
	c.picture(c.dusk, battle.Rect{X: -4, W: c.w + 8, H: c.h}, plain) // a little wider: its own edges are soft
}
