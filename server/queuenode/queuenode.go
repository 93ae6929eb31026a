// Package queuenode is a matchmaker's process whole: the queue, its API by HTTP or HTTPS, the status page, the
// operators' listener, and what the registry and the local network hear of it.
package queuenode

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"muster/clientip"
	"muster/inplace"
	"muster/matchmaker"
	"muster/server/alerts"
	"muster/server/botdoor"
	"muster/server/console"
	"muster/server/history"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/logs"
	"muster/server/node"
	"muster/server/observe"
	"muster/server/reach"
	"muster/server/relay"
	"muster/server/statuspage"
)

// Config is what a matchmaker's process is made from.
type Config struct {
	Matchmaker     matchmaker.Config // but its Leader, URL, Proxies, CertHash and Metrics, which are set here
	Metrics        *prometheus.Registry
	HTTP           string // where the API and the status page are
	Admin          string // of the operators' listener
	URL            string // under which others reach the API; empty for where we listen
	TLS            httpd.TLS
	TrustedProxies []string  // addresses and ranges of proxies whose word about their clients counts
	Discovery      bool      // have games on the local network find it
	ServerName     string    // what players there see of it; empty for the machine's
	Kept           *logs.Log // what keeps the matchmaker's Log, closed by whoever opened it; nil for one in DataDir
	Console        bool      // the operators' listener serves the console, too
	Web            bool      // the page that the game is played on in a browser is served, too
	Prometheus     string    // URL of one that charts are drawn from; empty for what the console keeps itself

	Webhook alerts.WebhookConfig // where alerts are sent; without a URL nowhere. Its Console and Log are set here

	// hears of the open matchmaker, before anybody is served; may be nil
	Opened func(ctx context.Context, m *matchmaker.Matchmaker, url string) error
}

// Node is a matchmaker with its listeners: all that `muster matchmaker` runs, and a part of `muster up`.
type Node struct {
	lifecycle.Closers
	cfg       Config
	log       *slog.Logger
	proxies   *clientip.Proxies
	public    net.Listener
	cert      *httpd.Certificate // nil without TLS
	url       string             // under which shards reach it
	shown     string             // the URL that people are told
	operators net.Listener
	named     bool // the URL was given
	queue     *matchmaker.Matchmaker
	console   *console.Console // nil without one
	board     *alerts.Board    // the same
	webhook   *alerts.Webhook  // nil where alerts are sent nowhere
	watcher   *observe.Watcher // as the console
	history   *history.History // the same
	page      *statuspage.Page
}

// Listen opens the ports, before anything else is opened: that one is in use must be told first.
func Listen(cfg Config) (*Node, error) {
	p := &Node{cfg: cfg, url: cfg.URL}
	if cfg.Webhook.URL != "" && !cfg.Console {
		return nil, errUnwatched
	}
	if cfg.Kept == nil {
		p.cfg.Kept = logs.In(cfg.Matchmaker.DataDir)
		p.cfg.Matchmaker.Log = p.cfg.Kept.Over(cfg.Matchmaker.Log)
		p.Add(p.cfg.Kept.Close)
	}
	p.log = p.cfg.Matchmaker.Log
	if err := p.listen(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Node) listen() (err error) {
	cfg := &p.cfg
	if p.cert, err = cfg.TLS.Open(cfg.Matchmaker.DataDir, p.log); err != nil {
		return err
	}
	if p.proxies, err = clientip.Trust(cfg.TrustedProxies); err != nil {
		return fmt.Errorf("--trusted-proxy: %w", err)
	}
	if p.public, err = httpd.Listen(cfg.HTTP, cfg.Matchmaker.AddressRate/usualRate, p.proxies); err != nil {
		return err
	}
	p.Add(lifecycle.Closing(p.public))
	p.encrypt()
	if p.operators, err = httpd.ListenAdmin(cfg.Admin, p.log); err != nil {
		return err
	}
	p.Add(lifecycle.Closing(p.operators))
	return nil
}

// encrypt has the API speak TLS, if there is a certificate, and says what it means if there is none. Shards find us at
// an address that the certificate need not name: they go by its hash, which the registry tells them.
func (p *Node) encrypt() {
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
	case !httpd.Local(p.public.Addr()) && !strings.HasPrefix(p.cfg.URL, "https://"):
		p.log.Warn("the API is served without TLS, and not to this machine alone",
			"http", p.public.Addr().String(), "why that is bad", errClear)
	}
	if !p.named {
		p.url = scheme + here
	}
}

