package queue

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/shard/registry"
)

// worked is a fleet whose shards tell how hard they work: of each match so many percent of their processors.
func worked(t *testing.T, dir string, matches int, log *slog.Logger) (f *fleet, m *Queue) {
	f = &fleet{
		reg: registry.NewMemory(5 * time.Second), dead: map[string]bool{}, owner: map[string]string{},
		epoch: map[string]uint32{}, told: map[string]brief{}, log: log,
		cost: map[string]int{"s1": 10, "s2": 10, "s3": 10},
	}
	var all []string
	for i := range matches {
		all = append(all, fmt.Sprint("m", i))
	}
	m, f.stop = f.lead(t, dir, "queue-1", all...)
	f.comes(t, "s1")
	return f, m
}

// figure reads a metric.
func figure(t *testing.T, m prometheus.Metric) int {
	var v dto.Metric
	require.NoError(t, m.Write(&v))
	return int(v.GetCounter().GetValue() + v.GetGauge().GetValue())
}

func (f *fleet) runs(shard string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, owner := range f.owner {
		if owner == shard {
			n++
		}
	}
	return n
}

// A shard is strained. Matches leave it, a few at a time, until it is not; players who sit in them go on where they
// are. Why stands in the database, for whoever asks the API of any queue.
func TestMatchesLeaveAStrainedShard(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, m := worked(t, dir, 10, nil)
		defer f.live(t, f.stop, "s1", "s2")()
		time.Sleep(14 * time.Second)
		require.Equal(t, 10, f.runs("s1"), "it has not said so often enough")
		time.Sleep(8 * time.Second)
		require.Equal(t, 8, f.runs("s1"))
		require.Equal(t, 1, figure(t, m.metrics.strained.WithLabelValues("moves")))
		time.Sleep(time.Minute)
		require.Equal(t, 5, f.runs("s1"), "it is eased, and has not to be like the other")
		f.mu.Lock()
		owner := maps.Clone(f.owner)
		f.mu.Unlock()
		for match, at := range owner {
			r, err := m.store.Match(t.Context(), match)
			require.NoError(t, err)
			require.Equal(t, at, r.Shard)
			if at == "s2" {
				require.True(t, m.ledger.knows(match, "s2 since 0"))
			}
		}
		require.Equal(t, 5, figure(t, m.metrics.balance.WithLabelValues("processors", "done")))
		require.Zero(t, figure(t, m.metrics.strained.WithLabelValues("moves")))
		require.Zero(t, figure(t, m.metrics.strained.WithLabelValues("none")))
		log, err := m.store.Audit(t.Context(), "", 0, 1000)
		require.NoError(t, err)
		require.Len(t, log, 5)
		first := log[4]
		require.Equal(t, byItself, first.By)
		require.Equal(t, "move match", first.What)
		require.Contains(t, []string{"m8", "m9"}, first.Whom, "both at once")
		require.Equal(t,
			"s1 to s2: shard s1 is strained: its process takes 100 % of its machine's processors", first.Detail)
		time.Sleep(2 * time.Minute)
		require.Equal(t, 5, f.runs("s1"))
	})
}

// Where nobody can help nothing is moved, and an operator is told. A shard that comes anew helps at once; one that is
// merely empty gets nothing.
func TestAStrainedShardThatNobodyCanHelpIsTold(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var said strings.Builder
		f, m := worked(t, dir, 10, slog.New(slog.NewTextHandler(&said, nil)))
		f.cost["s2"] = 0
		f.base = map[string]int{"s2": 90}
		defer f.live(t, f.stop, "s1", "s2")()
		time.Sleep(time.Minute)
		require.Equal(t, 10, f.runs("s1"))
		require.Equal(t, 2, figure(t, m.metrics.strained.WithLabelValues("none")))
		require.Equal(t, 1, strings.Count(said.String(), `msg="no match can be moved off a strained shard" shard=s1`),
			said.String())
		require.Contains(t, said.String(), "best one, s2: it would be strained by 100 %")
		defer f.live(t, func() {}, "s3")()
		time.Sleep(time.Minute)
		require.Equal(t, 5, f.runs("s1"))
		require.Equal(t, 5, f.runs("s3"))
		require.Contains(t, said.String(), `msg="shard no longer strained" shard=s1`)
	})
}

// stubborn is a shard that hands nothing over.
type stubborn struct {
	actor
	asked map[string]int
	err   error
}

