package plan

import (
	"math"

	"muster/game"
)

// guesses are orders for the enemies of an imagined World: those who are seen to move go on the way that they look.
// What they mean to do cannot be known; who stands, or was not seen lately, is taken to stay.
func (p *Preview) guesses() (orders []game.Order) {
	seen := p.asked.view
	for team := range p.setup.Scenario.Teams {
		if team == int(seen.Audience) {
			continue
		}
		v := &game.View{}
		p.world.View(game.Audience(team), v)
		for i := range v.Squads {
			if o, goes := p.goesOn(v, v.Squads[i].ID, seen); goes {
				o.Seat = v.Squads[i].Seat
				orders = append(orders, o)
			}
		}
	}
	return orders
}

// goesOn is the order that sends an imagined squad on as its units are seen to go.
func (p *Preview) goesOn(imagined *game.View, squad uint8, seen *game.View) (game.Order, bool) {
	var x, y, dx, dy float64
	n, moving := 0.0, 0.0
	kind := uint8(0)
	for i := range imagined.Units {
		u := &imagined.Units[i]
		if u.Squad != squad || u.Team != uint8(imagined.Audience) {
			continue
		}
		x, y, n, kind = x+float64(u.X), y+float64(u.Y), n+1, u.Kind
		if s := nearestMoving(u, seen); s != nil {
			sin, cos := math.Sincos(float64(s.Facing) * math.Pi / 128)
			dx, dy, moving = dx+cos, dy+sin, moving+1
		}
	}
	if moving*2 < n || moving == 0 || math.Hypot(dx, dy) < moving/2 {
		return game.Order{}, false
	}
	pace := float64(p.setup.Rules.Kinds[kind].Speed) / game.SubCell * game.ViewStep
	by := pace * float64(p.setup.Scenario.Turns.Length) / math.Hypot(dx, dy)
	return game.Order{
		Kind: game.AttackMove, Squad: squad, X: onMap(x/n+dx*by, p.setup.Map.W), Y: onMap(y/n+dy*by, p.setup.Map.H),
	}, true
}

// nearestMoving is the unit in sight that an imagined one stands for, if it moves.
func nearestMoving(u *game.UnitView, seen *game.View) *game.UnitView {
	for i := range seen.Units {
		s := &seen.Units[i]
		if s.Team == u.Team && s.Kind == u.Kind && s.Flags&game.Moving != 0 && s.HP > 0 &&
			math.Hypot(float64(s.X)-float64(u.X), float64(s.Y)-float64(u.Y)) <= game.ViewStep*1.5 {
			return s
		}
	}
	return nil
}

// onMap is a place along a side of a map of so many cells, in view steps.
func onMap(at float64, cells int32) uint16 {
	return uint16(max(0, min(at, float64(cells)*game.ViewStep-1)))
}
