package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	protocol "muster/ai/lines"
	"muster/assets"
)

type checkCmd struct {
	Dir      string `arg:"" optional:"" help:"Directory of the same shape as assets, or a mod, laid over the embedded data."`
	modFlags `embed:""`
	Schema   string `help:"Print the JSON Schema of a kind of file, for editors: commanders, lesson, rules, scenario, texts, mod, mod_rules or mod_commanders; or of what bots read and write: lines." placeholder:"KIND" xor:"schema"`
	Schemas  bool   `help:"Write all schemas into the directory, to schemas/, where the first line of a file names its own." xor:"schema"`
}

// modFlags are the mods that are laid over the data, wherever a directory may be.
type modFlags struct {
	Mod []string `help:"A mod, a folder or a zip, laid over the data; several, each with its own --mod. See muster mod check." placeholder:"MOD" sep:"none"`
}

// dataOf is the embedded data, with a directory laid over it if there is one, and mods.
func dataOf(dir string, mods ...string) (*assets.Set, error) { return assets.Open(dir, mods...) }

// liveData is dataOf for a server: what has changed is read again, for the next match.
func liveData(dir string, mods []string, log *slog.Logger) (*assets.Live, error) {
	return assets.OpenLive(dir, mods, func(err error) {
		if err != nil {
			log.Warn("the data has changed and is not sound; what was read before still counts", "err", err)
			return
		}
		log.Info("the data was read again: it counts from the next match on")
	})
}

// tellSkipped has the log of a server say which files of its data it passes over.
func tellSkipped(set *assets.Set, log *slog.Logger) {
	for _, file := range set.Skipped() {
		log.Warn("a file of --assets: " + file)
	}
}

// schemaOf is the schema of a kind of file, or of the lines of bots.
func schemaOf(set *assets.Set, kind string) ([]byte, error) {
	if kind == "lines" {
		schema, err := protocol.Schema()
		return append(schema, '\n'), err
	}
	if kinds := append(assets.SchemaKinds(), "lines"); !slices.Contains(kinds, kind) {
		return nil, fmt.Errorf("--schema: there is none for %q%s; there are %s",
			kind, assets.Meant(kind, kinds), strings.Join(kinds, ", "))
	}
	return set.Schema(kind)
}

// Run prints what there is, what is passed over, and all that is wrong.
func (c *checkCmd) Run() error {
	set, err := dataOf(c.Dir, c.Mod...)
	if err != nil {
		return err
	}
	switch {
	case c.Schema != "":
		schema, err := schemaOf(set, c.Schema)
		if err == nil {
			_, err = stdout.Write(schema)
		}
		return err
	case c.Schemas:
		return c.writeSchemas(set)
	}
	for _, file := range set.Skipped() {
		fmt.Fprintln(stderr, file)
	}
	if wrong := set.Check(); len(wrong) > 0 {
		return tellWrong(wrong)
	}
	for _, name := range set.Scenarios() {
		s, err := set.Setup(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%-10s %s, %d seats, %d squads, %s (%d x %d), %d points: sound\n",
			name, s.Scenario.Mode, len(s.Scenario.Seats), len(s.Scenario.Squads), s.Map.Name, s.Map.W, s.Map.H,
			len(s.Scenario.Points))
	}
	return nil
}

// writeSchemas writes the schemas beside the files that they are of.
func (c *checkCmd) writeSchemas(set *assets.Set) error {
	if c.Dir == "" {
		return errors.New("--schemas: into which directory? muster check DIR --schemas")
	}
	dir := filepath.Join(c.Dir, "schemas")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--schemas: %w", err)
	}
	for _, of := range assets.SchemaKinds() {
		schema, err := set.Schema(of)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, of+".json"), schema, 0o644)
		}
		if err != nil {
			return fmt.Errorf("--schemas: %w", err)
		}
	}
	sayLine("%s: written; a scenario's first line is then "+
		"# yaml-language-server: $schema=../schemas/scenario.json", dir)
	return nil
}
