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

	fallen  int                  // enemies
	obeyed  [game.OrderKinds]int // orders, when the step began
	bags    int                  // cells of sandbags, when the step began
	effects [effects]bool        // what came of an order of the step
	held    game.Tick            // since when what is asked for has been so; 0 for it is not
	learnt  game.Tick            // when all was done
}

// effects is how many there are.
const effects = int(assets.Fire) + 1

// afterwards is how many seconds what was done last is looked at before the lesson ends.
const afterwards = 4

// Done reports whether all was done.
func (l *Lesson) Done() bool { return l.At >= len(l.Steps) }

// Seen reports whether all was done, and what was done last has been looked at.
func (l *Lesson) Seen(b *Battle) bool {
	return l.Done() && b.View != nil && b.View.Tick >= l.learnt+afterwards*game.Tick(b.Setup.Rules.TickRate)
}

// Left is for how many more seconds what is so now must stay so; 0 where it need not.
func (l *Lesson) Left(b *Battle) int {
	if l.Done() || l.held == 0 || l.Step().For == 0 {
		return 0
	}
	rate := int(b.Setup.Rules.TickRate)
	return max(0, (l.Step().For*rate-int(b.View.Tick-l.held)+rate-1)/rate)
}

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

// Advance checks the lesson's step against new views, and reports whether one was done.
func (l *Lesson) Advance(b *Battle, passed []*game.View) bool {
	for _, v := range passed {
		for _, h := range v.CombatEvents {
			l.happened(b, v, &h)
		}
	}
	if l.Done() || b.View == nil || !l.kept(b) {
		return false
	}
	l.At++
	l.obeyed, l.bags, l.effects, l.held = b.Obeyed, b.sandbags(), [effects]bool{}, 0
	l.learnt = b.View.Tick
	return true
}

func (l *Lesson) happened(b *Battle, v *game.View, h *game.CombatEvent) {
	switch h.Kind {
	case game.Death:
		if u := unit(v, h.Target); u != nil && u.Team != b.Team {
			l.fallen++
		}
	case game.Blast:
		l.effects[assets.Explosion] = l.effects[assets.Explosion] || l.ordered(b)
	case game.Arrived:
		l.effects[assets.Arrival] = l.effects[assets.Arrival] || l.ordered(b)
	}
}

// kept reports whether what the step asks for is so, for as long as it is to be.
func (l *Lesson) kept(b *Battle) bool {
	switch {
	case !l.met(b, l.Step()):
		l.held = 0
		return false
	case l.held == 0:
		l.held = b.View.Tick
	}
	return l.Left(b) == 0
}

// ordered reports whether one of the step's orders was obeyed.
func (l *Lesson) ordered(b *Battle) bool {
	if l.Done() {
		return false
	}
	for _, kind := range l.Step().Orders {
		if b.Obeyed[kind] > l.obeyed[kind] {
			return true
		}
	}
	return false
}

// came reports whether the step's order has come to what it is for.
func (l *Lesson) came(b *Battle, e assets.Effect) bool {
	switch e {
	case assets.Smoke:
		for _, m := range b.View.Marks {
			l.effects[e] = l.effects[e] || m.Kind == game.Cloud
		}
	case assets.Sandbags:
		return b.sandbags() > l.bags
	case assets.Fire:
		return b.suppresses()
	case assets.Obeyed:
		return true
	}
	return l.effects[e]
}

// suppresses reports whether a squad that was told to keep a place under fire shoots.
func (b *Battle) suppresses() bool {
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if s := b.squad(p.Squad); p.mine() && p.Flags&game.Firing != 0 && s != nil && s.Order == game.Suppress {
			return true
		}
	}
	return false
}

// sandbags counts the cells of them that were built.
func (b *Battle) sandbags() (n int) {
	for _, m := range b.View.Marks {
		if m.Kind == game.Altered && m.What == b.Setup.Rules.Works.Sandbags {
			n++
		}
	}
	return n
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
		return l.ordered(b) && l.came(b, s.Until)
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
