package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"muster/assets"
	"muster/clientip"
	"muster/inplace"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/lifecycle"
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
	tls      httpd.TLS
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
	lifecycle.Closers
	proxies   *clientip.Proxies // whose word about their clients counts
	public    net.Listener
	cert      *httpd.Certificate // nil without TLS
	shown     string             // the URL that people are told
	operators net.Listener
	named     bool // url was given
	queue     *matchmaker.Matchmaker
}

// openPublic opens the ports first: that one is in use must be told before anything else is opened.
func openPublic(cfg queueConfig) (*queuePart, error) {
	p := &queuePart{queueConfig: cfg}
	var err error
	if p.cert, err = p.tls.Open(p.data, p.log); err != nil {
		return nil, err
	}
	if p.proxies, err = clientip.Trust(p.TrustedProxy); err != nil {
		return nil, fmt.Errorf("--trusted-proxy: %w", err)
	}
	if p.public, err = httpd.Listen(p.http, p.AddressRate/usualRate, p.proxies); err != nil {
		return nil, err
	}
	p.Add(lifecycle.Closing(p.public))
	p.encrypt()
	if p.operators, err = httpd.ListenAdmin(p.admin, p.log); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	p.Add(lifecycle.Closing(p.operators))
	return p, nil
}

// encrypt has the API speak TLS, if there is a certificate, and says what it means if there is none. Shards find us at an
// address that the certificate need not name: they go by its hash, which the registry tells them.
func (p *queuePart) encrypt() {
	here := reach.First(p.public.Addr().String())
	scheme := "http://"
	if p.cert != nil {
		scheme = "https://"
	}
	p.shown, p.named = p.url, p.url != ""
	if !p.named {
		p.shown = scheme + here
		if p.cert != nil && p.cert.Host != "" {
			_, port, _ := net.SplitHostPort(here) // it is where we listen
			p.shown = scheme + net.JoinHostPort(p.cert.Host, port)
		}
	}
	switch {
	case p.cert != nil:
		p.public = p.cert.Listen(p.public)
	case !httpd.Local(p.public.Addr()) && !strings.HasPrefix(p.url, "https://"):
		p.log.Warn("the API is served without TLS, and not to this machine alone", "http", p.public.Addr().String(), "why that is bad", errClear)
	}
	if !p.named {
		p.url = scheme + here
	}
}

// certHash is what shards know the API's certificate by; nil where they know it as everybody does.
func (p *queuePart) certHash() []byte {
	if p.named {
		return nil
	}
	return p.cert.Hash()
}

// adminURL is where its operators find it.
func (p *queuePart) adminURL() string { return "http://" + reach.First(p.operators.Addr().String()) }

// open opens the matchmaker itself.
func (p *queuePart) open(ctx context.Context) (err error) {
	cfg := matchmaker.Config{
		ID: p.id, URL: p.url, DataDir: p.data, Store: p.store, Leader: p.leader, Registry: p.registry, Scenarios: p.offered,
		Matches: p.matches, Proxies: p.proxies, Log: p.log, Metrics: p.metrics, CertHash: p.certHash,
	}
	if err := p.offering.apply(&cfg, p.assets); err != nil {
		return err
	}
	if p.queue, err = matchmaker.Open(ctx, cfg); err != nil {
		return err
	}
	p.Add(p.queue.Close)
	return p.promote(ctx, p.queue, p.shown)
}

// run serves until ctx ends or a part fails, then tells the registry that we are gone.
func (p *queuePart) run(ctx context.Context, page *statusPage) error {
	err := lifecycle.RunAll(ctx, p.queue.Run, p.announce,
		func(ctx context.Context) error { return httpd.Serve(ctx, p.public, page.web()) },
		func(ctx context.Context) error {
			return httpd.ServeOperators(ctx, p.operators, page.operators())
		},
		func(ctx context.Context) error { return inplace.Watch(ctx, p.queue.InPlace, p.log) })
	last, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if gone := p.registry.RemoveMatchmaker(last, p.id); gone != nil {
		p.log.Warn("the registry was not told that this matchmaker goes", "error", gone)
	}
	return errors.Join(err)
}
