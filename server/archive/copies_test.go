package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

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
	p := &party{
		shards: []registry.Shard{{ID: "a", Shared: true}, {ID: "b", Shared: true}, {ID: "alone"}},
		kept:   map[string]api.KeptReplay{},
	}
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

// Copies of many matches lie on all shards alike; when one goes only what it had is asked of another, and
// who drains is asked last.
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
