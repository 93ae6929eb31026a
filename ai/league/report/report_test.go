package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai/league"
)

// outcomes are those of a league of three in which a beats b and c, and b beats c; c crashes in its games.
func outcomes() (all []league.Outcome) {
	for _, j := range league.Jobs([]string{"a", "b", "<c>"}, []string{"duel"}, 20, 1) {
		o := league.Outcome{Job: j, Winner: 0, Reason: "score", Ticks: 100, Hash: 0xfedcba9876543210}
		if j.Game%5 == 4 {
			o.Winner = 1 // the weaker one has luck
		}
		if j.B == "<c>" {
			o.Turns[1] = league.Turns{Crashes: 2, Crash: "tick 7: index out of range", Longest: 3 * time.Millisecond}
			o.Replay = filepath.Join("kept", "game.muster")
		}
		o.Turns[0].Thought = time.Duration(100*40) * time.Microsecond
		all = append(all, o)
	}
	return all
}

func TestAReportRanksByRating(t *testing.T) {
	r := New(outcomes(), -1)
	var order []string
	for _, s := range r.Standings {
		order = append(order, s.Commander)
	}
	require.Equal(t, []string{"a", "b", "<c>"}, order)
	a, c := r.Standings[0], r.Standings[2]
	require.Equal(t, []int{1, 40, 32, 8, 0}, []int{a.Rank, a.Games, a.Won, a.Lost, a.Drawn})
	require.Greater(t, a.Rating-c.Rating, 100)
	require.Less(t, a.Doubt, 400, "forty games tell more than none")
	require.InDelta(t, 40, a.ThinkUS, 0.01)
	require.InDelta(t, 3, c.LongestMS, 0.01)
	require.Equal(t, []any{80, "tick 7: index out of range"}, []any{c.Crashes, c.Crash})
	cross := r.Cross()
	require.Equal(t, []int{16, 4}, []int{cross[0][1].Won, cross[0][1].Lost})
	require.Equal(t, []int{4, 16}, []int{cross[1][0].Won, cross[1][0].Lost})
	require.InDelta(t, 1, cross[0][1].Low+cross[1][0].High, 1e-9)
	require.False(t, cross[0][0].Played)
}

// Whoever wins by luck and crashes is out where a flag says so; whom it met has won.
func TestWhoCrashesTooOftenIsDisqualified(t *testing.T) {
	lucky := outcomes()
	for i := range lucky {
		if lucky[i].B == "<c>" {
			lucky[i].Winner = 1
		}
	}
	require.Equal(t, "<c>", New(lucky, -1).Standings[0].Commander)
	require.Equal(t, "<c>", New(lucky, 80).Standings[0].Commander)
	r := New(lucky, 79)
	last := r.Standings[2]
	require.Equal(t, []any{"<c>", true, 0, 40}, []any{last.Commander, last.Disqualified, last.Rank, last.Lost})
	require.Equal(t, "a", r.Standings[0].Commander)
	require.Equal(t, 1, lucky[len(lucky)-1].Winner, "the outcomes that it is given stay as they are")
}

// The order of a league's pairs decides nothing: the same results give the same ratings.
func TestRatingsDoNotDependOnWhoIsNamedFirst(t *testing.T) {
	swap := outcomes()
	for i := range swap {
		o := &swap[i]
		o.A, o.B, o.Winner = o.B, o.A, 1-o.Winner
		o.Turns[0], o.Turns[1] = o.Turns[1], o.Turns[0]
	}
	require.Equal(t, New(outcomes(), -1).Standings, New(swap, -1).Standings)
}

func TestThePageNeedsNothingElse(t *testing.T) {
	r := New(outcomes(), 5)
	r.Scenarios, r.Left = []string{"duel"}, 3
	var b bytes.Buffer
	require.NoError(t, r.Page(&b, "out"))
	text := b.String()
	for _, want := range []string{
		"60 games (3 more were not played", "&lt;c&gt; (disqualified)", "16 : 4", "tick 7: index out of range",
		`<a href="../kept/game.muster">game</a>`,
	} {
		require.Contains(t, text, want)
	}
	for _, never := range []string{"<script", "http:", "https:", "<c>", "src=", "ZgotmplZ"} {
		require.NotContains(t, text, never)
	}
	for i := range r.Outcomes {
		r.Outcomes[i].Replay = "x.muster"
	}
	for len(r.Outcomes) <= maxGames {
		r.Outcomes = append(r.Outcomes, r.Outcomes...)
	}
	b.Reset()
	require.NoError(t, r.Page(&b, "out"))
	require.Equal(t, maxGames, strings.Count(b.String(), "<a href"))
	require.Contains(t, b.String(), " more are in the CSV.")
}

func TestTheTableHasALineForEachGame(t *testing.T) {
	r := New(outcomes(), -1)
	var b bytes.Buffer
	require.NoError(t, r.CSV(&b))
	lines, err := csv.NewReader(&b).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 61)
	row := map[string]string{}
	for i, name := range lines[0] {
		row[name] = lines[60][i]
	}
	require.Equal(t, []string{"60", "b", "<c>", "true", "fedcba9876543210", "40.0", "3.000", "2"}, []string{
		row["game"], row["a"], row["b"], row["swapped"], row["hash"], row["a_think_us"], row["b_longest_ms"],
		row["b_crashes"],
	})
}

// As a number a hash would lose its last digits in half of the languages that read JSON.
func TestHashesAreTexts(t *testing.T) {
	b, err := json.Marshal(outcomes()[0])
	require.NoError(t, err)
	require.Contains(t, string(b), `"hash":"fedcba9876543210"`)
	var o league.Outcome
	require.NoError(t, json.Unmarshal(b, &o))
	require.EqualValues(t, uint64(0xfedcba9876543210), o.Hash)
	require.Error(t, json.Unmarshal([]byte(`{"hash":"x"}`), &o))
}
