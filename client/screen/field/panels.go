package field

import (
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
)

// drawPanels draws what lies at the sides: what is fought for, and how the link does.
func (f *Field) drawPanels(a *Stage, c *draw.Canvas) {
	f.Panels.Sides, f.Panels.Chat, f.Panels.Banner = [2]battle.Rect{}, battle.Rect{}, battle.Rect{}
	if f.Lesson != nil {
		f.drawLesson(a, c)
	} else if f.Panels.Goals {
		f.drawGoals(a, c)
	} else {
		f.Panels.side.kept = false // opened again, it may lie elsewhere
	}
	if f.Panels.Net {
		f.drawNetwork(a, c)
	}
}

// wrapping is what decides where the lines of a text of the game's own end.
type wrapping struct {
	language       string
	scale, letters float64
}

// drawGoals says how the match is won, and who holds what.
func (f *Field) drawGoals(a *Stage, c *draw.Canvas) {
	b, s := f.Battle, &f.Battle.Setup.Scenario
	width := c.Px(250)
	if key := (wrapping{a.Chosen.Language, c.Scale, a.UI.Letters}); key != f.wrapped {
		f.wrapped, f.goal = key, a.wrap(b.Goal(a.Words), 14, width-c.Px(24))
	}
	lines := f.goal
	r := battle.Rect{
		X: c.Px(10), Y: b.Layout.Top.H + c.Px(10), W: width, H: c.Px(44 + 20*float64(len(lines)+len(s.Points))),
	}
	if r.Y+r.H > c.H-c.Px(150) {
		return // no room
	}
	r = f.aside(c, r, goalsAsk)
	c.Panel(r)
	x, y := r.X+c.Px(12), r.Y+c.Px(18)
	c.Text(a.Words.Say("goal.title"), battle.Point{X: x, Y: y}, 15, draw.Left, draw.Accent)
	for _, line := range lines {
		y += c.Px(20)
		c.Text(line, battle.Point{X: x, Y: y}, 14, draw.Left, draw.Body)
	}
	for i, p := range b.View.Points {
		y += c.Px(20)
		c.Rect(battle.Rect{X: x, Y: y - c.Px(6), W: c.Px(12), H: c.Px(12)}, draw.Team(int(p.Owner)))
		c.Text(b.PointName(i, a.Words), battle.Point{X: x + c.Px(20), Y: y}, 14, draw.Left, draw.Body)
		state := b.TeamName(int(p.Owner), a.Words)
		if p.Taker >= 0 && p.Progress > 0 && p.Progress < 100 {
			state = c.Joined.Join(b.TeamName(int(p.Taker), a.Words), " ", i18n.Number(int(p.Progress)),
				a.Words.Say("list.percent"))
		}
		c.Text(state, battle.Point{X: r.X + r.W - c.Px(12), Y: y}, 14, draw.Right, draw.Faint)
	}
}

// linkInk is the colour of the round trip in the top bar: it says when orders will feel slow.
func (f *Field) linkInk() draw.Colour {
	switch {
	case f.Link.Status != client.Connected || f.Link.Stats.Lost > 0.1:
		return draw.Bad
	case f.Link.Stats.RTT.Milliseconds() > 150 || f.Link.Stats.Lost > 0.02:
		return draw.Amber
	}
	return draw.Faint
}

// wrap breaks a text into lines of a width in pixels.
func (a *Stage) wrap(s string, size, width float64) []string {
	return a.UI.Wrap(s, size/a.UI.Letters, width/a.Canvas.Scale)
}
