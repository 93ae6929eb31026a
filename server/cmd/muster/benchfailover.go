package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"muster/lab/failover"
)

type benchFailoverCmd struct {
	lasting  `embed:""`
	Trials   int             `help:"How often each thing is done." default:"30"`
	Kinds    []failover.Kind `help:"What is done: kill, stop, move, roll, store; nothing for all." enum:"kill,stop,move,roll,store"`
	Bots     int             `help:"Bots that play." default:"48"`
	Matches  int             `help:"Matches that each shard has room for, beside four more." default:"12"`
	Scenario string          `help:"Scenario of the matches." default:"arena"`
	Shard    []string        `help:"A further flag of each shard, as in --shard=--standby=none." placeholder:"FLAG"`
	Keep     string          `help:"Directory that keeps logs, data and answers; nothing for one that is removed when all went well." placeholder:"DIR"`
	JSON     bool            `help:"Print one JSON object."`
}

// Run starts a cluster, hurts it and tells what bots noticed. It fails if an answer was lost, or a bot.
func (c *benchFailoverCmd) Run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	lab := filepath.Join(filepath.Dir(program), "muster-lab")
	if _, err := os.Stat(lab); err != nil {
		return errors.New("bench failover needs muster-lab beside this program, which lends a database and a " +
			"Consul agent: make build makes both, make consul the agent")
	}
	r, err := failover.Run(ctx, failover.Config{
		Program: program, Lab: lab, Trials: c.Trials, Kinds: c.Kinds, Bots: c.Bots, Matches: c.Matches,
		Scenario: c.Scenario, ShardFlags: c.Shard, Keep: c.Keep,
		Progress: func(line string) { fmt.Fprintln(stderr, line) },
	})
	return errors.Join(sayReport(r, c.JSON), err, r.Err()) // what was measured before an error is told all the same
}
