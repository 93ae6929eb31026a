package field

import (
	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/paint"
	"muster/game"
)

// badge is what is written on a sign over a squad.
type badge struct {
	text string
	at   battle.Point // its middle
	ink  draw.Colour
}

// drawBadges puts a sign over each squad of the own side: the own ones' number, the letter of the ally who leads it.
// What is written comes after all grounds: letters between pictures would be a draw call each.
func (f *Field) drawBadges(c *draw.Canvas) {
	b := f.Battle
	f.badges = f.badges[:0]
	for i := range b.View.Squads {
		s := &b.View.Squads[i]
		at, ok := b.Above(s.ID)
		if !ok {
			continue
		}
		at.Y -= c.Px(16)
		if n := b.Badge(s); n != "" {
			f.drawBadge(c, s, n, at)
		} else {
			f.drawLetter(c, b.Letter(s.Seat), draw.Ally(b.Place(s.Seat)), at)
			f.namedOnMap("ally", s.ID, around(at, c.Px(21)))
		}
	}
	for i := range f.badges {
		c.Text(f.badges[i].text, f.badges[i].at, 13, draw.Middle, f.badges[i].ink)
	}
}

func (f *Field) drawBadge(c *draw.Canvas, s *game.SquadView, n string, at battle.Point) {
	b, width := f.Battle, c.Px(29)+c.Width(n, 13)
	r := battle.Rect{X: at.X - width/2, Y: at.Y - c.Px(10), W: width, H: c.Px(20)}
	ink, ground := draw.Plain, draw.Panel.With(0.85)
	if b.Selected.Has(s.ID) {
		ink, ground = draw.Back, draw.Good
	}
	c.Rect(r, ground)
	c.Frame(r, max(1, c.Px(1.5)), draw.Team(int(b.Setup.Scenario.Seats[s.Seat].Team)))
	c.Icon(b.Setup.Rules.Kinds[s.Kind].Name, battle.Point{X: r.X + c.Px(11), Y: at.Y}, c.Px(16), ink)
	f.badges = append(f.badges, badge{n, battle.Point{X: r.X + r.W - c.Px(5) - c.Width(n, 13)/2, Y: at.Y}, ink})
	f.drawTrouble(c, s, battle.Point{X: r.X + r.W + c.Px(9), Y: at.Y})
}

// drawLetter is the sign of an ally: a letter on the ally's colour, in a disc, which no own squad's badge is.
func (f *Field) drawLetter(c *draw.Canvas, letter string, ink draw.Colour, at battle.Point) {
	c.Sprite(paint.Disc, at, c.Px(21), 0, draw.Back.With(0.9))
	c.Sprite(paint.Disc, at, c.Px(18), 0, ink)
	f.badges = append(f.badges, badge{letter, at, draw.LetterOn(ink)})
}

// drawTrouble puts rank, trouble and what keeps a squad from firing beside its badge.
func (f *Field) drawTrouble(c *draw.Canvas, s *game.SquadView, at battle.Point) {
	sign := func(name string, ink draw.Colour) {
		c.Icon(name, at, c.Px(16), ink)
		f.namedOnMap(name, s.ID, around(at, c.Px(17)))
		at.X += c.Px(17)
	}
	if f.Battle.Escorted(s.ID) {
		sign("capture", draw.Accent)
	}
	if s.Broken {
		sign("broken", draw.Bad)
	}
	if s.Stance != game.FireAtWill {
		sign(stanceIcon(s.Stance), draw.Amber)
	}
	if f.Battle.OutOfReach(s) {
		sign("out_of_range", draw.Amber)
	}
	if s.Level > 0 {
		sign([...]string{"level1", "level2", "level3"}[min(2, int(s.Level)-1)], draw.Accent)
	}
}

// stanceIcon is the sign of a stance.
func stanceIcon(s game.Stance) string {
	return [game.Stances]string{
		game.FireAtWill: "stance",
		game.ReturnFire: "return_fire", game.HoldFire: "hold_fire",
	}[min(s, game.Stances-1)]
}
