package registry_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/consul/api"
	"github.com/stretchr/testify/require"

	"muster/lab/consultest"
	"muster/shard/registry"
	"muster/shard/registry/consul"
)

// The policies of docs/consul are enough for shards and matchmakers on a Consul that denies everything else, and too
// little to pass for the other.
func TestThePoliciesOfTheDocsSuffice(t *testing.T) {
	t.Parallel()
	const root = "5b0e4e0c-3a0d-4c57-9d1b-2f6a52a0a001"
	ctx := t.Context()
	a, err := consultest.Start(ctx, t.TempDir(),
		`acl { enabled = true default_policy = "deny" tokens { initial_management = "`+root+`" agent = "`+root+`" } }`)
	require.NoError(t, err)
	t.Cleanup(a.Kill)
	manager, err := api.NewClient(&api.Config{Address: a.Addr, Token: root})
	require.NoError(t, err)
	as := func(role string) *consul.Registry {
		return openConsul(t, consul.Config{
			Addr: a.Addr, TTL: lastingTTL, Key: keyOf(t, theKey), Token: tokenOf(t, manager, role),
		})
	}
	shard, queue := as("shard"), as("matchmaker")

	s := registry.Shard{ID: "a", Addr: "127.0.0.1:7", Capacity: 4}
	m := registry.Matchmaker{ID: "m", URL: "http://m"}
	require.NoError(t, shard.PutShard(ctx, s))
	require.NoError(t, queue.PutMatchmaker(ctx, m))
	require.NoError(t, shard.PutHeads(ctx, registry.Head{Match: "x", Shard: "a", Number: 1}))
	require.NoError(t, shard.PutHeads(ctx, registry.Head{Match: "x", Shard: "a", Number: 2}))
	for _, r := range []*consul.Registry{shard, queue} {
		shards(t, r, 1)
		matchmakers(t, r, 1)
		h, ok, err := r.FindHead(ctx, "x")
		require.NoError(t, err)
		require.True(t, ok)
		require.EqualValues(t, 2, h.Number)
		all, err := r.Heads(ctx)
		require.NoError(t, err)
		require.Len(t, all, 1)
	}
	_, err = queue.Lead(ctx, "m")
	require.NoError(t, err)
	eventually(t, func() bool {
		require.NoError(t, queue.PutMatchmaker(ctx, m))
		return matchmakers(t, shard, 1)[0].Leads
	})
	s.Draining = true
	require.NoError(t, shard.PutShard(ctx, s))
	eventually(t, func() bool { return shards(t, queue, 1)[0].Draining })

	require.ErrorContains(t, shard.PutMatchmaker(ctx, registry.Matchmaker{ID: "evil"}), "denied")
	require.ErrorContains(t, queue.PutShard(ctx, registry.Shard{ID: "evil", Addr: "127.0.0.1:8"}), "denied")
	require.ErrorContains(t, queue.PutHeads(ctx, registry.Head{Match: "x", Shard: "evil", Epoch: 9}), "denied")
	require.ErrorContains(t, queue.DropHeads(ctx, "x"), "denied")
	anybody := openConsul(t, consul.Config{Addr: a.Addr, TTL: lastingTTL, Key: keyOf(t, theKey), Token: "anonymous"})
	require.Error(t, anybody.PutShard(ctx, registry.Shard{ID: "evil", Addr: "127.0.0.1:8"}))
	require.Error(t, anybody.PutHeads(ctx, registry.Head{Match: "y"}))

	require.NoError(t, shard.DropHeads(ctx, "x"))
	require.NoError(t, shard.RemoveShard(ctx, "a"))
	require.NoError(t, queue.RemoveMatchmaker(ctx, "m"))
}

// tokenOf makes a token with a policy of the docs.
func tokenOf(t *testing.T, manager *api.Client, role string) string {
	rules, err := os.ReadFile(filepath.Join("..", "..", "docs", "consul", role+".hcl"))
	require.NoError(t, err)
	eventually(t, func() bool { // an agent that has just elected itself has no ACLs yet
		_, _, err = manager.ACL().PolicyCreate(&api.ACLPolicy{Name: role, Rules: string(rules)}, nil)
		return err == nil
	})
	token, _, err := manager.ACL().TokenCreate(&api.ACLToken{Policies: []*api.ACLLink{{Name: role}}}, nil)
	require.NoError(t, err)
	return token.SecretID
}
