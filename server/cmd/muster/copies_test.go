package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/shard/replay"
)

// A finished match on a shared journal: its records stay until the queue has its result and both shards have its replay; then
// they go without waiting for --journal-age, and the replay is there when the shard that ran it is gone.
func TestRecordsOnASharedJournalGoWhenTwoShardsHaveTheReplay(t *testing.T) {
	t.Parallel()
	var open atomic.Bool
	var reports atomic.Int32
	queue := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reports.Add(1)
		if !open.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer queue.Close()
	s, data := newStage(t), blink(t)
	s.share(t)
	require.NoError(t, s.reg.PutMatchmaker(t.Context(), registry.Matchmaker{ID: "queue", URL: queue.URL, PublicKey: s.key.Public().(ed25519.PublicKey)}))
	one, log := s.start(t, "one", nil, "--assets", data)
	s.start(t, "two", nil, "--assets", data)
	s.begin(t, "m1", "blink")
	held, err := openShared(t.Context(), s.journal, journalAccess{}, true)
	require.NoError(t, err)
	defer held.Close()
	require.Eventually(t, func() bool { return strings.Contains(log.String(), errNotTold.Error()) }, patience, 20*time.Millisecond, "%s", log)
	require.Positive(t, reports.Load())
	zones, err := held.Zones()
	require.NoError(t, err)
	require.Equal(t, []string{"m1"}, zones, "nobody knows its result")
	require.NoFileExists(t, filepath.Join(s.dir, "two", "replays", "m1.muster"))

	open.Store(true)
	began := time.Now()
	require.Eventually(t, func() bool {
		zones, err := held.Zones()
		return err == nil && len(zones) == 0
	}, patience, 50*time.Millisecond, "%s", log)
	t.Logf("the records went %v after the result was told", time.Since(began).Round(100*time.Millisecond))
	was, err := os.ReadFile(filepath.Join(s.dir, "one", "replays", "m1.muster"))
	require.NoError(t, err)
	is, err := os.ReadFile(filepath.Join(s.dir, "two", "replays", "m1.muster"))
	require.NoError(t, err)
	require.Equal(t, was, is)

	require.NoError(t, one.Process.Kill())
	body, _, err := s.control(t, "two").Replay(t.Context(), "m1")
	require.NoError(t, err)
	defer body.Close()
	b, err := io.ReadAll(body)
	require.NoError(t, err)
	f, err := replay.Import(b, replay.Own)
	require.NoError(t, err)
	r, err := replay.Verify("m1", f.Records)
	require.NoError(t, err)
	require.True(t, r.Ended)
}

// party is shards that keep copies, or do not.
type party struct {
	shards []registry.Shard
	away   error // of the registry
	told   error
	kept   map[string]api.KeptReplay
	asked  []string
}

func (p *party) copies(id string) *copies {
	return &copies{
		id: id, company: time.Unix(0, 0),
		shards: func(context.Context) ([]registry.Shard, error) { return p.shards, p.away },
		report: func(context.Context, api.MatchReport) error { return p.told },
		keep: func(_ context.Context, at registry.Shard, _ string) (api.KeptReplay, error) {
			p.asked = append(p.asked, at.ID)
			kept, ok := p.kept[at.ID]
			if !ok {
				return kept, errors.New("it is being made")
			}
			return kept, nil
		},
	}
}

// What nobody answers for is not so: records stay while the registry, the queue or the other shards are silent, or say
// something else.
func TestRecordsStayUntilEverybodyHasAnswered(t *testing.T) {
	have, now := api.KeptReplay{Records: 7, Head: "ab"}, time.Unix(0, 0)
	p := &party{shards: []registry.Shard{{ID: "a", Shared: true}, {ID: "b", Shared: true}, {ID: "alone"}}, kept: map[string]api.KeptReplay{}}
	c, made := p.copies("a"), now.Add(-time.Minute)
	release := func() error { return c.release(t.Context(), "m", game.Result{}, have, made, now) }
	require.ErrorContains(t, release(), "shard b: it is being made")
	p.kept["b"] = api.KeptReplay{Records: 6, Head: "aa"}
	require.ErrorContains(t, release(), "another replay")
	p.kept["b"] = have
	require.NoError(t, release())
	p.away = errors.New("no registry")
	require.ErrorIs(t, release(), p.away)
	p.away, p.told = nil, errors.New("no queue")
	require.ErrorIs(t, release(), p.told)
	p.told = &api.Problem{Status: http.StatusNotFound}
	require.ErrorIs(t, release(), errNotTold, "somebody may look into it for a day")
	now = now.Add(unwantedFor)
	require.NoError(t, release())
	p.told = &api.Problem{Status: http.StatusServiceUnavailable}
	require.ErrorIs(t, release(), errNotTold, "it may be taken yet")

	p.told, p.shards = nil, p.shards[:1]
	require.ErrorIs(t, release(), errAlone, "the other may be back in a moment")
	now = now.Add(aloneFor)
	require.NoError(t, release(), "there is one shard only")
}

// Copies of many matches lie on all shards alike; when one goes only what it had is asked of another, and who drains is asked last.
func TestCopiesAreSpreadOverTheShards(t *testing.T) {
	var all []registry.Shard
	for i := range 5 {
		all = append(all, registry.Shard{ID: fmt.Sprint("shard-", i), Shared: true})
	}
	count := map[string]int{}
	for i := range 1000 {
		match := fmt.Sprint("m", i)
		got := keepers(all, "shard-0", match)
		require.Len(t, got, 4)
		count[got[0].ID]++
		require.Equal(t, got[1:], keepers(all[:len(all):len(all)], "shard-0", match)[1:])
		gone := keepers(append(append([]registry.Shard(nil), all[:2]...), all[3:]...), "shard-0", match)
		if got[0].ID != "shard-2" {
			require.Equal(t, got[0], gone[0])
		}
	}
	for id, n := range count {
		require.InDelta(t, 250, n, 60, id)
	}
	all[3].Draining = true
	require.Equal(t, "shard-3", keepers(all, "shard-0", "m")[3].ID)
}
