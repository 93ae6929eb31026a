package screen

import (
	"muster/client/screen/battle"
)

// result tells how the match ended, over the battlefield as it was.
type result struct {
	field *field
	menu  menu
}

func newResult(a *app, f *field) *result {
	a.leave()
	f.menu, f.battle.Help = nil, false
	headline, _ := f.battle.Ending(a.words)
	a.trace("%s %s", headline, f.battle.View.Result.Reason)
	return &result{field: f, menu: menu{buttons: []button{
		{"result.again", nil, func(a *app) { a.show(newWait(a)) }},
		{"wait.back", nil, func(a *app) { a.show(newTitle(a)) }},
	}}}
}

func (s *result) update(a *app) {
	s.field.battle.Resize(a.canvas.w, a.canvas.h, a.canvas.scale)
	s.menu.update(a)
}

func (s *result) draw(a *app, c *canvas) {
	s.field.draw(a, c)
	c.fill(c.all(), backColour.with(0.62))
	b := s.field.battle
	headline, why := b.Ending(a.words)
	ink := map[string]colour{"result.won": goodColour, "result.lost": badColour, "result.draw": accentColour}[headline]
	teams := len(b.Setup.Scenario.Teams)
	width, height := c.px(460), c.px(232+float64(teams)*30+s.menu.height())
	r := battle.Rect{X: (c.w - width) / 2, Y: (c.h - height) / 2, W: width, H: height}
	c.panel(r)
	c.rect(battle.Rect{X: r.X, Y: r.Y, W: r.W, H: c.px(4)}, ink)
	mid := r.X + width/2
	c.text(a.words.Say(headline), battle.Point{X: mid, Y: r.Y + c.px(58)}, 44, middle, ink)
	c.text(why, battle.Point{X: mid, Y: r.Y + c.px(108)}, 18, middle, textColour)
	y := r.Y + c.px(158)
	line := func(name, value string, col colour) {
		c.text(name, battle.Point{X: r.X + c.px(48), Y: y}, 18, left, col)
		c.text(value, battle.Point{X: r.X + width - c.px(48), Y: y}, 18, right, plain)
		y += c.px(30)
	}
	for team := range teams {
		line(b.TeamName(team, a.words), b.Score(team), teamColour(team))
	}
	line(a.words.Say("result.time"), battle.Time(b.View.Result.Tick, b.Setup.Rules.TickRate), faintColour)
	s.menu.place(c, battle.Point{X: r.X + c.px(48), Y: y + c.px(14)}, width-c.px(96))
	s.menu.draw(a, c)
}
