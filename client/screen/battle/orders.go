package battle

import (
	"math"
	"time"

	"muster/game"
)

// aimed gives the orders that a click at a place means while one is being aimed. Whom it means may
// be so many pixels away.
func (b *Battle) aimed(place Point, pixels float64, now time.Time) []game.Order {
	kind, friend := b.Aim, -1
	if kind == game.Guard {
		if friend = b.guarded(place, pixels); friend < 0 {
			return nil // nobody is there: the aim stays
		}
	}
	orders := b.meant(kind, place, friend)
	b.Aim = game.NoOrder
	if len(orders) == 0 {
		b.Refuse(kind, missing(kind), now)
		return nil
	}
	b.markAimed(orders, place, friend, now)
	return orders
}

// guarded is the piece of the own team at a place that can be guarded, -1 if there is none.
func (b *Battle) guarded(place Point, pixels float64) int {
	return b.near(b.Camera.ToScreen(place), pixels, b.guardable)
}

// guardable reports whether somebody selected can guard a piece: it is of another squad of the team.
func (b *Battle) guardable(p *Piece) bool {
	return p.mine() && !(len(b.Selected) == 1 && b.Selected.Has(p.Squad))
}

// markAimed marks where orders lead that were aimed at a place, or at a piece of the own team.
func (b *Battle) markAimed(orders []game.Order, place Point, friend int, now time.Time) {
	switch kind := orders[0].Kind; {
	case friend >= 0:
		b.Show.mark(b.Pieces[friend].At, kind, now)
	case spreads(kind):
		b.marched = march{append(Selection(nil), b.Selected...), place, b.abreast(place)}
		for i := range orders {
			b.Show.mark(PlaceOf(orders[i].X, orders[i].Y), kind, now)
		}
	default:
		b.Show.mark(b.onMap(place), kind, now)
	}
}

// spreads reports whether squads that get an order together are sent to places of their own, side by side.
func spreads(kind game.OrderKind) bool {
	return kind == game.Move || kind == game.AttackMove || kind == game.Patrol || kind == game.Enter
}

// meant are the orders that an order aimed at a place, or at a piece of the own team, comes to. It changes nothing.
func (b *Battle) meant(kind game.OrderKind, place Point, friend int) []game.Order {
	switch {
	case spreads(kind):
		return b.side(kind, place)
	case kind == game.Hold:
		return b.each(func(s *game.SquadView) (game.Order, bool) {
			return game.Order{Kind: kind, Flags: game.Faced, Facing: b.towards(s.ID, place)}, true
		})
	case friend >= 0:
		whom := b.Pieces[friend].Squad
		return b.each(func(s *game.SquadView) (game.Order, bool) {
			return game.Order{Kind: kind, Target: uint16(whom)}, s.ID != whom
		})
	case kind == game.Guard:
		return nil
	}
	return b.use(kind, place)
}

// with is an order to do something with another squad of the team: board it.
func (b *Battle) with(piece int, kind game.OrderKind, now time.Time) []game.Order {
	b.Aim = game.NoOrder
	b.Show.mark(b.Pieces[piece].At, kind, now)
	return b.meant(kind, Point{}, piece)
}

// abilities are what a kind must be able to do for an order.
var abilities = map[game.OrderKind]game.Abilities{
	game.Smoke: game.CanSmoke, game.Grenade: game.CanGrenade, game.Heal: game.CanHeal, game.Sandbags: game.CanBuild,
	game.LayMine: game.CanMine, game.ClearMines: game.CanMine, game.Repair: game.CanRepair,
}

// use lets those who can do something do it at a place; of what is thrown or built, the nearest who is ready.
func (b *Battle) use(kind game.OrderKind, place Point) []game.Order {
	x, y := b.steps(place)
	one := -1
	if thrown(kind) || kind == game.Sandbags || kind == game.LayMine {
		one = b.nearestWho(kind, place)
	}
	return b.each(func(s *game.SquadView) (game.Order, bool) {
		o := game.Order{Kind: kind, X: x, Y: y}
		if kind == game.Sandbags {
			o.Flags, o.Facing = game.Faced, b.towards(s.ID, place)
		}
		return o, b.can(s, kind) && (one < 0 || int(s.ID) == one)
	})
}

func thrown(kind game.OrderKind) bool { return kind == game.Smoke || kind == game.Grenade }

// can reports whether a squad's kind has what an order takes.
func (b *Battle) can(s *game.SquadView, kind game.OrderKind) bool {
	k := &b.Setup.Rules.Kinds[s.Kind]
	if kind == game.Suppress {
		return k.Weapons[0].Suppression > 0
	}
	need := abilities[kind]
	return need == 0 || k.Abilities&need != 0
}

// some reports whether one of the selected squads has what an order takes.
func (b *Battle) some(kind game.OrderKind) bool {
	for _, id := range b.Selected {
		if s := b.squad(id); s != nil && b.can(s, kind) {
			return true
		}
	}
	return false
}

// missing is why none of the selected squads can follow an order.
func missing(kind game.OrderKind) game.Refusal {
	if kind == game.Suppress {
		return game.NoWeapon
	}
	return game.NoAbility
}

// arm makes the next click say where an order is to be carried out, if somebody selected can do it.
func (b *Battle) arm(kind game.OrderKind, now time.Time) {
	b.Aim = game.NoOrder
	switch {
	case !b.some(kind):
		b.Refuse(kind, missing(kind), now)
	case b.allRun(kind):
		b.Refuse(kind, game.Broken, now)
	default:
		b.Aim = kind
	}
}

// allRun reports whether whoever of the selected squads could do something runs, and obeys nobody.
func (b *Battle) allRun(kind game.OrderKind) bool {
	for _, id := range b.Selected {
		if s := b.squad(id); s != nil && b.can(s, kind) && !s.Broken {
			return false
		}
	}
	return true
}

// disarm takes the aim back when nobody is left who could do it.
func (b *Battle) disarm() {
	if b.Aim != game.NoOrder && !b.some(b.Aim) {
		b.Aim = game.NoOrder
	}
}

// nearestWho is the selected squad nearest to a place that can do something, those first who obey, and
// of them who are ready; -1 if none can.
func (b *Battle) nearestWho(kind game.OrderKind, place Point) int {
	best, far := -1, math.Inf(1)
	for _, id := range b.Selected {
		s := b.squad(id)
		if s == nil || !b.can(s, kind) {
			continue
		}
		mid, ok := b.middleOf([]uint8{id})
		d := mid.To(place)
		if !s.Ready && thrown(kind) {
			d += 1e6
		}
		if s.Broken {
			d += 1e7
		}
		if ok && d < far {
			best, far = int(id), d
		}
	}
	return best
}

// towards is the facing of a squad that looks at a place.
func (b *Battle) towards(squad uint8, place Point) uint8 {
	from, _ := b.middleOf([]uint8{squad})
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
