package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/i18n"
	"muster/game"
)

// drawCardSigns draws veterancy, ammunition, stance and trouble: a sign each, told apart by shape, from the right and
// the most urgent first, as many as there is room for. It returns where they begin.
func (f *Field) drawCardSigns(c *draw.Canvas, card *battle.Card, r battle.Rect) float64 {
	step := c.Px(18)
	at := battle.Point{X: r.X + r.W - c.Px(12), Y: r.Y + r.H/2}
	sign := func(on bool, name string, ink draw.Colour) {
		if on && at.X-step/2 >= r.X {
			c.Icon(name, at, c.Px(16), ink)
			f.named(name, card.ID, around(at, step))
			at.X -= step
		}
	}
	switch {
	case card.Arrives > 0: // the time is written beside it
		sign(r.W > c.Px(30)+c.Width(f.Battle.Arrival(card), 12), "arriving", draw.Accent)
		return at.X + step/2
	case card.Alive == 0:
		f.drawLost(c, card, at, c.Px(16))
		return at.X - step/2
	}
	sign(card.Broken, "broken", draw.Bad)
	sign(card.Pinned && !card.Broken, "alert", draw.Amber)
	sign(card.Stance != game.FireAtWill, stanceIcon(card.Stance), draw.Amber)
	sign(card.TooFar, "out_of_range", draw.Amber)
	sign(card.Ammo < battle.LowAmmo, "ammo", draw.Amber)
	sign(card.Order == game.NoOrder || card.Order == game.Hold, "idle", draw.Faint)
	sign(f.Battle.Escorted(card.ID), "capture", draw.Accent)
	sign(card.Level > 0, c.Joined.Join("level", i18n.Number(min(3, card.Level)), "", ""), draw.Accent)
	return at.X + step/2
}

// drawLost is the sign of a squad that is lost: for some seconds what killed it, where that was seen.
func (f *Field) drawLost(c *draw.Canvas, card *battle.Card, at battle.Point, size float64) {
	f.named("lost", card.ID, around(at, size))
	if card.Fresh && card.Fate.By.Blame == battle.BySeen {
		c.Icon(f.Battle.Setup.Rules.Kinds[card.Fate.By.Kind].Name, at, size, draw.Bad)
		return
	}
	c.Icon("lost", at, size, draw.Faint)
}

// named remembers where a sign was drawn: pointed at, it says what it is.
func (f *Field) named(name string, squad uint8, r battle.Rect) {
	l := &f.Battle.Layout
	l.Signs = append(l.Signs, battle.Sign{Rect: r, Name: name, Squad: squad})
}

// namedOnMap is named for what lies on the battlefield.
func (f *Field) namedOnMap(name string, squad uint8, r battle.Rect) {
	f.named(name, squad, r)
	f.Battle.Layout.Signs[len(f.Battle.Layout.Signs)-1].OnMap = true
}

// around is a square around its middle.
func around(mid battle.Point, side float64) battle.Rect {
	return battle.Rect{X: mid.X - side/2, Y: mid.Y - side/2, W: side, H: side}
}

// drawRecruits is the badge of a squad that has lost men: filled, with how many can be bought back now, or hollow, with
// the supply that one of them costs, or with the sign of a squad that runs, or of men who were asked for. It returns
// how wide it is.
func (f *Field) drawRecruits(c *draw.Canvas, card *battle.Card, at battle.Point, narrow bool) float64 {
	n := &card.Recruits
	if n.Missing == 0 || n.Price == 0 || !f.Battle.Supplied() {
		return 0
	}
	icon, text, ink, ground := "supply", i18n.Number(n.Price), draw.Accent, draw.Back.With(0.8)
	switch {
	case n.Asked:
		icon, text = "arriving", i18n.Number(n.Now)
	case n.Why == game.Broken:
		icon, ink = "broken", draw.Bad
	case n.Now > 0:
		icon, text, ink, ground = "reinforce", i18n.Number(n.Now), draw.Back, draw.Good
	}
	wide := c.Px(24)
	if narrow {
		wide = c.Px(8)
	}
	r := battle.Rect{X: at.X, Y: at.Y - c.Px(9), W: wide + c.Width(text, 13), H: c.Px(18)}
	c.Rect(r, ground)
	c.Frame(r, max(1, c.Px(1)), ink.With(0.5))
	if !narrow {
		c.Icon(icon, battle.Point{X: r.X + c.Px(11), Y: at.Y}, c.Px(15), ink)
	}
	c.Text(text, battle.Point{X: r.X + r.W - c.Px(4), Y: at.Y}, 13, draw.Right, ink)
	f.named("recruits", card.ID, r)
	return r.W
}

// formed is how many men a formation's picture shows.
const formed = 5

// drawFormation draws a formation seen from above, facing up.
func (f *Field) drawFormation(c *draw.Canvas, form game.Formation, r battle.Rect, ink draw.Colour) {
	var low, high [2]float64 // across, down
	var men [formed][2]float64
	for i := range men {
		ahead, aside := form.Slot(int32(i))
		men[i] = [2]float64{float64(aside), -float64(ahead)}
		for axis, v := range men[i] {
			low[axis], high[axis] = min(low[axis], v), max(high[axis], v)
		}
	}
	step := min(r.W, r.H) / (max(high[0]-low[0], high[1]-low[1]) + 1)
	dot := max(step*0.8, c.Px(2.5))
	for _, man := range men {
		x := r.X + r.W/2 + (man[0]-(low[0]+high[0])/2)*step
		y := r.Y + r.H/2 + (man[1]-(low[1]+high[1])/2)*step
		c.Rect(battle.Rect{X: x - dot/2, Y: y - dot/2, W: dot, H: dot}, ink)
	}
}
