package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/keeper"
	"muster/shard/journal/etcd/member"
	"muster/shard/registry"
	"muster/shard/sources"
)

// The servers of a shared journal are looked after with muster journal store: one becomes two and one again, and what
// would stop the store is refused.
func TestServersAreLookedAfterWithJournalStore(t *testing.T) {
	t.Parallel()
	_, peer := freePorts(t)
	_, second := freePorts(t)
	_, first := freePorts(t)
	m, err := member.Start(member.Config{Name: "n1", Dir: t.TempDir(), Listen: first, Peer: peer})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	require.NoError(t, m.Ready(t.Context()))
	_, client := freePorts(t)
	at := []string{"--data", "etcd://" + m.Addr()}
	do := func(args ...string) (string, string, int) {
		return says(t, append(append([]string{"journal", "store"}, args...), at...)...)
	}

	_, wrong, code := says(t, "journal", "store", "status", "--data", t.TempDir())
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "name the servers")
	_, wrong, code = do("remove", "n1")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "it is the only one")
	_, wrong, _ = do("remove", "n7")
	require.Contains(t, wrong, "there are n1")
	_, wrong, code = do("add", "n2", second, "--within", "100ms")
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "start it, and give the same command again")

	n2, err := member.Start(member.Config{
		Name: "n2", Dir: t.TempDir(), Listen: client, Peer: second, Join: true,
		Peers: []string{"n1=" + peer, "n2=" + second},
	})
	require.NoError(t, err)
	t.Cleanup(n2.Stop)
	out, wrong, code := do("add", "n2", second)
	require.Zero(t, code, wrong)
	require.Contains(t, out, "--join --name n2")
	require.Contains(t, out, "n2 knows everything and votes")
	out, wrong, code = do("status", "--json")
	require.Zero(t, code, wrong)
	var told struct{ Servers []keeper.Server }
	require.NoError(t, json.Unmarshal([]byte(out), &told))
	require.Len(t, told.Servers, 2)
	require.True(t, told.Servers[0].Leads != told.Servers[1].Leads)
	require.EqualValues(t, member.Quota, told.Servers[1].Quota)
	require.Positive(t, told.Servers[1].InUse)
	out, wrong, code = do("defrag")
	require.Zero(t, code, wrong)
	require.Equal(t, 2, strings.Count(out, "MB before"))
	out, _, code = do("alarm", "--disarm")
	require.Zero(t, code)
	require.Contains(t, out, "there was no alarm")
	_, wrong, code = do("remove", "n2")
	require.Zero(t, code, wrong)
	out, _, code = do("status")
	require.Zero(t, code)
	require.NotContains(t, out, "n2")
	require.Contains(t, out, "leads")
}

// A snapshot that is put back is a store without its tail: the match is quarantined when the registry tells of more,
// and goes on when it is pardoned.
func TestARestoredStoreQuarantinesItsMatchesUntilTheyArePardoned(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, peer := freePorts(t)
	m, err := member.Start(member.Config{Name: "n1", Dir: filepath.Join(dir, "old"), Listen: "127.0.0.1:0", Peer: peer})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	require.NoError(t, m.Ready(t.Context()))
	s := newStage(t)
	s.journal = "etcd://" + m.Addr()
	one, _ := s.start(t, "one", nil)
	s.open(t, "m1")
	file := filepath.Join(dir, "snapshot")
	head := func() registry.Head {
		h, _, err := s.reg.FindHead(t.Context(), "m1")
		require.NoError(t, err)
		return h
	}
	require.Eventually(t, func() bool { return head().Number > 0 }, patience, lookEvery)
	_, wrong, code := says(t, "journal", "store", "snapshot", file, "--data", s.journal)
	require.Zero(t, code, wrong)
	j, err := sources.OpenShared(t.Context(), s.journal, etcd.Access{}, true)
	require.NoError(t, err)
	_, kept, err := j.Read("m1", 1)
	require.NoError(t, err)
	require.NoError(t, j.Close())
	require.Eventually(t, func() bool {
		return head().Number > kept+1
	}, patience, lookEvery, "what players are shown goes on")
	_, wrong, code = says(t, "journal", "store", "snapshot", file, "--data", s.journal)
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "is there already")
	require.NoError(t, one.Process.Kill())
	_ = one.Wait()
	m.Stop()

	args := []string{
		"journal", "store", "restore", file, "--name", "n1", "--peers", "n1=" + peer, "--to", filepath.Join(dir, "new"),
	}
	out, wrong, code := says(t, args...)
	require.Zero(t, code, wrong)
	require.Contains(t, out, "muster journal pardon")
	_, wrong, _ = says(t, args...)
	require.Contains(t, wrong, "name a new directory")
	require.NoError(t, os.WriteFile(file, []byte("torn"), 0o600))
	_, _, code = says(t, "journal",
		"store", "restore", file, "--name", "n1", "--peers", "n1="+peer, "--to", filepath.Join(dir, "none"))
	require.Equal(t, 1, code)
	require.NoDirExists(t, filepath.Join(dir, "none"))
	m, err = member.Start(member.Config{Name: "n1", Dir: filepath.Join(dir, "new"), Listen: "127.0.0.1:0", Peer: peer})
	require.NoError(t, err)
	t.Cleanup(m.Stop)
	s.journal = "etcd://" + m.Addr()

	_, log := s.start(t, "one", nil)
	j, err = sources.OpenShared(t.Context(), s.journal, etcd.Access{}, false)
	require.NoError(t, err)
	defer j.Close()
	require.Eventually(t, func() bool {
		why, err := j.Sidecar.Quarantined("m1")
		return err == nil && why != ""
	}, patience, lookEvery, "%s", log)
	_, last, err := j.Read("m1", 1)
	require.NoError(t, err)
	require.LessOrEqual(t, last, kept)
	_, wrong, code = says(t, "journal", "pardon", "m1", "--data", s.journal)
	require.Zero(t, code, wrong)
	_, still, err := j.Read("m1", 1)
	require.NoError(t, err)
	require.Equal(t, last, still, "nothing was written to it")
	open, err := shard.Open(t.Context(), shard.Config{
		ID: "two", Store: j, Sidecar: j.Sidecar, Registry: registry.NewMemory(time.Hour),
	})
	require.NoError(t, err)
	defer open.Close()
	require.Eventually(t, func() bool {
		recs, last, err := j.Read("m1", 1)
		return err == nil && last > kept+1 && len(recs) > 0
	}, patience, lookEvery, "it goes on")
	_, err = open.Host("m1")
	require.False(t, errors.Is(err, shard.ErrQuarantined))
}
