package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"muster/server/datadir"
	"muster/server/queuenode"
	"muster/server/supervisor"
	"muster/shard/sources"
)

type upCmd struct {
	lasting    `embed:""`
	Scenario   string `help:"Scenario of players who ask for none in particular." default:"arena"`
	Shards     int    `help:"Run so many shards, each a process of its own that is started again when it dies, on a journal that they share; 0 for one in this process." default:"0"`
	UDP        string `name:"udp" help:"Where players come in (QUIC)." default:"127.0.0.1:7400" placeholder:"ADDR"`
	Public     string `help:"Where players reach --udp, if that differs: behind a router or a proxy; with commas between several, the best first. Of --shards the first, the others at the ports behind it." placeholder:"ADDR"`
	HTTP       string `name:"http" help:"Where the queue and the status page are." default:"127.0.0.1:7480" placeholder:"ADDR"`
	Admin      string `help:"Where figures and profiles are, for operators alone; an address without a host is this machine's. With --shards, those of each shard are at the ports behind." default:"127.0.0.1:7490" placeholder:"ADDR"`
	Data       string `help:"Directory of journal, keys and accounts; made if it is missing." default:"muster-data" placeholder:"DIR"`
	QuotaMB    int64  `name:"quota" help:"MB that the journal of --shards may have; from seven tenths of it on they begin no matches." default:"2048"`
	Prometheus string `help:"Draw the console's charts from a Prometheus that scrapes the nodes, each with the label node; nothing for what the console keeps itself." placeholder:"URL"`
	Web        bool   `help:"Serve the game for browsers at /play of --http." default:"true" negatable:""`
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
	go cfg.Shard.Live.Watch(ctx)
	all, err := supervisor.OpenAllInOne(ctx, cfg)
	if err != nil {
		return starting(ctx, err)
	}
	return c.serve(ctx, all, all.Queue, "UDP "+all.Shard.Address(), all.Shard.Resumed())
}

// config is what the flags say.
func (c *upCmd) config(log *slog.Logger) (cfg supervisor.Config, err error) {
	live, err := liveData(c.Assets, c.Mod, log)
	if err != nil {
		return cfg, err
	}
	set := live.Set()
	cfg = supervisor.Config{Data: c.Data, Shard: c.node(), Log: log}
	if cfg.Queue, err = c.queue(set); err != nil {
		return cfg, err
	}
	cfg.Queue.Matchmaker.Scenarios, err = offers(set, c.Scenario)
	cfg.Queue.HTTP, cfg.Queue.Admin, cfg.Queue.TLS, cfg.Queue.Console = c.HTTP, c.Admin, c.tls(), true
	cfg.Queue.Prometheus, cfg.Queue.Web = c.Prometheus, c.Web
	cfg.Shard.UDP, cfg.Shard.Public, cfg.Shard.Assets = c.UDP, c.Public, set
	cfg.Shard.Live = live
	cfg.Shard.Browsers = c.browsers()
	return cfg, err
}

func (c *upCmd) processes(ctx context.Context, cfg supervisor.Config) error {
	all, err := supervisor.OpenProcesses(ctx, cfg, c.Shards, supervisor.Lines{Shard: c.shardArgs, Store: c.storeArgs})
	if err != nil {
		return starting(ctx, err)
	}
	each := fmt.Sprintf("%d shards, each a process of its own; UDP from %s on", c.Shards, c.UDP)
	return c.serve(ctx, all, all.Queue, each, "Matches that ran go on as their shards start.")
}

// serve says what is up, and serves.
func (c *upCmd) serve(ctx context.Context, all running, q *queuenode.Node, players, resumed string) error {
	fmt.Fprint(stdout, c.banner(q, players, c.Data, resumed, consoleLine(q, c.Data)))
	return all.Run(ctx)
}

// consoleLine is how to come into the console. The link opens it without a password, so it is for who sits at the
// terminal: a service's output stands in a log.
func consoleLine(q *queuenode.Node, data string) string {
	if seen() {
		if link, err := q.ConsoleLink(); err == nil {
			return fmt.Sprintf("%s\n            (for you: it opens once, within ten minutes; "+
				"muster console --data %s makes another)", link, data)
		}
	}
	return fmt.Sprintf("%s/console/ (muster console --data %s makes a link)", q.AdminURL(), data)
}

// running is a server of either kind.
type running interface {
	Run(ctx context.Context) error
	Close() error
}

// shardArgs start a shard: with what differs between them, and all that is chosen of every shard.
func (c *upCmd) shardArgs(s supervisor.Shard) []string {
	own := []string{
		"shard", "--tied", "--id=" + s.ID, "--udp=" + s.UDP, "--public=" + s.Public, "--admin=" + s.Admin,
		"--data=" + s.Data, "--cluster-key=" + s.Key, "--drain=0s",
	}
	if s.Journal == "" {
		own = append(own, "--finish")
	} else {
		own = append(own, "--journal="+s.Journal)
	}
	if c.TLSCert != "" {
		own = append(own, "--tls-cert="+c.TLSCert, "--tls-key="+c.TLSKey)
	}
	return append(own, c.shardFlags.args()...)
}

// storeArgs start the store of the journal that the shards share.
func (c *upCmd) storeArgs(s sources.Store) []string {
	return []string{
		"store", "--tied", "--name=" + sources.StoreName, "--data=" + s.Dir, "--listen=" + s.Socket,
		fmt.Sprintf("--quota=%d", c.QuotaMB),
	}
}

// banner prints on one screen what runs where and how to join.
func (c *upCmd) banner(q *queuenode.Node, players, journals, resumed, console string) string {
	dir, err := filepath.Abs(c.Data)
	if err != nil {
		dir = c.Data
	}
	url, admin := q.Shown(), q.AdminURL()
	return fmt.Sprintf(`Muster is up.

  play      %s/play in a browser, or bin/muster-play --matchmaker %s
  watch     bin/muster watch --matchmaker %s
  bots      bin/muster bots --matchmaker %s --players 16 --duration 60s
  replays   bin/muster replay list --data %s

  status    %s/
  API       %s/docs
  console   %s
  operators %s/ (metrics, profiles; for this machine alone unless --admin says otherwise)
  players   %s
  data      %s

  %s
  Ctrl-C stops it; started again on the same directory, the matches go on where they were.

`, url, url, url, url, journals, url, url, console, admin, players, dir, resumed)
}
