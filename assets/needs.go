package assets

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"muster/game"
)

// need is a text that something in a file needs, by its key: without it people read its name. An optional one may be
// there.
type need struct {
	key, file, where string
	optional         bool
}

// checkTexts finds texts that are missing in a language, and those that nothing asks for.
func (s *Set) checkTexts(rules *game.Rules, fights []fight) error {
	wrong, languages := faults{}, map[string]map[string]string{}
	for _, lang := range Languages {
		words, err := s.Words(lang)
		if err != nil {
			return nil // that was told
		}
		languages[lang] = words
	}
	known, err := Embedded().Words(Languages[0])
	wrong.add(err)
	needs := s.needs(rules, fights)
	for _, n := range needs {
		known[n.key] = ""
	}
	for _, lang := range Languages {
		wrong.add(s.unasked(lang, languages[lang], known))
		told := map[string]bool{}
		for _, n := range needs {
			if _, there := languages[lang][n.key]; !there && !n.optional && !told[n.key] {
				told[n.key] = true
				wrong.add(s.ofKey(n.file, n.where, fmt.Errorf("texts/%s.yaml has no text %q", lang, n.key)))
			}
		}
		for _, other := range Languages {
			wrong.add(s.untranslated(other, languages[other], lang, languages[lang], told))
		}
	}
	return wrong.err()
}

// unasked finds a language's texts with a key that nothing asks for.
func (s *Set) unasked(lang string, words, known map[string]string) error {
	wrong := faults{}
	all := slices.Sorted(maps.Keys(known))
	for _, key := range slices.Sorted(maps.Keys(words)) {
		if _, ok := known[key]; !ok {
			wrong.add(s.ofText(lang, key, fmt.Errorf("nothing asks for a text %q%s", key, Meant(key, all))))
		}
	}
	return wrong.err()
}

// untranslated finds the texts of one language that another has not.
func (s *Set) untranslated(lang string, words map[string]string, into string, has map[string]string,
	told map[string]bool,
) error {
	wrong := faults{}
	for _, key := range slices.Sorted(maps.Keys(words)) {
		if _, there := has[key]; !there && !told[key] {
			wrong.add(s.ofText(lang, key, fmt.Errorf("texts/%s.yaml has no text %q", into, key)))
		}
	}
	return wrong.err()
}

// ofText puts a mistake where a language's file has a key.
func (s *Set) ofText(lang, key string, what error) error {
	name := "texts/" + lang + ".yaml"
	for i := range s.layers {
		one := s.only(i)
		if b, err := one.text(name); err == nil {
			if at := placeOfText(b, key); at != nil {
				return newFault(one.place(name), at, what)
			}
		}
	}
	return newFault(s.place(name), nil, what)
}

// placeOfText is where a file of texts has a key, nil if it has not.
func placeOfText(b []byte, key string) *token.Position {
	tree, err := parser.ParseBytes(b, 0)
	if err != nil {
		return nil
	}
	pairs, _ := pairsOf(bodyOf(tree))
	return keyOf(pairs, key)
}

func keyOf(pairs []*ast.MappingValueNode, key string) *token.Position {
	for _, pair := range pairs {
		if word := pair.Key.GetToken(); word.Value == key {
			return word.Position
		}
	}
	return nil
}

// needs are the texts that what is there needs, beside those of the programs. What cannot be read needs none yet.
func (s *Set) needs(rules *game.Rules, fights []fight) (all []need) {
	for i, t := range rules.Terrains {
		all = append(all, need{key: "terrain." + t.Name, file: rulesName, where: fmt.Sprintf("terrains[%d].name", i)})
	}
	for i, k := range rules.Kinds {
		n := need{key: "kind." + k.Name, file: rulesName, where: fmt.Sprintf("kinds[%d].name", i)}
		about := n
		about.key, about.optional = n.key+"_about", true
		all = append(all, n, about)
	}
	levels, _, _ := s.commanders()
	for i, l := range levels {
		all = append(all, need{key: "level." + l.Name, file: commandersName, where: fmt.Sprintf("levels[%d].name", i)})
	}
	for _, f := range fights {
		all = append(all, f.needs()...)
	}
	for _, name := range s.Lessons() {
		all = append(all, s.needsOfLesson(name)...)
	}
	return all
}

// needs are the texts of a scenario, or a lesson.
func (f *fight) needs() (all []need) {
	sc := &f.setup.Scenario
	all = append(all, need{key: "scenario." + sc.Name, file: f.file, where: "map"})
	for i, t := range sc.Teams {
		all = append(all, need{key: "team." + t.Name, file: f.file, where: fmt.Sprintf("teams[%d].name", i)})
	}
	for i, p := range sc.Points {
		key := "point." + strings.ReplaceAll(p.Name, " ", "_")
		all = append(all, need{key: key, file: f.file, where: fmt.Sprintf("points[%d].name", i)})
	}
	return all
}

// needsOfLesson are the texts that a lesson needs beside a scenario's.
func (s *Set) needsOfLesson(name string) (all []need) {
	file := lessonFile(name)
	all = append(all, need{key: "lessons." + name, file: file, where: "map"},
		need{key: name + ".after", file: file, where: "map", optional: true})
	steps, _ := s.Steps(name)
	for i := range steps {
		key := fmt.Sprintf("%s.%d", name, i)
		all = append(all, need{key: key, file: file, where: fmt.Sprintf("steps[%d]", i)})
	}
	return all
}
