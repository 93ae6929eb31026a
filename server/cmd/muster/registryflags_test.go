package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/shard/registry"
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
