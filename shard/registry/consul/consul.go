// Package consul is the registry on Consul, for many machines.
//
// What stands where:
//
//	service muster-shard       one a shard; id muster-shard-ID; address and port are those that players dial
//	  meta                     id control health cert key version rules oldest newest region capacity load players
//	                           shared draining store-full began place
//	  check service:ID         TTL, fed by every PutShard: critical when a shard falls silent or says that it is in
//	                           trouble
//	  maintenance              while the shard drains; an operator's `consul maint -service` drains it too
//	service muster-matchmaker  one a matchmaker; meta: id url cert key leads; the same kind of check
//	key muster/heads/MATCH     the last head of a match's journal, as JSON
//	key muster/leader          the id of the matchmaker that matches, locked by its session
//
// Who can write to Consul must not thereby be believed. With a key (see registry.Key), entries carry a mark over all
// that they say and the name that they stand under: services in their meta (signed, the time, and mark), heads in a
// field Mark. What has none, or a wrong one, is not there. An old entry put back has a good mark. It does harm to
// nobody: of one service the entry signed last counts, and none that was signed two minutes ago; of one match the head
// of the latest epoch and record that this process has seen. The check of a service, maintenance and the lead carry no
// mark: who can write those can take processes out of use or stop the matching, and nothing more;
// Consul's ACLs are against that.
//
// Readers hold a copy that blocking queries keep fresh. While Consul is away they go on with what they knew, and who
// was registered registers again when it is back, should Consul have forgotten it. A service that stays critical is
// deregistered by Consul itself.
package consul

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
	"muster/wallclock"
)

// Config is what Open needs. Consul's own environment variables (CONSUL_HTTP_TOKEN, CONSUL_CACERT, ...) count too.
type Config struct {
	Addr  string        // of the agent on this machine, host:port; empty for CONSUL_HTTP_ADDR or 127.0.0.1:8500
	Token string        // of Consul's ACLs; empty for CONSUL_HTTP_TOKEN
	TTL   time.Duration // an entry not put again for so long is gone
	Log   *slog.Logger  // may be nil

	// of the cluster; nil to believe everything and mark nothing, for programs that only look for a way in
	Key *registry.Key

	Patience time.Duration // of one call to the agent; 0 for three seconds
}

// Registry is a registry.Registry on a Consul agent.
type Registry struct {
	cfg    Config
	client *api.Client
	http   *http.Transport
	stop   context.CancelFunc
	work   sync.WaitGroup
	trust  *trust
	shards *roster[registry.Shard]
	queues *roster[registry.Matchmaker]

	mu       sync.Mutex
	told     map[string]told     // by service id: what was registered last
	newest   map[string]seenHead // by match: the newest head seen
	drained  map[string]bool     // services that we put in maintenance
	indexes  map[string]uint64   // by match: the index of the head that we put last
	flaps    registry.Flaps
	listed   map[string]bool // shards that Consul knows, alive or not
	leads    map[string]bool // matchmakers of this process that lead
	watchers map[chan struct{}]struct{}
}

// Open makes a Registry. It does not wait for Consul: what needs it fails until it is there.
func Open(cfg Config) (*Registry, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Patience == 0 {
		cfg.Patience = callFor
	}
	at := api.DefaultConfig()
	if cfg.Addr != "" {
		at.Address = cfg.Addr
	}
	if cfg.Token != "" {
		at.Token = cfg.Token
	}
	client, err := api.NewClient(at)
	if err != nil {
		return nil, fmt.Errorf("open the registry on Consul: %w", err)
	}
	r := &Registry{
		cfg: cfg, client: client, http: at.Transport, told: map[string]told{}, newest: map[string]seenHead{},
		drained: map[string]bool{}, indexes: map[string]uint64{},
		trust: newTrust(&cfg), leads: map[string]bool{}, watchers: map[chan struct{}]struct{}{},
	}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.shards = follow(ctx, r, shardService, readShard)
	r.queues = follow(ctx, r, queueService, readMatchmaker)
	return r, nil
}

// Close stops following Consul. What was registered stays until it falls silent.
func (r *Registry) Close() error {
	r.stop()
	r.work.Wait()
	r.http.CloseIdleConnections()
	return nil
}

// Shards implements registry.Registry.
func (r *Registry) Shards(ctx context.Context) ([]registry.Shard, error) {
	all, err := r.shards.list(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the shards: %w", err)
	}
	now := wallclock.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := range all {
		all[i].Unsteady = r.flaps.Unsteady(all[i].ID, now)
	}
	return all, nil
}

// Matchmakers implements registry.Registry.
func (r *Registry) Matchmakers(ctx context.Context) ([]registry.Matchmaker, error) {
	all, err := r.queues.list(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the matchmakers: %w", err)
	}
	return all, nil
}

// Watch implements registry.Registry.
func (r *Registry) Watch(ctx context.Context) <-chan struct{} {
	w := make(chan struct{}, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.watchers[w] = struct{}{}
	context.AfterFunc(ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, w)
	})
	return w
}

// flapped remembers which shards are there, and which of those that Consul knows are not.
func (r *Registry) flapped(here []string, known map[string]bool, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.flaps.Here(here, now)
	for id := range r.listed {
		if !known[id] {
			r.flaps.Left(id) // it deregistered: on purpose
		}
	}
	r.listed = known
}

// changed wakes whoever watches.
func (r *Registry) changed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for w := range r.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

// within bounds one call.
func (r *Registry) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, r.cfg.Patience)
}
