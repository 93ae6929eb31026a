package battle

import (
	"math"
	"time"

	"muster/game"
)

// FlashKind is the closed list of what flashes for a moment.
type FlashKind int

// The flashes.
const (
	Tracer    FlashKind = iota // From a shooter To where it shot
	Puff                       // a hit At To
	Fall                       // somebody died at To
	HeardShot                  // somewhere out of sight: Angle, Loud
	Marker                     // an order leads to To
	Boom                       // something went off at To
	PingRing                   // somebody points at To
	Crater                     // what a blast left at To
	AlarmRing                  // Squad needs the player at To
)

// Flash is something that is seen for a moment.
type Flash struct {
	Kind     FlashKind
	From, To Point   // cells
	Angle    float64 // HeardShot: radians
	Loud     int     // HeardShot: 1 far .. 3 near
	Team     int     // of who shot or fell
	Heavy    bool    // a tank's gun, a tank that fell, or a squad that is lost
	Squad    uint8   // AlarmRing: its
	Order    game.OrderKind
	Born     time.Time
}

var lives = [...]time.Duration{
	Tracer: 230 * time.Millisecond, Puff: 450 * time.Millisecond, Fall: 12 * time.Second,
	HeardShot: 1200 * time.Millisecond, Marker: 900 * time.Millisecond, Boom: 2200 * time.Millisecond,
	PingRing: 4 * time.Second, Crater: 90 * time.Second, AlarmRing: 5 * time.Second,
}

// Age is how much of its life a flash has behind it, from 0 to 1.
func (f *Flash) Age(now time.Time) float64 {
	return math.Max(0, math.Min(1, now.Sub(f.Born).Seconds()/lives[f.Kind].Seconds()))
}

// maxFlashes bounds what is drawn at once; the oldest go first.
const maxFlashes = 400

// Effects are the flashes alive.
type Effects struct{ All []Flash }

func (e *Effects) add(f Flash) {
	if len(e.All) >= maxFlashes {
		e.All = e.All[1:]
	}
	e.All = append(e.All, f)
}

func (e *Effects) mark(at Point, kind game.OrderKind, now time.Time) {
	e.add(Flash{Kind: Marker, To: at, Order: kind, Born: now})
}

// age drops what has flashed.
func (e *Effects) age(now time.Time) {
	left := e.All[:0]
	for _, f := range e.All {
		if now.Sub(f.Born) < lives[f.Kind] {
			left = append(left, f)
		}
	}
	e.All = left
}

// AddEvents turns the combat events of a view into flashes.
func (e *Effects) AddEvents(v *game.View, s *game.Setup, team int, now time.Time) {
	for i, h := range v.CombatEvents {
		switch source, target := unit(v, h.Source), unit(v, h.Target); h.Kind {
		case game.Shot:
			e.shot(source, target, s, uint32(v.Tick)*31+uint32(i), now)
		case game.Hit:
			if target != nil {
				e.add(Flash{Kind: Puff, To: where(target), Team: int(target.Team), Born: now})
			}
		case game.Death:
			if target != nil {
				e.add(Flash{
					Kind: Fall, To: where(target), Team: int(target.Team), Heavy: shapeOf(target, s) == TankShape,
					Born: now,
				})
			}
		case game.Blast:
			at := Point{X: float64(h.Source) / game.ViewStep, Y: float64(h.Target) / game.ViewStep}
			e.add(Flash{Kind: Boom, To: at, Born: now})
			e.add(Flash{Kind: Crater, To: at, Angle: spread(uint32(v.Tick)) * 9, Born: now})
		case game.Heard:
			e.add(Flash{Kind: HeardShot, Angle: float64(h.Dir) * math.Pi / 4, Loud: int(h.Loud), Born: now})
		}
	}
}

// shot draws a tracer to the target, a little beside it, or from a shooter whose target is not known, ahead.
func (e *Effects) shot(source, target *game.UnitView, s *game.Setup, salt uint32, now time.Time) {
	if source == nil {
		return
	}
	f := Flash{Kind: Tracer, From: where(source), Team: int(source.Team), Born: now}
	reach := 10.0
	if int(source.Kind) < len(s.Rules.Kinds) {
		k := &s.Rules.Kinds[source.Kind]
		reach, f.Heavy = float64(k.Weapons[0].Range), ShapeOf(k) == TankShape
	}
	if target != nil {
		f.To = where(target)
	} else {
		angle := float64(source.Facing) * math.Pi / 128
		f.To = Point{X: f.From.X + reach*math.Cos(angle), Y: f.From.Y + reach*math.Sin(angle)}
	}
	f.To.X += spread(salt)
	f.To.Y += spread(salt * 7919)
	f.To = withinMap(f.From, f.To, float64(s.Map.W), float64(s.Map.H))
	e.add(f)
}

// withinMap is where a line from a place on a map of w x h cells leaves it; its end where it does not.
func withinMap(from, to Point, w, h float64) Point {
	share := 1.0
	for _, axis := range [...]struct{ from, to, size float64 }{{from.X, to.X, w}, {from.Y, to.Y, h}} {
		switch {
		case axis.to < 0:
			share = min(share, axis.from/(axis.from-axis.to))
		case axis.to > axis.size:
			share = min(share, (axis.size-axis.from)/(axis.to-axis.from))
		}
	}
	share = max(0, share)
	return Point{X: from.X + (to.X-from.X)*share, Y: from.Y + (to.Y-from.Y)*share}
}

func shapeOf(u *game.UnitView, s *game.Setup) Shape {
	if int(u.Kind) < len(s.Rules.Kinds) {
		return ShapeOf(&s.Rules.Kinds[u.Kind])
	}
	return RifleShape
}

// spread is -0.35 to 0.35 cells: bullets of a burst do not lie on one line. It is for the eye only.
func spread(salt uint32) float64 {
	salt ^= salt >> 13
	salt *= 0x5bd1e995
	return (float64(salt>>16&0xFF)/255 - 0.5) * 0.7
}

func unit(v *game.View, id uint16) *game.UnitView {
	if id == game.NoUnit {
		return nil
	}
	for i := range v.Units {
		if v.Units[i].ID == id {
			return &v.Units[i]
		}
	}
	return nil
}

func where(u *game.UnitView) Point {
	return Point{X: float64(u.X) / game.ViewStep, Y: float64(u.Y) / game.ViewStep}
}