// certHash is what shards know the API's certificate by; nil where they know it as everybody does.
func (p *Node) certHash() []byte {
	if p.named {
		return nil
	}
	return p.cert.Hash()
}

// URL is that under which shards reach the API.
func (p *Node) URL() string { return p.url }

// Shown is the URL that people are told.
func (p *Node) Shown() string { return p.shown }

// Addr is where the API listens.
func (p *Node) Addr() net.Addr { return p.public.Addr() }

// AdminURL is where its operators find it.
func (p *Node) AdminURL() string { return "http://" + reach.First(p.operators.Addr().String()) }

// Open opens the matchmaker itself. Its page shows the shard of this process, if there is one.
func (p *Node) Open(ctx context.Context, shard *node.Node) (err error) {
	cfg := p.cfg.Matchmaker
	cfg.Logbook = p.cfg.Kept
	cfg.Leader, cfg.Metrics = leaderOf(cfg.Registry, cfg.ID), p.cfg.Metrics
	cfg.URL, cfg.Admin, cfg.Proxies, cfg.CertHash = p.url, p.AdminURL(), p.proxies, p.certHash
	if cfg.Notices, err = p.noticed(cfg.Notices); err != nil {
		return err
	}
	if p.queue, err = matchmaker.Open(ctx, cfg); err != nil {
		return err
	}
	p.Add(p.queue.Close)
	p.page = statuspage.New(statuspage.Config{
		ID: cfg.ID, Queue: p.queue, Shard: shard, Registry: cfg.Registry, Metrics: p.cfg.Metrics, Web: p.cfg.Web,
		Log: p.log,
	})
	if err := p.openConsole(); err != nil || p.cfg.Opened == nil {
		return err
	}
	return p.cfg.Opened(ctx, p.queue, p.shown)
}

// Run serves until ctx ends or a part fails, then tells the registry that we are gone.
func (p *Node) Run(ctx context.Context) error {
	err := lifecycle.RunAll(ctx, p.queue.Run, p.announce, p.runConsole,
		p.serve,
		func(ctx context.Context) error {
			return httpd.ServeOperators(ctx, p.operators, p.cfg.Admin, p.forOperators())
		},
		func(ctx context.Context) error { return inplace.Watch(ctx, p.queue.InPlace, p.log) })
	last, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	if gone := p.cfg.Matchmaker.Registry.RemoveMatchmaker(last, p.cfg.Matchmaker.ID); gone != nil {
		p.log.Warn("cannot deregister this matchmaker", "error", gone)
	}
	return err
}

// serve serves the API and, behind its limits, the door for bots, until all have left.
func (p *Node) serve(ctx context.Context) error {
	bots := botdoor.New(botdoor.Config{
		Queue: p.queue, Origins: p.cfg.Matchmaker.Origins, Proxies: p.proxies, Log: p.log,
	})
	mux := http.NewServeMux()
	mux.Handle("GET /v1/matches/{id}/lines", p.queue.Guard(bots.Handler(ctx)))
	links := relay.New(relay.Config{
		Shards: p.queue.Shards, Token: p.queue.Service, Origins: p.cfg.Matchmaker.Origins, Proxies: p.proxies,
		Log: p.log,
	})
	mux.Handle("GET /v1/link", p.queue.Guard(links.Handler(ctx)))
	mux.Handle("/", p.page.Public())
	if err := p.servePlay(mux); err != nil {
		return err
	}
	defer bots.Wait()
	return httpd.Serve(ctx, p.public, mux)
}

// errClear is what an API without TLS gives away.
var errClear = errors.New("passwords, tokens and the hash that players know shards by travel in clear, " +
	"and whoever is on the way can read and change them. Give --tls-cert and --tls-key, or --acme HOST; " +
	"behind a proxy that speaks TLS let --http listen on this machine's address for it alone")
