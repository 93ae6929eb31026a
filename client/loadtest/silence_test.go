package loadtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/game"
)

// What players notice is the time between two views, whatever became of the connection meanwhile.
func TestASilenceCountsOverALostConnection(t *testing.T) {
	m, f, now := newMeasure(2, nil), newFlow(time.Unix(0, 0)), time.Unix(1, 0)
	show := func(after time.Duration, reconnects int) {
		now = now.Add(after)
		m.flowed(0, f.observe(client.Update{Link: client.Connected, View: &game.View{Tick: 5}}, reconnects, now))
	}
	show(0, 0)
	show(50*time.Millisecond, 0)
	m.flowed(0, f.observe(client.Update{Link: client.Reconnecting}, 0, now.Add(100*time.Millisecond)))
	show(700*time.Millisecond, 1)
	r := m.report()
	require.InDelta(t, 50, r.ViewIntervalP99, 1)
	require.InDelta(t, 700, r.ViewGapMax, 2)
	require.Zero(t, r.SeatedAtEnd, "it is long ago")
	m.stopped = now.Add(time.Second)
	require.Equal(t, 1, m.report().SeatedAtEnd, "the other never came")
}
