package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"muster/game"
	"muster/lab/bench"
)

// benchCmd is every benchmark.
type benchCmd struct {
	Serve   benchServeCmd   `cmd:"" help:"The whole server against bare loops that carry the same traffic: CPU, memory, evenness."`
	Clients benchClientsCmd `cmd:"" hidden:"" help:"The clients of bench serve."`
	Journal benchJournalCmd `cmd:"" help:"The segment files against a bare file with group commit: answered orders a second, and how long fifty zones wait; or a journal that shards share."`
	Timing  benchTimingCmd  `cmd:"" help:"What the time at which views come tells a spy about orders that he cannot see."`
	Match   benchMatchCmd   `cmd:"" help:"The queue: the matching function, and tickets a second from create to assignment, loaded by another process."`
	Queuers benchQueuersCmd `cmd:"" hidden:"" help:"The load of bench match."`

	Failover benchFailoverCmd `cmd:"" help:"What players notice when a shard is killed, stopped, moved from or replaced: a whole cluster on this machine."`
	Wire     benchWireCmd     `cmd:"" help:"The view codec on recorded views: bytes, time, allocations."`
}

type benchWireCmd struct {
	Trace    []string `help:"Recorded views (MVT1); several are measured one by one." type:"existingfile" placeholder:"FILE"`
	Scenario []string `help:"Measure what team 1 is shown of a fight between commanders, too."`
	Seed     uint64   `help:"Seed of such fights." default:"7"`
	Train    string   `help:"Learn a start table from the traces and from fights in every scenario, and write it here." placeholder:"FILE"`
	JSON     bool     `help:"Print one JSON object a trace."`
}

// Run measures, and fails unless every view came out as it went in.
func (c *benchWireCmd) Run() error {
	if c.Train != "" {
		table, err := bench.Train(c.Trace)
		if err == nil {
			err = os.WriteFile(c.Train, table, 0o644)
		}
		return err
	}
	if len(c.Trace)+len(c.Scenario) == 0 {
		return errors.New("bench wire: measure what? --trace FILE for recorded views, --scenario S for a fight")
	}
	for _, name := range c.Trace {
		views, err := bench.Recorded(name)
		if err == nil {
			err = c.measure(filepath.Base(name), views)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range c.Scenario {
		views, err := bench.Shown(name, 1, c.Seed)
		if err == nil {
			err = c.measure(fmt.Sprintf("%s, seed %d, team 1", name, c.Seed), views)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *benchWireCmd) measure(name string, views []*game.View) error {
	r, err := bench.Codec(name, views)
	if err == nil {
		err = sayReport(r, c.JSON)
	}
	if err == nil {
		err = r.Err()
	}
	return err
}

// sayReport prints a report for people, or as one JSON object.
func sayReport(r fmt.Stringer, asJSON bool) error {
	if asJSON {
		return sayJSON(r)
	}
	_, err := fmt.Fprint(stdout, r)
	return err
}
