package assets

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"muster/game"
)

type rulesFile struct {
	TickRate uint8         `yaml:"tick_rate" jsonschema:"required" jsonschema_description:"ticks a second"`
	Terrains []terrainFile `yaml:"terrains" jsonschema:"required" jsonschema_description:"what maps are drawn with"`
	Kinds    []kindFile    `yaml:"kinds" jsonschema:"required" jsonschema_description:"of units"`
	Works    worksFile     `yaml:"works" jsonschema_description:"smoke, grenades, mines, sandbags, and how long work takes"`
}

type terrainFile struct {
	Name        string         `yaml:"name" jsonschema:"required" jsonschema_description:"the texts have it as terrain.NAME"`
	Letter      string         `yaml:"letter" jsonschema:"required,minLength=1,maxLength=1" jsonschema_description:"that draws it in maps; each needs one of its own"`
	Cost        map[string]int `yaml:"cost" enum:"classes" jsonschema_description:"time to cross a cell by movement class, in percent of open ground; a class that is not named cannot enter"`
	Cover       uint8          `yaml:"cover" jsonschema_description:"percent of bullets that it keeps off"`
	Conceal     uint8          `yaml:"conceal" jsonschema_description:"percent that it takes off the distance from which it is seen into"`
	BlocksSight bool           `yaml:"blocks_sight" jsonschema_description:"ends lines of sight"`
	BlocksFire  bool           `yaml:"blocks_fire" jsonschema_description:"stops bullets"`
	Building    bool           `yaml:"building" jsonschema_description:"is entered by order alone"`
	HP          uint16         `yaml:"hp" jsonschema_description:"damage by blasts after which it becomes its ruin; 0 for what stands for ever"`
	Ruin        string         `yaml:"ruin" jsonschema_description:"the terrain that it becomes; it must conceal as much"`
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
		what, name, Meant(name, known), strings.Join(known, ", "))
}

// Rules are the terrains and kinds of units, with what mods change of them.
func (s *Set) Rules() (game.Rules, error) { return s.rules() }

func (s *Set) rules() (game.Rules, error) {
	var f rulesFile
	unread, err := s.loadRest(rulesName, &f)
	if err != nil {
		return game.Rules{}, err
	}
	r, err := f.rules()
	return r, unread.judged(err, r.Check())
}

// rulesName is the file of terrains and kinds.
const rulesName = "rules.yaml"

func (f *rulesFile) rules() (game.Rules, error) {
	r, wrong := game.Rules{TickRate: f.TickRate}, faults{}
	if r.TickRate == 0 {
		wrong.add(errors.New("tick_rate must be at least 1"))
	}
	var names []string
	for i := range f.Terrains {
		names = append(names, f.Terrains[i].Name)
	}
	letters, called := twins{}, twins{}
	for i := range f.Terrains {
		t, err := f.Terrains[i].terrain(names)
		where := fmt.Sprintf("terrains[%d] %q: ", i, f.Terrains[i].Name)
		wrong.at(where, err)
		wrong.at(where, called.add("name", f.Terrains[i].Name, f.Terrains[i].Name))
		wrong.at(where, letters.add("letter", f.Terrains[i].Letter, f.Terrains[i].Name))
		r.Terrains = append(r.Terrains, t)
	}
	letters, called = twins{}, twins{}
	rate := rate(max(r.TickRate, 1))
	for i := range f.Kinds {
		k, err := f.Kinds[i].kind(rate)
		where := fmt.Sprintf("kinds[%d] %q: ", i, f.Kinds[i].Name)
		wrong.at(where, err)
		wrong.at(where, called.add("name", f.Kinds[i].Name, f.Kinds[i].Name))
		wrong.at(where, letters.add("letter", f.Kinds[i].Letter, f.Kinds[i].Name))
		r.Kinds = append(r.Kinds, k)
	}
	var err error
	r.Works, err = f.Works.works(rate, names)
	wrong.at("works: ", err)
	return r, wrong.err()
}

// twins are what must be there once: who has it.
type twins map[string]string

// add notes who has something, and says who has it already.
func (t twins) add(what, has, who string) error {
	if other, twice := t[has]; twice && other == has && has != "" {
		return fmt.Errorf("%s: %q is there twice", what, has)
	} else if twice && has != "" {
		return fmt.Errorf("%s: %q is that of %q too: each needs one of its own", what, has, other)
	}
	t[has] = who
	return nil
}

func (t *terrainFile) terrain(names []string) (game.Terrain, error) {
	out, wrong := game.Terrain{
		Name: t.Name, Cover: t.Cover, Conceal: t.Conceal, BlocksSight: t.BlocksSight, BlocksFire: t.BlocksFire,
		Building: t.Building, HP: t.HP,
	}, faults{}
	wrong.add(named(t.Name))
	out.Letter = letter(t.Letter, &wrong)
	for _, name := range slices.Sorted(maps.Keys(t.Cost)) {
		percent := t.Cost[name]
		class, err := index("movement class", name, classes)
		if err == nil && (percent < 10 || percent > 1500) {
			err = fmt.Errorf("cost.%s: %d percent is out of range (10 to 1500)", name, percent)
		} else if err != nil {
			err = fmt.Errorf("cost: %w", err)
		}
		wrong.add(err)
		out.Cost[class] = uint8(min(max(percent*16/100, 1), 255))
	}
	if t.HP > 0 {
		ruin, err := index("terrain", t.Ruin, names)
		wrong.at("ruin: ", err)
		out.Ruin = uint8(ruin)
	}
	return out, wrong.err()
}

// named refuses what has no name: texts and scenarios know it by that.
func named(name string) error {
	if name == "" {
		return errors.New("name: it needs one")
	}
	return nil
}

// letter is the one letter of a text.
func letter(text string, wrong *faults) byte {
	if len(text) != 1 || text[0] <= ' ' || text[0] > '~' {
		wrong.add(fmt.Errorf("letter: %q must be one ASCII letter", text))
		return '?'
	}
	return text[0]
}

// rate is ticks a second.
type rate float64

// ticks turns seconds into ticks, at most as many as are possible.
func (r rate) ticks(what string, seconds float64, most int) (int, error) {
	n := math.Round(seconds * float64(r))
	if n < 0 || n > float64(most) {
		return 0, fmt.Errorf("%s: %v seconds is out of range (0 to %s)",
			what, seconds, strconv.FormatFloat(float64(most)/float64(r), 'f', -1, 64))
	}
	return int(n), nil
}
