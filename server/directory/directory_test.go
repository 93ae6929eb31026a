package directory

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// house is where a directory keeps its files, and what it logs.
type house struct {
	Config
	said bytes.Buffer
}

func newHouse(t *testing.T) *house {
	h := &house{}
	h.Config = Config{
		HTTP: "127.0.0.1:0", Secret: filepath.Join(t.TempDir(), "secret"), Data: t.TempDir(),
		Log: slog.New(slog.NewTextHandler(&h.said, nil)),
	}
	return h
}

func (h *house) open(t *testing.T) *Directory {
	d, err := Open(h.Config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	return d
}

// The first directory of a cluster knows that nobody is there yet; every later one hears of everybody first, and knows
// where matches were seen last, also those of a shard that is dead.
func TestHeadsAreThereAfterARestart(t *testing.T) {
	h, ctx := newHouse(t), t.Context()
	first := h.open(t)
	all, err := first.knows.Shards(ctx)
	require.NoError(t, err)
	require.Empty(t, all)
	head := registry.Head{Match: "m", Shard: "dead", Epoch: 1, Number: 9, Hash: []byte{1}}
	require.NoError(t, first.knows.PutHeads(ctx, head))
	require.NoError(t, first.save())

	second := h.open(t)
	require.Equal(t, first.secret, second.secret)
	_, err = second.knows.Shards(ctx)
	require.ErrorContains(t, err, "started anew")
	require.NoError(t, second.save(), "which must not forget those that were not told of yet")
	third := h.open(t)
	seen, ok, err := third.knows.FindHead(ctx, "m")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, head, seen)
}

// Only who has made the secret can be the first. An empty data directory shows nothing: it may be new to a directory
// that ran without one, or have been emptied.
func TestEveryLaterStartHearsOfEverybodyFirst(t *testing.T) {
	h := newHouse(t)
	data := h.Data
	h.Data = ""
	_, err := h.open(t).knows.Shards(t.Context())
	require.NoError(t, err)
	for _, h.Data = range []string{"", data} {
		_, err = h.open(t).knows.Shards(t.Context())
		require.ErrorContains(t, err, "started anew")
	}
	require.NoError(t, os.WriteFile(filepath.Join(data, "heads.json"), []byte("[]"), 0o600))
	require.NoError(t, os.Remove(h.Secret)) // and not who has merely made another one
	_, err = h.open(t).knows.Shards(t.Context())
	require.ErrorContains(t, err, "started anew")
}

func TestWhatIsWrongWithItsFilesIsTold(t *testing.T) {
	h := newHouse(t)
	require.NoError(t, os.WriteFile(filepath.Join(h.Data, "heads.json"), []byte("[{"), 0o600))
	_, err := Open(h.Config)
	require.ErrorContains(t, err, "heads.json: unexpected end of JSON input: delete the file")
	require.NoError(t, os.WriteFile(h.Secret, []byte("short\n"), 0o600))
	_, err = Open(h.Config)
	require.ErrorContains(t, err, "holds 5 characters")
	h = newHouse(t)
	require.NoError(t, os.WriteFile(h.Secret, []byte("a secret that others read\n"), 0o644))
	h.open(t)
	require.Contains(t, h.said.String(), "chmod 600")
	h = newHouse(t)
	h.Secret = filepath.Join(h.Data, "none", "secret")
	_, err = Open(h.Config)
	require.ErrorContains(t, err, "--secret")
}

func TestWhoServesBeyondThisMachineIsWarned(t *testing.T) {
	h := newHouse(t)
	h.HTTP = ":0"
	h.open(t)
	require.Contains(t, h.said.String(), "served in clear")
}
