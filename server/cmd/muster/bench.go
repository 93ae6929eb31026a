package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/game"
	"muster/server/wire"
)

// benchCmd is every benchmark; each lives in the room that it measures.
type benchCmd struct {
	Serve   benchServeCmd   `cmd:"" help:"The whole server against bare loops that carry the same traffic: CPU, memory, evenness."`
	Clients benchClientsCmd `cmd:"" hidden:"" help:"The clients of bench serve."`
	Journal benchJournalCmd `cmd:"" help:"The segment files against a bare file with group commit: answered orders a second, and how long fifty zones wait; or a journal that shards share."`
	Timing  benchTimingCmd  `cmd:"" help:"What the time at which views come tells a spy about orders that he cannot see."`
	Match   benchMatchCmd   `cmd:"" help:"The queue: the matching function, and tickets a second from create to assignment, loaded by another process."`
	Queuers benchQueuersCmd `cmd:"" hidden:"" help:"The load of bench match."`
	Wire    benchWireCmd    `cmd:"" help:"The view codec on recorded views: bytes, time, allocations."`
}

type benchWireCmd struct {
	Trace    []string `help:"Recorded views (MVT1); several are measured one by one." type:"existingfile" placeholder:"FILE"`
	Scenario []string `help:"Measure what team 1 is shown of a fight between commanders, too."`
	Seed     uint64   `help:"Seed of such fights." default:"7"`
	Train    string   `help:"Learn a start table from the traces and from fights in every scenario, and write it here." placeholder:"FILE"`
	JSON     bool     `help:"Print one JSON object a trace."`
}

// wireReport is what --json prints.
type wireReport struct {
	Trace string `json:"trace"`
	wire.Figures
}

// Run measures, and fails unless every view came out as it went in.
func (c *benchWireCmd) Run() error {
	if c.Train != "" {
		return c.train()
	}
	if len(c.Trace)+len(c.Scenario) == 0 {
		return errors.New("bench wire: measure what? --trace FILE for recorded views, --scenario S for a fight")
	}
	for _, name := range c.Trace {
		views, err := readTrace(name)
		if err != nil {
			return err
		}
		if err := c.measure(filepath.Base(name), views); err != nil {
			return err
		}
	}
	for _, name := range c.Scenario {
		views, err := shown(name, 1, c.Seed)
		if err != nil {
			return err
		}
		if err := c.measure(fmt.Sprintf("%s, seed %d, team 1", name, c.Seed), views); err != nil {
			return err
		}
	}
	return nil
}

func (c *benchWireCmd) measure(name string, views []*game.View) error {
	f, err := wire.Measure(views)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if c.JSON {
		err = sayJSON(wireReport{name, f})
	} else {
		_, err = fmt.Fprintf(stdout, `%s: %d views, exact: %v
bytes a view with its header: whole %.0f; delta from 1 tick ago %.1f, 3 ticks %.1f, 10 ticks %.1f
encode %.1f us, %.1f allocations; decode %.1f us, %.1f allocations
`, name, f.Views, f.Exact, f.FullBytes, f.Delta1, f.Delta3, f.Delta10, f.EncodeUS, f.EncodeAlloc, f.DecodeUS, f.DecodeAlloc)
	}
	if err == nil && !f.Exact {
		err = fmt.Errorf("%s: decoded views differ from the recorded ones", name)
	}
	return err
}

// train learns from the traces once for each scenario, and from each fight once: traces have more units, fights are what is
// played.
func (c *benchWireCmd) train() error {
	var recordings [][]*game.View
	for _, name := range c.Trace {
		views, err := readTrace(name)
		if err != nil {
			return err
		}
		for range assets.Embedded().Scenarios() {
			recordings = append(recordings, views)
		}
	}
	for _, name := range assets.Embedded().Scenarios() {
		for _, a := range []game.Audience{0, 1, game.All} {
			views, err := shown(name, a, 11)
			if err != nil {
				return err
			}
			recordings = append(recordings, views[:min(len(views), 6000)])
		}
	}
	table, err := wire.Train(recordings)
	if err == nil {
		err = os.WriteFile(c.Train, table, 0o644)
	}
	return err
}

func readTrace(name string) ([]*game.View, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	views, err := wire.ReadTrace(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return views, nil
}

// shown is what an audience is shown of a fight between commanders.
func shown(scenario string, a game.Audience, seed uint64) (views []*game.View, err error) {
	setup, err := assets.Embedded().Setup(scenario)
	if err != nil {
		return nil, err
	}
	league.Play(setup, seed, ai.New, 0, func(w *game.World) {
		v := &game.View{}
		w.View(a, v)
		views = append(views, v)
	})
	return views, nil
}
