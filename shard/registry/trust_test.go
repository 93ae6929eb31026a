package registry_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/consul/api"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/shard/registry"
	"muster/shard/registry/consul"
)

var (
	theKey   = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32)))
	otherKey = base64.StdEncoding.EncodeToString([]byte(strings.Repeat("o", 32)))
)

// keyOf opens a key's file with these lines.
func keyOf(t *testing.T, lines ...string) *registry.Key {
	k, _ := keyIn(t, lines...)
	return k
}

func keyIn(t *testing.T, lines ...string) (*registry.Key, string) {
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600))
	k, err := registry.OpenKey(file, func(err error) { t.Error(err) })
	require.NoError(t, err)
	return k, file
}

// register is what anybody does who may write to Consul.
func register(t *testing.T, c *api.Client, id, service string, meta map[string]string) {
	require.NoError(t, c.Agent().ServiceRegister(&api.AgentServiceRegistration{
		ID: id, Name: service, Meta: meta, Check: &api.AgentServiceCheck{
			CheckID: "service:" + id, TTL: "5m",
			Status: api.HealthPassing,
		},
	}))
}

// figures are the counters that a registry keeps, by name, kind and reason.
func figures(t *testing.T, r *consul.Registry) map[string]float64 {
	at := prometheus.NewPedanticRegistry()
	require.NoError(t, at.Register(r))
	families, err := at.Gather()
	require.NoError(t, err)
	all := map[string]float64{}
	for _, f := range families {
		for _, m := range f.Metric {
			name := strings.TrimSuffix(strings.TrimPrefix(f.GetName(), "muster_registry_"), "_total")
			for _, l := range m.Label {
				name += " " + l.GetValue()
			}
			all[name] = m.Counter.GetValue()
		}
	}
	return all
}

// Somebody else can write to Consul. Whoever he says that he is, and whatever he copies or puts back, the processes of
// the cluster go by what they wrote themselves.
func TestWhatTheClusterHasNotMarkedIsNotThere(t *testing.T) {
	t.Parallel()
	a := startConsul(t)
	r, c, ctx := onConsul(t, a, lastingTTL), ask(t, a), t.Context()
	honest := registry.Matchmaker{ID: "m", URL: "http://honest", PublicKey: []byte{1}}
	require.NoError(t, r.PutMatchmaker(ctx, honest))
	require.NoError(t, r.PutShard(ctx, registry.Shard{ID: "a", Addr: "127.0.0.1:7", Capacity: 4}))
	matchmakers(t, r, 1)
	shards(t, r, 1)

	all, err := c.Agent().Services()
	require.NoError(t, err)
	copied := all["muster-matchmaker-m"].Meta
	require.Contains(t, copied, "mark")
	register(t, c, "muster-matchmaker-copy", "muster-matchmaker", copied)
	forged := map[string]string{"id": "evil", "url": "http://evil", "key": "02"}
	register(t, c, "muster-matchmaker-evil", "muster-matchmaker", forged)
	register(t, c, "muster-shard-evil", "muster-shard", map[string]string{"id": "evil", "capacity": "9"})
	stranger := openConsul(t, consul.Config{Addr: a.Addr, TTL: lastingTTL, Key: keyOf(t, otherKey)})
	require.NoError(t, stranger.PutMatchmaker(ctx, registry.Matchmaker{ID: "other", URL: "u"}))
	eventually(t, func() bool {
		n := figures(t, r)
		return n["refused muster-matchmaker forged"] > 0 && n["refused muster-matchmaker unsigned"] > 0 &&
			n["refused muster-shard unsigned"] > 0
	})
	require.Equal(t, []registry.Matchmaker{honest}, matchmakers(t, r, 1))
	shards(t, r, 1)

	// Overwritten, it is there again with its next sign of life.
	register(t, c, "muster-matchmaker-m", "muster-matchmaker", map[string]string{
		"id": "m", "url": "http://evil", "key": "02",
	})
	matchmakers(t, r, 0)
	eventually(t, func() bool {
		require.NoError(t, r.PutMatchmaker(ctx, honest))
		all, err := r.Matchmakers(ctx)
		return err == nil && len(all) == 1 && all[0].URL == "http://honest"
	})

	// An older entry of the same shard, put back, has a good mark.
	all, err = c.Agent().Services()
	require.NoError(t, err)
	old := all["muster-shard-a"]
	put := func() { require.NoError(t, r.PutShard(ctx, registry.Shard{ID: "a", Addr: "127.0.0.1:7", Capacity: 5})) }
	put()
	eventually(t, func() bool { return shards(t, r, 1)[0].Capacity == 5 })
	require.NoError(t, c.Agent().ServiceRegister(&api.AgentServiceRegistration{
		ID: old.ID, Name: old.Service, Meta: old.Meta, Address: old.Address, Port: old.Port,
		Check: &api.AgentServiceCheck{CheckID: "service:" + old.ID, TTL: "5m", Status: api.HealthPassing},
	}))
	eventually(t, func() bool { return figures(t, r)["refused muster-shard stale"] > 0 })
	put()
	eventually(t, func() bool { return shards(t, r, 1)[0].Capacity == 5 })

	// The cluster's own members may be broken: figures that cannot be do not count, whoever signed them.
	require.ErrorContains(t, r.PutShard(ctx, registry.Shard{ID: "b", Addr: "127.0.0.1:8", Capacity: -1}),
		"capacity -1 is out of range")
	for name, value := range map[string]string{"capacity": "-1", "players": "a few", "oldest": "70000", "began": "-5"} {
		meta := map[string]string{"id": name, name: value, "signed": fmt.Sprint(time.Now().UnixMilli())}
		register(t, c, "muster-shard-"+name, "muster-shard", marked(t, "muster-shard", "muster-shard-"+name, meta))
	}
	eventually(t, func() bool { return figures(t, r)["refused muster-shard absurd"] >= 4 })
	good := map[string]string{"id": "c", "signed": fmt.Sprint(time.Now().UnixMilli())}
	register(t, c, "muster-shard-c", "muster-shard", marked(t, "muster-shard", "muster-shard-c", good))
	shards(t, r, 2) // so it was not for want of a mark
}

