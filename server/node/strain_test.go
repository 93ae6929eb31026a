package node

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard"
)

func TestStrainIsOfTheLastSecondsAlone(t *testing.T) {
	var s strain
	now := time.Unix(1000, 0)
	long := shard.TicksOf(100, 40*time.Millisecond)
	p99, _, measured := s.measure(long, now)
	require.Zero(t, p99, "nothing is known of what was before")
	require.Zero(t, measured)
	more := shard.TicksOf(100, time.Millisecond)
	long.AddTo(more)
	p99, _, measured = s.measure(more, now.Add(time.Second))
	require.Zero(t, p99, "it is too soon")
	require.Zero(t, measured)
	p99, _, measured = s.measure(more, now.Add(strainOver))
	require.Positive(t, p99)
	require.Less(t, p99, 3*time.Millisecond, "the long ticks are past")
	require.Equal(t, now.Add(strainOver).UnixMilli(), measured)
	_, _, again := s.measure(more, now.Add(strainOver+time.Second))
	require.Equal(t, measured, again, "what is told again is no new measure")
}
