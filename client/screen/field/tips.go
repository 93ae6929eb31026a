package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// DrawHint explains what of the HUD is under the pointer: a button, a squad's card, the supply.
func (f *Field) DrawHint(a *Stage, c *draw.Canvas, at battle.Point) bool {
	b := f.Battle
	reinforce := a.Keys.Letter(keys.AtOnce(game.Reinforce))
	for i, e := range b.Commands() {
		if i < len(b.Layout.Commands) && b.Layout.Commands[i].Holds(at) {
			f.tip(a, c, battle.Rect{X: at.X, Y: b.Layout.Commands[0].Y}, f.commandLines(a, e))
			return true
		}
	}
	if s := b.SignAt(at); s != nil {
		if lines := b.SignLines(s, reinforce, a.Words); len(lines) > 0 {
			f.tip(a, c, f.cardOr(s, at), lines)
			return true
		}
	}
	for i, card := range b.Cards() {
		if i < len(b.Layout.Cards) && b.Layout.Cards[i].Holds(at) {
			f.tip(a, c, b.Layout.Cards[i], b.CardLines(&card, reinforce, a.Words))
			return true
		}
	}
	if b.Layout.Pause.Holds(at) {
		f.tip(a, c, b.Layout.Pause, []string{a.Words.Say("hud.pause_tip") + withKey(a, keys.Pause)})
		return true
	}
	if b.Layout.Supply.Holds(at) {
		f.tip(a, c, b.Layout.Supply, b.SaySupply(reinforce, a.Words))
		return true
	}
	return false
}

// cardOr is what the tip of a sign lies above: the whole card that it is on, or the sign.
func (f *Field) cardOr(s *battle.Sign, at battle.Point) battle.Rect {
	for _, card := range f.Battle.Layout.Cards {
		if card.Holds(at) {
			return battle.Rect{X: s.X, Y: card.Y, W: s.W, H: card.H}
		}
	}
	return s.Rect
}

// withKey is the key of an action behind its words; nothing where none is bound.
func withKey(a *Stage, action keys.Action) string {
	if letter := a.Keys.Letter(action); letter != "" {
		return "  [" + letter + "]"
	}
	return ""
}

// commandLines say what a button does, in the words of the table, and how the selected squads stand to it.
func (f *Field) commandLines(a *Stage, e *keys.Entry) []string {
	lines := []string{a.Words.Say(e.Text) + withKey(a, e.Action)}
	if why := f.Battle.SayUnready(battle.OrderOf(e.Action), a.Words); why != "" {
		lines = append(lines, why)
	}
	lead := f.Battle.Lead()
	switch {
	case e.Action == keys.AtOnce(game.Reinforce):
		if more := f.Battle.SayRecruits(a.Words); more != "" {
			lines = append(lines, more)
		}
	case e.Action == keys.NextStance && lead != nil:
		lines = append(lines, a.Words.Say("hud.now", "what", a.Words.Say("stance."+lead.Stance.String())))
	case e.Action == keys.NextFormation && lead != nil:
		lines = append(lines, a.Words.Say("hud.now",
			"what", a.Words.Say("formation."+max(lead.Formation, game.Line).String())))
	}
	return lines
}

// tip is a box of text above a part of the HUD, or below one at the top.
func (f *Field) tip(a *Stage, c *draw.Canvas, over battle.Rect, all []string) {
	var lines []string
	width := 0.0
	for _, line := range all {
		for _, part := range a.wrap(line, ui.Usual, min(c.Px(440), c.W-c.Px(32))) {
			lines, width = append(lines, part), max(width, c.Width(part, ui.Usual))
		}
	}
	width += c.Px(24)
	high := c.Px(10 + 22*float64(len(lines)))
	r := battle.Rect{X: max(c.Px(4), min(over.X, c.W-width-c.Px(4))), Y: over.Y - high - c.Px(6), W: width, H: high}
	if r.Y < 0 {
		r.Y = over.Y + over.H + c.Px(6)
	}
	c.Rect(r, draw.Back.With(0.96))
	c.Frame(r, max(1, c.Px(1)), draw.Accent.With(0.5))
	for i, line := range lines {
		ink := draw.Body
		if i > 0 {
			ink = draw.Faint
		}
		c.Text(line, battle.Point{X: r.X + c.Px(12), Y: r.Y + c.Px(16+22*float64(i))}, ui.Usual, draw.Left, ink)
	}
}
