package registry_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/hashicorp/consul/api"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"muster/lab/consultest"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// Consul keeps its own time. What must not be gone meanwhile outlasts any stall of the machine; what
// is waited for is brief.
const (
	briefTTL   = time.Second
	heldTTL    = 15 * time.Second
	lastingTTL = 5 * time.Minute
)

// Tests against Consul wait and hardly work: all of them at once take no longer than the longest, on few cores too.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// startConsul starts a real agent for one test.
func startConsul(t *testing.T) *consultest.Agent {
	a, err := consultest.Start(t.Context(), t.TempDir())
	require.NoError(t, err)
	t.Cleanup(a.Kill)
	return a
}

func onConsul(t *testing.T, a *consultest.Agent, ttl time.Duration) *consul.Registry {
	return openConsul(t, consul.Config{Addr: a.Addr, TTL: ttl, Key: keyOf(t, theKey)})
}

func openConsul(t *testing.T, cfg consul.Config) *consul.Registry {
	cfg.Patience = patience
	r, err := consul.Open(cfg)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

// ask is a client of the agent's own API, as an operator has one.
func ask(t *testing.T, a *consultest.Agent) *api.Client {
	c, err := api.NewClient(&api.Config{Address: a.Addr})
	require.NoError(t, err)
	return c
}

func TestConsul(t *testing.T) {
	t.Parallel()
	a := startConsul(t)
	conform(t, place{
		brief: briefTTL, lasting: lastingTTL,
		tell: func(t *testing.T, story func(t *testing.T)) { story(t) },
		open: func(t *testing.T, ttl time.Duration) (one, other registry.Registry) {
			t.Cleanup(func() { forgetAll(t, a) })
			return onConsul(t, a, ttl), onConsul(t, a, ttl)
		},
	})
}

// forgetAll empties the meeting place for the next story.
func forgetAll(t *testing.T, a *consultest.Agent) {
	c := ask(t, a)
	services, err := c.Agent().Services()
	require.NoError(t, err)
	for id := range services {
		require.NoError(t, c.Agent().ServiceDeregister(id))
	}
	_, err = c.KV().DeleteTree("", nil)
	require.NoError(t, err)
}

// What Consul itself shows to operators: a service with metadata and a check that falls silent with its ticks.
func TestConsulShowsShardsToOperators(t *testing.T) {
	t.Parallel()
	a := startConsul(t)
	r, c := onConsul(t, a, lastingTTL), ask(t, a)
	ctx := t.Context()
	put := func(s registry.Shard) { require.NoError(t, r.PutShard(ctx, s)) }
	s := registry.Shard{
		ID: "a", Addr: "127.0.0.1:7", Region: "north", Capacity: 4, Version: "v1", Protocol: [2]uint16{3, 4},
	}
	put(s)
	status(t, c, api.HealthPassing)
	entries, _, err := c.Health().Service("muster-shard", "", true, nil)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, 7, entries[0].Service.Port)
	require.Equal(t, []string{"north", "4", "v1", "3", "4"}, []string{
		entries[0].Service.Meta["region"], entries[0].Service.Meta["capacity"], entries[0].Service.Meta["version"],
		entries[0].Service.Meta["oldest"], entries[0].Service.Meta["newest"],
	})
	s.Draining = true
	put(s)
	status(t, c, api.HealthMaint)
	s.Draining = false
	put(s)
	status(t, c, api.HealthPassing)

	require.NoError(t, c.Agent().EnableServiceMaintenance("muster-shard-a", "the operator says so"))
	eventually(t, func() bool { return list(t, r)[0].Draining })
	put(s)
	status(t, c, api.HealthMaint) // what an operator has put in maintenance stays there
	require.NoError(t, c.Agent().DisableServiceMaintenance("muster-shard-a"))
	eventually(t, func() bool { return !list(t, r)[0].Draining })

	require.NoError(t, onConsul(t, a, briefTTL).PutShard(ctx, s))
	status(t, c, api.HealthCritical) // its ticks stand still
	shards(t, r, 0)
}

// status waits until Consul shows the shard so: it brings up to date what it shows a moment after it was told.
func status(t *testing.T, c *api.Client, want string) {
	t.Helper()
	eventually(t, func() bool {
		checks, _, err := c.Health().Checks("muster-shard", nil)
		require.NoError(t, err)
		return checks.AggregatedStatus() == want
	})
}

// consulDirectory is an agent as something to be hurt: each process comes in by a way of its own.
func consulDirectory(a *consultest.Agent, restart func()) directory {
	return directory{
		join: func(t *testing.T) (in elector, cut, heal func()) {
			c := startCable(t, a.Addr)
			cfg := consul.Config{Addr: c.Addr().String(), TTL: heldTTL, Key: keyOf(t, theKey)}
			return openConsul(t, cfg), c.cut, c.heal
		},
		kill: a.Kill, restart: restart,
	}
}

// Consul is killed and comes back with what it knew, or when all of that has lapsed, or without it.
func TestConsulIsAwayForAWhile(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]struct {
		long   time.Duration
		forget bool
	}{"restarted": {}, "restarted late": {long: heldTTL + time.Second}, "restarted empty": {forget: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := startConsul(t)
			outlive(t, consulDirectory(a, func() {
				if away.forget {
					require.NoError(t, a.Forget())
				}
				require.NoError(t, a.Restart(t.Context()))
			}), heldTTL, away.long)
		})
	}
}

func TestOneLeadsOnConsul(t *testing.T) {
	t.Parallel()
	elect(t, arena{
		tell: func(t *testing.T, story func(t *testing.T)) { t.Parallel(); story(t) },
		open: func(t *testing.T) directory {
			a := startConsul(t)
			return consulDirectory(a, func() { require.NoError(t, a.Restart(t.Context())) })
		},
	})
}

func TestNothingStaysBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	r, err := consul.Open(consul.Config{Addr: "127.0.0.1:1", TTL: briefTTL, Patience: 10 * time.Millisecond})
	require.NoError(t, err)
	_, err = r.Shards(t.Context())
	require.ErrorContains(t, err, "list the shards")
	require.NoError(t, r.Close())
	eventually(t, func() bool { return goleak.Find(before) == nil }) // on a busy machine they take their time to end
}
