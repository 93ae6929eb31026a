package battle

import (
	"math"
	"time"

	"muster/game"
)

// CueKind is the closed list of what is heard.
type CueKind int

// The cues.
const (
	CueSelect CueKind = iota
	CueOrder
	CueRefused
	CueShot
	CueCannon
	CueBlast
	CueDeath
	CueCapture
	CueAlarm
	CuePing
	CuePress // a button of a page
	Cues     // how many there are
)

// Cue is something to be heard; At is where, in cells, if it is Placed.
type Cue struct {
	Kind   CueKind
	At     Point
	Placed bool
	Far    bool    // out of sight: only the direction is known
	Angle  float64 // Far: radians
	Loud   int     // Far: 1 far .. 3 near
}

// maxCues bounds what is heard of one update.
const maxCues = 24

func (b *Battle) cue(k CueKind, at Point) {
	if len(b.Cues) < maxCues {
		b.Cues = append(b.Cues, Cue{Kind: k, At: at, Placed: at != Point{}})
	}
}

// cueSounds makes sound cues of what happened in a view.
func (b *Battle) cueSounds(v *game.View, _ time.Time) {
	for _, h := range v.CombatEvents {
		source, target := unit(v, h.Source), unit(v, h.Target)
		switch h.Kind {
		case game.Shot:
			if source != nil {
				k := CueShot
				if int(source.Kind) < len(b.Setup.Rules.Kinds) &&
					ShapeOf(&b.Setup.Rules.Kinds[source.Kind]) == TankShape {
					k = CueCannon
				}
				b.cue(k, where(source))
			}
		case game.Blast:
			b.cue(CueBlast, Point{X: float64(h.Source) / game.ViewStep, Y: float64(h.Target) / game.ViewStep})
		case game.Death:
			if target != nil {
				b.cue(CueDeath, where(target))
			}
		case game.Captured:
			b.cue(CueCapture, Point{})
		case game.Heard:
			if len(b.Cues) < maxCues {
				b.Cues = append(b.Cues, Cue{
					Kind: CueShot, Far: true, Angle: float64(h.Dir) * math.Pi / 4, Loud: int(h.Loud),
				})
			}
		}
	}
}
