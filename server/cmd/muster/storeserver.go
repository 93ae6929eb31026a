package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"muster/server/datadir"
	"muster/server/spawn"
	"muster/shard/journal/etcd/member"
)

type storeCmd struct {
	lasting `embed:""`
	Name    string   `required:"" help:"Its own name among the servers, the same after every restart."`
	Listen  string   `help:"Where shards come in: IP:PORT, or the file of a Unix socket for shards of this machine alone, and then nobody else comes in." default:"127.0.0.1:2379" placeholder:"ADDR"`
	Peer    string   `name:"peer-listen" help:"Where the other servers come in: IP:PORT." default:"127.0.0.1:2380" placeholder:"ADDR"`
	Peers   []string `help:"The servers of a new cluster, itself included: NAME=HOST:PORT of each one's --peer-listen, with commas between them; nothing for a server alone." placeholder:"NAME=ADDR"`
	Join    bool     `help:"Join a cluster that runs, and that was told of this server; --peers are all of them."`
	HTTP    string   `name:"http" help:"Where its health and figures are, /health and /metrics; for operators alone." default:"127.0.0.1:2381" placeholder:"ADDR"`
	Data    string   `help:"Directory of what it keeps; made if it is missing." default:"muster-store" placeholder:"DIR"`
	Log     string   `help:"File of the server's own log; nothing for none." placeholder:"FILE"`

	Cert        string `help:"File of its certificate, in PEM: for shards, and for the other servers, both as server and as client." placeholder:"FILE"`
	Key         string `help:"File of that certificate's key." placeholder:"FILE"`
	CA          string `help:"File of the authority that signed the certificates of all servers; others are not let in." placeholder:"FILE"`
	Credentials string `help:"File of users, the same for all servers: a line root:PASSWORD and one NAME:PASSWORD for shards. Needed where --listen can be reached from other machines." placeholder:"FILE"`

	QuotaMB   int64         `name:"quota" help:"MB that its database may have; then it takes no more writes." default:"2048"`
	Heartbeat time.Duration `help:"Between signs of life of the server that leads; 0 for the usual." default:"0s"`
	Election  time.Duration `help:"Silence of it after which the others elect another, up to twice as long; at least five times --heartbeat; 0 for the usual." default:"0s"`

	Tied bool `hidden:"" help:"Stop when standard input ends, and not before: a signal to all processes must not take the journal from shards that are about to let go of it."`
}

// Run serves until it is told to stop.
func (c *storeCmd) Run(ctx context.Context) error {
	if c.Tied {
		ctx = spawn.Tied(context.WithoutCancel(ctx))
	}
	return toldBy(c.Tied, c.serve(ctx))
}

func (c *storeCmd) serve(ctx context.Context) error {
	datadir.Tighten(newLogger(false), c.Data)
	cfg, err := c.member()
	if err != nil {
		return err
	}
	m, err := member.Start(cfg)
	if err != nil {
		return err
	}
	defer m.Stop()
	c.warn(cfg.Socket != "")
	if err := m.Ready(ctx); err != nil {
		return starting(ctx, err)
	}
	if !c.Tied {
		fmt.Fprintf(stdout, "store %s: shards come in at %s, data %s; every write is synced\n",
			c.Name, c.place(m), c.Data)
	}
	return c.wait(ctx, m)
}

// member is what the flags say.
func (c *storeCmd) member() (cfg member.Config, err error) {
	cfg = member.Config{
		Name: c.Name, Dir: c.Data, Listen: c.Listen, Peer: c.Peer, Peers: c.Peers, Join: c.Join, HTTP: c.HTTP,
		Cert: c.Cert, Key: c.Key, CA: c.CA, Credentials: c.Credentials,
		Quota: c.QuotaMB << 20, LogFile: c.Log, Heartbeat: c.Heartbeat, Election: c.Election,
	}
	if strings.ContainsRune(c.Listen, filepath.Separator) {
		cfg.Socket, err = filepath.Abs(c.Listen)
	}
	return cfg, err
}

// warn prints what is unsafe, and what it waits for.
func (c *storeCmd) warn(socket bool) {
	if socket {
		return
	}
	if c.Cert == "" && (!member.Local(c.Listen) || !member.Local(c.Peer)) {
		fmt.Fprintf(stdout,
			"store %s: warning: without --cert, --key and --ca passwords and journals pass over the "+
				"network in the clear\n", c.Name)
	}
	if len(c.Peers) > 1 {
		fmt.Fprintf(stdout, "store %s: waiting until a majority of the servers is there\n", c.Name)
	}
}

// place is where shards come in.
func (c *storeCmd) place(m *member.Member) string {
	if c.Cert != "" {
		return "etcds://" + m.Addr()
	}
	return "etcd://" + m.Addr()
}

// wait waits until it is told to stop, or cannot go on.
func (c *storeCmd) wait(ctx context.Context, m *member.Member) error {
	astray := make(chan error, 1)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go func() { astray <- m.Astray(watching) }()
	select {
	case <-ctx.Done():
		return nil
	case err := <-astray:
		return err
	case err := <-m.Failed():
		return fmt.Errorf("store %s: %w", c.Name, err)
	case <-m.Gone():
		return fmt.Errorf("store %s was removed from its cluster: its directory %s is of no more use", c.Name, c.Data)
	}
}
