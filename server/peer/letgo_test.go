package peer

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/server"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// late is a journal whose appends are told late, while it is held.
type late struct {
	*journal.Memory
	held atomic.Pointer[chan struct{}] // nil while it is not
}

// hold holds it until release is called.
func (l *late) hold() (release func()) {
	until := make(chan struct{})
	l.held.Store(&until)
	return func() { l.held.Store(nil); close(until) }
}

func (l *late) Append(zone string, r journal.Sealed, done func(error)) {
	l.Memory.Append(zone, r, func(err error) {
		if until := l.held.Load(); until != nil {
			<-*until
		}
		done(err)
	})
}

// mover is a shard that lets its match go, in virtual time; nobody else is there but in what owner says.
type mover struct {
	*node
	zones *taking
	store *late
	host  *shard.Host
	owner func() (string, error)
}

// taking counts how often a match is taken back, and fails at first.
type taking struct {
	Zones
	fails, taken atomic.Int32
}

func (z *taking) TakeOver(ctx context.Context, match string) (*shard.Host, error) {
	if z.taken.Add(1) <= z.fails.Load() {
		return nil, errors.New("the store is away")
	}
	return z.Zones.TakeOver(ctx, match)
}

func letting(t *testing.T, story func(t *testing.T, m *mover)) {
	synctest.Test(t, func(t *testing.T) {
		m := &mover{
			node:  &node{c: &cluster{t: t}, metrics: prometheus.NewRegistry()},
			store: &late{Memory: journal.NewMemory()},
		}
		reg := registry.NewMemory(time.Hour)
		s, err := shard.Open(t.Context(), shard.Config{
			ID: "a", Store: m.store, OwnOnly: true, Registry: reg, MaxZones: 4,
		})
		require.NoError(t, err)
		defer s.Close()
		m.shard, m.zones = s, &taking{Zones: s}
		m.Peers, err = New(Config{
			Self: registry.Shard{ID: "a"}, Secrets: func() [][32]byte { return nil }, Registry: reg, Zones: m.zones,
			Door: m.node, Owner: func(string, uint64) (string, error) { return m.owner() },
			Log: slog.New(slog.DiscardHandler), Metrics: m.metrics,
		})
		require.NoError(t, err)
		setup, err := assets.Embedded().Setup("duel")
		require.NoError(t, err)
		m.host, err = s.Begin(t.Context(), "m1", setup, 1)
		require.NoError(t, err)
		m.owner = func() (string, error) { return "", nil }
		require.True(t, m.beginMove("m1"))
		story(t, m)
		m.leave()
		m.work.Wait()
	})
}

// moves reports whether the match counts as being handed over.
func (m *mover) moves() bool {
	m.Peers.mu.Lock()
	defer m.Peers.mu.Unlock()
	_, moves := m.moving["m1"]
	return moves
}

// A store that stands still when a match is let go makes its last record durable after nobody waits for it any more.
// The match is taken back all the same where nobody goes on with it, and is being handed over until then.
func TestAMatchThatIsLetGoLateIsTakenBack(t *testing.T) {
	letting(t, func(t *testing.T, m *mover) {
		release := m.store.hold()
		m.zones.fails.Store(2)
		began := time.Now()
		_, err := m.letGo(m.host, "b")
		require.ErrorContains(t, err, "does not become durable yet")
		require.NotErrorIs(t, err, server.ErrStays)
		require.Equal(t, stopWithin, time.Since(began))
		require.True(t, m.moves())

		time.Sleep(time.Minute)
		require.True(t, m.moves())
		release()
		time.Sleep(takenWithin + 3*backEvery)
		require.EqualValues(t, 3, m.zones.taken.Load(), "it is tried until it comes about")
		require.True(t, m.runs("m1"))
		require.True(t, m.has("m1"))
		require.False(t, m.moves())
	})
}

// While the journal cannot be read somebody else may have won the match: it is not taken from there.
func TestAMatchIsNotTakenBackWhileItsOwnerIsNotKnown(t *testing.T) {
	letting(t, func(t *testing.T, m *mover) {
		began := time.Now()
		m.owner = func() (string, error) {
			if time.Since(began) < 3*takenWithin {
				return "", errors.New("the store is away")
			}
			return "b", nil
		}
		at, err := m.letGo(m.host, "b")
		require.NoError(t, err)
		require.Equal(t, "b", at)
		require.Zero(t, m.zones.taken.Load())
	})
}

// The gap that a hand-over leaves is as long as both of its records take.
func TestTheGapOfAHandOverCountsItsOwnRecord(t *testing.T) {
	letting(t, func(t *testing.T, m *mover) {
		m.owner = func() (string, error) { return "b", nil }
		time.AfterFunc(time.Second, m.store.hold())
		_, err := m.letGo(m.host, "b")
		require.NoError(t, err)
		families, err := m.metrics.Gather()
		require.NoError(t, err)
		for _, f := range families {
			if f.GetName() == "muster_handover_gap_seconds" {
				require.GreaterOrEqual(t, f.GetMetric()[0].GetHistogram().GetSampleSum(), 1.0)
			}
		}
		require.Equal(t, 1.0, m.figure("muster_handover_gap_seconds"))
		recs, _, err := m.store.Read("m1", 1)
		require.NoError(t, err)
		last, err := replay.DecodeRecord(recs[len(recs)-1].Payload)
		require.NoError(t, err)
		require.Equal(t, replay.HandOver, last.Kind)
	})
}
