package field

import (
	"cmp"
	"fmt"
	"strings"

	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/plan"
	"muster/game"
)

// drawHUD draws everything that lies over the battlefield.
func (f *Field) drawHUD(a *Stage, c *draw.Canvas) {
	b := f.Battle
	if b.Box.On {
		low, high := b.Box.Corners()
		r := battle.Rect{X: low.X, Y: low.Y, W: high.X - low.X, H: high.Y - low.Y}
		c.Rect(r, draw.Good.With(0.12))
		c.Frame(r, max(1, c.Px(1.5)), draw.Good.With(0.9))
	}
	f.drawPanels(a, c)
	f.drawAlarmMarks(a, c)
	f.drawTop(a, c)
	f.drawMinimap(a, c)
	f.drawCards(a, c)
	f.drawCommands(a, c)
	f.drawTalk(a, c)
	f.drawCaptions(a, c)
	f.drawReasons(a, c)
	f.drawPointed(a, c)
	switch {
	case f.Link.Status == client.Reconnecting && f.Link.Stopped:
		f.banner(c, a.Words.Say("hud.stopped"), draw.Amber)
	case f.Link.Status == client.Reconnecting:
		f.banner(c, a.Words.Say("hud.reconnecting", "seconds", fmt.Sprint(int(a.Now.Sub(f.Link.Since).Seconds()))),
			draw.Amber)
	case f.Link.Waits.Of > 0 && b.View.Tick == 0:
		f.banner(c, a.Words.Say("hud.gathering", "here", fmt.Sprint(f.Link.Waits.Here),
			"of", fmt.Sprint(f.Link.Waits.Of), "seconds", fmt.Sprint(f.Link.Waits.Seconds)), draw.Accent)
	case f.Pace.Paused:
		text := a.Words.Say("hud.paused_only")
		if key := a.Keys.Letter(keys.Pause); key != "" {
			text = a.Words.Say("hud.paused", "key", key)
		}
		f.banner(c, text, draw.Accent)
	case b.Aim != game.NoOrder:
		f.banner(c, a.Words.Say("hud.aim", "order", b.AimName(a.Words)), draw.Bad)
	case f.Lesson == nil && len(b.Selected) == 0 && !b.Watching && !b.Over() && f.begins():
		f.banner(c, f.hint(a), draw.Body)
	}
}

// begins reports whether the match does: its first twenty seconds, or the planning of its first turn.
func (f *Field) begins() bool {
	if f.Turns != nil {
		return f.Turns.Plan.Turn() == 1 && f.Turns.Plan.Stage() == plan.Planning
	}
	return f.Battle.View.Tick < game.Tick(f.Battle.Setup.Rules.TickRate)*20
}

// hint is how to begin, for who has not. Alone one may let the world stand, which nothing else shows.
func (f *Field) hint(a *Stage) string {
	if f.Turns != nil {
		return a.Words.Say("hud.hint_turns", "commit", a.Keys.Letter(keys.TurnCommit), "help", f.HelpKey(a))
	}
	if pause := a.Keys.Letter(keys.Pause); f.Own() && pause != "" {
		return a.Words.Say("hud.hint_alone", "pause", pause, "help", f.HelpKey(a))
	}
	return a.Words.Say("hud.hint", "help", f.HelpKey(a))
}

// HelpKey is what the player presses for help: the button's sign where no key is bound.
func (f *Field) HelpKey(a *Stage) string { return cmp.Or(a.Keys.Letter(keys.AskHelp), HelpSign) }

// menuSign is on the button that opens the menu, or that closes a replay, which has none.
func (f *Field) menuSign() string {
	if f.Battle.Watching && f.Watch == nil {
		return "×"
	}
	return "≡"
}

// HelpSign is on the button that opens the list of keys.
const HelpSign = "?"

// drawPointed says what is under the pointer: shapes are learned that way.
func (f *Field) drawPointed(a *Stage, c *draw.Canvas) {
	at := a.Pointer()
	if f.DrawHint(a, c, at) {
		return
	}
	p := f.Battle.Under(at)
	if p == nil || f.Battle.Over() {
		return
	}
	ink := draw.Team(int(p.Team))
	if s := f.Battle.Squad(p.Squad); p.Squad != game.NoSquad && s != nil && f.Battle.Ally(s.Seat) {
		ink = draw.Ally(f.Battle.Place(s.Seat))
	}
	line := f.Battle.Pointed(p, a.Words)
	width := c.Width(line, 14) + c.Px(12)
	r := battle.Rect{X: at.X + c.Px(12), Y: at.Y + c.Px(12), W: width, H: c.Px(22)}
	r.X, r.Y = max(c.Px(4), min(r.X, c.W-width-c.Px(4))), min(r.Y, c.H-r.H-c.Px(4))
	c.Rect(r, draw.Back.With(0.88)) // a name is read over units of its own colour, too
	c.Frame(r, max(1, c.Px(1)), ink.With(0.8))
	c.Text(line, battle.Point{X: r.X + c.Px(6), Y: r.Mid().Y}, 14, draw.Left, ink.Mix(draw.Plain, 0.55))
}

