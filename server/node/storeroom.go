package node

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard/journal/etcd"
)

// storeRoom watches whether a shared journal has room for new matches. Matches that run go on in any case.
type storeRoom struct {
	fill func(ctx context.Context) (etcd.Fill, error)
	log  *slog.Logger

	full               atomic.Bool
	inUse, size, takes prometheus.Gauge
}

// storeFull is why a shard begins no matches, for who asked it to.
const storeFull = "the store of the journals is nearly full: no new matches are begun until there is room again; " +
	"those that run go on"

func newStoreRoom(fill func(ctx context.Context) (etcd.Fill, error), log *slog.Logger) *storeRoom {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
	}
	r := &storeRoom{
		fill: fill, log: log,
		inUse: gauge("muster_store_in_use_ratio",
			"What the fullest server of the shared journal keeps, as a share of its quota; new matches stop at 0.7."),
		size: gauge("muster_store_size_ratio",
			"Size of that server's database file, free pages with it, as a share of its quota; "+
				"new matches stop at 0.9, all writes at 1."),
		takes: gauge("muster_store_takes_matches", "Whether the shared journal has room for new matches: 1 or 0."),
	}
	r.takes.Set(1)
	return r
}

// register shows the figures.
func (r *storeRoom) register(at prometheus.Registerer) (err error) {
	for _, c := range []prometheus.Collector{r.inUse, r.size, r.takes} {
		if err == nil {
			err = at.Register(c)
		}
	}
	return err
}

// watch looks again and again until ctx ends; changed is called when the answer does.
func (r *storeRoom) watch(ctx context.Context, changed func()) error {
	var room etcd.Room
	tick := time.NewTicker(fillEvery)
	defer tick.Stop()
	for {
		// who does not answer does not change it: appends tell of that
		if f, err := r.fill(ctx); err == nil && r.update(&room, f) {
			changed()
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// update takes in how full the store is, and reports whether that changes anything.
func (r *storeRoom) update(room *etcd.Room, f etcd.Fill) (changed bool) {
	quota := float64(max(f.Quota, 1))
	r.inUse.Set(float64(f.InUse) / quota)
	r.size.Set(float64(f.Size) / quota)
	full := room.Update(f)
	if r.full.Swap(full) == full {
		return false
	}
	if full {
		r.takes.Set(0)
		r.log.Error("the journal store is nearly full: taking no new matches; see muster journal store status",
			"in use", f.InUse, "file", f.Size, "quota", f.Quota, "alarm", f.NoSpace)
	} else {
		r.takes.Set(1)
		r.log.Info("the journal store has room again: taking new matches",
			"in use", f.InUse, "file", f.Size, "quota", f.Quota)
	}
	return true
}

// why is why no match is begun; empty if there is room.
func (r *storeRoom) why() string {
	if r == nil || !r.full.Load() {
		return ""
	}
	return storeFull
}
