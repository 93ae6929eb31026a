package sound

import (
	"math"

	"muster/client/screen/battle"
)

// Heard is how a cue comes to the ear: how loud on each side, and how much the air has swallowed.
type Heard struct{ Left, Right, Dull float32 }

// Everywhere is how a cue without a place is heard.
var Everywhere = Heard{1, 1, 0}

const (
	beyond = 14.0 // cells beyond the screen's edge at which a sound is half as loud
	widest = 0.75 // how much of a sound at the screen's edge is missing on the other side
	sharp  = 40.0 // pixels a cell at scale 1 where what is on the screen is heard at its loudest
)

// Attenuate returns how a cue sounds from where the camera is. What is on the screen is loud, and louder from near;
// what is off it grows faint and dull with distance; left is left.
func Attenuate(c battle.Cue, cam *battle.Camera) Heard {
	switch {
	case c.Far:
		loud := 0.12 * float64(max(1, c.Loud))
		return sided(loud, math.Cos(c.Angle), 0.93-0.05*float64(c.Loud))
	case !c.Placed:
		return Everywhere
	}
	at := cam.ToScreen(c.At)
	dx, dy := (at.X-cam.W/2)/(cam.W/2), (at.Y-cam.H/2)/(cam.H/2)
	off := math.Max(0, math.Max((math.Abs(dx)-1)*cam.W, (math.Abs(dy)-1)*cam.H)/2/cam.Zoom)
	near := math.Min(1, 0.45+0.55*cam.Zoom/(sharp*math.Max(cam.Scale, 0.1)))
	return sided(near*math.Exp2(-off/beyond), dx, math.Min(0.9, 0.15+off/40))
}

// sided puts a sound on the left (-1), in the middle (0) or on the right (1).
func sided(loud, side, dull float64) Heard {
	side = math.Max(-1, math.Min(1, side)) * widest
	return Heard{float32(loud * math.Min(1, 1-side)), float32(loud * math.Min(1, 1+side)), float32(dull)}
}
