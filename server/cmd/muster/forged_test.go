//go:build !race

package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/consul/api"
	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
	queue "muster/matchmaker/api"
	"muster/shard/registry"
)

// forge is what somebody does who can write to Consul and has no key, in the middle of play: a matchmaker of his own,
// whose tickets and orders to shards would count, and heads that lead matches elsewhere. Nothing comes of it.
func (s *stack) forge(t *testing.T, ask *process) {
	c, err := api.NewClient(&api.Config{Address: s.consul.Addr})
	require.NoError(t, err)
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	require.NoError(t, c.Agent().ServiceRegister(&api.AgentServiceRegistration{
		ID: "muster-matchmaker-evil", Name: "muster-matchmaker", Meta: map[string]string{
			"id":  "evil",
			"url": "http://127.0.0.1:9", "key": hex.EncodeToString(public), "leads": "true",
		},
		Check: &api.AgentServiceCheck{CheckID: "service:muster-matchmaker-evil", TTL: "5m", Status: api.HealthPassing},
	}))
	homes, addrs := map[string]string{}, map[string]string{}
	for _, m := range matchesAt(t, ask) {
		homes[m.ID], addrs[m.ID] = m.Shard, m.Addr
	}
	require.NotEmpty(t, homes)
	// the owners put it right each second
	for until := time.Now().Add(2 * time.Second); time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		for match, home := range homes {
			to := s.shards[0].id
			if to == home {
				to = s.shards[1].id
			}
			b, err := json.Marshal(registry.Head{Match: match, Shard: to, Epoch: 1 << 20, Number: 1 << 30})
			require.NoError(t, err)
			_, err = c.KV().Put(&api.KVPair{Key: "muster/heads/" + match, Value: b}, nil)
			require.NoError(t, err)
			m, err := queue.NewClient("http://"+ask.http, nil).Match(t.Context(), match)
			require.NoError(t, err)
			require.Equal(t, addrs[match], m.Addr, "match %s was moved", match)
		}
	}
	shards, err := s.registry.Shards(t.Context())
	require.NoError(t, err)
	for _, at := range shards {
		s.forgeAt(t, &at, homes, private)
	}
	require.NoError(t, c.Agent().ServiceDeregister("muster-matchmaker-evil"))
}

// forgeAt tries the forged matchmaker's tickets and orders at a shard.
func (s *stack) forgeAt(t *testing.T, at *registry.Shard, homes map[string]string, key ed25519.PrivateKey) {
	orders := queue.NewShardClient(at.Control, at.CertHash, func() (string, error) {
		return queue.SignService(key, "evil", at.ID, time.Now())
	})
	defer orders.Close()
	for match, home := range homes {
		if home != at.ID {
			continue
		}
		require.Equal(t, http.StatusUnauthorized, queue.StatusOf(orders.SetAccess(t.Context(), match, queue.Access{})))
		ticket, err := queue.SignJoin(key, queue.JoinClaims{
			ID: [16]byte{1}, Match: match, Shard: at.ID, Seat: -1, Audience: int(game.All), Player: "evil",
			Expires: time.Now().Add(time.Minute),
		})
		require.NoError(t, err)
		_, err = client.Dial(t.Context(), client.Config{
			Join: client.Join{Addr: at.Addr, CertHash: at.CertHash, Match: match, Ticket: ticket},
		})
		require.ErrorContains(t, err, "verify join ticket")
		return
	}
}
