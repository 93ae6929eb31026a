package assets

import "image"

// Look is what players see and read of mods: texts by language and key, and icons.
type Look struct {
	Words map[string]map[string]string
	Icons map[string]*image.NRGBA
}

// Look is what this Set's mods, and the directory laid over the embedded data, have for players to see and read.
func (s *Set) Look() (Look, error) {
	wrong, look := faults{}, Look{Words: map[string]map[string]string{}}
	own := &Set{s.layers[:len(s.layers)-1]} // the last one is the embedded data
	for _, lang := range Languages {
		words, err := own.words(lang)
		wrong.add(err)
		look.Words[lang] = words
	}
	var err error
	look.Icons, err = s.OwnIcons()
	wrong.add(err)
	return look, wrong.err()
}
