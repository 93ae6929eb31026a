package battle

import (
	"math"
	"time"

	"muster/game"
)

// heat is where it is fought, on a coarse grid over the map. It cools; a camera that follows the fight looks at the
// hottest place, and leaves it only for one that is clearly hotter.
type heat struct {
	cells [heatSide * heatSide]float64
	sumX  [heatSide * heatSide]float64 // of where, weighted: the place within a cell
	sumY  [heatSide * heatSide]float64
	at    int // the cell that is looked at
}

const (
	heatSide   = 10
	heatCools  = 0.985 // a tick
	heatLeaves = 1.5   // times hotter than where the camera is
	heatLeast  = 0.5   // below this nobody fights
)

func (h *heat) cool() {
	for i := range h.cells {
		h.cells[i] *= heatCools
		h.sumX[i] *= heatCools
		h.sumY[i] *= heatCools
	}
}

func (h *heat) add(p Point, weight, w, d float64) {
	x, y := int(p.X/w*heatSide), int(p.Y/d*heatSide)
	if x < 0 || y < 0 || x >= heatSide || y >= heatSide {
		return
	}
	i := y*heatSide + x
	h.cells[i] += weight
	h.sumX[i] += p.X * weight
	h.sumY[i] += p.Y * weight
}

// hottest is where to look; false if nobody fights.
func (h *heat) hottest() (Point, bool) {
	best := h.at
	for i, v := range h.cells {
		if v > h.cells[best] && (best != h.at || v > heatLeaves*h.cells[h.at]) {
			best = i
		}
	}
	h.at = best
	if h.cells[best] < heatLeast {
		return Point{}, false
	}
	return Point{X: h.sumX[best] / h.cells[best], Y: h.sumY[best] / h.cells[best]}, true
}

// warm takes in where it was fought in a view.
func (b *Battle) warm(v *game.View) {
	b.heat.cool()
	for _, h := range v.CombatEvents {
		weight := 1.0
		switch h.Kind {
		case game.Shot:
		case game.Hit:
			weight = 2
		case game.Death:
			weight = 6
		default:
			continue
		}
		u := unit(v, h.Target)
		if u == nil {
			u = unit(v, h.Source)
		}
		if u != nil {
			b.heat.add(where(u), weight, b.Camera.MapW, b.Camera.MapH)
		}
	}
}

// LookAt moves the camera by hand: it follows nobody any more.
func (b *Battle) LookAt(p Point) {
	b.Following = false
	b.Camera.Centre(p)
}

// followed is what the camera follows: the selected squads, or else the fight.
func (b *Battle) followed() (Point, bool) {
	if m, ok := b.middleOf(b.Selected); ok {
		return m, true
	}
	return b.heat.hottest()
}

// glides is how fast the camera goes after what it follows: the share of the way that is left after a second is e to
// the power of minus this.
const glides = 2.5

func (b *Battle) follow(elapsed time.Duration) {
	to, ok := b.followed()
	if !b.Following || !ok {
		return
	}
	share := 1 - math.Exp(-glides*elapsed.Seconds())
	at := b.Camera.At
	b.Camera.Centre(Point{X: at.X + (to.X-at.X)*share, Y: at.Y + (to.Y-at.Y)*share})
}
