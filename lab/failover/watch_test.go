package failover

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client/loadtest"
	"muster/game"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

func at(bot int, tick game.Tick, ms int) loadtest.Sight {
	return loadtest.Sight{Bot: bot, Match: "m", Tick: tick, At: noon.Add(time.Duration(ms) * time.Millisecond)}
}

// A view that was on its way when the shard died does not end the silence: the longest gap does.
func TestSilenceEndsWithTheLongestGap(t *testing.T) {
	before := map[int]loadtest.Sight{0: at(0, 10, 0), 1: at(1, 10, 0), 2: at(2, 10, 0), 3: at(3, 10, 0)}
	over := at(3, 10, 0)
	over.Over = true // it is shown the end of its match on and on, and waits for nothing
	before[4] = over
	seen := []loadtest.Sight{
		at(0, 11, 50), at(0, 21, 400), at(0, 22, 450),
		at(1, 10, 300), // an old owner's view of what was shown tells nothing new
		{Bot: 2, Match: "another", Tick: 1, At: noon.Add(time.Second)},
		over,
	}
	all, stuck := silences(before, seen, noon.Add(30*time.Millisecond))
	require.Equal(t, []time.Duration{370 * time.Millisecond}, all)
	require.Equal(t, 1, stuck)
}

func TestGapsCountFromTheLastViewBefore(t *testing.T) {
	byAI := at(1, 11, 60)
	byAI.AI = true
	w := gaps(map[int]loadtest.Sight{0: at(0, 10, 0), 1: at(1, 10, 0), 2: at(2, 10, 0)}, []loadtest.Sight{
		at(0, 11, 120), at(0, 12, 170), byAI, {Bot: 2, Match: "another", Tick: 1, At: noon},
	}, noon.Add(100*time.Millisecond))
	require.ElementsMatch(t, []time.Duration{120 * time.Millisecond, 60 * time.Millisecond}, w.gaps)
	require.Equal(t, 1, w.led)
	require.Equal(t, 1, w.left)
	require.Zero(t, w.stuck)
}

// Whoever goes on to another match since theirs has ended was not sent away.
func TestWhoseMatchHasEndedWasNotSentAway(t *testing.T) {
	last := at(0, 11, 50)
	last.Over = true
	w := gaps(map[int]loadtest.Sight{0: at(0, 10, 0)}, []loadtest.Sight{
		last, {Bot: 0, Match: "another", Tick: 1, At: noon.Add(time.Second)},
	}, noon.Add(2*time.Second))
	require.Equal(t, shown{gaps: []time.Duration{50 * time.Millisecond}}, w)
}

// A bot is shown the last view of an ended match for a while: that it holds no newer tick is no gap, and that the bot
// then goes to another match nobody's doing.
func TestAMatchThatEndedBeforeOrWithinTheWindowMakesNoGap(t *testing.T) {
	over := at(0, 10, 0)
	over.Over = true
	ended := at(1, 11, 70)
	ended.Over = true
	w := gaps(map[int]loadtest.Sight{0: over, 1: at(1, 10, 0), 2: over}, []loadtest.Sight{
		over, ended, {Bot: 2, Match: "another", Tick: 1, At: noon.Add(time.Second)},
	}, noon.Add(2*time.Second))
	require.Equal(t, shown{gaps: []time.Duration{70 * time.Millisecond}}, w)
}

func TestGapsLastUntilTheWindowEnds(t *testing.T) {
	byAI := at(2, 10, 700)
	byAI.AI = true
	for name, c := range map[string]struct {
		seen       []loadtest.Sight
		gap        int // in milliseconds
		stuck, led int
	}{
		"silent all the time":       {gap: 1000, stuck: 1},
		"silent from half way":      {seen: []loadtest.Sight{at(2, 11, 200), at(2, 12, 400)}, gap: 600},
		"shown old ticks alone":     {seen: []loadtest.Sight{at(2, 9, 300), byAI}, gap: 1000, stuck: 1, led: 1},
		"an old tick ends no gap":   {seen: []loadtest.Sight{at(2, 10, 400), at(2, 11, 900)}, gap: 900},
		"shown the last at the end": {seen: []loadtest.Sight{at(2, 11, 500), at(2, 12, 1000)}, gap: 500},
	} {
		t.Run(name, func(t *testing.T) {
			w := gaps(map[int]loadtest.Sight{2: at(2, 10, 0)}, c.seen, noon.Add(time.Second))
			gap := time.Duration(c.gap) * time.Millisecond
			require.Equal(t, shown{gaps: []time.Duration{gap}, stuck: c.stuck, led: c.led}, w)
		})
	}
}

// Whoever was sent to another match is waited for no longer.
func TestABotFollowsWhenItIsShownAnything(t *testing.T) {
	w, before := newWatch(), map[int]loadtest.Sight{0: at(0, 10, 0), 1: at(1, 10, 0)}
	w.saw(at(0, 10, 0))
	w.saw(at(1, 10, 0))
	since := noon.Add(time.Second)
	require.False(t, w.follows(before, since))
	w.saw(at(0, 11, 1000))
	require.False(t, w.follows(before, since))
	w.saw(loadtest.Sight{Bot: 1, Match: "another", At: noon})
	require.True(t, w.follows(before, since))
}

func TestPercentilesAreValuesThatWereMeasured(t *testing.T) {
	r := &Report{}
	for i := range 200 {
		r.add(Kill, []time.Duration{time.Duration(i+1) * time.Millisecond})
	}
	r.reckon()
	require.Equal(t, 100.0, r.KillSilenceP50)
	require.Equal(t, 198.0, r.KillSilenceP99)
	require.Zero(t, r.StopSilenceP99)
}
