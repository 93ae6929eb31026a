package screen

import (
	"muster/client/screen/battle"
	"muster/game"
)

// drawCardSigns draws veterancy, ammunition, stance and trouble: a sign each, told apart by shape, from the right and the
// most urgent first, as many as there is room for. It returns where they begin.
func (f *field) drawCardSigns(c *canvas, card *battle.Card, r battle.Rect) float64 {
	step := c.px(18)
	at := battle.Point{X: r.X + r.W - c.px(12), Y: r.Y + r.H - c.px(10)}
	sign := func(on bool, name string, ink colour) {
		if on && at.X-step/2 >= r.X {
			c.icon(name, at, c.px(16), ink)
			at.X -= step
		}
	}
	switch {
	case card.Arrives > 0: // the time is written beside it
		sign(r.W > c.px(30)+c.width(f.battle.Arrival(card), 12), "arriving", accentColour)
		return at.X + step/2
	case card.Alive == 0:
		sign(true, "lost", faintColour)
		return at.X + step/2
	}
	sign(card.Broken, "broken", badColour)
	sign(card.Pinned && !card.Broken, "alert", amberColour)
	sign(card.Stance != game.FireAtWill, stanceIcon(card.Stance), amberColour)
	sign(card.TooFar, "out_of_range", amberColour)
	sign(card.Ammo < battle.LowAmmo, "ammo", amberColour)
	sign(card.Order == game.NoOrder || card.Order == game.Hold, "idle", faintColour)
	sign(f.battle.Escorted(card.ID), "capture", accentColour)
	sign(card.Level > 0, c.joined.Join("level", itoa(min(3, card.Level)), "", ""), accentColour)
	return at.X + step/2
}

// drawRecruits is the badge of a squad that has lost men: filled, with how many can be bought back now, or hollow, with the
// supply that one of them costs. It returns how wide it is.
func (f *field) drawRecruits(c *canvas, card *battle.Card, at battle.Point, narrow bool) float64 {
	n := &card.Recruits
	if n.Missing == 0 || n.Price == 0 || !f.battle.Supplied() {
		return 0
	}
	icon, text, ink, ground := "supply", itoa(n.Price), accentColour, backColour.with(0.8)
	if n.Now > 0 {
		icon, text, ink, ground = "reinforce", itoa(n.Now), backColour, goodColour
	}
	wide := c.px(24)
	if narrow {
		wide = c.px(8)
	}
	r := battle.Rect{X: at.X, Y: at.Y - c.px(9), W: wide + c.width(text, 13), H: c.px(18)}
	c.rect(r, ground)
	c.frame(r, max(1, c.px(1)), ink.with(0.5))
	if !narrow {
		c.icon(icon, battle.Point{X: r.X + c.px(11), Y: at.Y}, c.px(15), ink)
	}
	c.text(text, battle.Point{X: r.X + r.W - c.px(4), Y: at.Y}, 13, right, ink)
	return r.W
}

// formed is how many men a formation's picture shows.
const formed = 5

// drawFormation draws a formation seen from above, facing up.
func (f *field) drawFormation(c *canvas, form game.Formation, r battle.Rect, ink colour) {
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
	dot := max(step*0.8, c.px(2.5))
	for _, man := range men {
		x := r.X + r.W/2 + (man[0]-(low[0]+high[0])/2)*step
		y := r.Y + r.H/2 + (man[1]-(low[1]+high[1])/2)*step
		c.rect(battle.Rect{X: x - dot/2, Y: y - dot/2, W: dot, H: dot}, ink)
	}
}
