package ai

import "muster/game"

// A squad that is under fire and can hit nobody does not wait for the next shell. It moves a few cells aside, into
// cover and out of sight of those who spot for the guns, as far as its post allows. Where no place is better it stays:
// men who walk under fire are lost for nothing.

const (
	shelledPart = 50 // percent of a squad's men that must be under fire
	shelledNear = 4  // cells that it moves, at least: a shell hurts whoever stays close
	shelledFar  = 9  // cells that it moves, at most
	shelledRest = 80 // ticks that it then stays there
	shelledCell = 4  // percent of cover that each cell of the way costs
)

// shelled leaves a place under fire from which the squad cannot answer.
func (m *mind) shelled(_ *game.View, sq *squad) (o game.Order, act Act, ok bool) {
	if !m.style.knows(Withdraw) || sq.class != game.Foot || sq.order != game.Hold ||
		sq.shaken*100 < sq.n*shelledPart || m.ground.cover(sq.x, sq.y) >= digEnough || m.answers(sq) {
		return
	}
	best, most := spot{x: sq.x, y: sq.y}, m.hiding(sq.x, sq.y)
	for y := sq.y - shelledFar; y <= sq.y+shelledFar; y++ {
		for x := sq.x - shelledFar; x <= sq.x+shelledFar; x++ {
			far := distance(x-sq.x, y-sq.y)
			if far < shelledNear || far > shelledFar || !m.allows(sq, x, y) || !m.vacant(sq, x, y) ||
				!m.ground.reachable(sq.class, sq.x, sq.y, x, y) {
				continue
			}
			if s := m.hiding(x, y) - shelledCell*far; s > most {
				best, most = spot{x: x, y: y}, s
			}
		}
	}
	if best.x == sq.x && best.y == sq.y {
		return
	}
	p := &m.plans[sq.id]
	p.x, p.y, p.rest = best.x, best.y, m.now+shelledRest
	o = m.to(game.Move, best.x, best.y)
	if m.ground.terrain(best.x, best.y).Building && m.style.knows(Watch) {
		o.Kind = game.Enter
	}
	return o, Leaving, true
}

// answers reports whether a squad can hit a visible enemy from where it stands.
func (m *mind) answers(sq *squad) bool {
	for i := range m.foes {
		if f := &m.foes[i]; f.seen && m.inRange(sq, f) {
			return true
		}
	}
	return false
}

// hiding is what a place is worth as a hiding place: its cover, less for each enemy that sees it.
func (m *mind) hiding(x, y int32) int32 {
	worth := m.ground.cover(x, y)
	for i := range m.foes {
		if f := &m.foes[i]; m.ground.sees(int32(m.setup.Rules.Kinds[f.kind].Sight), f.x, f.y, x, y) {
			worth -= 8
		}
	}
	return worth
}
