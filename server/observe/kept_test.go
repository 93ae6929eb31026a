package observe

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/shard/registry"
)

// anyState is some State, whose parts often are as those of others.
func anyState(t *rapid.T, at int64) *State {
	s := &State{At: time.UnixMilli(at)}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 0, 5, rapid.ID[string])
	for _, id := range names.Draw(t, "nodes") {
		s.Nodes = append(s.Nodes, Node{
			ID: id, Kind: Shards, Health: rapid.SampledFrom([]Health{Up, Ended}).Draw(t, "health"),
			Draining: rapid.Bool().Draw(t, "draining"),
		})
	}
	for _, id := range names.Draw(t, "matches") {
		s.Matches = append(s.Matches, Match{ID: id, Owner: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "owner")})
	}
	for _, id := range names.Draw(t, "links") {
		s.Links = append(s.Links, Link{A: id, B: "z", DeafA: rapid.Bool().Draw(t, "deaf")})
	}
	s.sort()
	return s
}

// What is kept of changes comes to the states again.
func TestChangesComeToTheSameStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var before *State
		var r replay
		for i := range rapid.IntRange(1, 6).Draw(t, "states") {
			after := anyState(t, int64(1000*i))
			r.apply(Between(before, after))
			got := r.state()
			require.Equal(t, len(after.Nodes), len(got.Nodes))
			for j := range got.Nodes {
				require.Equal(t, after.Nodes[j].kept(), got.Nodes[j].kept())
			}
			require.ElementsMatch(t, after.Matches, got.Matches)
			require.ElementsMatch(t, after.Links, got.Links)
			again := *after
			require.True(t, Between(after, &again).None())
			before = after
		}
	})
}

// Last night's trouble can be looked at in the morning, also after the process was started again.
func TestTheSystemAsItWas(t *testing.T) {
	dir := t.TempDir()
	kept, err := OpenKept(dir)
	require.NoError(t, err)
	s := watching(t, 3, 4)
	add := func(looks int) {
		for range looks {
			s.look()
			require.NoError(t, kept.Add(s.o.State()))
		}
	}
	add(3)
	before := s.now
	s.dead("shard-2", refused, 300)
	add(1)
	killed := s.now
	s.take("shard-2", "shard-3", "closed", 250)
	add(2)
	require.NoError(t, kept.Close())
	last := kept.Last()
	require.EqualValues(t, 2, last)

	kept, err = OpenKept(dir)
	require.NoError(t, err)
	require.Equal(t, last, kept.Last())
	owners := func(at time.Time) map[string]int {
		was, err := kept.At(t.Context(), at)
		require.NoError(t, err)
		n := map[string]int{}
		for _, m := range was.Matches {
			n[m.Owner+" "+string(was.Node(m.Owner).Health)]++
		}
		return n
	}
	require.Equal(t, map[string]int{"shard-1 up": 4, "shard-2 up": 4, "shard-3 up": 4}, owners(before))
	require.Equal(t, map[string]int{"shard-1 up": 4, "shard-2 ended": 4, "shard-3 up": 4}, owners(killed))
	require.Equal(t, map[string]int{"shard-1 up": 4, "shard-3 up": 8}, owners(s.now.Add(time.Hour)))
	was, err := kept.At(t.Context(), before.Add(-time.Hour))
	require.NoError(t, err)
	require.Nil(t, was, "nothing is known of then")

	events, err := kept.Events(t.Context(), before, s.now, 100)
	require.NoError(t, err)
	require.Len(t, events, 2)
	require.Equal(t, 4, events[1].N)
	events, err = kept.Events(t.Context(), s.now, s.now.Add(time.Hour), 100)
	require.NoError(t, err)
	require.Empty(t, events)
}