// drawTop draws teams and scores on both sides of the clock, the link and two buttons.
func (f *Field) drawTop(a *Stage, c *draw.Canvas) {
	b, l := f.Battle, &f.Battle.Layout
	c.Rect(l.Bar, draw.Panel)
	c.Rect(battle.Rect{Y: l.Bar.H - 1, W: l.Bar.W, H: 1}, draw.Edge)
	mid := battle.Point{X: c.W / 2, Y: l.Bar.H / 2}
	c.Text(b.Clock(), mid, clockLetters, draw.Middle, draw.Plain)
	b.Layout.Supply = battle.Rect{}
	from := clockRoom(c, b.Clock())/2 + c.Px(7)
	f.drawPause(c, battle.Point{X: mid.X + from, Y: mid.Y})
	from += c.Px(pauseWidth + 14)
	near := [2]float64{mid.X - from, mid.X + from}
	for team := range b.Setup.Scenario.Teams {
		on := team % 2
		near[on] = f.drawTeam(a, c, team, near[on], mid.Y, on == 0)
	}
	for _, button := range [...]struct {
		at   battle.Rect
		sign string
	}{{l.Help, HelpSign}, {l.Menu, f.menuSign()}} {
		c.Frame(button.at, max(1, c.Px(1)), draw.Edge)
		c.Text(button.sign, battle.Point{X: button.at.X + button.at.W/2, Y: button.at.Y + button.at.H/2}, 18,
			draw.Middle, draw.Body)
	}
	if text, ink := f.Tempo(a, c); near[1] < l.Help.X-c.Px(80) {
		c.Text(text, battle.Point{X: l.Help.X - c.Px(14), Y: mid.Y}, 13, draw.Right, ink)
	}
	name := a.Words.Or("scenario."+b.Setup.Scenario.Name, b.Setup.Scenario.Name)
	if c.Px(14)+c.Width(name, 15) < near[0] {
		c.Text(name, battle.Point{X: c.Px(14), Y: mid.Y}, 15, draw.Left, draw.Faint)
	}
}

// Of the clock and of the button beside it, at scale 1.
const (
	clockLetters = 24
	pauseWidth   = 22
)

// clockRoom is how wide a clock is with any digits: what lies beside it stays where it is while time passes.
func clockRoom(c *draw.Canvas, clock string) float64 {
	return c.Width(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return r
	}, clock), clockLetters)
}

// drawTeam writes a team's name, score, supply and the points that it holds away from the clock; it returns where it
// ends. Where that is more than there is room for, it is said shorter.
func (f *Field) drawTeam(a *Stage, c *draw.Canvas, team int, x, y float64, leftwards bool) float64 {
	b := f.Battle
	step, align, room := 1.0, draw.Left, b.Layout.Help.X-x
	if leftwards {
		step, align, room = -1, draw.Right, x
	}
	score, held, own := b.Score(team), b.Held(team), b.Supplied() && team == int(b.Team)
	if own {
		room -= c.Px(80)
	}
	tight := room < c.Px(22+16*float64(held))+c.Width(score, 21)
	if tight {
		score, _, _ = strings.Cut(score, " ")
	}
	x += step * f.drawHeld(c, team, held, x, y, step, tight)
	c.Text(score, battle.Point{X: x, Y: y}, 21, align, draw.Plain)
	x += step * (c.Width(score, 21) + c.Px(12))
	if own {
		x += step * (f.drawSupply(c, x, y, leftwards) + c.Px(12))
	}
	return f.drawTeamName(a, c, team, x, y, leftwards)
}

// drawHeld draws a square for each point that a team holds, or one with their number; it returns how wide that is.
func (f *Field) drawHeld(c *draw.Canvas, team, held int, x, y, step float64, tight bool) float64 {
	shown := held
	if tight {
		shown = min(held, 1)
	}
	for i := range shown {
		c.Rect(battle.Rect{
			X: x + step*c.Px(16*float64(i)) - c.Px(5), Y: y - c.Px(5), W: c.Px(10), H: c.Px(10),
		}, draw.Team(team))
	}
	if held > shown {
		c.Text(i18n.Number(held), battle.Point{X: x + step*c.Px(14), Y: y}, 13, draw.Middle, draw.Team(team))
		shown++
	}
	return c.Px(16 * float64(shown))
}

// drawSupply writes what the own team has to buy back its fallen with; it returns how wide that is.
func (f *Field) drawSupply(c *draw.Canvas, x, y float64, leftwards bool) float64 {
	has, _ := f.Battle.Supply()
	n := i18n.Number(has)
	r := battle.Rect{X: x, Y: c.Px(6), W: c.Px(23) + c.Width(n, 18), H: f.Battle.Layout.Bar.H - c.Px(12)}
	if leftwards {
		r.X -= r.W
	}
	c.Icon("supply", battle.Point{X: r.X + c.Px(9), Y: y}, c.Px(18), draw.Accent)
	c.Text(n, battle.Point{X: r.X + c.Px(22), Y: y}, 18, draw.Left, draw.Accent)
	f.Battle.Layout.Supply = r
	return r.W
}

// drawTeamName writes a team's name as far as there is room for it.
func (f *Field) drawTeamName(a *Stage, c *draw.Canvas, team int, x, y float64, leftwards bool) float64 {
	b := f.Battle
	step, align, room := 1.0, draw.Left, b.Layout.Help.X-c.Px(10)-x
	if leftwards {
		step, align, room = -1, draw.Right, x-c.Px(10)
	}
	plainName := b.TeamName(team, a.Words)
	name := plainName
	if team == int(b.Team) && b.Seat != battle.NoSeat {
		name = c.Joined.Join(name, a.Words.Say("list.open"), a.Words.Say("hud.you"), a.Words.Say("list.close"))
	}
	if len(b.Setup.Scenario.Teams) > 2 {
		room /= float64((len(b.Setup.Scenario.Teams) + 1) / 2)
	}
	if c.Width(name, 17) > room {
		name = plainName
	}
	if c.Width(name, 17) > room {
		return x
	}
	c.Text(name, battle.Point{X: x, Y: y}, 17, align, draw.Team(team))
	return x + step*(c.Width(name, 17)+c.Px(26))
}