// marked is what a member of the cluster writes, whatever it says.
func marked(t *testing.T, kind, name string, meta map[string]string) map[string]string {
	fields := maps.Clone(meta)
	fields["address"], fields["port"] = "", "0"
	b, err := json.Marshal(fields)
	require.NoError(t, err)
	meta["mark"] = keyOf(t, theKey).Mark(kind, name, b)
	return meta
}

func TestAForgedHeadMovesNobody(t *testing.T) {
	t.Parallel()
	a := startConsul(t)
	r, c, ctx := onConsul(t, a, lastingTTL), ask(t, a).KV(), t.Context()
	at := func(match string) string {
		h, ok, err := r.FindHead(ctx, match)
		require.NoError(t, err)
		all, err := r.Heads(ctx)
		require.NoError(t, err)
		listed := ""
		for _, v := range all {
			if v.Match == match {
				listed = v.Shard
			}
		}
		require.Equal(t, h.Shard, listed)
		require.Equal(t, ok, h.Match == match)
		return h.Shard
	}
	write := func(match string, value []byte) {
		_, err := c.Put(&api.KVPair{Key: "muster/heads/" + match, Value: value}, nil)
		require.NoError(t, err)
	}
	stands := func(match string) []byte {
		pair, _, err := c.Get("muster/heads/"+match, nil)
		require.NoError(t, err)
		return pair.Value
	}
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "x", Shard: "old", Epoch: 1, Number: 9}))
	old := stands("x")
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "x", Shard: "new", Epoch: 2, Number: 4}))
	require.Equal(t, "new", at("x"))

	write("y", stands("x"))
	require.Empty(t, at("y"), "a copy under another name")
	for _, forged := range []string{
		`{"Match":"x","Shard":"evil","Epoch":9,"Number":99}`,
		`{"Match":"x","Shard":"evil","Epoch":9,"Number":99,"Mark":"AAAA"}`,
		strings.Replace(string(stands("x")), `"new"`, `"evil"`, 1), strings.Replace(string(stands("x")), `{`,
			`{"shard":"evil",`, 1), "{", `[]`,
	} {
		write("x", []byte(forged))
		require.Empty(t, at("x"), "%s", forged)
		require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "x", Shard: "new", Epoch: 2, Number: 4}))
		require.Equal(t, "new", at("x"), "its owner tells it again a second later")
	}

	// An old one has a good mark. Who has seen the new one goes by that; the owner puts it right again.
	write("x", old)
	require.Equal(t, "new", at("x"))
	require.NotZero(t, figures(t, r)["refused head stale"])
	late := onConsul(t, a, lastingTTL)
	h, _, err := late.FindHead(ctx, "x")
	require.NoError(t, err)
	require.Equal(t, "old", h.Shard, "who has just started cannot know, for a second")
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "x", Shard: "new", Epoch: 2, Number: 5}))
	write("x", old)
	h, _, err = late.FindHead(ctx, "x")
	require.NoError(t, err)
	require.Equal(t, "old", h.Shard)
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "x", Shard: "new", Epoch: 2, Number: 6}))
	h, _, err = late.FindHead(ctx, "x")
	require.NoError(t, err)
	require.Equal(t, "new", h.Shard)
	write("x", old)
	h, _, err = late.FindHead(ctx, "x")
	require.NoError(t, err)
	require.Equal(t, "new", h.Shard, "from then on it does")

	require.Error(t, r.PutHeads(ctx, registry.Head{Match: "z", Shard: "a", Epoch: 1<<32 - 1}, registry.Head{
		Match: "good", Shard: "a",
	}))
	require.Equal(t, "a", at("good"))
	said := `"Epoch":4294967295,"Hash":null,"Match":"z","Number":0,"Rules":"","Shard":"a"`
	fields := map[string]string{}
	var raw map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte("{"+said+"}"), &raw))
	for name, v := range raw {
		fields[name] = string(v)
	}
	b, err := json.Marshal(fields)
	require.NoError(t, err)
	write("z", []byte("{"+said+`,"Mark":"`+keyOf(t, theKey).Mark("head", "muster/heads/z", b)+`"}`))
	before := figures(t, r)["refused head absurd"]
	require.Empty(t, at("z"), "nobody could ever tell of a newer one")
	require.Greater(t, figures(t, r)["refused head absurd"], before, "and not for want of a mark")
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "z", Shard: "a", Epoch: 1}))
	require.Equal(t, "a", at("z"))
}