func (s stubborn) HandOver(_ context.Context, match, _ string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[match]++
	return "", s.err
}

// What cannot be moved stays where it is, and is not tried again and again. A shard that takes none is tried twice a
// minute; what is not there any more says nothing of where it was to go.
func TestAMatchThatCannotLeaveAStrainedShardStays(t *testing.T) {
	for _, v := range []struct {
		status int
		came   string
		within time.Duration
	}{
		{http.StatusConflict, "refused", 9 * time.Minute},
		{http.StatusServiceUnavailable, "failed", 9 * time.Minute},
		{http.StatusNotFound, "gone", 2 * time.Minute},
	} {
		dir := t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			asked, said := map[string]int{}, strings.Builder{}
			f, m := worked(t, dir, 10, slog.New(slog.NewTextHandler(&said, nil)))
			f.speaks = func(a actor) shards.Client { return stubborn{a, asked, &api.Problem{Status: v.status}} }
			defer f.live(t, f.stop, "s1", "s2")()
			time.Sleep(v.within)
			require.Equal(t, 10, f.runs("s1"))
			require.Len(t, asked, 10)
			for match, n := range asked {
				require.Equal(t, 1, n)
				r, err := m.store.Match(t.Context(), match)
				require.NoError(t, err)
				require.Equal(t, "s1", r.Shard)
			}
			require.Equal(t, 10, figure(t, m.metrics.balance.WithLabelValues("processors", v.came)))
			require.LessOrEqual(t, strings.Count(said.String(), "level=WARN"), 20, said.String())
		})
	}
}

// parting is a shard that hands a match over while the queue that wants it stops.
type parting struct {
	actor
	stop func()
}

func (s parting) HandOver(ctx context.Context, match, to string) (string, error) {
	s.stop()
	<-ctx.Done()
	return s.actor.HandOver(context.WithoutCancel(ctx), match, to)
}

// A queue stops while a match leaves a strained shard. Where the match is, and why, stands in the database.
func TestAMoveIsWrittenDownAlsoByWhoStops(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, _ := worked(t, dir, 10, nil)
		stopped := make(chan struct{})
		stop := sync.OnceFunc(func() { go func() { defer close(stopped); f.stop() }() })
		f.speaks = func(a actor) shards.Client { return parting{a, stop} }
		defer f.live(t, func() {}, "s1", "s2")()
		<-stopped
		m := open(t, dir, "queue-2", f.reg, Config{}, duel)
		defer func() { require.NoError(t, m.store.Close()) }()
		log, err := m.store.Audit(t.Context(), "", 0, 1000)
		require.NoError(t, err)
		require.Len(t, log, 2)
		for _, a := range log {
			r, err := m.store.Match(t.Context(), a.Whom)
			require.NoError(t, err)
			require.Equal(t, "s2", r.Shard)
		}
	})
}

// A match in quarantine, or that its shard does not run, is let alone, and so are the matches of a shard that keeps its
// journal for itself.
func TestOnlyWhatCanBeMovedLeavesAStrainedShard(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, m := worked(t, dir, 2, nil)
		f.base = map[string]int{"s1": 80}
		f.ill = map[string]bool{"m1": true}
		defer f.live(t, f.stop, "s1", "s2")()
		time.Sleep(2 * time.Minute)
		f.mu.Lock()
		require.Equal(t, "s1", f.owner["m1"])
		f.mu.Unlock()
		require.Zero(t, figure(t, m.metrics.balance.WithLabelValues("processors", "refused")))
	})
	dir = t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, _ := worked(t, dir, 10, nil)
		f.alone = true
		defer f.live(t, f.stop, "s1", "s2")()
		time.Sleep(5 * time.Minute)
		require.Equal(t, 10, f.runs("s1"))
	})
}

// New matches go where they strain nobody.
func TestAStrainedShardGetsNoNewMatch(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f, m := worked(t, dir, 2, nil)
		f.base = map[string]int{"s1": 75}
		f.cost["s2"] = 2
		defer f.live(t, f.stop, "s1", "s2")()
		for i := range 8 {
			time.Sleep(3 * time.Second)
			require.NotEqual(t, "s1", f.queues(t, m, fmt.Sprint("newcomer", i)))
		}
		require.LessOrEqual(t, f.runs("s1"), 2)
	})
}
