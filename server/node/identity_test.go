package node

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// at is a shard as far as it looks whether it is alone.
func at(r registry.Registry, id, place string) *Node {
	return &Node{
		cfg: Config{ID: id, Data: place, Registry: r, Log: slog.New(slog.DiscardHandler)}, began: time.Now(),
		place: place,
	}
}

func (p *Node) shows(t *testing.T) {
	require.NoError(t, p.cfg.Registry.PutShard(t.Context(), registry.Shard{
		ID: p.cfg.ID, Addr: "192.0.2.1:7400", Place: p.place, Began: p.began.UnixMilli(),
	}))
}

// lives has it show itself until it is stopped.
func (p *Node) lives(t *testing.T) (stop func()) {
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		for tick := time.NewTicker(registry.AnnounceEvery); ctx.Err() == nil; {
			p.shows(t)
			select {
			case <-tick.C:
			case <-ctx.Done():
			}
		}
	}()
	synctest.Wait()
	return stop
}

// A second process on a copy of a shard's data directory does not begin, and says what to do. The same directory,
// started again after a kill, begins at once; one that was moved to another machine does when its last
// process has fallen silent.
func TestOneOfTwoCopiesOfADirectoryRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := registry.NewMemory(registry.SilentAfter)
		first := at(r, "shard-a", "here")
		require.NoError(t, first.alone(t.Context()))
		stop := first.lives(t)
		time.Sleep(time.Minute)

		copied := at(r, "shard-a", "there")
		err := copied.alone(t.Context())
		require.ErrorContains(t, err,
			"shard shard-a runs already, for players at 192.0.2.1:7400, and there is a copy of its data directory: "+
				"stop the other one, or give this one an empty directory with --data")
		require.NoError(t, copied.leave())
		require.NoError(t, first.stayAlone(t.Context()), "the first goes on")
		all, err := r.Shards(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1, "and is found")
		require.NoError(t, at(r, "shard-b", "there").alone(t.Context()), "another name is another shard")

		stop()
		synctest.Wait()
		began := time.Now()
		again := at(r, "shard-a", "here")
		require.NoError(t, again.alone(t.Context()))
		require.Zero(t, time.Since(began), "it was killed and starts again")
		again.lives(t)()
		synctest.Wait()
		began = time.Now()
		moved := at(r, "shard-a", "elsewhere")
		require.NoError(t, moved.alone(t.Context()))
		require.LessOrEqual(t, time.Since(began), registry.SilentAfter+time.Second)
	})
}

// Two that started in the same moment notice it while they run, and the later one ends.
func TestCopiesThatStartTogetherNoticeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := registry.NewMemory(registry.SilentAfter)
		first := at(r, "shard-a", "here")
		time.Sleep(time.Millisecond)
		second := at(r, "shard-a", "there")
		require.NoError(t, first.alone(t.Context()))
		require.NoError(t, second.alone(t.Context()))
		second.shows(t)
		first.shows(t)
		second.shows(t)
		require.NoError(t, first.stayAlone(t.Context()))
		require.ErrorContains(t, second.stayAlone(t.Context()), "stop the other one")
	})
}

func TestACopyOfADirectoryIsAnotherPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.Mkdir(dir, 0o700))
	here := placeOf(dir)
	require.Len(t, here, 16)
	require.Equal(t, here, placeOf(dir))
	aside := dir + ".aside"
	require.NoError(t, os.Rename(dir, aside))
	require.Equal(t, here, placeOf(aside), "it is the same directory under another name")
	require.NoError(t, exec.Command("cp", "-a", aside, dir).Run())
	require.NotEqual(t, here, placeOf(dir))
}
