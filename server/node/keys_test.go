package node

import (
	"bytes"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/sources"
)

// A file of --token-key, which the release before sealed resume tokens with, is a cluster's key: its tokens stay good.
func TestTokensOfTheReleaseBeforeStayGood(t *testing.T) {
	file := filepath.Join(t.TempDir(), "tokens.pem")
	secret := bytes.Repeat([]byte{7}, 32)
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "MUSTER SECRET", Bytes: secret}), 0o600))
	key, err := sources.OpenKey(file, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	all := tokenKeys(key)()
	require.Len(t, all, 2)
	require.NotEqual(t, [32]byte(secret), all[0], "new ones are sealed with a secret of their own")
	require.Equal(t, [32]byte(secret), all[1])
}
