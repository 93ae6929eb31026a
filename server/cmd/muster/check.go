package main

import (
	"fmt"
	"log/slog"

	"muster/assets"
)

type checkCmd struct {
	Dir    string `arg:"" optional:"" help:"Directory of the same shape as assets, laid over the embedded data."`
	Schema string `help:"Print the JSON Schema of a kind of file, for editors: rules or scenario." placeholder:"KIND"`
}

// dataOf is the embedded data, with a directory laid over it if there is one.
func dataOf(dir string) (*assets.Set, error) {
	if dir == "" {
		return assets.Embedded(), nil
	}
	return assets.Open(dir)
}

// tellSkipped has the log of a server say which files of its data it passes over.
func tellSkipped(set *assets.Set, log *slog.Logger) {
	for _, file := range set.Skipped() {
		log.Warn("a file of --assets: " + file)
	}
}

// Run prints what there is, what is passed over, and all that is wrong.
func (c *checkCmd) Run() error {
	if c.Schema != "" {
		schema, err := assets.Schema(c.Schema)
		if err == nil {
			_, err = fmt.Fprintf(stdout, "%s\n", schema)
		}
		return err
	}
	set, err := dataOf(c.Dir)
	if err != nil {
		return err
	}
	for _, file := range set.Skipped() {
		fmt.Fprintln(stderr, file)
	}
	if wrong := set.Check(); len(wrong) > 0 {
		for _, err := range wrong {
			fmt.Fprintln(stderr, err)
		}
		return fmt.Errorf("%d things are wrong", len(wrong))
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
