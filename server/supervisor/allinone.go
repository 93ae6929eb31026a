// Package supervisor runs all of Muster on one machine: in one process, or the queue here and each shard in a process
// of its own that is started again when it dies.
package supervisor

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/shard/registry"
	"muster/shard/sources"
)

// The ids survive restarts: tickets and tokens name them.
const (
	shardID = "shard-1"
	queueID = "queue-1"
)

// Config is what all of it is made from. What its parts share, and where they meet, is set here.
type Config struct {
	Data  string // directory of everything
	Queue queuenode.Config
	Shard node.Config // of each shard
	Log   *slog.Logger
}

// queue is the configuration of the queue that meets its shards in a registry.
func (c *Config) queue(r registry.Registry) queuenode.Config {
	q := c.Queue
	q.Metrics = httpd.NewMetrics(c.Data)
	m := &q.Matchmaker
	m.ID, m.DataDir, m.Registry, m.Log = queueID, filepath.Join(c.Data, "queue"), r, c.Log
	return q
}

// AllInOne is everything in one process, as up runs it. The rooms meet where they would on many machines: in the
// registry, on the private listener and over REST.
type AllInOne struct {
	lifecycle.Closers
	Registry registry.Registry
	Shard    *node.Node
	Queue    *queuenode.Node
}

// OpenAllInOne opens every room; what was opened is closed again when one fails.
func OpenAllInOne(ctx context.Context, cfg Config) (*AllInOne, error) {
	a := &AllInOne{Registry: registry.NewMemory(registry.SilentAfter)}
	if err := a.open(ctx, cfg); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *AllInOne) open(ctx context.Context, cfg Config) (err error) {
	queue, shard := cfg.queue(a.Registry), cfg.Shard
	queue.Matchmaker.Matches = shard.Matches
	if a.Queue, err = queuenode.Listen(queue); err != nil {
		return err
	}
	a.Add(a.Queue.Close)
	file, err := sources.MakeKey(cfg.Data)
	if err != nil {
		return err
	}
	if shard.Key, err = sources.OpenKey(file, cfg.Log); err != nil {
		return err
	}
	shard.ID, shard.Data, shard.Control, shard.Admin = shardID, cfg.Data, "127.0.0.1:0", a.Queue.AdminURL()
	shard.Registry, shard.Metrics, shard.Log = a.Registry, queue.Metrics, cfg.Log
	if a.Shard, err = node.Open(ctx, shard); err != nil {
		return err
	}
	a.Add(a.Shard.Close)
	return a.Queue.Open(ctx, a.Shard)
}

// Run serves until ctx ends or a part fails, then closes everything.
func (a *AllInOne) Run(ctx context.Context) error {
	err := lifecycle.RunAll(ctx, a.Shard.Run, a.Queue.Run)
	return errors.Join(err, a.Close())
}
