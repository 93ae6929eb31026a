package main

import (
	"context"
	"fmt"
	"path/filepath"

	"muster/server/datadir"
)

type upCmd struct {
	lasting  `embed:""`
	Scenario string `help:"Scenario of players who ask for none in particular." default:"arena"`
	Shards   int    `help:"Run so many shards, each a process of its own that is started again when it dies; 0 for one in this process." default:"0"`
	UDP      string `name:"udp" help:"Where players come in (QUIC)." default:"127.0.0.1:7400" placeholder:"ADDR"`
	Public   string `help:"Where players reach --udp, if that differs: behind a router or a proxy; with commas between several, the best first. Of --shards the first, the others at the ports behind it." placeholder:"ADDR"`
	HTTP     string `name:"http" help:"Where the queue and the status page are." default:"127.0.0.1:7480" placeholder:"ADDR"`
	Admin    string `help:"Where figures and profiles are, for operators alone; an address without a host is this machine's. With --shards, those of each shard are at the ports behind." default:"127.0.0.1:7490" placeholder:"ADDR"`
	Data     string `help:"Directory of journal, keys and accounts; made if it is missing." default:"muster-data" placeholder:"DIR"`
	offering `embed:""`
	tlsFlags `embed:""`
	hosting  `embed:""`
}

// Run serves until it is told to stop.
func (c *upCmd) Run(ctx context.Context) error {
	set, err := dataOf(c.Assets)
	if err != nil {
		return err
	}
	offered, err := offers(set, c.Scenario)
	if err != nil {
		return err
	}
	if c.Matches < 1 {
		return fmt.Errorf("--matches %d: at least one is needed", c.Matches)
	}
	if err := datadir.Writable(c.Data); err != nil {
		return err
	}
	cfg := config{upCmd: *c, assets: set, offered: offered, log: newLogger(c.JSONLog)}
	tellSkipped(set, cfg.log)
	datadir.Tighten(cfg.log, c.Data)
	if c.Shards > 0 {
		return c.fleet(ctx, cfg)
	}
	h, err := openHouse(ctx, cfg)
	if err != nil {
		return starting(ctx, err)
	}
	fmt.Fprint(stdout, c.banner(h.queue, "UDP "+h.shard.Address(), c.Data, h.shard.Resumed()))
	return h.run(ctx)
}

func (c *upCmd) fleet(ctx context.Context, cfg config) error {
	f, err := openFleet(ctx, cfg)
	if err != nil {
		return starting(ctx, err)
	}
	each := fmt.Sprintf("%d shards, each a process of its own; UDP from %s on", c.Shards, c.UDP)
	fmt.Fprint(stdout, c.banner(f.queue, each, filepath.Join(c.Data, "shard-1"), "Matches that ran go on as their shards start."))
	return f.run(ctx)
}

// banner tells on one screen what runs where and how to join.
func (c *upCmd) banner(q *queuePart, players, journals, resumed string) string {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		dir = c.Data
	}
	url, admin := q.shown, q.adminURL()
	return fmt.Sprintf(`Muster is up.

  play      bin/muster-play --matchmaker %s
  watch     bin/muster watch --matchmaker %s
  bots      bin/muster bots --matchmaker %s --players 16 --duration 60s
  replays   bin/muster replay list --data %s

  status    %s/
  API       %s/docs
  operators %s/ (metrics, profiles; for this machine alone unless --admin says otherwise)
  players   %s
  data      %s

  %s
  Ctrl-C stops it; started again on the same directory, the matches go on where they were.

`, url, url, url, journals, url, url, admin, players, dir, resumed)
}
