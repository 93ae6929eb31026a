package sources_test

import (
	"log/slog"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/member"
	"muster/shard/sources"
)

// received is how many bytes this process's server of a journal was sent.
func received(t *testing.T) (n float64) {
	all, err := prometheus.DefaultGatherer.Gather()
	require.NoError(t, err)
	for _, f := range all {
		if f.GetName() == "etcd_network_client_grpc_received_bytes_total" {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return 0
}

// A shard asks servers once whether they take the largest records, with a request of 8 MB: started again on its
// directory it knows, and of a directory that is another one's it asks anew.
func TestServersAreAskedOnceWhetherTheyTakeLargeRecords(t *testing.T) {
	m, err := member.Start(member.Config{Name: "n", Dir: t.TempDir(), Listen: "127.0.0.1:0", Peer: "127.0.0.1:0"})
	require.NoError(t, err)
	defer m.Stop()
	place := "etcd://" + m.Addr()
	sent := func(data string) float64 {
		before := received(t)
		j, err := sources.OpenJournal(t.Context(), place, data, etcd.Access{}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.True(t, j.Shared)
		require.NoError(t, j.Close())
		return received(t) - before
	}
	data := t.TempDir()
	require.Greater(t, sent(data), 7e6)
	require.Less(t, sent(data), 1e5)
	require.Greater(t, sent(t.TempDir()), 7e6)
}
