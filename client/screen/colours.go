package screen

import (
	"image/color"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/kit"
	"muster/client/screen/settings"
)

// colour is red, green, blue and opacity, 0 to 1, not premultiplied.
type colour struct{ r, g, b, a float32 }

func rgba(r, g, b, a float32) colour { return colour{r, g, b, a} }

func (c colour) scale() (s ebiten.ColorScale) {
	s.Scale(c.r*c.a, c.g*c.a, c.b*c.a, c.a)
	return s
}

// solid is the colour without its opacity, as pictures keep it.
func (c colour) solid() color.RGBA { return color.RGBA{level(c.r), level(c.g), level(c.b), 255} }

// with is the colour with another opacity.
func (c colour) with(a float64) colour { return colour{c.r, c.g, c.b, float32(a)} }

func (c colour) mix(to colour, t float32) colour {
	return colour{c.r + (to.r-c.r)*t, c.g + (to.g-c.g)*t, c.b + (to.b-c.b)*t, c.a + (to.a-c.a)*t}
}

// The colours that are the same in every palette.
var (
	plain        = colour{1, 1, 1, 1}
	backColour   = colour{0.055, 0.068, 0.075, 1}
	panelColour  = colour{0.065, 0.08, 0.09, 0.84}
	edgeColour   = colour{1, 1, 1, 0.13}
	textColour   = colour{0.93, 0.94, 0.91, 1}
	faintColour  = colour{0.70, 0.73, 0.71, 1}
	accentColour = colour{0.96, 0.76, 0.33, 1}
)

// palette is what differs for people who see colours differently.
type palette struct {
	good, bad, amber colour
	teams            []colour
}

// Those of the colour-blind palettes are of Okabe and Ito ("Color Universal Design", 2008) and of Wong ("Points of view:
// Color blindness", Nature Methods 8, 2011), made lighter to stand on dark ground.
var palettes = [settings.Palettes]palette{
	settings.Standard: {
		good: colour{0.52, 0.82, 0.42, 1}, bad: colour{0.93, 0.38, 0.31, 1}, amber: colour{1, 0.72, 0.2, 1},
		teams: []colour{
			{0.91, 0.33, 0.27, 1},
			{0.34, 0.62, 0.98, 1},
			{0.96, 0.80, 0.25, 1},
			{0.42, 0.80, 0.45, 1},
			{0.80, 0.50, 0.92, 1},
			{0.98, 0.58, 0.22, 1},
			{0.35, 0.82, 0.82, 1},
			{0.95, 0.60, 0.75, 1},
		},
	},
	settings.Protan: {
		good: colour{0.34, 0.70, 0.98, 1}, bad: colour{0.95, 0.60, 0.10, 1}, amber: colour{0.97, 0.90, 0.35, 1},
		teams: []colour{
			{0.95, 0.62, 0.12, 1},
			{0.30, 0.62, 0.95, 1},
			{0.97, 0.92, 0.40, 1},
			{0.90, 0.90, 0.92, 1},
			{0.55, 0.45, 0.90, 1},
			{0.10, 0.75, 0.62, 1},
			{0.60, 0.85, 0.98, 1},
			{0.45, 0.50, 0.58, 1},
		},
	},
	settings.Deutan: {
		good: colour{0.40, 0.72, 1, 1}, bad: colour{0.98, 0.52, 0.16, 1}, amber: colour{0.97, 0.90, 0.35, 1},
		teams: []colour{
			{0.96, 0.52, 0.14, 1},
			{0.28, 0.58, 0.98, 1},
			{0.97, 0.92, 0.40, 1},
			{0.90, 0.90, 0.92, 1},
			{0.72, 0.55, 0.98, 1},
			{0.45, 0.85, 0.95, 1},
			{0.85, 0.45, 0.65, 1},
			{0.45, 0.50, 0.58, 1},
		},
	},
	settings.Tritan: {
		good: colour{0.25, 0.80, 0.72, 1}, bad: colour{0.95, 0.35, 0.42, 1}, amber: colour{0.98, 0.70, 0.72, 1},
		teams: []colour{
			{0.95, 0.32, 0.38, 1},
			{0.20, 0.76, 0.78, 1},
			{0.92, 0.92, 0.92, 1},
			{0.98, 0.66, 0.72, 1},
			{0.12, 0.55, 0.58, 1},
			{0.70, 0.18, 0.30, 1},
			{0.62, 0.92, 0.92, 1},
			{0.50, 0.52, 0.55, 1},
		},
	},
}

// The palette in use. There is one window, and one player before it.
var goodColour, badColour, amberColour, teamColours = palettes[0].good, palettes[0].bad, palettes[0].amber, palettes[0].teams

func usePalette(p settings.Palette) {
	use := &palettes[p]
	goodColour, badColour, amberColour, teamColours = use.good, use.bad, use.amber, use.teams
}

// teamColour is a team's; nobody's is grey.
func teamColour(team int) colour {
	if team < 0 {
		return colour{0.82, 0.83, 0.80, 1}
	}
	return teamColours[team%len(teamColours)]
}

// allyColours tell allies apart on their squads' badges, for everybody: they differ by at least 30 (CIE 1976), also as people
// see them who lack one kind of cone. The letter says the same without colour.
var allyColours = [...]colour{
	{0.95, 0.75, 0.02, 1},
	{0.49, 1, 1, 1},
	{0.84, 0.02, 0.62, 1},
	{0.24, 0.66, 0.43, 1},
	{0.66, 0.67, 1, 1},
	{0.9, 0.02, 0.02, 1},
	{0.96, 1, 0.59, 1},
	{0.61, 0.25, 1, 1},
}

// allyColour is that of a seat by its place in its team.
func allyColour(place int) colour { return allyColours[place%len(allyColours)] }

// letterOn is the colour of letters that stand out from a ground.
func letterOn(ground colour) colour {
	if 0.3*ground.r+0.59*ground.g+0.11*ground.b < 0.45 {
		return plain
	}
	return backColour
}

// inkColour is what a role of the kit looks like.
func inkColour(i kit.Ink) colour {
	switch i {
	case kit.Plain:
		return plain
	case kit.Body:
		return textColour
	case kit.Faint:
		return faintColour
	case kit.Accent:
		return accentColour
	case kit.Good:
		return goodColour
	case kit.Bad:
		return badColour
	case kit.Warn:
		return amberColour
	case kit.Back:
		return backColour
	case kit.Panel:
		return panelColour
	case kit.Edge:
		return edgeColour
	case kit.Black:
		return colour{0, 0, 0, 1}
	}
	return teamColour(i.TeamOf())
}
