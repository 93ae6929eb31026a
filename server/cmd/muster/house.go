package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"

	"muster/assets"
	"muster/matchmaker/api"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/node"
	"muster/shard/registry"
	"muster/shard/sources"
)

// The ids survive restarts: tickets and tokens name them.
const (
	shardID = "shard-1"
	queueID = "queue-1"
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
	lifecycle.Closers
	metrics *prometheus.Registry
	shard   *node.Node
	queue   *queuePart
}

// openHouse opens every room; what was opened is closed again when one fails.
func openHouse(ctx context.Context, cfg config) (*house, error) {
	h := &house{config: cfg, metrics: httpd.NewMetrics()}
	if err := h.open(ctx, registry.NewMemory(registry.SilentAfter)); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

func (h *house) open(ctx context.Context, r registry.Registry) (err error) {
	if h.queue, err = openPublic(queueConfig{
		id: queueID, http: h.HTTP, admin: h.Admin, data: filepath.Join(h.Data, "queue"), matches: h.Matches, offered: h.offered,
		offering: h.offering, tls: h.tls(), assets: h.assets,
		registry: r, metrics: h.metrics, log: h.log,
	}); err != nil {
		return err
	}
	h.Add(h.queue.Close)
	file, err := sources.MakeKey(h.Data)
	if err != nil {
		return err
	}
	key, err := sources.OpenKey(file, h.log)
	if err != nil {
		return err
	}
	cfg := h.hosting.node()
	cfg.ID, cfg.Data, cfg.Key, cfg.UDP, cfg.Public, cfg.Control, cfg.Admin = shardID, h.Data, key, h.UDP, h.Public, "127.0.0.1:0", h.queue.adminURL()
	cfg.Assets, cfg.Registry, cfg.Metrics, cfg.Log = h.assets, r, h.metrics, h.log
	if h.shard, err = node.Open(ctx, cfg); err != nil {
		return err
	}
	h.Add(h.shard.Close)
	return h.queue.open(ctx)
}

// run serves until ctx ends or a part of the house fails, then closes everything.
func (h *house) run(ctx context.Context) error {
	page := newStatusPage(h.queue, h.shard)
	err := lifecycle.RunAll(ctx, h.shard.Run, func(ctx context.Context) error { return h.queue.run(ctx, page) })
	return errors.Join(err, h.Close())
}