// A cluster without a key moves over: entries without a mark count as long as the key's file says so, and the marked
// ones for those who look at no mark.
func TestAClusterWithoutAKeyMovesOver(t *testing.T) {
	t.Parallel()
	a := startConsul(t)
	before := openConsul(t, consul.Config{Addr: a.Addr, TTL: lastingTTL})
	key, file := keyIn(t, theKey, "unsigned")
	r, ctx := openConsul(t, consul.Config{Addr: a.Addr, TTL: lastingTTL, Key: key}), t.Context()
	require.NoError(t, before.PutShard(ctx, registry.Shard{ID: "old", Addr: "127.0.0.1:7"}))
	require.NoError(t, before.PutHeads(ctx, registry.Head{Match: "x", Shard: "old", Number: 1}))
	require.NoError(t, r.PutShard(ctx, registry.Shard{ID: "new", Addr: "127.0.0.1:8"}))
	require.NoError(t, r.PutHeads(ctx, registry.Head{Match: "y", Shard: "new", Number: 1}))
	for _, either := range []registry.Registry{before, r} {
		shards(t, either, 2)
		all, err := either.Heads(ctx)
		require.NoError(t, err)
		require.Len(t, all, 2)
	}
	require.NotZero(t, figures(t, r)["unsigned muster-shard"])
	require.NotZero(t, figures(t, r)["unsigned head"])

	require.NoError(t, os.WriteFile(file, []byte(theKey+"\n"), 0o600))
	eventually(t, func() bool { // the file is read again within seconds
		_, ok, err := r.FindHead(ctx, "x")
		// the list changes
		require.NoError(t, r.PutShard(ctx, registry.Shard{
			ID: "new", Addr: "127.0.0.1:8", Load: int(time.Now().UnixMilli() % 1000),
		}))
		all, bad := r.Shards(ctx)
		return err == nil && !ok && bad == nil && len(all) == 1 && all[0].ID == "new"
	})
}
