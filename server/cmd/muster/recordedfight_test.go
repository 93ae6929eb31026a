package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/replay"
	"muster/shard/replay/dump"
)

// A fight that was recorded is verified, listed and dumped like one of a server, without its name where it is alone,
// and has what its commanders intended.
func TestAFightIsRecordedAndReadLikeAServersMatch(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "one.muster")
	out, errs, code := says(t, "fight", "duel", "--seed", "7", "--record", file, "--json")
	require.Zero(t, code, errs)
	var fought fightReport
	require.NoError(t, json.Unmarshal([]byte(out), &fought))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(8<<10), "a game takes a few kilobytes")

	out, errs, code = says(t, "replay", "--data", file, "verify", "--json")
	require.Zero(t, code, errs)
	var v verified
	require.NoError(t, json.Unmarshal([]byte(out), &v))
	require.Equal(t, []any{"one", fought.Hash, fought.Winner, fought.Ticks},
		[]any{v.Matches[0].Match, v.Matches[0].Hash, v.Matches[0].Winner, v.Matches[0].Ticks})

	out, errs, code = says(t, "replay", "--data", filepath.Dir(file), "list", "--json")
	require.Zero(t, code, errs)
	var listed []listedMatch
	require.NoError(t, json.Unmarshal([]byte(out), &listed))
	require.Len(t, listed, 1, "a directory of replays is read, too")
	require.Equal(t, []any{"one", "duel", false, true},
		[]any{listed[0].Match, listed[0].Scenario, listed[0].Live, listed[0].Playable})

	out, errs, code = says(t, "replay", "--data", file, "dump", "--every", "100")
	require.Zero(t, code, errs)
	require.Contains(t, out, `"seats":[0,1]`)
	first, last, acts := dump.Begin{}, dump.End{}, map[string]bool{}
	orders := 0
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		var line struct {
			dump.Line
			Begin *dump.Begin
			End   *dump.End
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
		switch {
		case line.Begin != nil:
			first = *line.Begin
		case line.End != nil:
			last = *line.End
		}
		orders += len(line.Orders)
		for _, in := range line.Intends {
			acts[in.Act] = true
		}
	}
	require.Equal(t, "duel", first.Scenario)
	require.Equal(t, []any{fought.Winner, fought.Ticks}, []any{last.Winner, last.Tick})
	require.Equal(t, listed[0].Orders, orders, "those of the ticks between are there, too")
	require.Contains(t, acts, "fighting")
	_, errs, code = says(t, "replay", "--data", file, "dump", "--team", "2")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "expected 0 to 1")
	for _, c := range [][3]string{
		{"9", "8", "the first tick is behind the last"}, {"999999", "0", fmt.Sprintf("ticks 0 to %d", last.Tick)},
	} {
		out, errs, code = says(t, "replay", "--data", file, "dump", "--from", c[0], "--to", c[1])
		require.Equal(t, 1, code)
		require.Empty(t, out)
		require.Contains(t, errs, c[2])
	}
}

// A league keeps what its first commander lost, and its page leads there.
func TestALeagueKeepsLostGamesAndWritesItsReport(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept, page, table := filepath.Join(dir, "kept"), filepath.Join(dir, "league.html"), filepath.Join(dir, "league.csv")
	out, errs, code := says(t, "league", "holder", "elite", "--scenario", "duel", "--games", "4",
		"--keep", "lost", kept, "--html", page, "--csv", table, "--workers", "2")
	require.Zero(t, code, errs)
	require.Regexp(t, `1 +elite +1[5-9]\d\d +± \d+ +4 `, out)
	files, err := journal.List(kept, replay.FileSuffix)
	require.NoError(t, err)
	require.NotEmpty(t, files, "a beginner loses to the best")
	b, err := os.ReadFile(page)
	require.NoError(t, err)
	for _, file := range files {
		require.Contains(t, string(b), `<a href="kept/`+filepath.Base(file)+`">`)
		require.FileExists(t, file+replay.IntentionsSuffix)
	}
	b, err = os.ReadFile(table)
	require.NoError(t, err)
	require.Equal(t, 5, strings.Count(string(b), "\n"))
	out, errs, code = says(t, "replay", "--data", kept, "verify")
	require.Zero(t, code, errs)
	require.Equal(t, len(files), strings.Count(out, ": sound: duel"), out)
}

// What is asked of a league and cannot be is told before anything is played.
func TestALeagueSaysWhichFlagsDoNotFit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for want, args := range map[string][]string{
		"--keep lost DIR":                  {"recruit", "regular", "--keep", "lost"},
		"expected lost or all":             {"recruit", "regular", "--keep", "some", "kept"},
		"give one of them":                 {"recruit", "--sides", "--html", "x.html"},
		"expected -1 for no bound":         {"recruit", "regular", "--max-crashes=-2"},
		"--csv: open " + dir:               {"recruit", "regular", "--csv", dir}, // before a game is played
		"--commander goes with --embedded": nil,
	} {
		args = append([]string{"league"}, args...)
		if len(args) == 1 {
			args = []string{"watch", "--commander", "elite", "--matchmaker", "http://127.0.0.1:1"}
		}
		_, errs, code := says(t, args...)
		require.NotZero(t, code, want)
		require.Contains(t, errs, want)
	}
}
