package main

import (
	"context"
	"errors"
	"fmt"

	"muster/server/datadir"
	"muster/server/directory"
)

type directoryCmd struct {
	lasting   `embed:""`
	tiedFlag  `embed:""`
	clockFlag `embed:""`
	HTTP      string `name:"http" help:"Where shards, matchmakers and bots ask: of this machine alone, or of a few in a network that nobody else is in." default:"127.0.0.1:7470" placeholder:"ADDR"`
	Secret    string `required:"" help:"File of the secret that all who ask must know; made if it is missing." placeholder:"FILE" env:"MUSTER_REGISTRY_SECRET"`
	Data      string `help:"Directory in which it keeps where matches were seen last; made if it is missing. Nothing for nowhere: then a new start tells of the matches of a dead shard only when they go on." placeholder:"DIR"`
	JSONLog   bool   `help:"Log as JSON, for collectors."`
}

// Run serves until it is told to stop.
func (c *directoryCmd) Run(ctx context.Context) error {
	if c.Data != "" {
		if err := datadir.Writable(c.Data); err != nil {
			return err
		}
	}
	ctx = c.until(ctx)
	d, err := directory.Open(directory.Config{
		HTTP: c.HTTP, Secret: c.Secret, Data: c.Data, Log: newLogger(c.JSONLog),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "directory: %s, for whoever has --registry-secret %s\n", d.URL(), c.Secret)
	return errors.Join(d.Run(ctx), d.Close())
}
