//go:build !race

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/client"
	"muster/client/commander"
	"muster/game"
	"muster/matchmaker/api"
)

// A commander's process is killed in the middle of a match: the server's AI leads its squads, and hands them back when
// the process is started again on its directory. Operators see who leads, and so does everybody in the match.
func TestACommanderIsKilledAndComesBack(t *testing.T) {
	t.Parallel()
	s := startUp(t)
	data := filepath.Join(t.TempDir(), "commander")
	p := &process{args: []string{
		"commander", "--matchmaker", "http://" + s.http, "--scenario", "duel", "--level", "veteran",
		"--name", "Wellington", "--data", data,
	}}
	p.start(t)
	leading := regexp.MustCompile(`leading a seat match=(\S+) seat=(\d)`)
	require.Eventually(t, func() bool { return leading.MatchString(p.said()) }, patience, lookEvery, "%s", p.log)
	match := leading.FindStringSubmatch(p.said())[1]
	info, err := os.Stat(filepath.Join(data, "commander.json"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "whoever has it has the seat")

	w := s.newcomer(t)
	a, err := w.SeatFor(t.Context(), api.TicketRequest{Match: match}, nil)
	require.NoError(t, err)
	w.game, err = client.Dial(t.Context(), client.Config{Join: commander.JoinOf(a)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.game.Close()) })
	led := func(by game.Leader) {
		require.Eventually(t, func() bool {
			n := w.game.Seats()[1-w.game.Seat()]
			return n.Leader == by && (by == game.AI || n.Name == "~Wellington")
		}, patience, lookEvery, "%s", p.log)
	}
	led(game.Player)
	began := time.Now()
	p.kill()
	led(game.AI)
	t.Logf("the AI leads after %v", time.Since(began).Round(time.Millisecond))

	began = time.Now()
	p.start(t)
	led(game.Player)
	t.Logf("its process leads again %v after its start", time.Since(began).Round(time.Millisecond))
	require.Equal(t, match, leading.FindStringSubmatch(p.said())[1])
	require.NoError(t, p.terminate(t), "%s", p.said())
	led(game.AI)
}

// What it keeps goes to nobody but who gave it.
func TestACommandersFileIsOfOneQueue(t *testing.T) {
	data := t.TempDir()
	b, err := json.Marshal(keptCommander{Way: "--matchmaker http://127.0.0.1:1"})
	require.NoError(t, err)
	file := filepath.Join(data, "commander.json")
	require.NoError(t, os.WriteFile(file, b, 0o600))
	cmd := commanderCmd{
		leadFlags: leadFlags{doorFlags: doorFlags{Matchmaker: "http://127.0.0.1:2"}, Data: data}, Level: "regular",
	}
	require.ErrorContains(t, cmd.Run(t.Context()), "give it another --data")
	require.NoError(t, os.WriteFile(file, []byte("{"), 0o600))
	require.ErrorContains(t, cmd.Run(t.Context()), "delete it")
}

// Two on one directory would take the seat from each other, match after match.
func TestASecondCommanderOnADirectoryIsRefused(t *testing.T) {
	at := leadFlags{doorFlags: doorFlags{Matchmaker: "http://127.0.0.1:1"}, Data: t.TempDir()}
	first := commanderCmd{leadFlags: at, Level: "regular"}
	release, err := first.alone()
	require.NoError(t, err)
	second := first
	require.ErrorContains(t, second.Run(t.Context()), "another process writes to it")
	release()
	release, err = second.alone()
	require.NoError(t, err)
	release()
}

func TestACommanderThatCannotBeIsRefused(t *testing.T) {
	at := leadFlags{doorFlags: doorFlags{Matchmaker: "http://127.0.0.1:1"}}
	none := at
	none.Matches = -1
	for want, cmd := range map[string]commanderCmd{
		`did you mean "veteran"`: {leadFlags: at, Level: "vetran"},
		"ends in .wasm":          {leadFlags: at, WASM: "mine"},
		"none.wasm":              {leadFlags: at, WASM: "none.wasm"},
		"--matches -1":           {leadFlags: none},
	} {
		require.ErrorContains(t, cmd.Run(t.Context()), want)
	}
	require.NotContains(t, (&doorFlags{Registry: "http://secret@house:1"}).way(), "secret")
	_, _, code := says(t, strings.Fields("commander --matchmaker http://127.0.0.1:1 --match m --scenario duel")...)
	require.Equal(t, 80, code)
}
