package assets

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// A mod is a folder or a zip of this shape; all but mod.yaml may be missing:
//
//	mod.yaml              its name, its version, what it needs
//	rules.yaml            what it changes of the rules: {name: rifle, price: 12} changes one number of one kind,
//	                      {name: rifle, remove: true} takes it away, and a new name adds a kind (merge.go)
//	commanders.yaml       the same for levels and personalities of commanders
//	scenarios/, lessons/, maps/   files, each in the place of the one with its name
//	texts/LANG.yaml       texts, each in the place of the one with its key
//	icons/NAME.svg, .png  the icon of a kind of unit, or of what else has one (icons/icons.txt)
//
// A mod comes behind those that it needs, and those that it names in after; else in the order in which they are told.
// What two mods say differently of one thing is an error unless one of them comes behind the other in that way.

// modName is the file that says that a folder or a zip is a mod.
const modName = "mod.yaml"

type modFile struct {
	Name    string            `yaml:"name" jsonschema:"required,pattern=^[a-z0-9_]+$,maxLength=32" jsonschema_description:"that other mods know it by: small letters, digits and _"`
	Version string            `yaml:"version" jsonschema:"required" jsonschema_description:"such as 1.0.2: what breaks mods that need it counts the first number up"`
	Title   map[string]string `yaml:"title" jsonschema:"required" enum:"languages" jsonschema_description:"what players read, in each language"`
	About   map[string]string `yaml:"about" enum:"languages" jsonschema_description:"a sentence about it, in each language"`
	Licence string            `yaml:"licence" jsonschema:"required" jsonschema_description:"by which others may have it, such as CC-BY-4.0"`
	Needs   map[string]string `yaml:"needs" jsonschema_description:"mods that must be there too, with their versions: such as {winter: '>=1.2 <2'}; it comes behind them"`
	After   []string          `yaml:"after" jsonschema_description:"mods that it comes behind if they are there"`
	Removes []string          `yaml:"removes" jsonschema_description:"files that are taken away, such as scenarios/duel.yaml or lessons/*"`
}

// Mod is what a mod says of itself.
type Mod struct {
	Name, Version string
	Title, About  map[string]string // by language
	Licence       string
	Hash          string // SHA-256 of Packed, in hexadecimal
	Packed        []byte // the whole mod as a zip: the same bytes for the same files

	path  string // where it was found
	file  modFile
	below map[*Mod]bool // all that it comes behind because it says so
}

var modNames = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// readMod reads what a mod says of itself.
func readMod(l layer) (*Mod, error) {
	var f modFile
	s := &Set{[]layer{l}}
	unread, err := s.loadRest(modName, &f)
	if err != nil {
		return nil, err
	}
	err = unread.judged(f.check())
	return &Mod{
		Name: f.Name, Version: f.Version, Title: f.Title, About: f.About, Licence: f.Licence, file: f, path: l.from,
	}, err
}

func (f *modFile) check() error {
	wrong := faults{}
	if !modNames.MatchString(f.Name) {
		wrong.add(fmt.Errorf("name: %q is none for a mod: 1 to 32 small letters, digits and _", f.Name))
	}
	if !semver.IsValid("v" + f.Version) {
		wrong.add(fmt.Errorf("version: %q is none: expected one such as 1.0.2", f.Version))
	}
	for _, lang := range Languages {
		if n := len(f.Title[lang]); n == 0 || n > maxTitle {
			wrong.add(fmt.Errorf("title: it needs one of 1 to %d bytes in each language, and %s has %d",
				maxTitle, lang, n))
		}
	}
	for _, said := range []map[string]string{f.Title, f.About} {
		for _, lang := range slices.Sorted(maps.Keys(said)) {
			if _, err := index("language", lang, Languages); err != nil {
				wrong.add(fmt.Errorf("title: %w", err))
			}
		}
	}
	if strings.TrimSpace(f.Licence) == "" {
		wrong.add(errors.New("licence: it needs one: by which may others have it?"))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Needs)) {
		_, err := among(f.Needs[name], "0.0.0")
		wrong.at("needs."+name+": ", err)
	}
	for i, pattern := range f.Removes {
		_, err := path.Match(pattern, "")
		if err != nil || !slices.Contains([]string{"scenarios", "lessons", "maps"}, path.Dir(pattern)) {
			wrong.add(fmt.Errorf("removes[%d]: %q names no file of scenarios/, lessons/ or maps/", i, pattern))
		}
	}
	return wrong.err()
}

// comparisons are what a version may be asked for, longer ones first.
var comparisons = []struct {
	sign  string
	holds func(compared int) bool
}{
	{">=", func(c int) bool { return c >= 0 }},
	{"<=", func(c int) bool { return c <= 0 }},
	{">", func(c int) bool { return c > 0 }},
	{"<", func(c int) bool { return c < 0 }},
	{"=", func(c int) bool { return c == 0 }},
}

// among reports whether a version is one of those that are asked for: ">=1.2 <2", all of which must hold, or "any".
func among(asked, version string) (bool, error) {
	if asked == "any" {
		return true, nil
	}
	parts, all := strings.Fields(asked), true
	for _, part := range parts {
		known := false
		for _, c := range comparisons {
			if of, ok := strings.CutPrefix(part, c.sign); ok && !known && semver.IsValid("v"+of) {
				known, all = true, all && c.holds(semver.Compare("v"+version, "v"+of))
			}
		}
		if !known {
			return false, fmt.Errorf("%q is no version: expected any, or such as >=1.2 <2", part)
		}
	}
	if len(parts) == 0 {
		return false, errors.New("which versions? any, or such as >=1.2 <2")
	}
	return all, nil
}

