package assets

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"muster/game"
)

// Check reads everything and returns all that is wrong, each mistake once and at the file that holds it, in the order
// of files and lines. What stands on rules or a map that are wrong is not looked at.
func (s *Set) Check() []error {
	wrong := faults{}
	wrong.add(s.misnamed())
	_, _, err := s.commanders()
	wrong.add(err)
	for _, lang := range Languages {
		_, err := s.Words(lang)
		wrong.add(err)
	}
	rules, err := s.rules()
	if wrong.add(err); err == nil {
		fights, err := s.checkFights(&rules)
		wrong.add(err)
		wrong.add(s.checkTexts(&rules, fights))
		wrong.add(s.checkIcons(&rules))
	}
	return sorted(wrong)
}

// fight is a scenario or a lesson that can be played.
type fight struct {
	file  string
	setup *game.Setup
}

// checkFights reads what stands on the rules.
func (s *Set) checkFights(rules *game.Rules) (fights []fight, err error) {
	wrong, broken := faults{}, map[string]bool{}
	for _, name := range s.list("maps") {
		if _, err := s.mapFile(name, rules); err != nil {
			wrong.add(err)
			broken[name] = true
		}
	}
	files := map[string]string{}
	for _, name := range s.Scenarios() {
		files[name] = scenarioPath(name)
	}
	for _, name := range s.Lessons() {
		files[name] = lessonFile(name)
		_, err := s.Steps(name)
		wrong.add(err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		setup, err := s.setup(files[name], name, *rules)
		for _, err := range each(err) {
			var of *mapError
			if !errors.As(err, &of) || !broken[of.name] { // else it was told of the map
				wrong.add(err)
			}
		}
		if err == nil {
			fights = append(fights, fight{files[name], setup})
		}
	}
	return fights, wrong.err()
}

// top is what may lie in a directory.
func top() (names []string) {
	names = []string{rulesName, commandersName, modName, "fonts", "schemas", "LICENSES.md"}
	for _, f := range folders {
		names = append(names, f.dir)
	}
	return names
}

// misnamed finds folders and files beside those that are read whose names are nearly theirs. Others are somebody's own.
func (s *Set) misnamed() error {
	wrong := faults{}
	for i := range s.layers {
		layer := &s.layers[i]
		entries, _ := fs.ReadDir(layer, ".") // a layer without any has none
		for _, e := range entries {
			name := regular(e.Name())
			if near := nearest(name, top()); !slices.Contains(top(), name) && Stray(name) == "" && near != "" {
				wrong.add(fmt.Errorf("%s: nothing is read from here (did you mean %q?)", layer.file(e.Name()), near))
			}
		}
	}
	return wrong.err()
}

// nearest is the name that is meant by one with a slip or two in it, empty for none.
func nearest(name string, known []string) string {
	stem := func(name string) string { return strings.ToLower(strings.TrimSuffix(name, path.Ext(name))) }
	for _, k := range known {
		if strings.EqualFold(name, k) || distance(stem(name), stem(k)) <= min(2, len(stem(k))/3) {
			return k
		}
	}
	return ""
}
