package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/supervisor"
)

// fuse is a context that ends when it was looked at for the n-th time: a signal at an exact place in a start.
type fuse struct {
	context.Context
	left atomic.Int64
	burn context.CancelFunc
}

func newFuse(n int64) *fuse {
	f := &fuse{}
	f.Context, f.burn = context.WithCancel(context.Background())
	f.left.Store(n)
	return f
}

func (f *fuse) look() {
	if f.left.Add(-1) <= 0 {
		f.burn()
	}
}

func (f *fuse) Err() error            { f.look(); return f.Context.Err() }
func (f *fuse) Done() <-chan struct{} { f.look(); return f.Context.Done() }

// A server that is told to stop while it starts ends with code 0 and a sentence, wherever in its start it was; and what
// it leaves on the disk it starts from again. A signal in the wrong moment ended with "partial migration error".
func TestAStartMayBeBrokenOffAnywhere(t *testing.T) {
	open := func(ctx context.Context, dir string) error {
		cfg, err := (&upCmd{
			shardFlags: shardFlags{Matches: 1}, Scenario: "arena",
			UDP: "127.0.0.1:0", HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Data: dir,
		}).config(slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		all, err := supervisor.OpenAllInOne(ctx, cfg)
		if err != nil {
			return starting(ctx, err)
		}
		return all.Close()
	}
	for n := int64(1); ; n++ {
		at, dir := newFuse(n), t.TempDir()
		if err := open(at, dir); err != nil {
			require.ErrorIs(t, err, errEarly, "at look %d", n)
			require.Zero(t, codeOf(err))
		}
		require.NoError(t, open(t.Context(), dir), "started again after it was broken off at look %d", n)
		if at.left.Load() > 0 {
			require.Greater(t, n, int64(1), "a start looks at its context")
			return
		}
	}
}

// The same with the real programs and the real signal. Before a program has begun, the signal itself ends it.
func TestProgramsThatAreStoppedWhileStartingEndWell(t *testing.T) {
	nobody := "127.0.0.1:1" // where nothing listens
	key := "--cluster-key=" + clusterKey(t)
	servers := map[string][]string{
		"up":           {"up", "--udp=127.0.0.1:0", "--http=127.0.0.1:0", "--admin=127.0.0.1:0"},
		"up of shards": {"up", "--shards=2", "--udp=127.0.0.1:0", "--http=127.0.0.1:0", "--admin=127.0.0.1:0"},
		"shard":        {"shard", "--consul=" + nobody, key},
		"shared":       {"shard", "--consul=" + nobody, key, "--journal=etcd://" + nobody},
		"matchmaker":   {"matchmaker", "--consul=" + nobody, key, "--http=127.0.0.1:0", "--admin=127.0.0.1:0"},
		"on PostgreSQL": {
			"matchmaker", "--consul=" + nobody, key, "--http=127.0.0.1:0", "--admin=127.0.0.1:0",
			"--db=postgres://x@" + nobody + "/x?connect_timeout=60",
		},
		"store": {"store", "--name=n", "--listen=127.0.0.1:0", "--peer-listen=127.0.0.1:0", "--http="},
	}
	for name, args := range servers {
		for _, after := range []time.Duration{40, 160} {
			cmd, log := muster(t, append(args, "--data="+filepath.Join(t.TempDir(), "data"))...), &lines{}
			cmd.Stdout, cmd.Stderr = log, log
			require.NoError(t, cmd.Start())
			time.Sleep(after * time.Millisecond) // any moment is a good one
			require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
			err := cmd.Wait()
			if cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGTERM {
				require.Empty(t, log.String(), "%s: it had not begun", name)
				continue
			}
			if name == "on PostgreSQL" && err != nil {
				require.Contains(t, log.String(), "connection refused", "it found out before it was stopped")
				continue
			}
			require.NoError(t, err, "%s, %v: %s", name, after, log)
			require.NotContains(t, log.String(), "context canceled", "%s", name)
		}
	}
}

// Jobs that are stopped before they are done say so, and do not pretend that all was well.
func TestJobsThatAreStoppedSaySo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	bots := func(d doorFlags) error {
		return (&botsCmd{doorFlags: d, Players: 2, Duration: time.Minute}).Run(ctx)
	}
	for name, err := range map[string]error{
		"bots":     bots(doorFlags{Matchmaker: "http://127.0.0.1:1"}),
		"consul":   bots(doorFlags{Consul: "127.0.0.1:1"}),
		"registry": bots(doorFlags{Registry: "http://secret@127.0.0.1:1"}),
		"simulate": (&simulateCmd{Seeds: 2, From: 1, Length: time.Second, Cores: 1}).Run(ctx),
		"replay": (&replayList{}).Run(ctx,
			&replayCmd{sourceFlags: sourceFlags{Data: []string{"etcd://127.0.0.1:1"}}}),
		"journal": (&journalCheck{}).Run(ctx,
			&journalCmd{sourceFlags: sourceFlags{Data: []string{"etcd://127.0.0.1:1"}}}),
	} {
		require.ErrorIs(t, err, errBrokenOff, name)
		require.Equal(t, 1, codeOf(err))
	}
	require.Equal(t, 1, codeOf(fmt.Errorf("broken: %w", os.ErrNotExist)))
	require.Zero(t, codeOf(starting(ctx, (&watchCmd{Matchmaker: "http://127.0.0.1:1"}).Run(ctx))))
}
