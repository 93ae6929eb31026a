package main

import (
	"context"
	"fmt"

	"muster/shard/journal/jetstream/node"
)

type natsCmd struct {
	Name    string   `required:"" help:"Its own name among the servers, the same after every restart."`
	Listen  string   `help:"Where shards come in." default:"127.0.0.1:4222" placeholder:"ADDR"`
	Cluster string   `help:"Where the other servers come in; nothing for a server alone." placeholder:"ADDR"`
	Peers   []string `help:"--cluster of the other servers, with commas between them; its own may be among them." placeholder:"ADDR"`
	Data    string   `help:"Directory of what it keeps; made if it is missing." default:"muster-nats" placeholder:"DIR"`
	Log     string   `help:"File of the server's own log; nothing for none." placeholder:"FILE"`
}

// Run serves until it is told to stop.
func (c *natsCmd) Run(ctx context.Context) error {
	n, err := node.Start(ctx, node.Config{Name: c.Name, Dir: c.Data, Listen: c.Listen, Cluster: c.Cluster, Peers: c.Peers, LogFile: c.Log})
	if err != nil {
		return starting(ctx, err)
	}
	defer n.Stop()
	fmt.Printf("nats %s: shards come in at %s, data %s; every write is synced\n", c.Name, n.URL(), c.Data)
	<-ctx.Done()
	return nil
}
