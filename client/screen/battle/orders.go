package battle

import (
	"math"
	"time"

	"muster/game"
)

// aimed is what a click at a place means while an order is being aimed.
func (b *Battle) aimed(place Point, at Point, now time.Time) []game.Order {
	switch kind := b.Aim; kind {
	case game.Move, game.AttackMove, game.Patrol:
		return b.goTo(kind, place, now)
	case game.Hold:
		b.Show.mark(place, kind, now)
		return b.order(func(s *game.SquadView) (game.Order, bool) {
			return game.Order{Kind: game.Hold, Flags: game.Faced, Facing: b.towards(s.ID, place)}, true
		})
	case game.Guard:
		friend := b.under(at, func(p *Piece) bool { return p.mine() })
		if friend < 0 {
			return nil // nobody is there: the aim stays
		}
		return b.with(friend, kind, now)
	default:
		return b.use(kind, place, now)
	}
}

// with is an order to do something with another squad of the team: guard it, board it.
func (b *Battle) with(piece int, kind game.OrderKind, now time.Time) []game.Order {
	friend := b.Pieces[piece].Squad
	b.Show.mark(b.Pieces[piece].At, kind, now)
	return b.order(func(s *game.SquadView) (game.Order, bool) {
		return game.Order{Kind: kind, Target: uint16(friend)}, s.ID != friend
	})
}

// abilities are what a kind must be able to do for an order.
var abilities = map[game.OrderKind]game.Abilities{
	game.Smoke: game.CanSmoke, game.Grenade: game.CanGrenade, game.Heal: game.CanHeal, game.Sandbags: game.CanBuild,
	game.LayMine: game.CanMine, game.ClearMines: game.CanMine, game.Repair: game.CanRepair,
}

// use lets those who can do something do it at a place; of what is thrown or built, the nearest who is ready.
func (b *Battle) use(kind game.OrderKind, place Point, now time.Time) []game.Order {
	x, y := b.steps(place)
	one := -1
	if kind == game.Smoke || kind == game.Grenade || kind == game.Sandbags || kind == game.LayMine {
		one = b.nearestWho(kind, place)
	}
	b.Show.mark(b.onMap(place), kind, now)
	orders := b.order(func(s *game.SquadView) (game.Order, bool) {
		o := game.Order{Kind: kind, X: x, Y: y}
		if kind == game.Sandbags {
			o.Flags, o.Facing = game.Faced, b.towards(s.ID, place)
		}
		return o, b.can(s, kind) && (one < 0 || int(s.ID) == one)
	})
	if len(orders) == 0 {
		b.Refuse(kind, game.NoAbility, now)
	}
	return orders
}

func (b *Battle) can(s *game.SquadView, kind game.OrderKind) bool {
	need := abilities[kind]
	return need == 0 || b.Setup.Rules.Kinds[s.Kind].Abilities&need != 0
}

// nearestWho is the selected squad nearest to a place that can do something, those first who are ready; -1 if none can.
func (b *Battle) nearestWho(kind game.OrderKind, place Point) int {
	best, far := -1, math.Inf(1)
	for _, id := range b.Selected {
		s := b.squad(id)
		if s == nil || !b.can(s, kind) {
			continue
		}
		mid, ok := b.middle([]uint8{id})
		d := mid.To(place)
		if !s.Ready && (kind == game.Smoke || kind == game.Grenade) {
			d += 1e6
		}
		if ok && d < far {
			best, far = int(id), d
		}
	}
	return best
}

// towards is the facing of a squad that looks at a place.
func (b *Battle) towards(squad uint8, place Point) uint8 {
	from, _ := b.middle([]uint8{squad})
	return uint8(int(math.Round(math.Atan2(place.Y-from.Y, place.X-from.X) * 128 / math.Pi)))
}

// next gives the selected squads the stance, or the formation, after that of the first of them.
func (b *Battle) next(kind game.OrderKind) []game.Order {
	first := b.squad(b.Selected[0])
	if first == nil {
		return nil
	}
	arg := uint8(first.Stance+1) % uint8(game.Stances)
	if kind == game.SetForm {
		arg = uint8(first.Formation)%uint8(game.Formations-1) + 1
	}
	return b.same(game.Order{Kind: kind, Arg: arg})
}

// later marks orders to be carried out after those that a squad has.
func later(orders []game.Order, queued bool) []game.Order {
	for i := range orders {
		if queued {
			orders[i].Flags |= game.Queued
		}
	}
	return orders
}
