package shard

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/registry"
)

// awayNow is a registry that may be away.
type awayNow struct {
	registry.Registry
	away atomic.Bool
}

func (r *awayNow) DropHeads(ctx context.Context, matches ...string) error {
	if r.away.Load() {
		return errors.New("connection refused")
	}
	return r.Registry.DropHeads(ctx, matches...)
}

// The registry keeps the head of a match for as long as its journal is there, since that may be put back. Then it is to
// forget it: nobody else has it do so, and it would know of every match that there ever was.
func TestTheRegistryForgetsAMatchThatIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCluster(t)
		reg := &awayNow{Registry: c.reg}
		c.reg = reg
		s, _ := c.opened("one", c.store, 0)
		known := func() bool {
			_, ok, err := reg.FindHead(t.Context(), "m")
			require.NoError(t, err)
			return ok
		}
		h := begin(t, s, "m")
		time.Sleep(2 * time.Second)
		h.Abandon()
		<-h.Done()
		time.Sleep(2 * time.Second)
		require.True(t, known())
		reg.away.Store(true)
		require.NoError(t, s.GiveUp("m"))
		time.Sleep(2 * time.Second)
		require.True(t, known())
		reg.away.Store(false)
		time.Sleep(2 * time.Second)
		require.False(t, known())
		require.Empty(t, s.over)
	})
}
