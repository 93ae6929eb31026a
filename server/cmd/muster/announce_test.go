package main

import (
	"crypto/ed25519"
	"net/http"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// A shard takes players from when it knows whose tickets count: before, nobody is sent there, and it says why. When every
// matchmaker is started again it goes by the keys it knew.
func TestAShardIsThereWhenItKnowsAMatchmaker(t *testing.T) {
	s := newStage(t)
	known, err := s.reg.Matchmakers(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.reg.RemoveMatchmaker(t.Context(), "queue"))
	cmd, log := muster(t, "shard", "--id", "one", "--registry", s.meet, "--udp", "127.0.0.1:0", "--data", filepath.Join(s.dir, "one")), &lines{}
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	var health []string
	require.Eventually(t, func() bool {
		health = regexp.MustCompile(`health (http[^\s,]+)`).FindStringSubmatch(log.String())
		return health != nil
	}, patience, 20*time.Millisecond)
	ready := func() int {
		r, err := http.Get(health[1])
		require.NoError(t, err)
		defer r.Body.Close()
		return r.StatusCode
	}
	require.Equal(t, http.StatusServiceUnavailable, ready())
	require.Nil(t, s.shard("one"))
	require.NoError(t, s.reg.PutMatchmaker(t.Context(), known[0]))
	require.Eventually(t, func() bool { return s.shard("one") != nil && ready() == http.StatusOK }, patience, 10*time.Millisecond)
	require.NoError(t, s.reg.RemoveMatchmaker(t.Context(), "queue"))
	require.Equal(t, http.StatusOK, ready())
}

// Keys of matchmakers that are gone count for as long as a ticket may live, and no longer.
func TestKeysOfMatchmakersThatAreGoneCountForAWhile(t *testing.T) {
	reg := registry.NewMemory(time.Hour)
	p := &shardPart{shardConfig: shardConfig{registry: reg}}
	require.Empty(t, p.joinKeys())
	key, _, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	require.NoError(t, reg.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "queue", PublicKey: key}))
	require.Len(t, p.joinKeys(), 1)
	require.NoError(t, reg.RemoveMatchmaker(t.Context(), "queue"))
	require.Equal(t, []ed25519.PublicKey{key}, p.joinKeys())
	p.known.Load().seen = time.Now().Add(-knownFor)
	require.Empty(t, p.joinKeys())
}
