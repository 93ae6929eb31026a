package screen

import (
	"cmp"
	"fmt"
	"strings"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/keys"
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
	f.drawPanels(a, c)
	f.drawTop(a, c)
	f.drawMinimap(a, c)
	f.drawCards(a, c)
	f.drawCommands(a, c)
	f.drawTalk(a, c)
	f.drawCaptions(a, c)
	f.drawReasons(a, c)
	f.drawPointed(a, c)
	switch {
	case f.link == client.Reconnecting && f.stopped:
		f.banner(c, a.words.Say("hud.stopped"), amberColour)
	case f.link == client.Reconnecting:
		f.banner(c, a.words.Say("hud.reconnecting", "seconds", fmt.Sprint(int(a.now.Sub(f.since).Seconds()))), amberColour)
	case f.waits.Of > 0 && b.View.Tick == 0:
		f.banner(c, a.words.Say("hud.gathering", "here", fmt.Sprint(f.waits.Here), "of", fmt.Sprint(f.waits.Of), "seconds", fmt.Sprint(f.waits.Seconds)), accentColour)
	case f.pace.paused:
		f.banner(c, a.words.Say("hud.paused", "key", a.keys.Letter(keys.Pause)), accentColour)
	case b.Aim != game.NoOrder:
		f.banner(c, a.words.Say("hud.aim", "order", b.AimName(a.words)), badColour)
	case f.lesson == nil && len(b.Selected) == 0 && !b.Watching && !b.Over() && b.View.Tick < game.Tick(b.Setup.Rules.TickRate)*20:
		f.banner(c, a.words.Say("hud.hint", "help", f.helpKey(a)), textColour)
	}
}

// helpKey is what the player presses for help: the button's sign where no key is bound.
func (f *field) helpKey(a *app) string { return cmp.Or(a.keys.Letter(keys.AskHelp), helpSign) }

// helpSign is on the button that opens the list of keys.
const helpSign = "?"

// drawPointed says what is under the pointer: shapes are learned that way.
func (f *field) drawPointed(a *app, c *canvas) {
	at := a.pointer()
	if f.drawHint(a, c, at) {
		return
	}
	p := f.battle.Under(at)
	if p == nil || f.battle.Over() {
		return
	}
	ink := teamColour(int(p.Team))
	if s := f.battle.Squad(p.Squad); p.Squad != game.NoSquad && s != nil && f.battle.Ally(s.Seat) {
		ink = allyColour(f.battle.Place(s.Seat))
	}
	line := f.battle.Pointed(p, a.words)
	x := max(c.px(4), min(at.X+c.px(16), c.w-c.width(line, 14)-c.px(4)))
	c.label(line, battle.Point{X: x, Y: at.Y + c.px(22)}, 14, left, ink.mix(plain, 0.45))
}

// drawTop draws teams and scores on both sides of the clock, the link and two buttons.
func (f *field) drawTop(a *app, c *canvas) {
	b, l := f.battle, &f.battle.Layout
	c.rect(l.Top, panelColour)
	c.rect(battle.Rect{Y: l.Top.H - 1, W: l.Top.W, H: 1}, edgeColour)
	mid := battle.Point{X: c.w / 2, Y: l.Top.H / 2}
	c.text(b.Clock(), mid, 24, middle, plain)
	b.Layout.Supply = battle.Rect{}
	near := [2]float64{mid.X - c.px(62), mid.X + c.px(62)}
	for team := range b.Setup.Scenario.Teams {
		on := team % 2
		near[on] = f.drawTeam(a, c, team, near[on], mid.Y, on == 0)
	}
	for _, button := range [...]struct {
		at   battle.Rect
		sign string
	}{{l.Help, helpSign}, {l.Menu, "≡"}} {
		c.frame(button.at, max(1, c.px(1)), edgeColour)
		c.text(button.sign, battle.Point{X: button.at.X + button.at.W/2, Y: button.at.Y + button.at.H/2}, 18, middle, textColour)
	}
	if text, ink := f.tempo(c); near[1] < l.Help.X-c.px(80) {
		c.text(text, battle.Point{X: l.Help.X - c.px(14), Y: mid.Y}, 13, right, ink)
	}
	name := a.words.Or("scenario."+b.Setup.Scenario.Name, b.Setup.Scenario.Name)
	if c.px(14)+c.width(name, 15) < near[0] {
		c.text(name, battle.Point{X: c.px(14), Y: mid.Y}, 15, left, faintColour)
	}
}

