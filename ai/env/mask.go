package env

import "muster/game"

// allow marks what the rules do not refuse each squad now, whatever it is told to do it to. That a place or a target
// may still be wrong is for the rules to say.
func allow(s *game.Setup, of *side, mask []byte) {
	all := men(&of.view)
	for i := range of.view.Squads {
		q := &of.view.Squads[i]
		may := mask[i*int(game.OrderKinds) : (i+1)*int(game.OrderKinds)]
		may[game.NoOrder] = 1
		if q.Alive == 0 || q.Broken {
			continue
		}
		may[game.SetStance], may[game.SetForm] = 1, 1
		m := &all[q.ID]
		if m.flags[aboardBit] == m.n { // it can only leave
			may[game.Leave] = 1
			continue
		}
		for k := range game.OrderKinds {
			if k > game.NoOrder && able(s, of, q, m, k) {
				may[k] = 1
			}
		}
	}
}

// aboardBit is the place of game.Aboard among the flags.
const aboardBit = 5

// works are the orders that need an ability.
var works = map[game.OrderKind]game.Abilities{
	game.Smoke: game.CanSmoke, game.Grenade: game.CanGrenade, game.Heal: game.CanHeal, game.Sandbags: game.CanBuild,
	game.LayMine: game.CanMine, game.ClearMines: game.CanMine, game.Repair: game.CanRepair,
}

// able reports whether a squad that is on the map may do something at all.
func able(s *game.Setup, of *side, q *game.SquadView, m *sums, k game.OrderKind) bool {
	kind, v := &s.Rules.Kinds[q.Kind], &of.view
	switch k {
	case game.Attack:
		return len(of.seen) > 0
	case game.Capture:
		return len(v.Points) > 0
	case game.Suppress:
		return kind.Weapons[0].Suppression > 0
	case game.Enter:
		return kind.Class == game.Foot
	case game.Board:
		return kind.Class == game.Foot && len(v.Squads) > 1
	case game.Guard:
		return len(v.Squads) > 1
	case game.Reinforce:
		price := uint32(kind.Price)
		return price > 0 && v.Supply >= price && m.n-m.flags[aboardBit] < of.whole[q.ID]
	}
	if need, work := works[k]; work && kind.Abilities&need == 0 {
		return false
	}
	return q.Ready || k != game.Smoke && k != game.Grenade
}
