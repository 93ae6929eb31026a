package screen

import (
	"github.com/hajimehoshi/ebiten/v2"

	"muster/game"
)

// colour is red, green, blue and opacity, 0 to 1, not premultiplied.
type colour struct{ r, g, b, a float32 }

func (c colour) scale() (s ebiten.ColorScale) {
	s.Scale(c.r*c.a, c.g*c.a, c.b*c.a, c.a)
	return s
}

// with is the colour with another opacity.
func (c colour) with(a float64) colour { return colour{c.r, c.g, c.b, float32(a)} }

func (c colour) mix(to colour, t float32) colour {
	return colour{c.r + (to.r-c.r)*t, c.g + (to.g-c.g)*t, c.b + (to.b-c.b)*t, c.a + (to.a-c.a)*t}
}

// The palette.
var (
	plain        = colour{1, 1, 1, 1}
	backColour   = colour{0.055, 0.068, 0.075, 1}
	panelColour  = colour{0.065, 0.08, 0.09, 0.84}
	edgeColour   = colour{1, 1, 1, 0.13}
	textColour   = colour{0.93, 0.94, 0.91, 1}
	faintColour  = colour{0.70, 0.73, 0.71, 1}
	accentColour = colour{0.96, 0.76, 0.33, 1}
	goodColour   = colour{0.52, 0.82, 0.42, 1}
	badColour    = colour{0.93, 0.38, 0.31, 1}
	amberColour  = colour{1, 0.72, 0.2, 1}
)

// teamColours are bright on any ground, and told apart by most people who see few colours.
var teamColours = []colour{
	{0.91, 0.33, 0.27, 1},
	{0.34, 0.62, 0.98, 1},
	{0.96, 0.80, 0.25, 1},
	{0.42, 0.80, 0.45, 1},
	{0.80, 0.50, 0.92, 1},
	{0.98, 0.58, 0.22, 1},
	{0.35, 0.82, 0.82, 1},
	{0.95, 0.60, 0.75, 1},
}

// teamColour is a team's; nobody's is grey.
func teamColour(team int) colour {
	if team < 0 {
		return colour{0.82, 0.83, 0.80, 1}
	}
	return teamColours[team%len(teamColours)]
}

// orderColour is that of the mark where an order leads.
func orderColour(k game.OrderKind) colour {
	switch k {
	case game.Attack, game.AttackMove:
		return badColour
	case game.Capture:
		return accentColour
	case game.Retreat:
		return faintColour
	}
	return goodColour
}
