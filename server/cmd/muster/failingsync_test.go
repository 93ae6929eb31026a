//go:build linux && !race

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/limit"
	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/sources"
)

// openSyncs has processes of the test start so that their syncs can be made to fail.
func openSyncs(t *testing.T) *limit.Limits {
	l, err := limit.Open(limit.Config{Exec: []string{program(t), "exec-limited"}, Watch: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	if why := limit.CanSync(); why != nil {
		t.Skip(why)
	}
	return l
}

// The kernel says of every sync of a shard that it failed. The match is paused and the log says why; with the disk well
// again it goes on by itself. Where the power is cut while syncs fail, all that was answered is in the journal.
func TestSyncsOfAShardFailAndNothingIsLost(t *testing.T) {
	s, notes := newStage(t), t.TempDir()
	s.limits = openSyncs(t)
	o := startOrdealOn(t, s, 1, "MUSTER_CUT="+notes)
	says := func(text string) {
		require.Eventually(t, func() bool { return strings.Contains(o.log.String(), text) }, patience, lookEvery,
			"%s: %s", text, o.log)
	}
	for _, cut := range []bool{false, true} {
		playOn(t, o.players, 5)
		require.NoError(t, s.limits.Sync("one", limit.Sync{Fails: true}))
		says("match paused: journal writes are failing")
		says("input/output error")
		time.Sleep(time.Second) // they go on giving orders
		if cut {
			o.kill()
			cutPower(t, filepath.Join(o.data(), "journal"), notes)
			tearCheckpoints(t, filepath.Join(o.data(), "beside"))
			require.Empty(t, o.reckon(t).Wrong)
		}
		require.NoError(t, s.limits.Sync("one", limit.Sync{}))
		if cut {
			o.start(t)
		} else {
			says("match resumed: journal writes succeed again")
		}
		playOn(t, o.players, 5)
	}
	sum := o.end(t)
	require.Empty(t, sum.Wrong)
	require.Positive(t, sum.Answers)
}

// The only server of a shared journal ends when a sync fails, as etcd does: it says so, and what it did not sync it
// never acknowledged. Started again on a disk that is well, it has all that it did acknowledge.
func TestAStoreEndsWhenASyncFails(t *testing.T) {
	k := &storeProcess{limits: openSyncs(t)}
	k.open(t)
	j, err := sources.OpenShared(t.Context(), "etcd://"+k.at, etcd.Access{}, false)
	require.NoError(t, err)
	defer j.Close()
	head := journal.Hash{}
	for n := range uint64(5) {
		head = land(t, j, head, n+1)
	}
	require.NoError(t, k.limits.Sync("n1", limit.Sync{Fails: true}))
	payload := []byte("record 6")
	outcome := make(chan error, 1)
	j.Append("m", journal.Seal(head, payload), func(err error) { outcome <- err })
	var ended *exec.ExitError
	require.ErrorAs(t, k.cmd.Wait(), &ended)
	require.Contains(t, k.log.String(), "input/output error")
	require.Error(t, <-outcome, "it was never synced")
	require.NoError(t, k.limits.Sync("n1", limit.Sync{}))
	k.start(t)
	for n := range uint64(5) {
		head = land(t, j, head, n+6)
	}
	recs, durable, err := j.Read("m", 1)
	require.NoError(t, err)
	require.EqualValues(t, 10, durable)
	require.Equal(t, head, recs[9].Hash)
}
