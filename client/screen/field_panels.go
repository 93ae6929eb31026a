package screen

import (
	"muster/client"
	"muster/client/screen/battle"
)

// drawPanels draws what lies at the sides: what is fought for, and how the link does.
func (f *field) drawPanels(a *app, c *canvas) {
	f.sides, f.said, f.shown = [2]battle.Rect{}, battle.Rect{}, battle.Rect{}
	if f.lesson != nil {
		f.drawLesson(a, c)
	} else if f.goals {
		f.drawGoals(a, c)
	}
	if f.net {
		f.drawNetwork(a, c)
	}
}

// wrapping is what decides where the lines of a text of the game's own end.
type wrapping struct {
	language       string
	scale, letters float64
}

// drawGoals says how the match is won, and who holds what.
func (f *field) drawGoals(a *app, c *canvas) {
	b, s := f.battle, &f.battle.Setup.Scenario
	width := c.px(250)
	if key := (wrapping{a.chosen.Language, c.scale, a.ui.Letters}); key != f.wrapped {
		f.wrapped, f.goal = key, a.wrap(b.Goal(a.words), 14, width-c.px(24))
	}
	lines := f.goal
	r := battle.Rect{X: c.px(10), Y: b.Layout.Top.H + c.px(10), W: width, H: c.px(44 + 20*float64(len(lines)+len(s.Points)))}
	if r.Y+r.H > c.h-c.px(150) {
		return // no room
	}
	f.sides[0] = r
	c.panel(r)
	x, y := r.X+c.px(12), r.Y+c.px(18)
	c.text(a.words.Say("goal.title"), battle.Point{X: x, Y: y}, 15, left, accentColour)
	for _, line := range lines {
		y += c.px(20)
		c.text(line, battle.Point{X: x, Y: y}, 14, left, textColour)
	}
	for i, p := range b.View.Points {
		y += c.px(20)
		c.rect(battle.Rect{X: x, Y: y - c.px(6), W: c.px(12), H: c.px(12)}, teamColour(int(p.Owner)))
		c.text(b.PointName(i, a.words), battle.Point{X: x + c.px(20), Y: y}, 14, left, textColour)
		state := b.TeamName(int(p.Owner), a.words)
		if p.Taker >= 0 && p.Progress > 0 && p.Progress < 100 {
			state = c.joined.Join(b.TeamName(int(p.Taker), a.words), " ", itoa(int(p.Progress)), " %")
		}
		c.text(state, battle.Point{X: r.X + r.W - c.px(12), Y: y}, 14, right, faintColour)
	}
}

// linkInk is the colour of the round trip in the top bar: it says when orders will feel slow.
func (f *field) linkInk() colour {
	switch {
	case f.link != client.Connected || f.stats.Lost > 0.1:
		return badColour
	case f.stats.RTT.Milliseconds() > 150 || f.stats.Lost > 0.02:
		return amberColour
	}
	return faintColour
}

// wrap breaks a text into lines of a width in pixels.
func (a *app) wrap(s string, size, width float64) []string {
	return a.ui.Wrap(s, size/a.ui.Letters, width/a.canvas.scale)
}
