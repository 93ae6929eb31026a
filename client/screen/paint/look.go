// Package paint makes pictures with our own code: the ground of a map, the shapes of units and the fog over both. It
// fills plain images and knows nothing of a window.
package paint

import "muster/game"

// Look is what a terrain looks like.
type Look uint8

// The looks. A later one lies over an earlier one where both meet.
const (
	Grass Look = iota
	Rough
	Swamp
	Road
	Shallow
	Water
	Bridge
	Forest
	Rubble
	Sandbags
	LowWall
	Building
	Wall
	looks
)

// LookOf goes by what a terrain does, so that rules with other names are drawn sensibly too.
func LookOf(t *game.Terrain) Look {
	switch foot, tracks := t.Cost[game.Foot], t.Cost[game.Tracks]; {
	case t.Building:
		return Building
	case foot == game.Impassable && (t.BlocksFire || t.BlocksSight):
		return Wall
	case foot == game.Impassable:
		return Water
	case t.HP > 0 && t.Cover == 0:
		return Bridge
	case t.HP > 0 && foot >= 32:
		return LowWall
	case t.HP > 0:
		return Sandbags
	case t.Conceal > 0 && t.Cover > 0 && tracks == game.Impassable:
		return Forest
	case t.Conceal > 0 && t.Cover >= 30:
		return Rubble
	case t.Conceal > 0:
		return Swamp
	case foot >= 32 && t.Cover == 0:
		return Shallow
	case foot < 16:
		return Road
	case foot > 16:
		return Rough
	}
	return Grass
}

// rgb is a colour while it is mixed, 0 to 255 each.
type rgb struct{ r, g, b float32 }

func (c rgb) mix(to rgb, share float32) rgb {
	share = max(0, min(1, share))
	return rgb{c.r + (to.r-c.r)*share, c.g + (to.g-c.g)*share, c.b + (to.b-c.b)*share}
}

// lit makes a colour lighter (by > 0) or darker.
func (c rgb) lit(by float32) rgb { return rgb{c.r * (1 + by), c.g * (1 + by), c.b * (1 + by)} }

func (c rgb) put(pix []uint8) {
	pix[0], pix[1], pix[2], pix[3] = level(c.r), level(c.g), level(c.b), 255
}

func level(v float32) uint8 { return uint8(max(0, min(255, v))) }
