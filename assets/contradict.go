package assets

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
)

// contradictions finds the files and texts that two mods have, each its own, of which neither says that it comes behind
// the other. What they say differently of rules is found where those are merged.
func (s *Set) contradictions() error {
	wrong := faults{}
	for i := range s.layers {
		for j := i + 1; j < len(s.layers); j++ {
			if over, under := &s.layers[i], &s.layers[j]; apart(over.mod, under.mod) {
				wrong.add(sameFiles(over, under))
				wrong.add(sameTexts(over, under))
			}
		}
	}
	return wrong.err()
}

func sameFiles(over, under *layer) error {
	wrong := faults{}
	for _, dir := range []string{"scenarios", "lessons", "maps", iconsName} {
		for _, file := range over.alone().list(dir) {
			name := path.Join(dir, file)
			a, err := readFile(over, name, maxFile)
			b, other := readFile(under, name, maxFile)
			if err == nil && other == nil && !bytes.Equal(a, b) {
				wrong.add(newFault(over.file(name), nil, contradiction("the file", under.mod, under.file(name))))
			}
		}
	}
	return wrong.err()
}

func sameTexts(over, under *layer) error {
	wrong := faults{}
	for _, lang := range Languages {
		a, errA := over.alone().Words(lang)
		b, errB := under.alone().Words(lang)
		if errA != nil || errB != nil {
			continue // Check tells
		}
		for _, key := range slices.Sorted(maps.Keys(a)) {
			if other, both := b[key]; both && other != a[key] {
				wrong.add(over.alone().ofText(lang, key, contradiction(fmt.Sprintf("text %q", key), under.mod,
					under.file("texts/"+lang+".yaml"))))
			}
		}
	}
	return wrong.err()
}
