package field

import (
	"math"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/client/screen/paint"
	"muster/game"
)

// cardInks are a squad's number and the colours of its card.
type cardInks struct {
	number          int
	ink, soft, team draw.Colour
}

// Sizes of letters on a compact card.
const (
	compactLetters = 12
	compactNumber  = 13
)

// drawCompact draws what a squad is, its number, how many live, what they do and its bars into a small card. Where its
// name does not fit, signs take that room.
func (f *Field) drawCompact(a *Stage, c *draw.Canvas, card *battle.Card, r battle.Rect, of cardInks) {
	p, b := battle.CompactParts(r, c.Scale), f.Battle
	c.Icon(b.Setup.Rules.Kinds[card.Kind].Name, p.Icon.Mid(), min(p.Icon.W, p.Icon.H), of.team)
	number := battle.Point{X: p.Number.X + p.Number.W - c.Px(1), Y: p.Number.Y + p.Number.H/2}
	c.Text(i18n.Number(of.number), number, compactNumber, draw.Right, of.soft)
	f.drawBars(c, card, battle.Rect{X: p.Bars.X, Y: p.Bars.Y, W: p.Bars.W, H: c.Px(5)})

	middle, name := p.Middle.Inset(c.Px(2)), b.KindName(card.Kind, a.Words)
	named := p.Name.W == 0 && c.Width(name, compactLetters) <= middle.W
	if p.Name.W > 0 {
		c.Whole(name, battle.Point{X: p.Name.X, Y: p.Name.Mid().Y}, compactLetters, p.Name.W, of.ink)
	} else if named {
		c.Text(name, battle.Point{X: middle.X, Y: p.Middle.Mid().Y}, compactLetters, draw.Left, of.ink)
	}
	line := p.Count
	if card.Arrives > 0 {
		c.Text(b.Arrival(card), battle.Point{X: line.X, Y: line.Mid().Y}, compactLetters, draw.Left, draw.Accent)
		return
	}
	men := CompactMen(c, card)
	c.Text(men, battle.Point{X: line.X, Y: line.Mid().Y}, compactLetters, draw.Left, of.soft)
	line.X, line.W = line.X+c.Width(men, compactLetters)+c.Px(3), line.W-c.Width(men, compactLetters)-c.Px(3)
	roomy := p.Middle.W >= c.Px(34)
	if n := &card.Recruits; n.Missing > 0 && n.Price > 0 && b.Supplied() {
		at := battle.Point{X: line.X, Y: line.Mid().Y}
		switch {
		case (card.Broken || card.Pinned) && line.W < c.Px(44): // trouble comes first
		case roomy && !named:
			at = battle.Point{X: p.Middle.X + c.Px(3), Y: p.Middle.Mid().Y}
			f.drawRecruits(c, card, at, true)
		default:
			wide := f.drawRecruits(c, card, at, true) + c.Px(3)
			line.X, line.W = line.X+wide, line.W-wide
		}
	}
	f.drawCompactState(a, c, card, line)
}

// CompactMen is how many of a squad live, as a compact card says it.
func CompactMen(c *draw.Canvas, card *battle.Card) string {
	return c.Joined.Join(i18n.Number(card.Alive), "/", i18n.Number(card.Men), "")
}

// drawCompactState says what a squad does: in words where they fit beside its signs, else by a sign; trouble comes
// first where there is room for one alone.
func (f *Field) drawCompactState(a *Stage, c *draw.Canvas, card *battle.Card, line battle.Rect) {
	if line.W < c.Px(12) {
		return
	}
	order := a.Words.Say(c.Joined.Join("order.", card.Order.String(), "", ""))
	mid := line.Mid().Y
	if card.Alive > 0 && card.Order != game.NoOrder && c.Width(order, compactLetters)+c.Px(20) <= line.W {
		c.Text(order, battle.Point{X: line.X, Y: mid}, compactLetters, draw.Left, draw.Accent)
		wide := c.Width(order, compactLetters) + c.Px(2)
		line.X, line.W = line.X+wide, line.W-wide
		f.drawCardSigns(c, card, line)
		return
	}
	if card.Alive > 0 && line.W >= c.Px(36) {
		at := battle.Point{X: line.X + c.Px(9), Y: mid}
		f.drawOrder(c, card, at)
		line.X, line.W = line.X+c.Px(18), line.W-c.Px(18)
		f.drawCardSigns(c, card, line)
		return
	}
	at, size := battle.Point{X: line.X + line.W - c.Px(8), Y: mid}, c.Px(15)
	sign := func(name string, ink draw.Colour) {
		c.Icon(name, at, size, ink)
		f.named(name, card.ID, around(at, size))
	}
	switch {
	case card.Alive == 0:
		f.drawLost(c, card, at, size)
	case card.Broken:
		sign("broken", draw.Bad)
	case card.Pinned:
		sign("alert", draw.Amber)
	default:
		f.drawOrder(c, card, at)
	}
}

// drawOrder is the sign of an order: that of its button, and an arrow for those that only lead somewhere.
func (f *Field) drawOrder(c *draw.Canvas, card *battle.Card, at battle.Point) {
	icon, size := card.Order.String(), c.Px(15)
	f.named("order", card.ID, around(at, size))
	switch card.Order {
	case game.NoOrder:
		c.Icon("idle", at, size, draw.Faint)
		return
	case game.Attack:
		icon = "attack_move"
	case game.Move, game.Enter, game.Board:
		c.Sprite(paint.Chevron, at, c.Px(11), -math.Pi/2, draw.Accent)
		return
	}
	c.Icon(icon, at, size, draw.Accent)
}
