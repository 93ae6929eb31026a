package main

import (
	"context"
	"errors"
	"fmt"

	"muster/server/cluster"
	"muster/server/datadir"
	"muster/server/httpd"
	"muster/server/logs"
	"muster/server/queuenode"
)

type matchmakerCmd struct {
	tiedFlag      `embed:""`
	lasting       `embed:""`
	registryFlags `embed:""`
	databaseFlags `embed:""`
	ID            string `help:"Its name, the same after every restart; nothing for one made once and kept in the data directory." placeholder:"ID"`
	Scenario      string `help:"Scenario of players who ask for none in particular." default:"arena"`
	Matches       int    `help:"Maximum concurrent matches of all shards; 0 for as many as the shards take." default:"0"`
	HTTP          string `name:"http" help:"Where the API and the status page are." default:"127.0.0.1:7480" placeholder:"ADDR"`
	Admin         string `help:"Where figures and profiles are, for operators alone; an address without a host is this machine's." default:"127.0.0.1:7490" placeholder:"ADDR"`
	URL           string `name:"url" help:"Under which shards and players reach it, if it is not --http." placeholder:"URL"`
	Console       bool   `help:"Serve the console, the operators' web application, at /console/ of --admin."`
	Web           bool   `help:"Serve the game for browsers at /play of --http."`
	Cluster       string `help:"Directory of the muster cluster that started it: operators may hurt and heal that cluster by the API, and the console has a page for it." placeholder:"DIR"`
	Prometheus    string `help:"Draw the console's charts from a Prometheus that scrapes the nodes, each with the label node; nothing for what the console keeps itself." placeholder:"URL"`
	queueFlags    `embed:""`
	tlsFlags      `embed:""`
	Assets        string `help:"Directory of rules, scenarios and maps, laid over the embedded ones; see muster check." placeholder:"DIR"`
	modFlags      `embed:""`
	Data          string `help:"Directory of keys, and of the database unless --db names one; made if it is missing." default:"muster-queue" placeholder:"DIR"`
	JSONLog       bool   `help:"Log as JSON, for collectors."`
	clockFlag     `embed:""`
}

// Run serves until it is told to stop.
func (c *matchmakerCmd) Run(ctx context.Context) error {
	ctx = c.until(ctx)
	set, err := dataOf(c.Assets, c.Mod...)
	if err != nil {
		return err
	}
	offered, err := offers(set, c.Scenario)
	if err != nil {
		return err
	}
	cfg, err := c.queue(set)
	if err != nil {
		return err
	}
	if err := datadir.Writable(c.Data); err != nil {
		return err
	}
	id, err := datadir.NameOf(c.ID, c.Data, "queue")
	if err != nil {
		return err
	}
	kept := logs.In(c.Data)
	defer kept.Close()
	log := kept.Over(newLogger(c.JSONLog))
	tellSkipped(set, log)
	url, err := c.place(log)
	if err != nil {
		return err
	}
	datadir.Tighten(log, c.Data)
	datadir.TightenDatabase(log, url)
	metrics := httpd.NewMetrics(c.Data)
	r, _, leave, err := c.join(metrics, log)
	if err != nil {
		return err
	}
	m := &cfg.Matchmaker
	m.ID, m.DataDir, m.Store, m.Matches, m.Scenarios, m.Registry, m.Log = id, c.Data, url, c.Matches, offered, r, log
	cfg.HTTP, cfg.Admin, cfg.URL, cfg.TLS, cfg.Metrics = c.HTTP, c.Admin, c.URL, c.tls(), metrics
	cfg.Console, cfg.Prometheus, cfg.Kept, cfg.Web = c.Console, c.Prometheus, kept, c.Web
	if c.Cluster != "" {
		m.Cluster = cluster.NewRemote(c.Cluster)
	}
	return errors.Join(c.serve(ctx, cfg), leave())
}

func (c *matchmakerCmd) serve(ctx context.Context, cfg queuenode.Config) error {
	collectLess()
	p, err := queuenode.Listen(cfg)
	if err != nil {
		return err
	}
	if err := p.Open(ctx, nil); err != nil {
		return starting(ctx, errors.Join(err, p.Close()))
	}
	fmt.Fprintf(stdout, "matchmaker %s: %s, operators %s, data %s\n",
		cfg.Matchmaker.ID, p.Shown(), p.AdminURL(), c.Data)
	return errors.Join(p.Run(ctx), p.Close())
}
