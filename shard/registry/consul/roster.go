package consul

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/consul/api"

	"muster/wallclock"
)

// roster is who there is of one service, kept fresh by blocking queries.
type roster[T any] struct {
	reg     *Registry
	service string
	read    func(e *api.ServiceEntry, now time.Time) (id string, v T, err error)
	primed  chan struct{} // closed when Consul has answered once

	mu    sync.Mutex
	alive map[string]T
	ages  ages      // kept by follow alone
	away  error     // why Consul does not answer; nil while it does
	back  time.Time // when it answered again after it was away
}

// follow starts to keep a roster until ctx ends.
func follow[T any](
	ctx context.Context, r *Registry, service string, read func(*api.ServiceEntry, time.Time) (string, T, error),
) *roster[T] {
	o := &roster[T]{
		reg: r, service: service, read: read, primed: make(chan struct{}), ages: ages{},
		away: errors.New("it has not answered yet"),
	}
	r.work.Go(func() { o.follow(ctx) })
	return o
}

// list is who is there by id; while Consul is away, who was.
func (o *roster[T]) list(ctx context.Context) (all []T, err error) {
	select {
	case <-o.primed:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(o.reg.cfg.Patience):
		o.mu.Lock()
		defer o.mu.Unlock()
		return nil, o.away
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(o.alive)) {
		all = append(all, o.alive[id])
	}
	return all, nil
}

// overwritten has a service registered anew when Consul shows another process under its id: whichever of them must give
// way then sees the other one.
func (o *roster[T]) overwritten(id string, by func(there T) bool) {
	o.mu.Lock()
	there, ok := o.alive[id]
	o.mu.Unlock()
	if ok && by(there) {
		o.reg.again(serviceID(o.service, id))
	}
}

func (o *roster[T]) follow(ctx context.Context) {
	index := uint64(0)
	for ctx.Err() == nil {
		o.mu.Lock()
		if o.away != nil {
			index = 0 // answers at once: it tells that Consul is back
		}
		o.mu.Unlock()
		q := &api.QueryOptions{WaitIndex: index, WaitTime: o.wait()}
		entries, meta, err := o.reg.client.Health().Service(o.service, "", false, q.WithContext(ctx))
		if err != nil {
			o.lost(ctx, err)
			continue
		}
		if index = meta.LastIndex; index == 0 {
			index = 1
		}
		o.update(entries, wallclock.Now())
		o.reg.changed()
	}
}

// wait is short while entries from before an outage are still held: that they are gone must be noticed.
func (o *roster[T]) wait() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.back.IsZero() {
		return time.Second
	}
	return waitFor
}

func (o *roster[T]) lost(ctx context.Context, err error) {
	o.mu.Lock()
	first := o.away == nil
	o.away = err
	o.mu.Unlock()
	if first && ctx.Err() == nil {
		o.reg.cfg.Log.Warn("Consul unreachable; using the last known members", "service", o.service, "error", err)
	}
	select {
	case <-ctx.Done():
	case <-time.After(retryAfter):
	}
}

// update learns who is there. A Consul that was away may have forgotten who will register again in a moment, or let
// lapse what nobody could feed: for one time to live after it is back, who was there still counts.
func (o *roster[T]) update(entries []*api.ServiceEntry, now time.Time) {
	alive, ids, known, ill := map[string]T{}, []string(nil), map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		id, v, ok := o.trusted(e, now)
		if !ok {
			continue
		}
		known[id] = true
		ill[id] = !passes(e.Checks) && !lapsed(e.Checks)
		if passes(e.Checks) {
			alive[id] = v
			ids = append(ids, id)
		}
	}
	o.ages.forget(now)
	o.mu.Lock()
	defer o.mu.Unlock()
	first := o.alive == nil
	if o.away != nil && !first {
		o.back = now
	}
	if !o.back.IsZero() && now.Sub(o.back) > o.reg.cfg.TTL {
		o.back = time.Time{}
	}
	for id, v := range o.alive {
		if _, here := alive[id]; !here && !ill[id] && !o.back.IsZero() {
			alive[id] = v
			ids = append(ids, id)
		}
	}
	if o.service == shardService {
		o.reg.flapped(ids, known, now)
	}
	o.alive, o.away = alive, nil
	if first {
		close(o.primed)
	}
}

// trusted reads an entry, if it counts.
func (o *roster[T]) trusted(e *api.ServiceEntry, now time.Time) (id string, v T, ok bool) {
	name, m := e.Service.ID, e.Service.Meta
	defer func() {
		if !ok {
			o.reg.again(name) // if it is ours
		}
	}()
	if !o.reg.trust.check(o.service, name, fieldsOf(e.Service.Address, e.Service.Port, m), m[metaMark]) {
		return id, v, false
	}
	id, v, err := o.read(e, now)
	if err == nil && serviceID(o.service, id) != name {
		err = errors.New("it says that it is " + clip(id))
	}
	d := &rejection{"absurd", err}
	if err == nil && o.reg.trust.key != nil && m[metaMark] != "" {
		d = o.stale(id, m[metaSigned], now)
	}
	if d.err != nil {
		o.reg.trust.reject(o.service, name, d)
		return id, v, false
	}
	return id, v, true
}

// stale reports whether an entry is an old one, which somebody has put back.
func (o *roster[T]) stale(id, signed string, now time.Time) *rejection {
	at, err := strconv.ParseInt(signed, 10, 64)
	if err != nil {
		return &rejection{"absurd", errors.New("it does not say when it was signed")}
	}
	ahead, err := o.ages.observe(id, time.UnixMilli(at), now)
	o.reg.trust.clock(o.service, id, ahead)
	return &rejection{"stale", err}
}
