package main

import "muster/lab/pathbench"

type pathCmd struct {
	Map     string `arg:"" help:"Map of the MovingAI benchmarks (type octile)." type:"existingfile"`
	Scen    string `arg:"" help:"Its scenario: queries with the lengths of their shortest paths." type:"existingfile"`
	Terrain bool   `help:"Let each letter cost what its terrain does in the game, instead of the same everywhere."`
}

// Run answers every query, and fails unless all lengths are optimal.
func (c *pathCmd) Run() error {
	r, err := pathbench.Run(c.Map, c.Scen, c.Terrain)
	if err != nil {
		return err
	}
	if err := sayJSON(r); err != nil {
		return err
	}
	return r.Err()
}
