package term

import (
	"image/color"
	"os"
	"sync"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"muster/game"
)

// plain reports whether the output takes no colours. It goes by the environment: a terminal is asked nothing.
var plain = sync.OnceValue(func() bool { return colorprofile.Detect(os.Stdout, os.Environ()) <= colorprofile.ASCII })

// hue is a colour of the 256 that terminals have.
type hue string

func (h hue) colour() color.Color { return lipgloss.Color(string(h)) }

// teams are bright on any terrain; letters carry the meaning, colours only help. The first is nobody's.
var teams = []hue{"255", "196", "45", "226", "207", "118", "214", "141", "159"}

func teamColour(team int8) hue {
	if team < 0 {
		return teams[0]
	}
	return teams[1+int(team)%(len(teams)-1)]
}

// shade is a terrain's colour in sight and in fog.
type shade struct{ lit, dark hue }

// colour is what a cell looks like. Terrains are told by what they do, so that rules with new names draw sensibly.
func (p *Picture) colour(x, y int32) hue {
	s := shadeOf(p.terrain(x, y))
	if p.fog.Sees(x, y) {
		return s.lit
	}
	return s.dark
}

func shadeOf(t game.Terrain) shade {
	foot := t.Cost[game.Foot]
	switch {
	case t.BlocksFire && foot == game.Impassable:
		return shade{"244", "238"} // wall
	case foot == game.Impassable:
		return shade{"32", "24"} // water
	case t.Conceal > 0 && t.Conceal < 100 && t.Cover > 0:
		return shade{"28", "22"} // forest
	case foot < 16:
		return shade{"180", "94"} // road
	case foot > 16:
		return shade{"101", "58"} // rough
	}
	return shade{"71", "236"} // open ground
}

func lowercase(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
