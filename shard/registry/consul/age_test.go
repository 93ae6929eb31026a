package consul

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnOldEntryPutBackIsTold(t *testing.T) {
	all, now := ages{}, time.Unix(1_000_000_000, 0)
	see := func(age time.Duration) error {
		_, stale := all.observe("a", now.Add(-age), now)
		return stale
	}
	require.NoError(t, see(40*time.Second), "it may have stood there for a while")
	require.NoError(t, see(40*time.Second))
	require.ErrorContains(t, see(41*time.Second), "put it back")
	require.NoError(t, see(time.Second))
	require.ErrorContains(t, see(40*time.Second), "put it back")
	_, stale := all.observe("b", now.Add(-freshFor-time.Second), now)
	require.ErrorContains(t, stale, "2m1s ago")
	_, stale = all.observe("b", now.Add(freshFor+time.Second), now)
	require.Error(t, stale)
	all.forget(now.Add(time.Hour))
	require.Empty(t, all)
}

// A clock that is ahead is seen by one entry; one that is behind by several, each of which may have been seen late.
func TestClocksThatDifferAreNamed(t *testing.T) {
	for off, want := range map[time.Duration]time.Duration{
		0: 0, 4 * time.Second: 0, -4 * time.Second: 0, 20 * time.Second: 20 * time.Second,
		-20 * time.Second: -20 * time.Second,
	} {
		all, now := ages{}, time.Unix(1_000_000_000, 0)
		var told time.Duration
		for i := range 3 * clockLooks {
			now = now.Add(signEvery)
			late := time.Duration(0)
			if i%clockLooks == 1 {
				late = 10 * time.Second // this machine stood still
			}
			ahead, stale := all.observe("a", now.Add(off), now.Add(late))
			require.NoError(t, stale)
			if ahead != 0 {
				told = ahead
			}
			ahead, _ = all.observe("a", now.Add(off), now.Add(25*time.Second))
			require.GreaterOrEqual(t, ahead, time.Duration(0), "an entry that is seen again may be old")
		}
		require.Equal(t, want, told, "%v", off)
	}
}
