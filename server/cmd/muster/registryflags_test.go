package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/shard/registry"
	"muster/shard/sources"
)

// clusterKey makes the file of a cluster's key.
func clusterKey(t testing.TB) string {
	file := filepath.Join(t.TempDir(), "cluster.key")
	require.NoError(t, os.WriteFile(file, registry.NewKey(), 0o600))
	return file
}

// On a Consul that others can write to nobody starts without the key, and nobody makes one of their own.
func TestConsulNeedsTheClustersKey(t *testing.T) {
	metrics, log := prometheus.NewRegistry(), slog.New(slog.DiscardHandler)
	j := registryFlags{meetFlags: meetFlags{Consul: "127.0.0.1:1"}}
	_, _, _, err := j.join(metrics, log)
	require.ErrorContains(t, err, "--cluster-key FILE")
	j.ClusterKey = filepath.Join(t.TempDir(), "none")
	_, _, _, err = j.join(metrics, log)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoFileExists(t, j.ClusterKey)
	j.ClusterKey = clusterKey(t)
	_, key, leave, err := j.join(metrics, log)
	require.NoError(t, err)
	require.NotNil(t, key)
	require.NoError(t, leave())
	j = registryFlags{meetFlags: meetFlags{Registry: "http://secret@127.0.0.1:1"}}
	_, key, leave, err = j.join(metrics, log)
	require.NoError(t, err)
	require.Nil(t, key)
	require.NoError(t, leave())
}

// `up` makes its key once, for itself alone, and its shard processes get it.
func TestUpMakesItsKey(t *testing.T) {
	dir, said := t.TempDir(), &bytes.Buffer{}
	log := slog.New(slog.NewTextHandler(said, nil))
	file, err := sources.MakeKey(dir)
	require.NoError(t, err)
	made, err := os.ReadFile(file)
	require.NoError(t, err)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	_, err = sources.MakeKey(dir)
	require.NoError(t, err)
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, made, again)
	_, err = sources.OpenKey(file, log)
	require.NoError(t, err)
	require.Empty(t, said.String())
	require.NoError(t, os.Chmod(file, 0o644))
	_, err = sources.OpenKey(file, log)
	require.NoError(t, err)
	require.Contains(t, said.String(), "chmod 600")
	f := &fleet{config: config{upCmd: upCmd{Data: dir, UDP: "127.0.0.1:0", Admin: "127.0.0.1:0", Shards: 1}}, key: file}
	require.Contains(t, f.args(1), "--cluster-key="+file)
}
