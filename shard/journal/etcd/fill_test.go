package etcd

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// New matches stop at 70 % of the quota and come back under 60 %; a file near its quota stops them
// too, and so does the alarm.
func TestRoomForNewMatchesEndsEarlyAndComesBackLate(t *testing.T) {
	var r Room
	for _, step := range []struct {
		inUse, size int64
		full        bool
	}{
		{0, 0, false},
		{69, 75, false},
		{70, 75, true},
		{69, 75, true},
		{60, 75, true},
		{59, 85, true},
		{59, 79, false},
		{65, 79, false},
		{30, 90, true},
		{30, 80, true},
		{30, 79, false},
	} {
		require.Equal(t, step.full, r.Update(Fill{
			InUse: step.inUse << 20, Size: step.size << 20, Quota: 100 << 20,
		}), "%+v", step)
	}
	require.True(t, r.Update(Fill{Quota: 100, NoSpace: true}))
	require.False(t, r.Update(Fill{Quota: 100}))
	require.False(t, new(Room).Update(Fill{InUse: 5, Size: 9}), "there is no quota")
}

// Half of a file that is free is given back, and a quarter when it comes near its quota; a small file is left alone.
func TestFreePagesAreGivenBackWhenThatIsWorthIt(t *testing.T) {
	for _, c := range []struct {
		inUse, size int64
		wants       bool
	}{
		{1, 63, false},
		{31, 64, true},
		{33, 64, false},
		{700, 790, false},
		{600, 800, true},
		{601, 800, false},
		{601, 810, true},
	} {
		require.Equal(t, c.wants,
			Fill{InUse: c.inUse << 20, Size: c.size << 20, Quota: 1000 << 20}.WantsDefragmentation(), "%+v", c)
	}
}
