package heartbeat

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const draws = 20_000

func chosen(among []Candidate) map[string]string {
	all := map[string]string{}
	for i := range draws {
		m := fmt.Sprint("match-", i)
		all[m], _ = Choose(m, "eu", among)
	}
	return all
}

func shares(all map[string]string) map[string]float64 {
	n := map[string]float64{}
	for _, id := range all {
		n[id] += 1 / float64(draws)
	}
	return n
}

func TestEachGetsItsShareByCapacity(t *testing.T) {
	n := shares(chosen([]Candidate{{"a", 100, "eu"}, {"b", 50, "eu"}, {"c", 50, "eu"}}))
	require.InDelta(t, 0.5, n["a"], 0.02)
	require.InDelta(t, 0.25, n["b"], 0.02)
	require.InDelta(t, 0.25, n["c"], 0.02)
}

func TestTheOwnersRegionComesFirst(t *testing.T) {
	n := shares(chosen([]Candidate{{"far", 100, "us"}, {"near", 100, "eu"}}))
	require.Less(t, n["far"], 0.01)
	id, ok := Choose("m", "eu", []Candidate{{"far", 1, "us"}})
	require.True(t, ok)
	require.Equal(t, "far", id, "better than nobody")
	_, ok = Choose("m", "eu", nil)
	require.False(t, ok)
}

// Who goes moves its own matches only, to all the others; who comes takes from each and moves nothing between them.
func TestAChangeMovesNoMoreThanItMust(t *testing.T) {
	three := []Candidate{{"a", 10, ""}, {"b", 10, ""}, {"c", 10, ""}}
	four := append(three[:3:3], Candidate{"d", 10, ""})
	before, after := chosen(three), chosen(four)
	moved := 0
	for m, id := range after {
		if id != before[m] {
			require.Equal(t, "d", id)
			moved++
		}
	}
	require.InDelta(t, draws/4, moved, draws/50)
	n := shares(after)
	for _, c := range four {
		require.InDelta(t, 0.25, n[c.ID], 0.02)
	}
}

func TestTheOrderOfTheListDoesNotMatter(t *testing.T) {
	a := []Candidate{{"a", 1, ""}, {"b", 2, ""}, {"c", 3, "eu"}}
	b := []Candidate{a[2], a[0], a[1]}
	require.Equal(t, chosen(a), chosen(b))
}
