package matching

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func place(id, region string, load int, busy int) Candidate {
	return Candidate{
		Shard: Shard{ID: id, Region: region, Load: load, Capacity: 4, Strain: Strain{Busy: busy, Measured: 1}},
		Rules: "r", Machine: id,
	}
}

func TestAMatchMovesToTheBestShardOfItsRegion(t *testing.T) {
	closed := place("closed", "east", 0, 0)
	closed.Closed = "it drains"
	other := place("other", "east", 0, 0)
	other.Rules = "another"
	own := place("own", "east", 4, 90)
	all := Destinations(&own, []Candidate{
		own, place("west", "west", 0, 0), closed, place("full", "east", 4, 0), other,
		place("busy", "east", 0, 60), place("b", "east", 1, 10), place("a", "east", 1, 10),
		place("empty", "east", 0, 10),
	})
	var order []string
	for _, d := range all {
		order = append(order, d.ID)
	}
	require.Equal(t, []string{"empty", "a", "b", "busy", "west", "closed", "other", "full"}, order)
	require.Equal(t, "it drains", all[5].Refused)
	require.Equal(t, "it has other rules than the match needs", all[6].Refused)
	require.Equal(t, "it is full: it runs 4 matches of 4", all[7].Refused)
	require.Empty(t, all[4].Refused)
	require.Equal(t, 33, all[0].Then, "a match more, of those that take 23 % each")
	require.Empty(t, all[0].Unfit)
	require.Equal(t, "it would be strained by 83 % then, and less than 60 % is wanted", all[3].Unfit)
	require.Equal(t, "it is in another region", all[4].Unfit)
}

func TestStrainIsThatOfTheWorstMeasure(t *testing.T) {
	require.Equal(t, 80, Strain{Busy: 80, TickP99: 5 * time.Millisecond}.Percent())
	require.Equal(t, 200, Strain{Busy: 80, TickP99: 100 * time.Millisecond}.Percent())
}
