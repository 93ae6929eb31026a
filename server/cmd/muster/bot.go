package main

import (
	"context"
	"fmt"
	"strings"

	protocol "muster/ai/lines"
	"muster/client/commander"
)

type botCmd struct {
	leadFlags `embed:""`
	Command   []string `arg:"" optional:"" passthrough:"" help:"The program that thinks, and its arguments: -- python3 bot.py."`
}

// Run leads seats by a program until it is told to stop, or has played enough.
func (c *botCmd) Run(ctx context.Context) error {
	args := c.Command
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	return c.lead(ctx, strings.Join(args, " "), func(context.Context) (commander.Makes, error) {
		if len(args) == 0 {
			return nil, fmt.Errorf("which program? muster bot --matchmaker URL --scenario duel -- python3 bot.py")
		}
		p, err := protocol.Runner{Live: true, Log: stderr}.Command(args)
		if err != nil {
			return nil, err
		}
		return p.New, nil
	})
}
