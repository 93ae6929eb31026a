package screen

import (
	"muster/client/screen/battle"
	"muster/client/screen/paint"
	"muster/game"
)

// badge is what is written on a sign over a squad.
type badge struct {
	text string
	at   battle.Point // its middle
	ink  colour
}

// drawBadges puts a sign over each squad of the own side: the own ones' number, the letter of the ally who leads it. What is
// written comes after all grounds: letters between pictures would be a draw call each.
func (f *field) drawBadges(c *canvas) {
	b := f.battle
	f.badges = f.badges[:0]
	for i := range b.View.Squads {
		s := &b.View.Squads[i]
		at, ok := b.Above(s.ID)
		if !ok {
			continue
		}
		at.Y -= c.px(16)
		if n := b.Badge(s); n != "" {
			f.drawBadge(c, s, n, at)
		} else {
			f.drawLetter(c, b.Letter(s.Seat), allyColour(b.Place(s.Seat)), at)
		}
	}
	for i := range f.badges {
		c.text(f.badges[i].text, f.badges[i].at, 13, middle, f.badges[i].ink)
	}
}

func (f *field) drawBadge(c *canvas, s *game.SquadView, n string, at battle.Point) {
	b, width := f.battle, c.px(29)+c.width(n, 13)
	r := battle.Rect{X: at.X - width/2, Y: at.Y - c.px(10), W: width, H: c.px(20)}
	ink, ground := plain, panelColour.with(0.85)
	if b.Selected.Has(s.ID) {
		ink, ground = backColour, goodColour
	}
	c.rect(r, ground)
	c.frame(r, max(1, c.px(1.5)), teamColour(int(b.Setup.Scenario.Seats[s.Seat].Team)))
	c.icon(b.Setup.Rules.Kinds[s.Kind].Name, battle.Point{X: r.X + c.px(11), Y: at.Y}, c.px(16), ink)
	f.badges = append(f.badges, badge{n, battle.Point{X: r.X + r.W - c.px(5) - c.width(n, 13)/2, Y: at.Y}, ink})
	f.drawTrouble(c, s, battle.Point{X: r.X + r.W + c.px(9), Y: at.Y})
}

// drawLetter is the sign of an ally: a letter on the ally's colour, in a disc, which no own squad's badge is.
func (f *field) drawLetter(c *canvas, letter string, ink colour, at battle.Point) {
	c.sprite(paint.Disc, at, c.px(21), 0, backColour.with(0.9))
	c.sprite(paint.Disc, at, c.px(18), 0, ink)
	f.badges = append(f.badges, badge{letter, at, letterOn(ink)})
}

// drawTrouble puts rank, trouble and what keeps a squad from firing beside its badge.
func (f *field) drawTrouble(c *canvas, s *game.SquadView, at battle.Point) {
	sign := func(name string, ink colour) {
		c.icon(name, at, c.px(16), ink)
		at.X += c.px(17)
	}
	if f.battle.Escorted(s.ID) {
		sign("capture", accentColour)
	}
	if s.Broken {
		sign("broken", badColour)
	}
	if s.Stance != game.FireAtWill {
		sign(stanceIcon(s.Stance), amberColour)
	}
	if f.battle.OutOfReach(s) {
		sign("out_of_range", amberColour)
	}
	if s.Level > 0 {
		sign([...]string{"level1", "level2", "level3"}[min(2, int(s.Level)-1)], accentColour)
	}
}

// stanceIcon is the sign of a stance.
func stanceIcon(s game.Stance) string {
	return [game.Stances]string{game.FireAtWill: "stance", game.ReturnFire: "return_fire", game.HoldFire: "hold_fire"}[min(s, game.Stances-1)]
}
