package screen

import (
	"fmt"

	"muster/client"
	"muster/client/screen/battle"
	"muster/game"
)

// drawHUD draws everything that lies over the battlefield.
func (f *field) drawHUD(a *app, c *canvas) {
	b := f.battle
	if b.Box.On {
		low, high := b.Box.Corners()
		r := battle.Rect{X: low.X, Y: low.Y, W: high.X - low.X, H: high.Y - low.Y}
		c.rect(r, goodColour.with(0.12))
		c.frame(r, max(1, c.px(1.5)), goodColour.with(0.9))
	}
	f.drawPointed(a, c)
	f.drawTop(a, c)
	f.drawMinimap(c)
	f.drawCards(a, c)
	f.drawNotes(a, c)
	switch {
	case f.menu != nil:
		f.drawMenu(a, c)
	case b.Help:
		drawHelp(a, c)
	case f.link == client.Reconnecting:
		f.banner(c, a.words.Say("hud.reconnecting"), amberColour)
	case b.Aim != game.NoOrder:
		f.banner(c, a.words.Say("hud.aim", "order", a.words.Say("order."+b.Aim.String())), badColour)
	case len(b.Selected) == 0 && !b.Over() && b.View.Tick < game.Tick(b.Setup.Rules.TickRate)*20:
		f.banner(c, a.words.Say("hud.hint"), textColour)
	}
}

// drawPointed says what is under the pointer: shapes are learned that way.
func (f *field) drawPointed(a *app, c *canvas) {
	at := pointer()
	p := f.battle.Under(at)
	if p == nil || f.menu != nil || f.battle.Help || f.battle.Over() {
		return
	}
	line := f.battle.KindName(p.Kind, a.words) + " · " + f.battle.TeamName(int(p.Team), a.words)
	c.label(line, battle.Point{X: at.X + c.px(16), Y: at.Y + c.px(22)}, 14, left, teamColour(int(p.Team)).mix(plain, 0.45))
}

// banner is a line below the top bar that the player must not miss.
func (f *field) banner(c *canvas, s string, ink colour) {
	width, at := c.width(s, 18)+c.px(36), battle.Point{X: c.w / 2, Y: f.battle.Layout.Top.H + c.px(32)}
	c.panel(battle.Rect{X: at.X - width/2, Y: at.Y - c.px(18), W: width, H: c.px(36)})
	c.text(s, at, 18, middle, ink)
}

// drawTop draws teams and scores on both sides of the clock, the link and two buttons.
func (f *field) drawTop(a *app, c *canvas) {
	b, l := f.battle, &f.battle.Layout
	c.rect(l.Top, panelColour)
	c.rect(battle.Rect{Y: l.Top.H - 1, W: l.Top.W, H: 1}, edgeColour)
	mid := battle.Point{X: c.w / 2, Y: l.Top.H / 2}
	c.text(b.Clock(), mid, 24, middle, plain)
	near := [2]float64{mid.X - c.px(62), mid.X + c.px(62)}
	for team := range b.Setup.Scenario.Teams {
		on := team % 2
		near[on] = f.drawTeam(a, c, team, near[on], mid.Y, on == 0)
	}
	for _, button := range []struct {
		at   battle.Rect
		sign string
	}{{l.Help, "?"}, {l.Menu, "≡"}} {
		c.frame(button.at, max(1, c.px(1)), edgeColour)
		c.text(button.sign, battle.Point{X: button.at.X + button.at.W/2, Y: button.at.Y + button.at.H/2}, 18, middle, textColour)
	}
	ms := fmt.Sprintf("%d ms", f.rtt.Milliseconds())
	c.text(ms, battle.Point{X: l.Help.X - c.px(14), Y: mid.Y}, 13, right, faintColour)
	c.text(a.words.Or("scenario."+b.Setup.Scenario.Name, b.Setup.Scenario.Name), battle.Point{X: c.px(14), Y: mid.Y}, 15, left, faintColour)
}