// removes reports whether a mod takes a file of those below it away.
func (m *Mod) removes(file string) bool {
	return m != nil && slices.ContainsFunc(m.file.Removes, func(pattern string) bool {
		hit, _ := path.Match(pattern, file) // it was checked
		return hit
	})
}

// Mods are the mods of a Set, the lowest first: what a later one says counts.
func (s *Set) Mods() (all []*Mod) {
	for _, l := range slices.Backward(s.layers) {
		if l.mod != nil {
			all = append(all, l.mod)
		}
	}
	return all
}

// with lays mods over a Set, each behind those that it names.
func (s *Set) with(paths []string) (*Set, error) {
	wrong, found := faults{}, []layer{}
	for _, path := range paths {
		l, err := openMod(path)
		if wrong.add(err); err != nil {
			continue
		}
		for _, other := range found {
			if other.mod.Name == l.mod.Name {
				wrong.add(fmt.Errorf("%s:1:1: %s is the mod %q too: leave one of them out",
					l.file(modName), other.from, l.mod.Name))
			}
		}
		found = append(found, l)
	}
	if len(wrong) == 0 {
		wrong.add(needed(found))
	}
	if len(wrong) > 0 {
		return nil, errors.Join(sorted(wrong)...)
	}
	found, err := ordered(found)
	if err != nil {
		return nil, err
	}
	slices.Reverse(found)
	all := &Set{append(found, s.layers...)}
	wrong.add(all.unremoved())
	wrong.add(all.contradictions())
	return all, errors.Join(sorted(wrong)...)
}

// needed finds mods that must be there and are not, or in another version.
func needed(found []layer) error {
	wrong, there := faults{}, map[string]*Mod{}
	for _, l := range found {
		there[l.mod.Name] = l.mod
	}
	for _, l := range found {
		for _, name := range slices.Sorted(maps.Keys(l.mod.file.Needs)) {
			asked := l.mod.file.Needs[name]
			s, where := l.alone(), "needs."+name
			if other, ok := there[name]; !ok {
				wrong.add(s.ofKey(modName, where, fmt.Errorf("the mod %q is needed and not there: add --mod with it",
					name)))
			} else if fits, _ := among(asked, other.Version); !fits {
				wrong.add(s.ofKey(modName, where, fmt.Errorf("the mod %q is needed in a version %s, and %s is %s",
					name, asked, other.path, other.Version)))
			}
		}
	}
	return wrong.err()
}

// ordered puts each mod behind those that it needs or names in after; else they stay as they were told. Each then knows
// which are below it.
func ordered(found []layer) (all []layer, err error) {
	rest := slices.Clone(found)
	for len(rest) > 0 {
		next := slices.IndexFunc(rest, func(l layer) bool {
			return !slices.ContainsFunc(rest, func(other layer) bool { return l.mod.behind(other.mod.Name) })
		})
		if next < 0 {
			return nil, cycle(rest)
		}
		l := rest[next]
		l.mod.below = map[*Mod]bool{}
		for _, other := range all {
			if l.mod.behind(other.mod.Name) {
				l.mod.below[other.mod] = true
				maps.Copy(l.mod.below, other.mod.below)
			}
		}
		all, rest = append(all, l), slices.Delete(rest, next, next+1)
	}
	return all, nil
}

// behind reports whether a mod says that it comes behind another.
func (m *Mod) behind(other string) bool {
	_, needs := m.file.Needs[other]
	return needs || slices.Contains(m.file.After, other)
}

// cycle finds mods each of which waits for another of them.
func cycle(rest []layer) error {
	l, way := rest[0], []string{}
	for !slices.Contains(way, l.mod.Name) {
		way = append(way, l.mod.Name)
		l = rest[slices.IndexFunc(rest, func(other layer) bool { return l.mod.behind(other.mod.Name) })]
	}
	way = append(way[slices.Index(way, l.mod.Name):], l.mod.Name)
	where := "needs." + way[1]
	if _, needs := l.mod.file.Needs[way[1]]; !needs {
		where = fmt.Sprintf("after[%d]", slices.Index(l.mod.file.After, way[1]))
	}
	return l.alone().ofKey(modName, where, fmt.Errorf("mods come behind each other in a circle: %s",
		strings.Join(way, " behind ")))
}

// alone is a Set of this layer.
func (l *layer) alone() *Set { return &Set{[]layer{*l}} }

// unremoved finds what mods take away that is not there.
func (s *Set) unremoved() error {
	wrong := faults{}
	for i, l := range s.layers {
		if l.mod == nil {
			continue
		}
		below := &Set{s.layers[i+1:]}
		for n, pattern := range l.mod.file.Removes {
			var there []string
			for _, file := range below.list(path.Dir(pattern)) {
				there = append(there, path.Join(path.Dir(pattern), file))
			}
			if !slices.ContainsFunc(there, l.mod.removes) {
				wrong.add(l.alone().ofKey(modName, fmt.Sprintf("removes[%d]", n),
					fmt.Errorf("there is no %s to take away%s", pattern, Meant(pattern, there))))
			}
		}
	}
	return wrong.err()
}

// apart reports whether two mods may not say different things: neither says that it comes behind the other.
func apart(a, b *Mod) bool { return a != b && a != nil && b != nil && !a.below[b] && !b.below[a] }

// contradiction is what two mods that know nothing of each other say differently.
func contradiction(what string, other *Mod, said string) error {
	return fmt.Errorf("%s: the mod %q says something else in %s: have one of the two mods name the other in after, "+
		"or leave one out", what, other.Name, said)
}
