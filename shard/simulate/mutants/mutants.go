// Package mutants knows faults on purpose. A mutant is a file of list: what it breaks, which rule forbids that, the
// lines of Muster's code that it replaces and what it puts there. Whoever guards that rule must find it:
// the simulator, or a test.
//
// Nothing of a mutant stands in the code itself; a build with one is made by the overlay of the go command.
package mutants

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// Mutant is one fault.
type Mutant struct {
	Name   string // of its file, without the ending
	Breaks string // what goes wrong, in words
	Rule   string // that forbids it, and where it stands

	// Exactly one of these is set.
	Seeds    int    // in as many runs the simulator must find it
	Test     string // finds it: a room, and what a test program takes after -test.run
	Harmless bool   // looks dangerous and is not: the simulator must find nothing

	edits []edit
}

// edit replaces whole lines of a file.
type edit struct {
	file     string // below the root of the repository, with slashes
	old, new string // each ends with a newline, or is empty; a file without old is added
}

// All reads the mutants of a repository, by name.
func All(root string) ([]Mutant, error) {
	files, err := os.ReadDir(filepath.Join(root, dir))
	if err != nil {
		return nil, err
	}
	var all []Mutant
	for _, f := range files {
		m, err := Read(root, strings.TrimSuffix(f.Name(), ending))
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

const (
	dir    = "shard/simulate/mutants/list"
	ending = ".txtar"
)

// Read reads one mutant.
func Read(root, name string) (Mutant, error) {
	m := Mutant{Name: name}
	file := filepath.Join(root, dir, name+ending)
	a, err := txtar.ParseFile(file)
	if err != nil {
		return m, err
	}
	for line := range strings.Lines(string(a.Comment)) {
		if err := m.header(line); err != nil {
			return m, fmt.Errorf("%s: %w", file, err)
		}
	}
	for i := 0; i < len(a.Files); i++ {
		f := a.Files[i]
		if added, ok := strings.CutPrefix(f.Name, "add "); ok {
			m.edits = append(m.edits, edit{file: added, new: string(f.Data)})
			continue
		}
		if i++; i == len(a.Files) || a.Files[i].Name != "with" {
			return m, fmt.Errorf("%s: %s: its lines are replaced by what? -- with -- must follow", file, f.Name)
		}
		m.edits = append(m.edits, edit{f.Name, string(f.Data), string(a.Files[i].Data)})
	}
	return m, nil
}

// header takes a line "key: value".
func (m *Mutant) header(line string) (err error) {
	key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
	switch key {
	case "breaks":
		m.Breaks = value
	case "rule":
		m.Rule = value
	case "seeds":
		m.Seeds, err = strconv.Atoi(value)
	case "test":
		m.Test = value
	case "harmless":
		m.Harmless = value == "yes"
	default:
		err = fmt.Errorf("no such key: %q", key)
	}
	return err
}

// Overlay writes the changed files to a directory and, beside them, what go build and go test take after -overlay: it
// returns that file. A text that a mutant replaces must stand in its file exactly once.
func (m *Mutant) Overlay(root, to string) (file string, err error) {
	texts, err := m.texts(root)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name, text := range texts {
		changed := filepath.Join(to, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(changed, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[filepath.Join(root, name)] = changed
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file = filepath.Join(to, "overlay.json")
	return file, os.WriteFile(file, b, 0o600)
}

// texts are the changed files, whole, by name.
func (m *Mutant) texts(root string) (map[string]string, error) {
	texts := map[string]string{}
	for _, e := range m.edits {
		if e.old == "" {
			texts[e.file] = e.new
			continue
		}
		if texts[e.file] == "" {
			b, err := os.ReadFile(filepath.Join(root, e.file))
			if err != nil {
				return nil, fmt.Errorf("mutant %s: %w", m.Name, err)
			}
			texts[e.file] = string(b)
		}
		at := places(texts[e.file], e.old)
		if len(at) != 1 {
			return nil, fmt.Errorf("mutant %s: these lines stand %d times in %s, and once is needed:\n%s",
				m.Name, len(at), e.file, e.old)
		}
		texts[e.file] = texts[e.file][:at[0]] + e.new + texts[e.file][at[0]+len(e.old):]
	}
	return texts, nil
}

// places are the offsets at which lines stand in a text.
func places(text, lines string) (at []int) {
	offset := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(text[offset:], lines) {
			at = append(at, offset)
		}
		offset += len(line)
	}
	return at
}
