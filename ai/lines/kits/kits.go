// Package kits holds the starter kits: for each language a whole bot that plays by lines, to begin one's own with. They
// have the same logic, so that the same seeds give the same matches in every language; a test plays them.
package kits

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed files
var files embed.FS

// Kit is what a language's folder is made of.
type Kit struct {
	Language string
	Build    string   // how it is made, in its folder; empty for a language that needs nothing
	Run      []string // how it is run, in its folder
	Bot      string   // the file to begin with
}

// Kits are all there are.
var Kits = []Kit{
	{"go", "go build -o bot .", []string{"./bot"}, "bot.go"},
	{"python", "", []string{"python3", "bot.py"}, "bot.py"},
	{"js", "", []string{"node", "bot.cjs"}, "bot.cjs"},
	{"c", "make", []string{"./bot"}, "bot.c"},
}

// Find finds a kit by its language.
func Find(language string) (Kit, error) {
	var all []string
	for _, k := range Kits {
		if k.Language == language {
			return k, nil
		}
		all = append(all, k.Language)
	}
	return Kit{}, fmt.Errorf("there is no kit for %q; there are %s", language, strings.Join(all, ", "))
}

// named is what a bot may be called: it stands in sources and command lines.
var named = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,63}$`)

// Make makes a folder with a bot that is called as it is. One that is there already must be empty.
func (k Kit) Make(folder string) error {
	name := filepath.Base(folder)
	if !named.MatchString(name) {
		return fmt.Errorf("%q: a bot's name has a letter first, then letters, digits, - and _", name)
	}
	switch there, err := os.ReadDir(folder); {
	case len(there) > 0:
		return fmt.Errorf("%s is there already and not empty: choose another name", folder)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	within, err := fs.ReadDir(files, path.Join("files", k.Language))
	if err != nil {
		return err
	}
	for _, f := range within {
		err = errors.Join(err, k.write(folder, f.Name(), path.Join("files", k.Language, f.Name())))
	}
	if k.Language == "go" {
		mod := "module " + name + "\n\ngo 1.26\n"
		err = errors.Join(err, os.WriteFile(filepath.Join(folder, "go.mod"), []byte(mod), 0o644))
	}
	return errors.Join(err, k.write(folder, "README.md", "files/README.md"))
}

// write writes a file of the kit, in which the bot has its own name.
func (k Kit) write(folder, file, from string) error {
	b, err := fs.ReadFile(files, from)
	if err != nil {
		return err
	}
	build := "    " + k.Build + "\n"
	if k.Build == "" {
		build = ""
	}
	text := strings.NewReplacer("my_bot", filepath.Base(folder), "    $BUILD\n", build,
		"$RUN", strings.Join(k.Run, " "), "$BOT", k.Bot).Replace(string(b))
	return os.WriteFile(filepath.Join(folder, file), []byte(text), 0o644)
}