// drawTeam writes a team's name, score and the points that it holds away from the clock; it returns where it ends.
func (f *field) drawTeam(a *app, c *canvas, team int, x, y float64, leftwards bool) float64 {
	b := f.battle
	step, align := 1.0, left
	if leftwards {
		step, align = -1, right
	}
	score, name := b.Score(team), b.TeamName(team, a.words)
	if team == int(b.Team) {
		name += " (" + a.words.Say("hud.you") + ")"
	}
	for _, p := range b.View.Points {
		if int(p.Owner) == team {
			c.rect(battle.Rect{X: x - c.px(5), Y: y - c.px(5), W: c.px(10), H: c.px(10)}, teamColour(team))
			x += step * c.px(16)
		}
	}
	c.text(score, battle.Point{X: x, Y: y}, 21, align, plain)
	x += step * (c.width(score, 21) + c.px(12))
	c.text(name, battle.Point{X: x, Y: y}, 17, align, teamColour(team))
	return x + step*(c.width(name, 17)+c.px(26))
}

// drawMinimap draws the whole map small, and the frame of what the screen shows.
func (f *field) drawMinimap(c *canvas) {
	b, r := f.battle, f.battle.Layout.Minimap
	c.rect(battle.Rect{X: r.X - c.px(3), Y: r.Y - c.px(3), W: r.W + c.px(6), H: r.H + c.px(6)}, panelColour.with(1))
	c.picture(f.ground, r, plain)
	c.picture(f.veil, r, plain)
	at := func(p battle.Point) battle.Point { return b.Layout.ToMinimap(p, b.Camera.MapW, b.Camera.MapH) }
	for i := range b.View.Points {
		p, size := at(battle.PointAt(&b.Setup.Scenario.Points[i])), c.px(11)
		c.rect(battle.Rect{X: p.X - size/2 - 1, Y: p.Y - size/2 - 1, W: size + 2, H: size + 2}, colour{0, 0, 0, 0.8})
		c.rect(battle.Rect{X: p.X - size/2, Y: p.Y - size/2, W: size, H: size}, teamColour(int(b.View.Points[i].Owner)))
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.HP > 0 {
			q, size, ink := at(p.At), c.px(4), teamColour(int(p.Team))
			if p.Squad != game.NoSquad && b.Selected.Has(p.Squad) {
				ink = plain
			}
			c.rect(battle.Rect{X: q.X - size/2, Y: q.Y - size/2, W: size, H: size}, ink)
		}
	}
	c.frame(b.Frame(), max(1, c.px(1.2)), plain.with(0.85))
	c.frame(battle.Rect{X: r.X - c.px(3), Y: r.Y - c.px(3), W: r.W + c.px(6), H: r.H + c.px(6)}, max(1, c.px(1)), edgeColour)
}

// drawCards draws the own squads at the bottom.
func (f *field) drawCards(a *app, c *canvas) {
	b := f.battle
	for i, card := range b.Cards() {
		if i < len(b.Layout.Cards) {
			f.drawCard(a, c, i, &card, b.Layout.Cards[i])
		}
	}
}

func (f *field) drawCard(a *app, c *canvas, i int, card *battle.Card, r battle.Rect) {
	b := f.battle
	ink, soft, team := plain, faintColour, teamColour(int(b.Team))
	if card.Alive == 0 {
		ink, soft, team = faintColour.with(0.5), faintColour.with(0.5), faintColour.with(0.4)
	}
	c.panel(r)
	if card.Selected {
		c.rect(r, goodColour.with(0.14))
		c.frame(r, max(1, c.px(2)), goodColour)
	}
	shape := battle.ShapeOf(&b.Setup.Rules.Kinds[card.Kind])
	c.sprite(sprites[shape], battle.Point{X: r.X + c.px(24), Y: r.Y + c.px(26)}, c.px(34), -0.5, team)
	c.text(fmt.Sprint(i+1), battle.Point{X: r.X + r.W - c.px(9), Y: r.Y + c.px(14)}, 14, right, soft)
	x, room := r.X+c.px(48), r.W-c.px(56)
	c.text(c.fitting(b.KindName(card.Kind, a.words), 15, room-c.px(14)), battle.Point{X: x, Y: r.Y + c.px(16)}, 15, left, ink)
	men, order := a.words.Say("hud.men", "alive", fmt.Sprint(card.Alive), "men", fmt.Sprint(card.Men)), a.words.Say("order."+card.Order.String())
	switch {
	case card.Alive == 0:
		men, order = a.words.Say("hud.lost"), ""
	case card.Order == game.NoOrder:
		order = "–"
	}
	c.text(c.fitting(men, 14, room), battle.Point{X: x, Y: r.Y + c.px(37)}, 14, left, soft)
	bar := battle.Rect{X: r.X + c.px(9), Y: r.Y + c.px(49), W: r.W - c.px(18), H: c.px(5)}
	c.rect(bar, colour{0, 0, 0, 0.6})
	bar.W *= min(1, card.Health)
	c.rect(bar, badColour.mix(goodColour, float32(ramp(0.25, 0.75, card.Health))))
	c.text(c.fitting(order, 14, r.W-c.px(18)), battle.Point{X: r.X + c.px(9), Y: r.Y + c.px(66)}, 14, left, accentColour)
	if card.Pinned {
		c.text("!", battle.Point{X: r.X + r.W - c.px(12), Y: r.Y + c.px(66)}, 17, right, amberColour)
	}
}

