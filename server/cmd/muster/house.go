package main

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"muster/assets"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
)

// The ids survive restarts: tickets and tokens name them.
const (
	shardID = "shard-1"
	queueID = "queue-1"
)

// Times of the house.
const (
	announceEvery = 2 * time.Second  // the shard's entry in the registry
	silentAfter   = 10 * time.Second // an entry not renewed for so long is gone
	closeWithin   = 3 * time.Second  // for requests under way when the house closes
	headerWithin  = 5 * time.Second  // for a request's header; a slower caller is cut off
)

type config struct {
	upCmd
	assets  *assets.Set
	offered []api.ScenarioInfo
	log     *slog.Logger
}

// house is everything in one process, as up runs it. The rooms meet where they would on many machines: in the registry,
// on the private listener and over REST.
type house struct {
	config
	url      string // of the queue and the status page
	began    time.Time
	metrics  *prometheus.Registry
	registry *registry.Memory
	store    *journal.Files
	shard    *shard.Shard
	listener wire.Listener
	keys     *server.Keys
	door     *server.Server
	queue    *matchmaker.Matchmaker
	public   net.Listener
	private  net.Listener // of the control API, for the queue
	opened   []func() error
}

// openHouse opens every room; what was opened is closed again when one fails.
func openHouse(ctx context.Context, cfg config) (*house, error) {
	h := &house{config: cfg, began: time.Now(), metrics: prometheus.NewRegistry(), registry: registry.NewMemory(silentAfter)}
	h.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, open := range []func(context.Context) error{h.openPorts, h.openShard, h.openDoor, h.openQueue} {
		if err := open(ctx); err != nil {
			return nil, errors.Join(err, h.close())
		}
	}
	return h, nil
}

// close closes what was opened, the last first.
func (h *house) close() (err error) {
	for _, c := range slices.Backward(h.opened) {
		err = errors.Join(err, c())
	}
	h.opened = nil
	return err
}

func (h *house) opens(c func() error) { h.opened = append(h.opened, c) }

// openPorts comes first: a port in use must be told before a journal is opened.
func (h *house) openPorts(context.Context) (err error) {
	if h.public, err = listenHTTP(h.HTTP); err != nil {
		return err
	}
	h.opens(closing(h.public))
	h.url = "http://" + reachable(h.public.Addr().String())
	if h.private, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	h.opens(closing(h.private))
	if h.keys, err = server.OpenKeys(filepath.Join(h.Data, "keys")); err != nil {
		return err
	}
	if h.listener, err = wire.Listen(h.keys.ListenConfig(h.UDP)); err != nil {
		return fmt.Errorf("--udp: %w", err)
	}
	h.opens(closing(h.listener))
	return nil
}

// closing closes what may be closed already by whoever served on it.
func closing(c interface{ Close() error }) func() error {
	return func() error {
		if err := c.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

func (h *house) openShard(ctx context.Context) (err error) {
	if h.store, err = journal.OpenFiles(filepath.Join(h.Data, "journal")); err != nil {
		return err
	}
	h.opens(h.store.Close)
	for _, d := range h.store.Damage() {
		h.log.Error("the journal is damaged", "error", d)
	}
	h.shard, err = shard.Open(ctx, shard.Config{ID: shardID, Store: h.store, Registry: h.registry, Log: h.log, MaxZones: h.Matches})
	if err == nil {
		h.opens(h.shard.Close)
	}
	return err
}

func (h *house) openDoor(context.Context) (err error) {
	h.door, err = server.New(server.Config{
		ID: shardID, Shard: h.shard, Listener: h.listener, Keys: h.keys, Scenarios: h.assets.Setup,
		JoinKeys: h.joinKeys, Report: h.report, Log: h.log, Metrics: h.metrics,
	})
	return err
}

func (h *house) openQueue(ctx context.Context) (err error) {
	h.queue, err = matchmaker.Open(ctx, matchmaker.Config{
		ID: queueID, URL: h.url, DataDir: filepath.Join(h.Data, "queue"), Registry: h.registry, Scenarios: h.offered,
		Matches: h.Matches, Log: h.log, Metrics: h.metrics,
	})
	if err == nil {
		h.opens(h.queue.Close)
	}
	return err
}

// run serves until ctx ends or a part of the house fails, then closes everything.
func (h *house) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts := []func(context.Context) error{h.announce, h.queue.Run, h.door.Run, h.servePublic, h.servePrivate}
	done := make(chan error)
	for _, part := range parts {
		go func() {
			err := part(ctx)
			stop()
			done <- err
		}()
	}
	var err error
	for range parts {
		err = errors.Join(err, <-done)
	}
	return errors.Join(err, h.close())
}

// address is where players reach the door.
func (h *house) address() string { return cmp.Or(h.Public, reachable(h.listener.Addr())) }

// announce tells the registry that the shard is there, until ctx ends.
func (h *house) announce(ctx context.Context) error {
	tick := time.NewTicker(announceEvery)
	defer tick.Stop()
	for {
		err := h.registry.PutShard(ctx, registry.Shard{
			ID: shardID, Addr: h.address(), CertHash: h.keys.CertHash(), Control: "https://" + h.private.Addr().String(),
			PublicKey: h.keys.Signing().Public().(ed25519.PublicKey), Version: version(),
			Protocol: [2]uint16{wire.OldestProtocol, wire.NewestProtocol}, Capacity: h.Matches, Load: len(h.shard.Hosts()),
		})
		if err != nil {
			h.log.Warn("the registry does not take the shard's entry", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// joinKeys are those of the queues that are there.
func (h *house) joinKeys() (keys []ed25519.PublicKey) {
	all, _ := h.registry.Matchmakers(context.Background()) // the one in memory never fails
	for _, m := range all {
		keys = append(keys, m.PublicKey)
	}
	return keys
}

// keyOf finds a queue's key by its id.
func (h *house) keyOf(issuer string) (ed25519.PublicKey, bool) {
	all, _ := h.registry.Matchmakers(context.Background())
	i := slices.IndexFunc(all, func(m registry.Matchmaker) bool { return m.ID == issuer })
	if i < 0 {
		return nil, false
	}
	return all[i].PublicKey, true
}

// report tells the queue how a match ended, over REST like a shard elsewhere.
func (h *house) report(ctx context.Context, r api.MatchReport) error {
	token, err := api.SignService(h.keys.Signing(), shardID, queueID, time.Now())
	if err != nil {
		return err
	}
	return api.NewClient(h.url, nil).As(token).Report(ctx, r)
}

func (h *house) servePublic(ctx context.Context) error { return serve(ctx, h.public, h.web()) }

func (h *house) servePrivate(ctx context.Context) error {
	cert := h.keys.ListenConfig("").Certificate
	l := tls.NewListener(h.private, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13})
	return serve(ctx, l, h.door.Control(h.keyOf))
}

// serve answers HTTP until ctx ends; requests under way get a moment to finish.
func serve(ctx context.Context, l net.Listener, handler http.Handler) error {
	s := &http.Server{Handler: handler, ReadHeaderTimeout: headerWithin, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		last, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if s.Shutdown(last) != nil {
			s.Close()
		}
	}()
	err := s.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		<-stopped
		return nil
	}
	return err
}
