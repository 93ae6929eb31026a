package queue

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/store"
	"muster/shard/registry"
)

// past is a registry into which somebody puts the heads of former owners back again and again:
// nobody reads another one.
type past struct {
	*registry.Memory
	old map[string]registry.Head
}

func (p past) FindHead(ctx context.Context, match string) (registry.Head, bool, error) {
	if h, ok := p.old[match]; ok {
		return h, true, nil
	}
	return p.Memory.FindHead(ctx, match)
}

func (p past) Heads(ctx context.Context) (all []registry.Head, err error) {
	now, err := p.Memory.Heads(ctx)
	for _, h := range now {
		if old, ok := p.old[h.Match]; ok {
			h = old
		}
		all = append(all, h)
	}
	return all, err
}

// A queue that has just started knows no newer head than the one that was put back. The match still runs where the
// database says, as its shard says itself: it stays there, be its former owner alive or gone.
func TestAnOldHeadMovesNoMatch(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		reg := registry.NewMemory(5 * time.Second)
		f := &fleet{
			reg: reg, dead: map[string]bool{}, owner: map[string]string{}, epoch: map[string]uint32{},
			meet: past{reg, map[string]registry.Head{
				"m1": {Match: "m1", Shard: "s2", Epoch: 1}, "m2": {Match: "m2", Shard: "gone", Epoch: 1},
			}},
		}
		m, kill := f.lead(t, dir, "queue-1", "m1", "m2")
		f.comes(t, "s1")
		defer f.live(t, kill, "s1", "s2", "s3")()
		time.Sleep(time.Minute)
		for _, match := range []string{"m1", "m2"} {
			r, err := m.store.Match(t.Context(), match)
			require.NoError(t, err)
			require.Equal(t, store.MatchOpen, r.Status, r.Reason)
			require.Equal(t, "s1", r.Shard)
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		require.Zero(t, f.asked, "nobody was asked to take anything over")
		require.Equal(t, map[string]string{"m1": "s1", "m2": "s1"}, f.owner)
	})
}
