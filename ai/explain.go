package ai

import "muster/game"

// Intention is what a squad is up to, for debug drawings: a line from where it is to X, Y, named by Act, with what its
// place was worth. It is for the team's own eyes.
type Intention struct {
	Squad uint8
	Act   Act
	X, Y  uint16 // view steps
	Point int    // the point that it is for, -1 for none
	Score int32  // harm done less harm taken, in thousandths of a supply point a second
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
