package assets

import (
	"errors"
	"fmt"
	"strings"

	"muster/ai"
)

type commandersFile struct {
	Levels        []levelFile       `yaml:"levels" jsonschema:"required" jsonschema_description:"how well commanders lead, the weakest first"`
	Personalities []personalityFile `yaml:"personalities" jsonschema:"required" jsonschema_description:"what they like, the usual one first"`
}

type levelFile struct {
	Name        string   `yaml:"name" jsonschema:"required" jsonschema_description:"the texts have it as level.NAME"`
	Reaction    float64  `yaml:"reaction" jsonschema:"minimum=0,maximum=60" jsonschema_description:"seconds from the first sight of an enemy until it counts"`
	Orders      int      `yaml:"orders" jsonschema:"required,minimum=1,maximum=600" jsonschema_description:"a minute"`
	Every       int      `yaml:"every" jsonschema:"required,minimum=1,maximum=19" jsonschema_description:"ticks between two thoughts about a squad"`
	Memory      int      `yaml:"memory" jsonschema:"required,minimum=1,maximum=600" jsonschema_description:"seconds that an enemy out of sight is remembered"`
	Budget      int      `yaml:"budget" jsonschema:"required,minimum=1,maximum=50000" jsonschema_description:"microseconds that a thought may take in the mean"`
	Ahead       int      `yaml:"ahead" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"by turns: thousands of ticks of a man that it tries plans of a turn out for"`
	Understands []string `yaml:"understands" enum:"skills" jsonschema_description:"what it knows how to do; commanders.yaml says what each is"`
}

type personalityFile struct {
	Name    string `yaml:"name" jsonschema:"required" jsonschema_description:"behind the slash, as in veteran/raider"`
	Fight   int32  `yaml:"fight" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"percent of the enemy nearby at which a squad attacks"`
	Flee    int32  `yaml:"flee" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"percent of the enemy below which it falls back"`
	Deal    int32  `yaml:"deal" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"what harm done counts for against harm taken, in percent"`
	Pull    int32  `yaml:"pull" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"what goals count for against a good place, in percent"`
	Raid    int32  `yaml:"raid" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"liking for goals that nobody guards, in percent"`
	Guard   int32  `yaml:"guard" jsonschema:"required,minimum=1,maximum=1000" jsonschema_description:"liking for keeping what it has, in percent"`
	Reserve int32  `yaml:"reserve" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"percent of its worth that is held back while nobody needs it"`
}

// commandersName is the file of levels and personalities.
const commandersName = "commanders.yaml"

// Style is how the commander of a name leads: a level, or a level and a personality with a slash between them.
func (s *Set) Style(name string) (ai.Style, error) {
	levels, personalities, err := s.commanders()
	if err != nil {
		return ai.Style{}, err
	}
	style := ai.Style{}
	level, personality, both := strings.Cut(name, "/")
	if !both {
		personality = personalities[0].Name
	}
	var names []string
	for _, l := range levels {
		names = append(names, l.Name)
		if l.Name == level {
			style.Level = l
		}
	}
	if style.Level.Name == "" {
		return style, fmt.Errorf("there is no commander %q%s; there are %s",
			level, Meant(level, names), strings.Join(names, ", "))
	}
	names = nil
	for _, p := range personalities {
		names = append(names, p.Name)
		if p.Name == personality {
			style.Personality = p
		}
	}
	if style.Personality.Name == "" {
		return style, fmt.Errorf("there is no personality %q%s; there are %s",
			personality, Meant(personality, names), strings.Join(names, ", "))
	}
	return style, nil
}

// Levels lists the names of the levels, the weakest first.
func (s *Set) Levels() (names []string, err error) {
	levels, _, err := s.commanders()
	for _, l := range levels {
		names = append(names, l.Name)
	}
	return names, err
}

func (s *Set) commanders() (levels []ai.Level, personalities []ai.Personality, err error) {
	var f commandersFile
	unread, err := s.loadRest(commandersName, &f)
	if err != nil {
		return nil, nil, err
	}
	wrong, called := faults{}, twins{}
	if len(f.Levels) == 0 || len(f.Personalities) == 0 {
		wrong.add(errors.New("there must be a level and a personality at least"))
	}
	for i := range f.Levels {
		l, err := f.Levels[i].level()
		wrong.at(fmt.Sprintf("levels[%d]: ", i), err)
		wrong.at(fmt.Sprintf("levels[%d]: ", i), called.add("name", l.Name, l.Name))
		levels = append(levels, l)
	}
	called = twins{}
	for i, p := range f.Personalities {
		wrong.at(fmt.Sprintf("personalities[%d]: ", i), p.check())
		wrong.at(fmt.Sprintf("personalities[%d]: ", i), called.add("name", p.Name, p.Name))
		personalities = append(personalities, ai.Personality(p))
	}
	return levels, personalities, unread.judged(wrong.err())
}

// ranged is a number and what it may be.
type ranged struct {
	key         string
	value       float64
	least, most float64
}

// check finds the numbers that are out of range.
func check(numbers ...ranged) error {
	wrong := faults{}
	for _, n := range numbers {
		if n.value < n.least || n.value > n.most {
			wrong.add(fmt.Errorf("%s: %v is out of range (%v to %v)", n.key, n.value, n.least, n.most))
		}
	}
	return wrong.err()
}

func (p *personalityFile) check() error {
	wrong := faults{}
	wrong.add(named(p.Name))
	wrong.add(check(
		ranged{"fight", float64(p.Fight), 1, 1000},
		ranged{"flee", float64(p.Flee), 1, 1000},
		ranged{"deal", float64(p.Deal), 1, 1000},
		ranged{"pull", float64(p.Pull), 1, 1000},
		ranged{"raid", float64(p.Raid), 1, 1000},
		ranged{"guard", float64(p.Guard), 1, 1000},
		ranged{"reserve", float64(p.Reserve), 0, 1000},
	))
	return wrong.err()
}

func (f *levelFile) level() (ai.Level, error) {
	l, wrong := ai.Level{
		Name: f.Name, Reaction: int(f.Reaction * 1000), Orders: f.Orders, Every: f.Every, Memory: f.Memory,
		Budget: f.Budget, Ahead: f.Ahead,
	}, faults{}
	wrong.add(named(f.Name))
	wrong.add(check(
		ranged{"reaction", f.Reaction, 0, 60},
		ranged{"orders", float64(f.Orders), 1, 600},
		ranged{"every", float64(f.Every), 1, 19},
		ranged{"memory", float64(f.Memory), 1, 600},
		ranged{"budget", float64(f.Budget), 1, 50_000},
		ranged{"ahead", float64(f.Ahead), 0, 10_000},
	))
	for n, name := range f.Understands {
		i, err := index("skill", name, ai.SkillNames)
		wrong.at(fmt.Sprintf("understands[%d]: ", n), err)
		l.Skills |= 1 << i
	}
	return l, wrong.err()
}
