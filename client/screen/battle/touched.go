package battle

import (
	"math"

	"muster/game"
)

// tendReach is how far from a man, in cells, lies what he tends, clears or builds: the root of the rules' eight.
const tendReach = 2.83

// rings are the circles of an order around where it is aimed.
func (b *Battle) rings(kind game.OrderKind) []Ring {
	works := &b.Setup.Rules.Works
	switch kind {
	case game.Grenade:
		return blast(&works.Grenade)
	case game.LayMine:
		return blast(&works.Mine)
	case game.Smoke:
		return []Ring{{Smokes, float64(works.SmokeRadius)}}
	case game.Heal, game.Repair, game.ClearMines:
		return []Ring{{Tends, tendReach}}
	}
	return nil
}

// blast are the circles of what goes off: it frightens twice as far as it hurts.
func blast(w *game.Weapon) []Ring {
	return []Ring{{Hurts, float64(w.Area)}, {Frightens, 2 * float64(w.Area)}}
}

// touch lists what lies in the first ring: who is hurt there, or is tended.
func (b *Battle) touch(a *Aiming) {
	switch a.Kind {
	case game.Grenade:
		b.touchPieces(a, func(*Piece) bool { return true })
	case game.Heal:
		b.touchPieces(a, func(p *Piece) bool { return b.hurt(p) && b.Setup.Rules.Kinds[p.Kind].Class == game.Foot })
	case game.Repair:
		b.touchPieces(a, func(p *Piece) bool { return b.hurt(p) && b.Setup.Rules.Kinds[p.Kind].Class != game.Foot })
	case game.ClearMines:
		for _, m := range b.View.Marks {
			if at := (Point{X: float64(m.X) + 0.5, Y: float64(m.Y) + 0.5}); m.Kind == game.Mine &&
				at.To(a.At) <= tendReach {
				a.Touched = append(a.Touched, Touch{At: at})
			}
		}
	}
}

// hurt reports whether a piece is one of the own team that lacks hit points.
func (b *Battle) hurt(p *Piece) bool {
	return int(p.Team) == int(b.Team) && p.HP < b.Setup.Rules.Kinds[p.Kind].HP
}

func (b *Battle) touchPieces(a *Aiming, is func(p *Piece) bool) {
	for i := range b.Pieces {
		p := &b.Pieces[i]
		if p.HP == 0 || p.Flags&game.Aboard != 0 || cellAt(p.At).To(a.At) > a.Rings[0].Radius || !is(p) {
			continue
		}
		friend := int(p.Team) == int(b.Team)
		a.Touched = append(a.Touched, Touch{At: p.At, Friend: friend})
		if friend && a.Kind == game.Grenade {
			a.Friends++
		}
	}
}

// row are the three cells of sandbags as they will stand: across the facing of the squad that builds them.
func (b *Battle) row(at Point, o game.Order) (works []Work) {
	angle := math.Round(float64(o.Facing)/32) * math.Pi / 4
	dx, dy := -math.Round(math.Sin(angle)), math.Round(math.Cos(angle))
	var orders []game.Order
	for _, aside := range [...]float64{0, -1, 1} {
		cell := Point{X: at.X + dx*aside, Y: at.Y + dy*aside}
		if cell != b.onMap(cell) {
			continue
		}
		o.X, o.Y = b.steps(cell)
		orders = append(orders, o)
		works = append(works, Work{At: cell, Terrain: b.Setup.Rules.Works.Sandbags})
	}
	said, _ := b.trial.ask(b.Setup, b.Seat, b.View, orders, 1)
	for i := range said {
		works[i].Fits = said[i] != game.NotHere
	}
	return works
}
