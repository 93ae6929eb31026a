package battle

import (
	"muster/assets"
	"muster/game"
)

// Lesson is a mission that asks for one thing after the other. It only looks: what is asked is
// done by the usual orders.
type Lesson struct {
	Steps []assets.Step
	At    int // the step that is asked for now; len(Steps) when all is done

	fallen int                  // enemies, since the step began
	obeyed [game.OrderKinds]int // orders, when the step began
}

// Done tells that all was done.
func (l *Lesson) Done() bool { return l.At >= len(l.Steps) }

// Step is the step that is asked for now.
func (l *Lesson) Step() *assets.Step { return &l.Steps[l.At] }

// Goal is where the player is asked to go, if anywhere.
func (l *Lesson) Goal() (at Point, radius float64, ok bool) {
	if l.Done() || l.Step().Want != assets.Reach {
		return Point{}, 0, false
	}
	s := l.Step()
	return Point{X: float64(s.X) + 0.5, Y: float64(s.Y) + 0.5}, float64(s.Radius), true
}

// See looks at the battle after new views; it tells whether a step was done.
func (l *Lesson) See(b *Battle, passed []*game.View) bool {
	for _, v := range passed {
		for _, h := range v.Happenings {
			if u := unit(v, h.Target); h.Kind == game.Death && u != nil && u.Team != b.Team {
				l.fallen++
			}
		}
	}
	if l.Done() || b.View == nil || !l.met(b, l.Step()) {
		return false
	}
	l.At++
	l.fallen, l.obeyed = 0, b.Obeyed
	return true
}

func (l *Lesson) met(b *Battle, s *assets.Step) bool {
	n := 0
	switch s.Want {
	case assets.Select:
		n = len(b.Selected)
	case assets.Reach:
		goal, radius, _ := l.Goal()
		for _, id := range b.own() {
			if m, ok := b.middleOf([]uint8{id}); ok && m.To(goal) <= radius {
				n++
			}
		}
	case assets.Order:
		for _, kind := range s.Orders {
			if b.Obeyed[kind] > l.obeyed[kind] {
				return true
			}
		}
		return false
	case assets.Cover:
		n = b.covered()
	case assets.Fell:
		n = l.fallen
	case assets.Hold:
		for _, p := range b.View.Points {
			if int(p.Owner) == int(b.Team) {
				n++
			}
		}
	}
	return n >= s.Count
}

// covered counts the own men who stand where there is cover.
func (b *Battle) covered() (n int) {
	m := &b.Setup.Map
	for i := range b.Pieces {
		p := &b.Pieces[i]
		x, y := int32(p.At.X), int32(p.At.Y)
		if p.HP > 0 && p.Squad != game.NoSquad && b.mayOrder(p.Squad) &&
			b.Setup.Rules.Terrains[m.Cells[y*m.W+x]].Cover > 0 {
			n++
		}
	}
	return n
}
