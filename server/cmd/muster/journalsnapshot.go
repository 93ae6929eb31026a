package main

import (
	"context"
	"fmt"
	"net"
	"strings"

	"muster/shard/journal/etcd/keeper"
)

type storeSnapshot struct {
	File string `arg:"" help:"File to write; it must not be there yet."`
}

// Run keeps what the first of the named servers has.
func (c *storeSnapshot) Run(ctx context.Context, j *journalCmd) error {
	endpoints, access, err := j.servers()
	if err != nil {
		return err
	}
	return j.looksAfter(ctx, func(k *keeper.Keeper) error {
		if err := k.Snapshot(ctx, endpoints[0], access, c.File); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s holds what %s had\n", c.File, endpoints[0])
		return nil
	})
}

type storeRestore struct {
	File  string   `arg:"" help:"The snapshot."`
	Name  string   `required:"" help:"Name of the server, as its --name."`
	To    string   `required:"" help:"Directory to make, for its --data." placeholder:"DIR"`
	Peers []string `required:"" help:"All servers that begin with this snapshot, itself included: NAME=HOST:PORT, as their --peers. For one alone its --name and --peer-listen." placeholder:"NAME=ADDR"`
	TLS   bool     `name:"tls" help:"The servers speak TLS to each other: muster store is given --cert."`
}

// Run makes the directory.
func (c *storeRestore) Run(*journalCmd) error {
	peers, scheme := map[string]string{}, "http://"
	if c.TLS {
		scheme = "https://"
	}
	for _, p := range c.Peers {
		name, addr, ok := strings.Cut(p, "=")
		if _, _, err := net.SplitHostPort(addr); !ok || err != nil {
			return fmt.Errorf("--peers %s: it must be NAME=HOST:PORT", p)
		}
		peers[name] = scheme + addr
	}
	if peers[c.Name] == "" {
		return fmt.Errorf("--peers: %s is not among them", c.Name)
	}
	if err := keeper.Restore(keeper.Restored{Snapshot: c.File, Name: c.Name, Dir: c.To, Peers: peers}); err != nil {
		return err
	}
	fmt.Fprintf(stdout,
		"%s is a directory for muster store --name %s. What came after the snapshot is lost: "+
			"matches whose players or registry know of more\n"+
			"are quarantined when they are met; see muster journal pardon.\n", c.To, c.Name)
	return nil
}
