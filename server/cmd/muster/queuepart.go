package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/prometheus/client_golang/prometheus"

	"muster/assets"
	"muster/clientip"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/reach"
	"muster/shard/registry"
)

// queueConfig is what a matchmaker of a process is made from.
type queueConfig struct {
	id      string
	http    string
	admin   string
	url     string // under which others reach it; empty for where we listen
	data    string // directory of keys, and of the database unless store names another
	store   string
	matches int
	offering
	assets   *assets.Set
	offered  []api.ScenarioInfo
	leader   matchmaker.Leader // nil where there is but one
	registry registry.Registry
	metrics  *prometheus.Registry
	log      *slog.Logger
}

// queuePart is a matchmaker with its listener: all that `muster matchmaker` runs, and a part of `muster up`.
type queuePart struct {
	queueConfig
	closers
	proxies   *clientip.Proxies // whose word about their clients counts
	public    net.Listener
	operators net.Listener
	named     bool // url was given
	queue     *matchmaker.Matchmaker
}

// openPublic opens the ports first: that one is in use must be told before anything else is opened.
func openPublic(cfg queueConfig) (*queuePart, error) {
	p := &queuePart{queueConfig: cfg}
	var err error
	if p.proxies, err = clientip.Trust(p.TrustedProxy); err != nil {
		return nil, fmt.Errorf("--trusted-proxy: %w", err)
	}
	if p.public, err = listenHTTP(p.http, p.AddressRate/usualRate, p.proxies); err != nil {
		return nil, err
	}
	p.opens(closing(p.public))
	if p.operators, err = listenAdmin(p.admin, p.log); err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.opens(closing(p.operators))
	if p.named = p.url != ""; !p.named {
		p.url = "http://" + reach.First(p.public.Addr().String())
	}
	return p, nil
}

// adminURL is where its operators find it.
func (p *queuePart) adminURL() string { return "http://" + reach.First(p.operators.Addr().String()) }

// open opens the matchmaker itself.
func (p *queuePart) open(ctx context.Context) (err error) {
	cfg := matchmaker.Config{
		ID: p.id, URL: p.url, DataDir: p.data, Store: p.store, Leader: p.leader, Registry: p.registry, Scenarios: p.offered,
		Matches: p.matches, Proxies: p.proxies, Log: p.log, Metrics: p.metrics,
	}
	if err := p.offering.apply(&cfg, p.assets); err != nil {
		return err
	}
	if p.queue, err = matchmaker.Open(ctx, cfg); err != nil {
		return err
	}
	p.opens(p.queue.Close)
	return p.promote(ctx, p.queue, p.url)
}

// run serves until ctx ends or a part fails, then tells the registry that we are gone.
func (p *queuePart) run(ctx context.Context, page *statusPage) error {
	err := together(ctx, p.queue.Run, p.announce,
		func(ctx context.Context) error { return serve(ctx, p.public, page.web()) },
		func(ctx context.Context) error {
			return serve(ctx, p.operators, addressed(p.operators.Addr(), page.operators()))
		},
		func(ctx context.Context) error { return watchFiles(ctx, p.queue.InPlace, p.log) })
	last, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if gone := p.registry.RemoveMatchmaker(last, p.id); gone != nil {
		p.log.Warn("the registry was not told that this matchmaker goes", "error", gone)
	}
	return errors.Join(err)
}
