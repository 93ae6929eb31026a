package draw

import (
	"image/color"

	"github.com/hajimehoshi/ebiten/v2"

	"muster/client/screen/settings"
	"muster/client/screen/ui"
)

// Colour is red, green, blue and opacity, 0 to 1, not premultiplied.
type Colour struct{ r, g, b, a float32 }

// RGBA is a colour of red, green, blue and opacity.
func RGBA(r, g, b, a float32) Colour { return Colour{r, g, b, a} }

func (c Colour) scale() (s ebiten.ColorScale) {
	s.Scale(c.r*c.a, c.g*c.a, c.b*c.a, c.a)
	return s
}

// Solid is the colour without its opacity, as pictures keep it.
func (c Colour) Solid() color.RGBA { return color.RGBA{level(c.r), level(c.g), level(c.b), 255} }

// With is the colour with another opacity.
func (c Colour) With(a float64) Colour { return Colour{c.r, c.g, c.b, float32(a)} }

func (c Colour) Mix(to Colour, t float32) Colour {
	return Colour{c.r + (to.r-c.r)*t, c.g + (to.g-c.g)*t, c.b + (to.b-c.b)*t, c.a + (to.a-c.a)*t}
}

// The colours that are the same in every palette.
var (
	Plain  = Colour{1, 1, 1, 1}
	Back   = Colour{0.055, 0.068, 0.075, 1}
	Panel  = Colour{0.065, 0.08, 0.09, 0.84}
	Edge   = Colour{1, 1, 1, 0.13}
	Body   = Colour{0.93, 0.94, 0.91, 1}
	Faint  = Colour{0.70, 0.73, 0.71, 1}
	Accent = Colour{0.96, 0.76, 0.33, 1}
)

// palette is what differs for people who see colours differently.
type palette struct {
	good, bad, amber Colour
	teams            []Colour
}

// Those of the colour-blind palettes are of Okabe and Ito ("Color Universal Design", 2008) and of Wong ("Points of
// view: Color blindness", Nature Methods 8, 2011), made lighter to stand on dark ground.
var palettes = [settings.Palettes]palette{
	settings.Standard: {
		good: Colour{0.52, 0.82, 0.42, 1}, bad: Colour{0.93, 0.38, 0.31, 1}, amber: Colour{1, 0.72, 0.2, 1},
		teams: []Colour{
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
		good: Colour{0.34, 0.70, 0.98, 1}, bad: Colour{0.95, 0.60, 0.10, 1}, amber: Colour{0.97, 0.90, 0.35, 1},
		teams: []Colour{
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
		good: Colour{0.40, 0.72, 1, 1}, bad: Colour{0.98, 0.52, 0.16, 1}, amber: Colour{0.97, 0.90, 0.35, 1},
		teams: []Colour{
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
		good: Colour{0.25, 0.80, 0.72, 1}, bad: Colour{0.95, 0.35, 0.42, 1}, amber: Colour{0.98, 0.70, 0.72, 1},
		teams: []Colour{
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
var Good, Bad, Amber, teams = palettes[0].good, palettes[0].bad, palettes[0].amber, palettes[0].teams

func UsePalette(p settings.Palette) {
	use := &palettes[p]
	Good, Bad, Amber, teams = use.good, use.bad, use.amber, use.teams
}

// Team is a team's; nobody's is grey.
func Team(team int) Colour {
	if team < 0 {
		return Colour{0.82, 0.83, 0.80, 1}
	}
	return teams[team%len(teams)]
}

// allyColours tell allies apart on their squads' badges, for everybody: they differ by at least 30 (CIE 1976), also as
// people see them who lack one kind of cone. The letter says the same without colour.
var allyColours = [...]Colour{
	{0.95, 0.75, 0.02, 1},
	{0.49, 1, 1, 1},
	{0.84, 0.02, 0.62, 1},
	{0.24, 0.66, 0.43, 1},
	{0.66, 0.67, 1, 1},
	{0.9, 0.02, 0.02, 1},
	{0.96, 1, 0.59, 1},
	{0.61, 0.25, 1, 1},
}

// Ally is that of a seat by its place in its team.
func Ally(place int) Colour { return allyColours[place%len(allyColours)] }

// LetterOn is the colour of letters that stand out from a ground.
func LetterOn(ground Colour) Colour {
	if 0.3*ground.r+0.59*ground.g+0.11*ground.b < 0.45 {
		return Plain
	}
	return Back
}

// inkColour is what a role of the widgets looks like.
func inkColour(i ui.Ink) Colour {
	switch i {
	case ui.Plain:
		return Plain
	case ui.Body:
		return Body
	case ui.Faint:
		return Faint
	case ui.Accent:
		return Accent
	case ui.Good:
		return Good
	case ui.Bad:
		return Bad
	case ui.Warn:
		return Amber
	case ui.Back:
		return Back
	case ui.Panel:
		return Panel
	case ui.Edge:
		return Edge
	case ui.Black:
		return Colour{0, 0, 0, 1}
	}
	return Team(i.TeamOf())
}
