package heartbeat

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// watching is a Watch and its caller's clock.
type watching struct {
	Watch
	now time.Time
}

func (w *watching) pass(d time.Duration, each func()) {
	for until := w.now.Add(d); w.now.Before(until); {
		w.now = w.now.Add(Every)
		w.Tick(w.now)
		if each != nil {
			each()
		}
	}
}

func newWatching() *watching {
	w := &watching{now: time.Unix(1000, 0)}
	w.Tick(w.now)
	return w
}

func TestAPeerThatBeatsIsNotOverdue(t *testing.T) {
	w := newWatching()
	require.False(t, w.Overdue("m", "one"), "nobody is overdue who was never heard")
	w.pass(time.Minute, func() {
		require.False(t, w.Overdue("m", "one"))
		w.Beat("one")
		require.True(t, w.Alive("one"))
	})
	w.pass(LeastPatience-Every, nil)
	require.False(t, w.Overdue("m", "one"))
	w.pass(Every, nil)
	require.True(t, w.Overdue("m", "one"))
	require.False(t, w.Alive("one"))
	require.Equal(t, LeastPatience, w.Silence("one"))
	w.Beat("one")
	require.Zero(t, w.Silence("one"))
}

func TestAClosedConnectionIsSilenceAtOnce(t *testing.T) {
	w := newWatching()
	w.Beat("one")
	w.Closed("one")
	require.True(t, w.Overdue("m", "one"))
	w.Sign("one")
	require.True(t, w.Overdue("m", "one"), "what a dead process wrote comes late")
	w.Beat("one")
	require.False(t, w.Overdue("m", "one"), "it has connected again")
	w.Failed("m")
	w.pass(time.Second, func() { w.Beat("one") })
	w.Closed("one")
	require.False(t, w.Overdue("m", "one"), "after a false alarm it is not believed at once")
	w.pass(LeastPatience, nil)
	require.True(t, w.Overdue("m", "one"))
}

func TestOneThatSaidGoodbyeIsNotOverdue(t *testing.T) {
	w := newWatching()
	w.Beat("one")
	w.Forget("one")
	w.pass(time.Minute, nil)
	require.False(t, w.Overdue("m", "one"))
	require.False(t, w.Alive("one"))
}

// A watcher that was stopped for an hour has heard nobody for an hour, and that says nothing of them.
func TestAWatcherThatWasPausedRaisesNoAlarm(t *testing.T) {
	w := newWatching()
	w.Beat("one")
	w.now = w.now.Add(time.Hour)
	w.Tick(w.now)
	require.False(t, w.Overdue("m", "one"))
	w.Tick(w.now.Add(-time.Hour)) // and no clock that is put back does harm
	require.Equal(t, tickMost, w.Silence("one"))
}

func TestAJournalThatGrowsIsASignOfLife(t *testing.T) {
	w := newWatching()
	w.Beat("one")
	w.pass(10*time.Second, func() {
		w.Sign("one")
		require.False(t, w.Overdue("m", "one"))
	})
	w.Sign("nobody")
	require.False(t, w.Alive("nobody"), "it is no peer for that")
}

// Each failed bid doubles the patience with its match, and the next bid waits that long, though the silence goes on.
func TestPatienceDoublesAndFallsBackSlowly(t *testing.T) {
	w := newWatching()
	w.Beat("one")
	w.pass(time.Minute, nil)
	for _, want := range []time.Duration{500, 1000, 2000, 2000} {
		require.True(t, w.Overdue("m", "one"))
		require.True(t, w.Overdue("other", "one"))
		w.Failed("m")
		require.Equal(t, want*time.Millisecond, w.Patience("m"))
		require.False(t, w.Overdue("m", "one"))
		w.pass(want*time.Millisecond-Every, nil)
		require.False(t, w.Overdue("m", "one"))
		w.pass(Every, nil)
	}
	require.Equal(t, LeastPatience, w.Patience("other"))
	for _, want := range []time.Duration{1000, 500, 250, 250} {
		w.pass(calmFor, nil)
		require.Equal(t, want*time.Millisecond, w.Patience("m"))
	}
	require.Empty(t, w.matches, "and is forgotten")
}

// What nobody asks for any more is forgotten: matches that are over, and processes that are gone.
func TestAWatchForgetsWhatIsOver(t *testing.T) {
	w := newWatching()
	w.Beat("first")
	for i := range 20 {
		w.Failed(fmt.Sprint("m", i))
		w.Beat(fmt.Sprint("one", i))
		w.Closed(fmt.Sprint("one", i))
		if i == 0 {
			w.Closed("first")
		}
		for range 3 {
			w.pass(calmFor/3+Every, nil)
			require.True(t, w.Overdue("kept", "first"), "its match is open yet")
		}
		require.LessOrEqual(t, len(w.matches), 1)
		require.LessOrEqual(t, len(w.peers), 3)
	}
	w.Beat("first")
	require.False(t, w.Overdue("kept", "first"))
}
