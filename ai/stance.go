package ai

import "muster/game"

// A commander's squads fire at will. A player may have left some holding fire, or only returning it; whoever takes over
// the seat does not want them shot at like that.

// stanceAgain is after how many ticks a stance that has not taken effect is ordered again.
const stanceAgain = 20

// resetStances lets squads fire at will that do not and lie in no ambush: at once where enemies are near, otherwise
// when they have finished what the last leader ordered, and never with the last order in credit. It reports whether
// there was one.
func (m *mind) resetStances() (any bool) {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.seat != m.seat || sq.n == 0 || sq.broken || sq.stance == game.FireAtWill ||
			m.plans[sq.id].ambushSince > 0 || m.credit < m.price() || m.now-m.plans[sq.id].stanced < stanceAgain {
			continue
		}
		if m.theirs(sq.x, sq.y, engaged) > 0 || !m.plans[sq.id].kept && m.credit >= 2*m.price() {
			m.setStance(sq, game.FireAtWill)
			any = true
		}
	}
	return any
}

// setStance tells a squad when to fire. The squad carries on with its order.
func (m *mind) setStance(sq *squad, to game.Stance) {
	m.plans[sq.id].stanced = m.now
	m.credit -= m.price()
	m.out = append(m.out, game.Order{Kind: game.SetStance, Squad: sq.id, Arg: uint8(to)})
}
