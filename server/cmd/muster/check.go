package main

import (
	"fmt"
	"os"

	"muster/assets"
)

type checkCmd struct {
	Dir string `arg:"" optional:"" help:"Directory of the same shape as assets, laid over the embedded data."`
}

// Run prints what there is, and all that is wrong.
func (c *checkCmd) Run() error {
	set := assets.Embedded()
	if c.Dir != "" {
		var err error
		if set, err = assets.Open(c.Dir); err != nil {
			return err
		}
	}
	if wrong := set.Check(); len(wrong) > 0 {
		for _, err := range wrong {
			fmt.Fprintln(os.Stderr, err)
		}
		return fmt.Errorf("%d things are wrong", len(wrong))
	}
	for _, name := range set.Scenarios() {
		s, err := set.Setup(name)
		if err != nil {
			return err
		}
		fmt.Printf("%-10s %d seats, %d squads, %s (%d x %d), %d points: sound\n",
			name, len(s.Scenario.Seats), len(s.Scenario.Squads), s.Map.Name, s.Map.W, s.Map.H, len(s.Scenario.Points))
	}
	return nil
}
