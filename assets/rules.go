package assets

import (
	"fmt"
	"math"
	"strings"

	"muster/game"
)

type rulesFile struct {
	TickRate uint8         `yaml:"tick_rate"`
	Terrains []terrainFile `yaml:"terrains"`
	Kinds    []kindFile    `yaml:"kinds"`
	Works    worksFile     `yaml:"works"`
}

type terrainFile struct {
	Name        string         `yaml:"name"`
	Letter      string         `yaml:"letter"`
	Cost        map[string]int `yaml:"cost"`
	Cover       uint8          `yaml:"cover"`
	Conceal     uint8          `yaml:"conceal"`
	BlocksSight bool           `yaml:"blocks_sight"`
	BlocksFire  bool           `yaml:"blocks_fire"`
	Building    bool           `yaml:"building"`
	HP          uint16         `yaml:"hp"`
	Ruin        string         `yaml:"ruin"`
}

var classes = []string{game.Foot: "foot", game.Wheels: "wheels", game.Tracks: "tracks"}

// index finds a name, or says what there is.
func index(what, name string, known []string) (int, error) {
	for i, k := range known {
		if k == name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s %q does not exist%s; there are %s",
		what, name, meant(name, known), strings.Join(known, ", "))
}

func (s *Set) rules() (game.Rules, error) {
	var f rulesFile
	if err := s.load("rules.yaml", &f); err != nil {
		return game.Rules{}, err
	}
	r, err := f.rules()
	if err != nil {
		return r, s.located("rules.yaml", err)
	}
	return r, nil
}

func (f *rulesFile) rules() (game.Rules, error) {
	r := game.Rules{TickRate: f.TickRate}
	if r.TickRate == 0 {
		return r, fmt.Errorf("tick_rate must be at least 1")
	}
	var names []string
	for i := range f.Terrains {
		names = append(names, f.Terrains[i].Name)
	}
	for i := range f.Terrains {
		t, err := f.Terrains[i].terrain(names)
		if err != nil {
			return r, fmt.Errorf("terrains[%d] %q: %w", i, f.Terrains[i].Name, err)
		}
		r.Terrains = append(r.Terrains, t)
	}
	rate := rate(r.TickRate)
	for i := range f.Kinds {
		k, err := f.Kinds[i].kind(rate)
		if err != nil {
			return r, fmt.Errorf("kinds[%d] %q: %w", i, f.Kinds[i].Name, err)
		}
		r.Kinds = append(r.Kinds, k)
	}
	var err error
	if r.Works, err = f.Works.works(rate, names); err != nil {
		return r, fmt.Errorf("works: %w", err)
	}
	return r, nil
}

func (t *terrainFile) terrain(names []string) (game.Terrain, error) {
	out := game.Terrain{
		Name: t.Name, Cover: t.Cover, Conceal: t.Conceal, BlocksSight: t.BlocksSight, BlocksFire: t.BlocksFire,
		Building: t.Building, HP: t.HP,
	}
	if len(t.Letter) != 1 {
		return out, fmt.Errorf("letter %q must be one ASCII letter", t.Letter)
	}
	out.Letter = t.Letter[0]
	for name, percent := range t.Cost {
		class, err := index("movement class", name, classes)
		if err != nil {
			return out, err
		}
		if percent < 10 || percent > 1500 {
			return out, fmt.Errorf("cost.%s: %d percent, and 10 to 1500 are possible", name, percent)
		}
		out.Cost[class] = uint8(max(percent*16/100, 1))
	}
	if t.HP == 0 {
		return out, nil
	}
	ruin, err := index("terrain", t.Ruin, names)
	if err != nil {
		return out, fmt.Errorf("ruin: %w", err)
	}
	out.Ruin = uint8(ruin)
	return out, nil
}

// rate is ticks a second.
type rate float64

// ticks turns seconds into ticks, at most as many as are possible.
func (r rate) ticks(what string, seconds float64, most int) (int, error) {
	n := math.Round(seconds * float64(r))
	if n < 0 || n > float64(most) {
		return 0, fmt.Errorf("%s: %v seconds, and 0 to %v are possible", what, seconds, float64(most)/float64(r))
	}
	return int(n), nil
}