// The files end after an hour and are bounded together; a line that is damaged costs that line.
func TestKeptFilesAreBounded(t *testing.T) {
	dir := t.TempDir()
	kept, err := OpenKept(dir)
	require.NoError(t, err)
	s := &State{At: time.UnixMilli(1_790_000_000_000)}
	for i := range 5 {
		s = &State{At: s.At.Add(fileFor / 2), Nodes: []Node{{ID: fmt.Sprint("n", i), Health: Up}}}
		require.NoError(t, kept.Add(s))
	}
	names := func() (all []string) {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			all = append(all, e.Name())
		}
		return all
	}
	require.Equal(t, []string{"1790001800000.jsonl.zst", "1790005400000.jsonl.zst", "1790009000000.jsonl"}, names())
	f, err := os.OpenFile(filepath.Join(dir, "1790009000000.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"at":17900090`)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	was, err := kept.At(t.Context(), s.At.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, "n4", was.Nodes[0].ID)

	require.NoError(t, os.Truncate(filepath.Join(dir, "1790001800000.jsonl.zst"), keptMost))
	require.NoError(t, kept.Close())
	require.Equal(t, []string{"1790005400000.jsonl.zst", "1790009000000.jsonl.zst"}, names())
}

// A file that cannot be compressed, and the half of one on a disk that was full, do not keep a Watcher from starting.
func TestTroubleWithFilesDoesNotStopAWatcher(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "1000.jsonl", "in it"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "2000.jsonl.zst.tmp"), []byte("half"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "3000.jsonl"), []byte("{}\n"), 0o600))
	log := &strings.Builder{}
	w := NewWatcher(Config{
		Registry: registry.NewMemory(time.Hour), Dir: dir, Log: slog.New(slog.NewTextHandler(log, nil)),
	})
	require.Contains(t, log.String(), "1000.jsonl")
	_, err := w.Past()
	require.NoError(t, err)
	require.NoFileExists(t, filepath.Join(dir, "2000.jsonl.zst.tmp"))
	require.FileExists(t, filepath.Join(dir, "3000.jsonl.zst"), "what one has against it does not keep the others")
}

// After a write that failed the next line is whole, and begins a line of its own.
func TestAFailedWriteCostsThatChangeAlone(t *testing.T) {
	dir := t.TempDir()
	kept, err := OpenKept(dir)
	require.NoError(t, err)
	at := time.UnixMilli(1_790_000_000_000)
	add := func(names ...string) error {
		s := &State{At: at}
		for _, n := range names {
			s.Nodes = append(s.Nodes, Node{ID: n})
		}
		at = at.Add(time.Second)
		return kept.Add(s)
	}
	require.NoError(t, add("a"))
	good := kept.file
	_, err = good.WriteString(`{"at":1,"nod`) // as far as it came
	require.NoError(t, err)
	kept.file, err = os.Open(good.Name())
	require.NoError(t, err)
	require.Error(t, add("a", "b"))
	require.NoError(t, kept.file.Close())
	kept.file = good
	require.NoError(t, add("a", "b", "c"))
	s, err := kept.At(t.Context(), at)
	require.NoError(t, err)
	require.Len(t, s.Nodes, 3)
}

// Of many events the last are found, each once and as it was told last; who gave up waiting gets none.
func TestOfManyEventsTheLastAreFound(t *testing.T) {
	kept, err := OpenKept(t.TempDir())
	require.NoError(t, err)
	s := &State{At: time.UnixMilli(1_790_000_000_000)}
	from := s.At
	for i := range int64(50) {
		next := &State{At: s.At.Add(fileFor / 8)}
		next.Events = append(slices.Clone(s.Events), Event{Number: i + 1, At: next.At.UnixMilli(), What: Joined, N: 1})
		if i > 0 {
			next.Events[len(next.Events)-2].N = 2 // more of the one before
		}
		require.NoError(t, kept.Add(next))
		s = next
	}
	events, err := kept.Events(t.Context(), from, s.At, 7)
	require.NoError(t, err)
	require.Len(t, events, 7)
	for i, e := range events {
		require.EqualValues(t, 44+i, e.Number)
		require.Equal(t, e.Number < 50, e.N == 2)
	}
	all, err := kept.files()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(all[0].path, []byte("damaged"), 0o600))
	events, err = kept.Events(t.Context(), from, s.At, 7)
	require.Error(t, err)
	require.Len(t, events, 7, "those of the other files")
	require.EqualValues(t, 50, kept.Last())
	ctx, cancel := context.WithCancel(t.Context())
	require.NoError(t, kept.enter(ctx))
	require.NoError(t, kept.enter(ctx))
	cancel()
	_, err = kept.Events(ctx, from, s.At, 7)
	require.ErrorIs(t, err, context.Canceled)
	_, err = kept.At(ctx, s.At)
	require.ErrorIs(t, err, context.Canceled)
}
