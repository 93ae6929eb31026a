package main

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestALeagueIsPlayedByWorkerProcesses(t *testing.T) {
	t.Parallel()
	out, errs, code := says(t, "league",
		"recruit", "regular", "--scenario", "duel", "--games", "2", "--workers", "2", "--json", "--outcomes")
	require.Zero(t, code, errs)
	var r map[string]any
	require.NoError(t, json.Unmarshal([]byte(out), &r))
	pair := r["pairs"].([]any)[0].(map[string]any)
	require.Equal(t, []any{"recruit", "regular", 2.0}, []any{pair["a"], pair["b"], pair["games"]})
	require.Equal(t, 2.0, pair["a_wins"].(float64)+pair["b_wins"].(float64)+pair["draws"].(float64))
	require.Zero(t, r["crashes"])
	require.Len(t, r["outcomes"], 2)
	again, _, _ := says(t, "league",
		"recruit", "regular", "--scenario", "duel", "--games", "2", "--workers", "1", "--json", "--outcomes")
	var second map[string]any
	require.NoError(t, json.Unmarshal([]byte(again), &second))
	for i, o := range r["outcomes"].([]any) {
		require.Equal(t, o.(map[string]any)["hash"], second["outcomes"].([]any)[i].(map[string]any)["hash"],
			"the same seed plays the same games")
	}
}

func TestALeaguePrintsTheSharesOfSidesBetweenEquals(t *testing.T) {
	out, errs, code := says(t, "league", "recruit", "--sides", "--scenario", "keep", "--games", "2", "--workers", "1")
	require.Zero(t, code, errs)
	require.Regexp(t, `keep +recruit +2 +red \d : \d blue`, out)
	require.Regexp(t, `keep +all +2 +red \d : \d blue +0 +\d+.0 %.* (overrun|held_out|elimination) \d : \d, \d+ \d+ \d+ s`, out)
	_, errs, code = says(t, "league", "--sides")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "a commander at least")
}

// Whoever stops a league is told what was played until then; a script sees by the code that it is not the whole.
func TestALeagueThatIsStoppedPrintsWhatWasPlayed(t *testing.T) {
	t.Parallel()
	cmd := muster(t, "league",
		"recruit", "regular", "--scenario", "duel", "--games", "100000", "--workers", "1", "--json")
	var out bytes.Buffer
	log := &lines{}
	cmd.Stdout, cmd.Stderr = &out, log
	require.NoError(t, cmd.Start())
	begun := regexp.MustCompile(`\([1-9][0-9]*/100000\)`)
	require.Eventually(t, func() bool { return begun.MatchString(log.String()) }, 5*time.Minute, 10*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, 1, cmd.ProcessState.ExitCode())
	require.Contains(t, log.String(), "of 100000 games")
	var r leagueReport
	require.NoError(t, json.Unmarshal(out.Bytes(), &r))
	require.Positive(t, r.Pairs[0].Games)
	require.Equal(t, 100000, r.Pairs[0].Games+r.Left)
}

func TestALeagueSaysWhatItCannotPlay(t *testing.T) {
	_, errs, code := says(t, "league", "recruit")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "two commanders at least")
	_, errs, code = says(t, "league", "recruit", "vetran")
	require.Equal(t, 1, code)
	require.Contains(t, errs, `did you mean "veteran"?`)
}
