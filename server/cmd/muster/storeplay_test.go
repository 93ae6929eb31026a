//go:build !race

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/lab/bench"
	"muster/server/cluster/limit"
)

// storeProcess is `muster store` alone, in a process of its own.
type storeProcess struct {
	dir, at, peer, http string
	limits              *limit.Limits // nil for none
	cmd                 *exec.Cmd
	log                 *lines
}

func newStoreProcess(t *testing.T) *storeProcess {
	k := &storeProcess{}
	k.open(t)
	return k
}

// open starts it for the first time.
func (k *storeProcess) open(t *testing.T) {
	at, err := bench.FreeAddrs(3)
	require.NoError(t, err)
	k.dir, k.at, k.peer, k.http = filepath.Join(t.TempDir(), "store"), at[0], at[1], at[2]
	k.start(t)
	t.Cleanup(func() { k.away(os.Kill) })
}

func (k *storeProcess) start(t *testing.T) {
	k.log = &lines{}
	k.cmd = muster(t, "store", "--name", "n1", "--data", k.dir, "--listen", k.at, "--peer-listen", k.peer,
		"--http", k.http)
	k.cmd.Stdout, k.cmd.Stderr = k.log, k.log
	startLimited(t, k.limits, "n1", k.cmd)
	require.Eventually(t, func() bool {
		return strings.Contains(k.log.String(), "shards come in at etcd://"+k.at)
	}, patience, 20*time.Millisecond, "%s", k.log)
}

// away ends it, and waits until it has.
func (k *storeProcess) away(how os.Signal) {
	_ = k.cmd.Process.Signal(how) // may be gone already
	_ = k.cmd.Wait()
}

// players has four bots play until stop is called.
func (s *stage) players(t *testing.T, match string) (players []*player, stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var playing sync.WaitGroup
	for seat := range 4 {
		p := s.join(t, match, seat)
		t.Cleanup(func() { p.c.Close() })
		players = append(players, p)
		playing.Go(func() { p.play(ctx) })
	}
	return players, func() {
		cancel()
		playing.Wait()
	}
}

// killed kills a shard, and has the registry forget it, so that its successor is waited for.
func (s *stage) killed(t *testing.T, id string, cmd *exec.Cmd) {
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.NoError(t, s.reg.RemoveShard(t.Context(), id))
}

// The only server of a shared journal is killed in the middle of a match, stays away for seconds and comes back; then
// it is stopped and started as for an upgrade. The match stands still meanwhile and goes on: no answer is
// lost or comes true twice.
func TestAMatchOutlivesTheServerOfItsSharedJournal(t *testing.T) {
	s, match, k := newStage(t), "m1", newStoreProcess(t)
	s.journal = "etcd://" + k.at
	_, log := s.start(t, "one", nil)
	s.open(t, match)
	players, stop := s.players(t, match)
	playOn(t, players, 15)
	for _, how := range []os.Signal{os.Kill, syscall.SIGTERM} {
		k.away(how)
		time.Sleep(2 * time.Second)
		k.start(t)
		playOn(t, players, 15)
	}
	stop()
	for _, p := range players {
		require.False(t, p.over.Load(), "the match ended: %s", log)
	}
	s.check(t, match, players, 1)
}

// A backup of the store that is put back is a journal that was rolled back: the first player who returns shows it, and
// the match is quarantined. Pardoned, it goes on from where the backup was made.
func TestAStoreThatIsPutBackIsNoticed(t *testing.T) {
	s, match, k := newStage(t), "m1", newStoreProcess(t)
	s.journal = "etcd://" + k.at
	one, log := s.start(t, "one", nil)
	s.open(t, match)
	players, stop := s.players(t, match)
	playOn(t, players, 15)
	k.away(syscall.SIGTERM)
	backup := filepath.Join(t.TempDir(), "backup")
	require.NoError(t, os.CopyFS(backup, os.DirFS(k.dir)))
	k.start(t)
	playOn(t, players, 15)
	s.killed(t, "one", one)
	k.away(os.Kill)
	k.dir = backup
	k.start(t)
	one, log = s.start(t, "one", nil)
	require.Eventually(t, func() bool {
		return strings.Contains(log.String(), "quarantine")
	}, patience, 20*time.Millisecond, "%s", log)
	stop()
	for _, p := range players {
		p.c.Close()
	}
	s.killed(t, "one", one)
	out, wrong, code := says(t, "journal", "pardon", match, "--data", s.journal)
	require.Zero(t, code, "%s%s", out, wrong)
	_, log = s.start(t, "one", nil)
	players, stop = s.players(t, match)
	playOn(t, players, 15)
	stop()
	for _, p := range players {
		require.False(t, p.over.Load(), "the match ended: %s", log)
	}
}
