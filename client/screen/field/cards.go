package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// drawCards draws the own squads at the bottom.
func (f *Field) drawCards(a *Stage, c *draw.Canvas) {
	b := f.Battle
	for i, card := range b.Cards() {
		if i < len(b.Layout.Cards) {
			f.drawCard(a, c, i, &card, b.Layout.Cards[i])
		}
	}
}

func (f *Field) drawCard(a *Stage, c *draw.Canvas, i int, card *battle.Card, r battle.Rect) {
	b := f.Battle
	ink, soft, team := draw.Plain, draw.Faint, draw.Team(int(b.Team))
	switch {
	case card.Arrives > 0:
		ink, team = draw.Faint, team.With(0.5)
	case card.Alive == 0:
		ink, soft, team = draw.Faint.With(0.5), draw.Faint.With(0.5), draw.Faint.With(0.4)
	}
	c.Panel(r)
	switch {
	case card.Selected:
		c.Rect(r, draw.Good.With(0.14))
		c.Frame(r, max(1, c.Px(2)), draw.Good)
	case card.Fresh:
		c.Frame(r, max(1, c.Px(2)), draw.Bad)
	}
	if battle.Compact(r, c.Scale) {
		f.drawCompact(a, c, card, r, cardInks{i + 1, ink, soft, team})
		return
	}
	c.Icon(b.Setup.Rules.Kinds[card.Kind].Name, battle.Point{X: r.X + c.Px(25), Y: r.Y + c.Px(25)}, c.Px(36), team)
	c.Text(i18n.Number(i+1), battle.Point{X: r.X + r.W - c.Px(7), Y: r.Y + c.Px(12)}, 14, draw.Right, soft)
	f.drawBars(c, card, battle.Rect{X: r.X + c.Px(7), Y: r.Y + r.H - c.Px(29), W: r.W - c.Px(14), H: c.Px(5)})
	signs := r
	signs.Y, signs.H = r.Y+r.H-c.Px(19), c.Px(18)
	f.drawCardText(a, c, card, r, f.drawCardSigns(c, card, signs), ink, soft)
}

// drawBars draws health and, below it, morale.
func (f *Field) drawBars(c *draw.Canvas, card *battle.Card, bar battle.Rect) {
	for i, share := range [...]float64{card.Health, card.Morale} {
		c.Rect(bar, draw.RGBA(0, 0, 0, 0.6))
		full := bar
		full.W *= max(0, min(1, share))
		ink := draw.Bad.Mix(draw.Good, float32(ramp(0.25, 0.75, share)))
		if i == 1 {
			ink = draw.Faint
		}
		if card.Alive > 0 {
			c.Rect(full, ink)
		}
		if card.Alive > 0 {
			f.named([...]string{"health", "morale"}[i], card.ID,
				battle.Rect{X: bar.X, Y: bar.Y - c.Px(1), W: bar.W, H: bar.H + c.Px(2.5)})
		}
		bar.Y += bar.H + c.Px(1.5)
		bar.H = c.Px(2.5)
	}
}

