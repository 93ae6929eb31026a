package assets

import (
	"fmt"
	"strings"

	"muster/ai"
)

type commandersFile struct {
	Levels        []levelFile       `yaml:"levels"`
	Personalities []personalityFile `yaml:"personalities"`
}

type levelFile struct {
	Name        string   `yaml:"name"`
	Reaction    float64  `yaml:"reaction"`
	Orders      int      `yaml:"orders"`
	Every       int      `yaml:"every"`
	Memory      int      `yaml:"memory"`
	Budget      int      `yaml:"budget"`
	Understands []string `yaml:"understands"`
}

type personalityFile struct {
	Name    string `yaml:"name"`
	Fight   int32  `yaml:"fight"`
	Flee    int32  `yaml:"flee"`
	Deal    int32  `yaml:"deal"`
	Pull    int32  `yaml:"pull"`
	Raid    int32  `yaml:"raid"`
	Guard   int32  `yaml:"guard"`
	Reserve int32  `yaml:"reserve"`
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
			level, meant(level, names), strings.Join(names, ", "))
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
			personality, meant(personality, names), strings.Join(names, ", "))
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
	if err := s.load(commandersName, &f); err != nil {
		return nil, nil, err
	}
	if len(f.Levels) == 0 || len(f.Personalities) == 0 {
		return nil, nil, fmt.Errorf("%s:1:1: there must be a level and a personality at least", commandersName)
	}
	for i := range f.Levels {
		l, err := f.Levels[i].level()
		if err != nil {
			return nil, nil, s.located(commandersName, fmt.Errorf("levels[%d]: %w", i, err))
		}
		levels = append(levels, l)
	}
	for i, p := range f.Personalities {
		for _, n := range []struct {
			key   string
			value int32
			least int32
		}{
			{"fight", p.Fight, 1},
			{"flee", p.Flee, 1},
			{"deal", p.Deal, 1},
			{"pull", p.Pull, 1},
			{"raid", p.Raid, 1},
			{"guard", p.Guard, 1},
			{"reserve", p.Reserve, 0},
		} {
			if n.value < n.least || n.value > 1000 {
				return nil, nil,
					s.located(commandersName,
						fmt.Errorf("personalities[%d].%s: %d percent, and %d to 1000 are possible",
							i, n.key, n.value, n.least))
			}
		}
		personalities = append(personalities, ai.Personality(p))
	}
	return levels, personalities, nil
}

func (f *levelFile) level() (ai.Level, error) {
	l := ai.Level{
		Name: f.Name, Reaction: int(f.Reaction * 1000), Orders: f.Orders, Every: f.Every, Memory: f.Memory,
		Budget: f.Budget,
	}
	for _, n := range []struct {
		key         string
		value       float64
		least, most float64
	}{
		{"reaction", f.Reaction, 0, 60},
		{"orders", float64(f.Orders), 1, 600},
		{"every", float64(f.Every), 1, 19},
		{"memory", float64(f.Memory), 1, 600},
		{"budget", float64(f.Budget), 1, 50_000},
	} {
		if n.value < n.least || n.value > n.most {
			return l, fmt.Errorf("%s: %v, and %v to %v are possible", n.key, n.value, n.least, n.most)
		}
	}
	for _, name := range f.Understands {
		i, err := index("skill", name, ai.SkillNames)
		if err != nil {
			return l, fmt.Errorf("understands: %w", err)
		}
		l.Skills |= 1 << i
	}
	return l, nil
}
