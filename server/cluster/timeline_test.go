package cluster

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// last is the newest line of the timeline.
func (y *story) last() plan.Entry {
	all := y.s.Timeline()
	return all[len(all)-1]
}

// A cluster that runs for months does not remember all that was: whoever follows it misses nothing all the same.
func TestTheBeginningOfALongTimelineIsForgotten(t *testing.T) {
	var all timeline
	followed := 0
	for i := range 3 * maxTimeline {
		all.add(plan.Entry{What: strconv.Itoa(i), At: time.Duration(i) + time.Hour})
		if i%7 == 0 {
			fresh, end := all.from(followed, time.Hour)
			require.Equal(t, strconv.Itoa(followed), fresh[0].What)
			require.EqualValues(t, i, fresh[len(fresh)-1].At)
			require.Equal(t, i+1, end)
			followed = end
		}
	}
	require.LessOrEqual(t, len(all.entries), maxTimeline)
	rest, end := all.from(0, 0)
	require.Equal(t, strconv.Itoa(3*maxTimeline-1), rest[len(rest)-1].What)
	require.Equal(t, 3*maxTimeline, end)
	none, _ := all.from(end, 0)
	require.Empty(t, none)
}
