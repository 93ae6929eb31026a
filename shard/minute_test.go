package shard

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A minute forgets what is older, also after nothing was counted for long.
func TestMinuteCountsTheLastSixtySeconds(t *testing.T) {
	var m Minute
	at := time.Unix(1000, 0)
	require.Zero(t, m.Count(at))
	for range 120 { // two a second
		m.Add(at)
		m.Add(at)
		at = at.Add(time.Second)
	}
	require.EqualValues(t, 118, m.Count(at), "59 whole seconds, and one that has just begun")
	require.EqualValues(t, 60, m.Count(at.Add(29*time.Second)))
	require.Zero(t, m.Count(at.Add(time.Hour)))
	m.Add(at.Add(time.Hour))
	m.Add(at.Add(time.Hour + 59*time.Second))
	require.EqualValues(t, 2, m.Count(at.Add(time.Hour+59*time.Second)))
	require.EqualValues(t, 1, m.Count(at.Add(time.Hour+60*time.Second)))
	require.EqualValues(t, 1, m.Count(at), "a clock that was set back loses nothing")
}
