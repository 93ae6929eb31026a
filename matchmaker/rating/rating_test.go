package rating

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// An independent implementation says the same; testdata/make.mjs tells how the vectors were made.
func TestAgreesWithAnotherImplementation(t *testing.T) {
	b, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var cases []struct {
		Teams, After [][]Rating
		Rank         []int
		Chance       []float64
	}
	require.NoError(t, json.Unmarshal(b, &cases))
	require.Len(t, cases, 60)
	for n, c := range cases {
		after := Rate(c.Teams, c.Rank)
		for i := range after {
			for j := range after[i] {
				require.InDelta(t, c.After[i][j].Mu, after[i][j].Mu, 1e-9, "case %d team %d player %d", n, i, j)
				require.InDelta(t, c.After[i][j].Sigma, after[i][j].Sigma, 1e-9, "case %d team %d player %d", n, i, j)
			}
		}
		require.InDeltaSlice(t, c.Chance, WinChance(c.Teams), 1e-6, "case %d", n) // its erf is an approximation
	}
}

func TestRatingProperties(t *testing.T) {
	someone := rapid.Custom(func(t *rapid.T) Rating {
		return Rating{rapid.Float64Range(-20, 80).Draw(t, "mu"), rapid.Float64Range(0.1, 12).Draw(t, "sigma")}
	})
	rapid.Check(t, func(t *rapid.T) {
		teams := rapid.SliceOfN(rapid.SliceOfN(someone, 1, 6), 2, 4).Draw(t, "teams")
		winner := rapid.IntRange(0, len(teams)-1).Draw(t, "winner")
		after := Rate(teams, Ranks(len(teams), winner))
		for i := range teams {
			for j, r := range teams[i] {
				require.Greater(t, after[i][j].Sigma, 0.0)
				if i == winner {
					require.GreaterOrEqual(t, after[i][j].Mu, r.Mu, "who wins does not sink")
				}
			}
		}
		sum := 0.0
		for _, c := range WinChance(teams) {
			require.True(t, c >= 0 && c <= 1)
			sum += c
		}
		require.InDelta(t, 1, sum, 1e-9)
	})
}

func TestEmptyTeamsCountForNothing(t *testing.T) {
	two := [][]Rating{{New()}, {OfPoints(1700, 100)}}
	three := [][]Rating{two[0], nil, two[1]}
	a, b := Rate(two, Ranks(2, 1)), Rate(three, Ranks(3, 2))
	require.InDelta(t, a[1][0].Mu, b[2][0].Mu, 1e-12)
	require.Empty(t, b[1])
	require.Equal(t, 1700, OfPoints(1700, 100).Points())
	require.Equal(t, 333, New().Deviation())
	require.Less(t, New().Season().Sigma, New().Sigma+1e-9)
}