// drawNotes writes what was refused and what was taken, above the cards.
func (f *field) drawNotes(a *app, c *canvas) {
	b := f.battle
	y := c.h - c.px(112)
	for i := len(b.Notes.All) - 1; i >= 0; i-- {
		n := &b.Notes.All[i]
		ink := badColour.mix(plain, 0.25)
		if n.Kind == battle.Taken {
			ink = teamColour(n.Team).mix(plain, 0.3)
		}
		c.label(b.Say(n, a.words), battle.Point{X: c.px(14), Y: y}, 17, left, ink)
		y -= c.px(25)
	}
}

// drawMenu lies over the running battle.
func (f *field) drawMenu(a *app, c *canvas) {
	head, foot := a.words.Say("menu.title"), a.words.Say("menu.left_to_ai")
	if f.link == client.Closed {
		head, foot = a.words.Say("hud.closed"), ""
		if f.err != nil {
			foot = f.err.Error()
		}
	}
	width := c.px(420)
	lines := c.wrap(foot, 13, width-c.px(48), 4)
	height := c.px(f.menu.height() + 92 + 18*float64(len(lines)))
	r := battle.Rect{X: (c.w - width) / 2, Y: (c.h - height) / 2, W: width, H: height}
	c.fill(c.all(), backColour.with(0.6))
	c.panel(r)
	c.text(head, battle.Point{X: c.w / 2, Y: r.Y + c.px(34)}, 24, middle, plain)
	f.menu.place(c, battle.Point{X: r.X + c.px(24), Y: r.Y + c.px(64)}, width-c.px(48))
	f.menu.draw(a, c)
	for i, line := range lines {
		c.text(line, battle.Point{X: c.w / 2, Y: r.Y + c.px(f.menu.height()+84+18*float64(i))}, 13, middle, faintColour)
	}
}

// drawHelp shows every gesture and every key in two columns, closer together in a low window.
func drawHelp(a *app, c *canvas) {
	rows := float64(max(len(battle.Bindings), len(battle.Gestures)))
	row := min(29, (c.h/c.scale-100)/rows)
	size := min(16, row*0.66)
	width, height := min(c.px(980), c.w-c.px(16)), c.px(rows*row+96)
	r := battle.Rect{X: (c.w - width) / 2, Y: (c.h - height) / 2, W: width, H: height}
	c.fill(c.all(), backColour.with(0.55))
	c.panel(r)
	c.text(a.words.Say("help.title"), battle.Point{X: c.w / 2, Y: r.Y + c.px(28)}, 22, middle, plain)
	line := func(n int, x, split float64, key, does string) {
		y := r.Y + c.px(60+float64(n)*row)
		c.text(key, battle.Point{X: x + width*split, Y: y}, size, right, accentColour)
		c.text(c.fitting(does, size, width*(0.46-split)), battle.Point{X: x + width*split + c.px(12), Y: y}, size, left, textColour)
	}
	for n, g := range battle.Gestures {
		line(n, r.X, 0.16, a.words.Say(g[0]), a.words.Say(g[1]))
	}
	for n, b := range battle.Bindings {
		line(n, r.X+width*0.52, 0.08, b.Keys[0], a.words.Say(b.Text))
	}
	c.text(a.words.Say("help.close"), battle.Point{X: c.w / 2, Y: r.Y + r.H - c.px(16)}, 14, middle, faintColour)
}