// drawCardText writes what a squad is, how many of it live and what it does; free is where its signs begin.
func (f *Field) drawCardText(
	a *Stage, c *draw.Canvas, card *battle.Card, r battle.Rect, free float64, ink, soft draw.Colour,
) {
	x, room, does := r.X+c.Px(48), r.W-c.Px(56), draw.Accent
	c.Within(f.Battle.KindName(card.Kind, a.Words), battle.Point{X: x, Y: r.Y + c.Px(14)}, 15, room-c.Px(14), ink)
	men, order := c.Joined.Join(i18n.Number(card.Alive), " / ", i18n.Number(card.Men), ""),
		a.Words.Say(c.Joined.Join("order.", card.Order.String(), "", ""))
	switch {
	case card.Arrives > 0:
		men, order = i18n.Number(card.Men), a.Words.Say("hud.arrives", "time", f.Battle.Arrival(card))
	case card.Alive == 0:
		men, order = a.Words.Say("hud.lost"), ""
		if card.Fresh && card.Fate.By.Blame != battle.NotTold {
			order, does = a.Words.Say("hud.lost_to", "by", f.Battle.KillerName(card.Fate.By, a.Words)), draw.Bad
		}
	case card.Order == game.NoOrder:
		order = "–"
	}
	y := r.Y + c.Px(33)
	c.Text(men, battle.Point{X: x, Y: y}, 14, draw.Left, soft)
	c.Within(order, battle.Point{X: r.X + c.Px(8), Y: r.Y + r.H - c.Px(10)}, 13, free-r.X-c.Px(10), does)
	if card.Alive == 0 {
		return
	}
	x += c.Width(men, 14) + c.Px(8)
	x += f.drawRecruits(c, card, battle.Point{X: x, Y: y}, false)
	if form := (battle.Rect{X: r.X + r.W - c.Px(25), Y: y - c.Px(9), W: c.Px(18), H: c.Px(18)}); x < form.X {
		f.drawFormation(c, card.Formation, form, soft)
		f.named("formation", card.ID, form)
	}
}

// keyShare is how high the letters on a command's button are, at most, of its width.
const keyShare = 0.42

// drawCommands draws the command card: what the selected squads can do, and the key for it.
func (f *Field) drawCommands(a *Stage, c *draw.Canvas) {
	b := f.Battle
	at := a.Pointer()
	for i, e := range b.Commands() {
		if i >= len(b.Layout.Commands) {
			return
		}
		r := b.Layout.Commands[i]
		c.Panel(r)
		kind, aim, ok := e.Action.Order()
		ink := draw.Body
		if ok && aim && b.Aim == kind {
			c.Rect(r, draw.Bad.With(0.3))
			c.Frame(r, max(1, c.Px(2)), draw.Bad)
		} else if r.Holds(at) {
			c.Rect(r, draw.Accent.With(0.2))
			c.Frame(r, max(1, c.Px(1.5)), draw.Accent)
		}
		not := b.Unready(battle.OrderOf(e.Action))
		if not.Why != game.Obeyed {
			ink = draw.Faint.With(0.35)
		}
		f.drawCommand(c, e, r, ink)
		if not.Seconds > 0 {
			mid := battle.Point{X: r.X + r.W*0.54, Y: r.Y + r.H*0.42}
			c.Label(i18n.Number(not.Seconds), mid, min(17, r.W/c.Scale*0.45), draw.Middle, draw.Plain)
		}
		c.Label(a.Keys.Letter(e.Action), battle.Point{X: r.X + c.Px(3), Y: r.Y + r.H - c.Px(8)},
			min(13, r.W/c.Scale*keyShare), draw.Left, draw.Accent)
	}
}

// drawCommand draws the picture on a command's button; those of stance and formation show how the first selected squad
// is, and that of reinforcing how many men would come.
func (f *Field) drawCommand(c *draw.Canvas, e *keys.Entry, r battle.Rect, ink draw.Colour) {
	icon, lead := e.Icon, f.Battle.Lead()
	switch {
	case e.Action == keys.NextFormation && lead != nil:
		f.drawFormation(c, lead.Formation, battle.Rect{
			X: r.X + r.W*0.27, Y: r.Y + r.H*0.16, W: r.W * 0.56, H: r.H * 0.56,
		}, ink)
		return
	case e.Action == keys.NextStance && lead != nil:
		icon = stanceIcon(lead.Stance)
	}
	c.Icon(icon, battle.Point{X: r.X + r.W*0.54, Y: r.Y + r.H*0.46}, r.W*0.68, ink)
	if e.Action == keys.AtOnce(game.Reinforce) && f.Battle.Supplied() {
		if men, _, _, _ := f.Battle.Recruits(); men > 0 {
			at := battle.Point{X: r.X + r.W - c.Px(3), Y: r.Y + c.Px(8)}
			c.Label(i18n.Number(men), at, min(13, r.W/c.Scale*keyShare), draw.Right, draw.Good)
		}
	}
}
