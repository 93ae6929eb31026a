package ai

import "muster/game"

// A commander's squads fire at will. A player may have left some that hold their fire, or only return it, and nobody
// who takes a seat over wants them shot at like that.

// stanceAgain is after how many ticks a stance that a squad has not taken is ordered again.
const stanceAgain = 20

// loosen lets squads fire at will that do not and lie in no ambush: at once where enemies are near; without them when
// they are done with what they were told before, and with an order that is not the last. It
// tells whether there was one.
func (m *mind) loosen() (any bool) {
	for i := range m.squads {
		sq := &m.squads[i]
		if sq.seat != m.seat || sq.n == 0 || sq.broken || sq.stance == game.FireAtWill || m.plans[sq.id].lurk > 0 ||
			m.credit < m.price() || m.now-m.plans[sq.id].stanced < stanceAgain {
			continue
		}
		if m.theirs(sq.x, sq.y, engaged) > 0 || !m.plans[sq.id].kept && m.credit >= 2*m.price() {
			m.stance(sq, game.FireAtWill)
			any = true
		}
	}
	return any
}

// stance tells a squad when to fire. It goes on with what it does.
func (m *mind) stance(sq *squad, to game.Stance) {
	m.plans[sq.id].stanced = m.now
	m.credit -= m.price()
	m.out = append(m.out, game.Order{Kind: game.SetStance, Squad: sq.id, Arg: uint8(to)})
}
