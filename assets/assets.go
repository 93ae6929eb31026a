// Package assets is the data of the game, embedded, and what reads it: rules, scenarios, maps and texts.
//
//	rules.yaml            terrains and kinds of units
//	commanders.yaml       how AI commanders lead
//	scenarios/NAME.yaml   who fights for what, where
//	lessons/NAME.yaml     the same, small, with what the player is asked to do, step by step
//	maps/NAME.txt         a drawn map: one letter of a terrain a cell, all lines of one length
//	maps/NAME.map         a map of the MovingAI benchmarks (type octile)
//	texts/LANG.yaml       texts for people, by key
//	fonts/NotoSansSC.ttf  the letters they are written in
//	fonts/NotoSans.ttf    more letters, of names
//
// A directory of the same shape may be laid over the embedded one: its files win; of texts, each key does. A mod
// (mod.go) changes less: of rules and commanders, the keys that it names. Either may have
// schemas, too, for editors (schema.go). Unknown keys are errors; all mistakes are told at once (Check). Files may
// come from any system (files.go): a byte order mark, lines ended by CR LF and endings in capitals change nothing, and
// what systems and editors leave beside files is passed over.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"muster/game"
)

//go:embed rules.yaml commanders.yaml scenarios lessons maps texts LICENSES.md
//go:embed fonts/OFL.txt fonts/OFL-NotoSans.txt icons/icons.txt icons/icons.png
var embedded embed.FS

// letters are apart, so that programs without a window do not carry them.
//
//go:embed fonts/NotoSansSC.ttf fonts/NotoSans.ttf
var letters embed.FS

// Set is a source of data: the embedded one, with a directory laid over it or not, and mods upon that.
type Set struct{ layers []layer } // the first that has a file wins

// layer is a directory or mod of a Set.
type layer struct {
	fs.FS
	from string // put before the names of its files in errors; empty where they are clear without
	mod  *Mod   // nil for what is no mod
}

// file is the name of a layer's file as errors tell it.
func (l *layer) file(name string) string { return path.Join(l.from, name) }

// Embedded is the data that every program carries.
func Embedded() *Set { return &Set{[]layer{{FS: embedded}}} }

// Open lays a directory of the same shape over the embedded data, if one is named, and mods upon that, each a folder or
// a zip, in an order in which each comes behind those that it needs. What is a mod may also be named as dir.
func Open(dir string, mods ...string) (*Set, error) {
	s := Embedded()
	if dir != "" {
		info, err := os.Stat(dir)
		if err == nil && (!info.IsDir() || isMod(dir)) {
			return s.with(append([]string{dir}, mods...))
		}
		if err != nil {
			return nil, fmt.Errorf("open assets %s: %w", dir, err)
		}
		s.layers = append([]layer{{FS: os.DirFS(dir)}}, s.layers...)
	}
	return s.with(mods)
}

// only is a Set of one layer.
func (s *Set) only(i int) *Set { return &Set{s.layers[i : i+1]} }

// Scenarios lists the names of all scenarios, sorted. Lessons are not among them.
func (s *Set) Scenarios() []string { return s.named("scenarios") }

// Lessons lists the names of the lessons in the order in which they are learnt.
func (s *Set) Lessons() []string { return s.named("lessons") }

func (s *Set) named(dir string) (names []string) {
	for _, file := range s.list(dir) {
		if name, ok := strings.CutSuffix(file, ".yaml"); ok {
			names = append(names, name)
		}
	}
	return names
}

// Setup loads a scenario or a lesson with its rules and its map, checked. Errors say file:line:column, what is wrong
// and what may have been meant.
func (s *Set) Setup(scenario string) (*game.Setup, error) {
	file := scenarioPath(scenario)
	if slices.Contains(s.Lessons(), scenario) {
		file = lessonFile(scenario)
	} else if !slices.Contains(s.Scenarios(), scenario) {
		return nil, fmt.Errorf("there is no scenario %q%s; there are %s",
			scenario, Meant(scenario, s.Scenarios()), strings.Join(s.Scenarios(), ", "))
	}
	rules, err := s.rules()
	if err != nil {
		return nil, err
	}
	return s.setup(file, scenario, rules)
}

// setup loads a scenario's file by rules that are loaded.
func (s *Set) setup(file, scenario string, rules game.Rules) (*game.Setup, error) {
	setup := &game.Setup{Rules: rules}
	if err := s.scenario(file, scenario, setup); err != nil {
		return nil, err
	}
	return setup, nil
}

// Languages are the languages that the game speaks.
var Languages = []string{"en", "zh"}

// Texts returns a language's file of texts, in YAML: keys such as kind.rifle, and what people read for them.
func (s *Set) Texts(lang string) ([]byte, error) { return s.text("texts/" + lang + ".yaml") }

// Words returns a language's texts by their keys. A text of a layer takes the place of one with that key below it: what
// adds a kind of unit has its texts alone.
func (s *Set) Words(lang string) (map[string]string, error) {
	if _, err := s.read("texts/"+lang+".yaml", maxFile); err != nil {
		return nil, err
	}
	return s.words(lang)
}

// words are those of a language of which there may be none.
func (s *Set) words(lang string) (map[string]string, error) {
	words, wrong := map[string]string{}, faults{}
	for i := range s.layers {
		layer := s.only(len(s.layers) - 1 - i)
		if !slices.Contains(layer.list("texts"), lang+".yaml") {
			continue
		}
		own := map[string]string{}
		wrong.add(layer.load("texts/"+lang+".yaml", &own))
		maps.Copy(words, own)
	}
	return words, wrong.err()
}

// Fonts returns the TrueType fonts. The first has every letter of every language's texts, the others more letters of
// names.
func (s *Set) Fonts() (all [][]byte, err error) {
	from := Set{append(slices.Clip(s.layers), layer{FS: letters})}
	for _, name := range []string{"fonts/NotoSansSC.ttf", "fonts/NotoSans.ttf"} {
		b, err := from.read(name, maxPicture)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// The embedded icons: what they are of, and all of them in one picture.
const (
	atlas      = "icons/icons.png"
	atlasNames = "icons/icons.txt"
)

// Icons returns the icons, white, 64 pixels each, eight in a row, as a PNG, and their names in the order in which they
// stand there.
func (s *Set) Icons() (png []byte, names []string, err error) {
	list, err := s.text(atlasNames)
	if err != nil {
		return nil, nil, err
	}
	for line := range strings.Lines(string(list)) {
		if name, _, ok := strings.Cut(line, " "); ok && name != "#" {
			names = append(names, name)
		}
	}
	png, err = s.read(atlas, maxPicture)
	return png, names, err
}

// Licences returns the table of where every file comes from.
func (s *Set) Licences() (string, error) {
	b, err := s.text("LICENSES.md")
	return string(b), err
}
