package assets

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"maps"
	"path"
	"slices"
	"strings"
)

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

// Pack is a Look as a mod that changes nothing else, to be sent to players: the same bytes for the same look. It is
// empty where there is nothing to see or read.
func (s *Set) PackLook() ([]byte, error) {
	look, err := s.Look()
	mods := s.Mods()
	if err != nil || len(mods) == 0 {
		return nil, err
	}
	return look.pack(mods)
}

func (l *Look) pack(mods []*Mod) ([]byte, error) {
	files := []modEntry{{modName, looksOf(mods)}}
	for lang, words := range l.Words {
		files = append(files, modEntry{"texts/" + lang + ".yaml", textFile(words)})
	}
	for name, icon := range l.Icons {
		var b bytes.Buffer
		if err := png.Encode(&b, icon); err != nil {
			return nil, err
		}
		files = append(files, modEntry{path.Join(iconsName, name+".png"), b.Bytes()})
	}
	return pack(files), nil
}

// textFile is a file of texts.
func textFile(words map[string]string) []byte {
	var b bytes.Buffer
	for _, key := range slices.Sorted(maps.Keys(words)) {
		fmt.Fprintf(&b, "%s: %q\n", key, words[key])
	}
	return b.Bytes()
}

// looksOf is the mod.yaml of what is sent to players.
func looksOf(mods []*Mod) []byte {
	var b bytes.Buffer
	title := func(lang string) string {
		var all []string
		for _, m := range mods {
			all = append(all, m.Title[lang])
		}
		return strings.Join(all, " + ")
	}
	last := mods[len(mods)-1]
	fmt.Fprintf(&b, "name: %s\nversion: %s\nlicence: %q\ntitle:\n", last.Name, last.Version, last.Licence)
	for _, lang := range Languages {
		fmt.Fprintf(&b, "  %s: %q\n", lang, title(lang))
	}
	return b.Bytes()
}

// ReadLook reads what PackLook made, as a player gets it from a stranger: nothing but texts and small pictures counts.
func ReadLook(b []byte) (Look, *Mod, error) {
	if len(b) > MaxLook {
		return Look{}, nil, fmt.Errorf("texts and icons: %d bytes, and %d are the most", len(b), MaxLook)
	}
	files, err := zipFiles(b)
	if err != nil {
		return Look{}, nil, fmt.Errorf("texts and icons: %w", err)
	}
	for _, f := range files {
		picture := path.Dir(f.name) == iconsName && path.Ext(f.name) == ".png"
		if f.name != modName && path.Dir(f.name) != "texts" && !picture {
			return Look{}, nil, fmt.Errorf("texts and icons: %q is neither", f.name)
		}
	}
	l, err := layMod(files, "")
	if err == nil && l.mod == nil {
		err = fmt.Errorf("texts and icons: there is no %s among them", modName)
	}
	if err != nil {
		return Look{}, nil, err
	}
	look, err := (&Set{[]layer{l, {FS: embedded}}}).Look()
	return look, l.mod, err
}
