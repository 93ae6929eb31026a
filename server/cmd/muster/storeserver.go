package main

import (
	"context"
	"fmt"
	"time"

	"muster/server/datadir"
	"muster/shard/journal/etcd/member"
)

type storeCmd struct {
	lasting `embed:""`
	Name    string   `required:"" help:"Its own name among the servers, the same after every restart."`
	Listen  string   `help:"Where shards come in: IP:PORT." default:"127.0.0.1:2379" placeholder:"ADDR"`
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
}

// Run serves until it is told to stop.
func (c *storeCmd) Run(ctx context.Context) error {
	datadir.Tighten(newLogger(false), c.Data)
	m, err := member.Start(member.Config{
		Name: c.Name, Dir: c.Data, Listen: c.Listen, Peer: c.Peer, Peers: c.Peers, Join: c.Join, HTTP: c.HTTP,
		Cert: c.Cert, Key: c.Key, CA: c.CA, Credentials: c.Credentials,
		Quota: c.QuotaMB << 20, LogFile: c.Log, Heartbeat: c.Heartbeat, Election: c.Election,
	})
	if err != nil {
		return err
	}
	defer m.Stop()
	scheme := "etcd"
	if c.Cert != "" {
		scheme = "etcds"
	} else if !member.Local(c.Listen) || !member.Local(c.Peer) {
		fmt.Fprintf(stdout,
			"store %s: warning: without --cert, --key and --ca passwords and journals pass over the "+
				"network in the clear\n", c.Name)
	}
	if len(c.Peers) > 1 {
		fmt.Fprintf(stdout, "store %s: waiting until a majority of the servers is there\n", c.Name)
	}
	if err := m.Ready(ctx); err != nil {
		return starting(ctx, err)
	}
	fmt.Fprintf(stdout, "store %s: shards come in at %s://%s, data %s; every write is synced\n",
		c.Name, scheme, m.Addr(), c.Data)
	select {
	case <-ctx.Done():
		return nil
	case err := <-m.Failed():
		return fmt.Errorf("store %s: %w", c.Name, err)
	case <-m.Gone():
		return fmt.Errorf("store %s was removed from its cluster: its directory %s is of no more use", c.Name, c.Data)
	}
}
