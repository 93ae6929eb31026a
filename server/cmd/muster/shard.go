package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/server/datadir"
	"muster/server/httpd"
	"muster/server/logs"
	"muster/server/node"
	"muster/server/reach"
)

type shardCmd struct {
	lasting       `embed:""`
	registryFlags `embed:""`
	ID            string        `help:"Its name, the same after every restart; nothing for one made once and kept in the data directory." placeholder:"ID"`
	Region        string        `help:"Where it stands, as players may choose it." placeholder:"NAME"`
	UDP           string        `name:"udp" help:"Where players join; without a host everywhere, by IPv4 and IPv6." default:":0" placeholder:"ADDR"`
	Public        string        `help:"What players dial, if it is not --udp: host:port, with commas between several, the best first." placeholder:"ADDR"`
	TLSCert       string        `name:"tls-cert" help:"Show browsers this certificate at --udp, if it names what --public says: file in PEM, and behind it those of who signed it. Read again when it has changed. Else they are shown one by its hash." placeholder:"FILE" and:"tls"`
	TLSKey        string        `name:"tls-key" help:"File of that certificate's key." placeholder:"FILE" and:"tls"`
	Control       string        `help:"Private listener, for matchmakers and the other shards of a shared journal." default:"127.0.0.1:0" placeholder:"ADDR"`
	ControlPublic string        `name:"control-public" help:"What matchmakers and other shards dial, if it is not --control: host:port." placeholder:"ADDR"`
	HTTP          string        `name:"http" help:"Where it tells whether it lives and is ready, and its version." default:"127.0.0.1:0" placeholder:"ADDR"`
	Admin         string        `help:"Where figures and profiles are, for operators alone; an address without a host is this machine's." default:"127.0.0.1:0" placeholder:"ADDR"`
	Drain         time.Duration `help:"How long matches may go on after SIGTERM; a second one stops it at once." default:"30s"`
	Journal       string        `help:"URL of an etcd cluster in which shards share their journals, etcd://HOST:PORT,... or etcds:// for TLS (see muster store); nothing for files in the data directory." placeholder:"URL"`
	accessFlags   `embed:""`
	TakeOver      []string `name:"take-over" help:"Go on with these matches at once, whoever runs them now." placeholder:"MATCH"`
	Data          string   `help:"Directory of keys and journal; made if it is missing. One shard at a time may use it." default:"muster-shard" placeholder:"DIR"`
	shardFlags    `embed:""`
	tiedFlag      `embed:""`
	clockFlag     `embed:""`
	Finish        bool `hidden:"" help:"Begin no matches, and end when those in the files of the data directory are over and given up."`
}

// Run serves until it is told to stop. What went wrong with a process of another one is told there, on standard output.
func (c *shardCmd) Run(ctx context.Context) error {
	return toldBy(c.Tied, c.begin(ctx))
}

func (c *shardCmd) begin(ctx context.Context) error {
	if c.Matches < 1 {
		return fmt.Errorf("--matches %d: at least one is needed", c.Matches)
	}
	if err := datadir.Writable(c.Data); err != nil {
		return err
	}
	together := c.parent()
	ctx = untilEither(ctx, together)
	id, err := datadir.NameOf(c.ID, c.Data, "shard")
	if err != nil {
		return err
	}
	kept := logs.In(c.Data)
	defer kept.Close()
	log := kept.Over(newLogger(c.JSONLog)).With("shard", id)
	live, err := liveData(c.Assets, c.Mod, log)
	if err != nil {
		return err
	}
	if !c.Tied { // or the process that started this one tells
		tellSkipped(live.Set(), log)
	}
	go live.Watch(ctx)
	datadir.Tighten(log, c.Data)
	metrics := httpd.NewMetrics(c.Data)
	r, key, leave, err := c.join(metrics, log)
	if err != nil {
		return err
	}
	cfg := c.shardFlags.node()
	cfg.ID, cfg.Region, cfg.TakeOver, cfg.Drain = id, c.Region, c.TakeOver, c.Drain
	cfg.Data, cfg.Journal, cfg.Access, cfg.Key = c.Data, c.Journal, c.access(), key
	cfg.Browsers = httpd.TLS{Cert: c.TLSCert, Key: c.TLSKey}
	cfg.UDP, cfg.Public, cfg.Control, cfg.Finish, cfg.Together = c.UDP, c.Public, c.Control, c.Finish, together
	cfg.ControlPublic = c.ControlPublic
	cfg.Live, cfg.Assets, cfg.Registry, cfg.Metrics, cfg.Log, cfg.Kept = live, live.Set(), r, metrics, log, kept
	return errors.Join(c.serve(ctx, cfg), leave())
}

func (c *shardCmd) serve(ctx context.Context, cfg node.Config) error {
	health, err := httpd.Listen(c.HTTP, 1, nil)
	if err != nil {
		return err
	}
	admin, err := httpd.ListenAdmin(c.Admin, cfg.Log)
	if err != nil {
		return errors.Join(err, health.Close())
	}
	cfg.Health, cfg.Admin = "http://"+reach.First(health.Addr().String()), "http://"+reach.First(admin.Addr().String())
	p, err := node.Open(ctx, cfg)
	if err != nil {
		return starting(ctx, errors.Join(err, health.Close(), admin.Close()))
	}
	if !c.Tied {
		fmt.Fprintf(stdout,
			"shard %s: players UDP %s, control %s, health http://%s/readyz, operators http://%s/metrics, data %s\n",
			cfg.ID, p.Address(), p.Control(), health.Addr(), admin.Addr(), cfg.Data)
	}
	cfg.Log.Info("the shard is up", "players", p.Address(), "journal", p.Resumed())
	told, stop := context.WithCancel(context.WithoutCancel(ctx)) // until the last match has ended
	go httpd.Serve(told, health, httpd.Page(httpd.Health(p.Ready)))
	go httpd.ServeOperators(told, admin, c.Admin, p.Operators())
	err = errors.Join(p.Run(ctx), p.Close())
	stop()
	return err
}
