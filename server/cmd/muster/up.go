package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"muster/server/datadir"
	"muster/server/queuenode"
	"muster/server/supervisor"
)

type upCmd struct {
	lasting    `embed:""`
	Scenario   string `help:"Scenario of players who ask for none in particular." default:"arena"`
	Shards     int    `help:"Run so many shards, each a process of its own that is started again when it dies; 0 for one in this process." default:"0"`
	UDP        string `name:"udp" help:"Where players come in (QUIC)." default:"127.0.0.1:7400" placeholder:"ADDR"`
	Public     string `help:"Where players reach --udp, if that differs: behind a router or a proxy; with commas between several, the best first. Of --shards the first, the others at the ports behind it." placeholder:"ADDR"`
	HTTP       string `name:"http" help:"Where the queue and the status page are." default:"127.0.0.1:7480" placeholder:"ADDR"`
	Admin      string `help:"Where figures and profiles are, for operators alone; an address without a host is this machine's. With --shards, those of each shard are at the ports behind." default:"127.0.0.1:7490" placeholder:"ADDR"`
	Data       string `help:"Directory of journal, keys and accounts; made if it is missing." default:"muster-data" placeholder:"DIR"`
	queueFlags `embed:""`
	tlsFlags   `embed:""`
	shardFlags `embed:""`
}

// Run serves until it is told to stop.
func (c *upCmd) Run(ctx context.Context) error {
	cfg, err := c.config(newLogger(c.JSONLog))
	if err != nil {
		return err
	}
	if c.Matches < 1 {
		return fmt.Errorf("--matches %d: at least one is needed", c.Matches)
	}
	if err := datadir.Writable(c.Data); err != nil {
		return err
	}
	tellSkipped(cfg.Shard.Assets, cfg.Log)
	datadir.Tighten(cfg.Log, c.Data)
	if c.Shards > 0 {
		return c.processes(ctx, cfg)
	}
	all, err := supervisor.OpenAllInOne(ctx, cfg)
	if err != nil {
		return starting(ctx, err)
	}
	fmt.Fprint(stdout, c.banner(all.Queue, "UDP "+all.Shard.Address(), c.Data, all.Shard.Resumed()))
	return all.Run(ctx)
}

// config is what the flags say.
func (c *upCmd) config(log *slog.Logger) (cfg supervisor.Config, err error) {
	set, err := dataOf(c.Assets)
	if err != nil {
		return cfg, err
	}
	cfg = supervisor.Config{Data: c.Data, Shard: c.node(), Log: log}
	if cfg.Queue, err = c.queue(set); err != nil {
		return cfg, err
	}
	cfg.Queue.Matchmaker.Scenarios, err = offers(set, c.Scenario)
	cfg.Queue.HTTP, cfg.Queue.Admin, cfg.Queue.TLS = c.HTTP, c.Admin, c.tls()
	cfg.Shard.UDP, cfg.Shard.Public, cfg.Shard.Assets = c.UDP, c.Public, set
	return cfg, err
}

func (c *upCmd) processes(ctx context.Context, cfg supervisor.Config) error {
	all, err := supervisor.OpenProcesses(ctx, cfg, c.Shards, c.shardArgs)
	if err != nil {
		return starting(ctx, err)
	}
	each := fmt.Sprintf("%d shards, each a process of its own; UDP from %s on", c.Shards, c.UDP)
	fmt.Fprint(stdout, c.banner(all.Queue, each, filepath.Join(c.Data, "shard-1"),
		"Matches that ran go on as their shards start."))
	return all.Run(ctx)
}

// shardArgs start a shard: with what differs between them, and all that is chosen of every shard.
func (c *upCmd) shardArgs(s supervisor.Shard) []string {
	own := []string{
		"shard", "--tied", "--id=" + s.ID, "--udp=" + s.UDP, "--public=" + s.Public, "--admin=" + s.Admin,
		"--data=" + s.Data, "--cluster-key=" + s.Key, "--drain=0s",
	}
	return append(own, c.shardFlags.args()...)
}

// banner tells on one screen what runs where and how to join.
func (c *upCmd) banner(q *queuenode.Node, players, journals, resumed string) string {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		dir = c.Data
	}
	url, admin := q.Shown(), q.AdminURL()
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