// drawTeam writes a team's name, score, supply and the points that it holds away from the clock; it returns where it ends.
// Where that is more than there is room for, it is said shorter.
func (f *field) drawTeam(a *app, c *canvas, team int, x, y float64, leftwards bool) float64 {
	b := f.battle
	step, align, room := 1.0, left, b.Layout.Help.X-x
	if leftwards {
		step, align, room = -1, right, x
	}
	score, held, own := b.Score(team), b.Held(team), b.Supplied() && team == int(b.Team)
	if own {
		room -= c.px(80)
	}
	tight := room < c.px(22+16*float64(held))+c.width(score, 21)
	if tight {
		score, _, _ = strings.Cut(score, " ")
	}
	x += step * f.drawHeld(c, team, held, x, y, step, tight)
	c.text(score, battle.Point{X: x, Y: y}, 21, align, plain)
	x += step * (c.width(score, 21) + c.px(12))
	if own {
		x += step * (f.drawSupply(c, x, y, leftwards) + c.px(12))
	}
	return f.drawTeamName(a, c, team, x, y, leftwards)
}

// drawHeld draws a square for each point that a team holds, or one with their number; it returns how wide that is.
func (f *field) drawHeld(c *canvas, team, held int, x, y, step float64, tight bool) float64 {
	shown := held
	if tight {
		shown = min(held, 1)
	}
	for i := range shown {
		c.rect(battle.Rect{X: x + step*c.px(16*float64(i)) - c.px(5), Y: y - c.px(5), W: c.px(10), H: c.px(10)}, teamColour(team))
	}
	if held > shown {
		c.text(itoa(held), battle.Point{X: x + step*c.px(14), Y: y}, 13, middle, teamColour(team))
		shown++
	}
	return c.px(16 * float64(shown))
}

// drawSupply writes what the own team has to buy back its fallen with; it returns how wide that is.
func (f *field) drawSupply(c *canvas, x, y float64, leftwards bool) float64 {
	has, _ := f.battle.Supply()
	n := itoa(has)
	r := battle.Rect{X: x, Y: c.px(6), W: c.px(23) + c.width(n, 18), H: f.battle.Layout.Top.H - c.px(12)}
	if leftwards {
		r.X -= r.W
	}
	c.icon("supply", battle.Point{X: r.X + c.px(9), Y: y}, c.px(18), accentColour)
	c.text(n, battle.Point{X: r.X + c.px(22), Y: y}, 18, left, accentColour)
	f.battle.Layout.Supply = r
	return r.W
}

// drawTeamName writes a team's name as far as there is room for it.
func (f *field) drawTeamName(a *app, c *canvas, team int, x, y float64, leftwards bool) float64 {
	b := f.battle
	step, align, room := 1.0, left, b.Layout.Help.X-c.px(10)-x
	if leftwards {
		step, align, room = -1, right, x-c.px(10)
	}
	plainName := b.TeamName(team, a.words)
	name := plainName
	if team == int(b.Team) && b.Seat != battle.NoSeat {
		name = c.joined.Join(name, " (", a.words.Say("hud.you"), ")")
	}
	if len(b.Setup.Scenario.Teams) > 2 {
		room /= float64((len(b.Setup.Scenario.Teams) + 1) / 2)
	}
	if c.width(name, 17) > room {
		name = plainName
	}
	if c.width(name, 17) > room {
		return x
	}
	c.text(name, battle.Point{X: x, Y: y}, 17, align, teamColour(team))
	return x + step*(c.width(name, 17)+c.px(26))
}
