package node

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// Keys of matchmakers that are gone count for as long as a ticket may live, and no longer.
func TestKeysOfMatchmakersThatAreGoneCountForAWhile(t *testing.T) {
	reg := registry.NewMemory(time.Hour)
	p := &Node{cfg: Config{Registry: reg}}
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
