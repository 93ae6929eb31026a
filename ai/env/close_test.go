package env

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

// slow is a commander that takes its time to end, as a bot may that does not hear that its input has.
type slow struct{}

func (slow) Think(*game.View, []game.Talk) []game.Order { return nil }

func (slow) Finish(game.Result) { time.Sleep(time.Second) }

// Sixteen worlds of slow commanders end in the time of one.
func TestWorldsEndBesideEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := duel(t)
		c.Worlds, c.Ticks = 16, 1
		c.Against = func(*game.Setup, uint8, uint64) ai.Commander { return slow{} }
		w, err := New(c)
		require.NoError(t, err)
		w.start(t, make([]uint64, 16)...)
		w.play(t, w.none())
		began := time.Now()
		w.Close()
		require.Equal(t, time.Second, time.Since(began))
	})
}
