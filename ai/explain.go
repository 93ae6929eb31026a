package ai

import "muster/game"

// Intention is what a squad is about to do, for debug drawings: a line from where it is to X, Y, labelled with Act and
// the score of the place. It is for the team's own eyes.
type Intention struct {
	Squad uint8
	Act   Act
	X, Y  uint16 // view steps
	Point int    // the capture point that it is for, -1 for none
	Score int32  // damage done less damage taken, in thousandths of a supply point a second
}

// Explain implements Explainer.
func (m *mind) Explain() []Intention {
	m.intents = m.intents[:0]
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.seat != m.seat || sq.n == 0 {
			continue
		}
		p := &m.plans[sq.id]
		in := Intention{
			Squad: sq.id, Act: p.act, X: uint16(max(p.x, 0) * game.ViewStep), Y: uint16(max(p.y, 0) * game.ViewStep),
			Point: -1, Score: p.score,
		}
		if g := m.goalOf(sq); g != nil && g.kind <= keep {
			in.Point = g.point
		}
		m.intents = append(m.intents, in)
	}
	return m.intents
}
