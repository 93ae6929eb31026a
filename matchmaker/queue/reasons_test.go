package queue

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/matching"
)

// What gave way for a match is told as data and in the words that windows of former releases read.
func TestWhatGaveWayTravelsAsDataAndInWords(t *testing.T) {
	reasons, said := gaveWay([]matching.Relaxation{
		{What: matching.RatingsApart, Is: 140, Wished: 100},
		{What: matching.RegionFar, Is: 90, Wished: 60},
		{What: matching.OutsideRegion, Is: 2},
		{What: matching.SeatsOfAI, Is: 1, Wished: 4},
	})
	require.Len(t, reasons, 4)
	require.Equal(t, []string{
		"ratings up to 140 points apart, where 100 would be wished",
		"round-trip time up to 90 ms, where 60 ms would be wished",
		"2 parties play outside the region they wished", "AI commanders lead 1 of 4 seats",
	}, said)
}
