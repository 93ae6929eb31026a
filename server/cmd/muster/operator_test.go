package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// An operator logs in once, by the code that the server printed, and looks after the cluster by commands. On one shard
// with files of its own a match can go nowhere, which is told.
func TestAnOperatorLooksAfterACluster(t *testing.T) {
	log, data := &lines{}, t.TempDir()
	cmd := muster(t, "up", "--data", data, "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--admin", "127.0.0.1:0", "--scenario", "duel", "--operator", "Olga")
	cmd.Stdout, cmd.Stderr = log, log
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	found := func(pattern string) string {
		var all []string
		require.Eventually(t, func() bool {
			all = regexp.MustCompile(pattern).FindStringSubmatch(log.String())
			return all != nil
		}, patience, 20*time.Millisecond, "%s", log)
		return all[1]
	}
	code := found(`"code":"([^"]+)"`)
	at := found(`curl -X POST (http://[^/]+)/v1/operator`)
	kept := filepath.Join(t.TempDir(), "login.json")
	t.Setenv("MUSTER_LOGIN", kept)

	_, wrong, status := says(t, "nodes")
	require.NotZero(t, status)
	require.Contains(t, wrong, "nobody is logged in: muster login NAME --matchmaker URL")

	login := func(more ...string) (string, error) {
		cmd, in := muster(t, append([]string{"login", "Olga", "--matchmaker", at}, more...)...), &lines{}
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader("correct horse\n"), in, in
		err := cmd.Run()
		return in.String(), err
	}
	said, err := login("--register", "--code", "wrong")
	require.Error(t, err)
	require.Contains(t, said, "the account Olga is made and logged in: repeat without --register")
	said, err = login("--code", code)
	require.NoError(t, err, "%s", said)
	require.Contains(t, said, "as operator")
	info, err := os.Stat(kept)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	asked := func(into any, args ...string) {
		out, wrong, status := says(t, append(args, "-o", "json")...)
		require.Zero(t, status, "%s", wrong)
		require.NoError(t, json.Unmarshal([]byte(out), into))
	}
	_, wrong, status = says(t, "nodes", "--matchmaker", "http://127.0.0.1:1")
	require.NotZero(t, status)
	require.Contains(t, wrong, kept+" holds a login at "+at+": log in at http://127.0.0.1:1 first")

	var nodes []api.Node
	asked(&nodes, "nodes")
	require.Equal(t, "shard-1", nodes[0].ID)

	q := api.NewClient(at, nil)
	g, err := q.Guest(t.Context(), "Gus")
	require.NoError(t, err)
	a, err := q.In(g, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	var matches []api.Match
	asked(&matches, "matches")
	require.Equal(t, a.Match, matches[0].ID)
	looksAtTheQueue(t, q, asked)
	var players []api.Sitter
	asked(&players, "players", a.Match)
	require.Equal(t, g.Player, players[0].Player)
	_, wrong, status = says(t, "move", a.Match)
	require.NotZero(t, status)
	require.Contains(t, wrong, "keeps its journal in files of its own")
	out, _, status := says(t, "kick", g.Player, "--reason", "idle")
	require.Zero(t, status)
	require.Contains(t, out, "was removed from the match")
	_, wrong, status = says(t, "ban", g.Player, "--reason", "idle", "--for", "1ms")
	require.NotZero(t, status)
	require.Contains(t, wrong, "a second or more")
	done := func(what string, args ...string) {
		out, wrong, status := says(t, args...)
		require.Zero(t, status, "%s", wrong)
		require.Contains(t, out, what)
	}
	readsTheChat(t, g.Player, a.Match, q, asked, done)
	looksAfterPeople(t, g.Player, q, asked, done)
	looksWithoutDelay(t, a.Match, asked, done)
	done("ends without a winner", "end", a.Match)
	readsLogs(t, a.Match, asked, done)

	link, _, status := says(t, "console", "--data", data)
	require.Zero(t, status)
	require.Regexp(t, `^http://127.0.0.1:\d+/console/enter\?token=\w+\n$`, link)
	require.NotContains(t, log.String(), "token=", "what a service prints stands in a log")
	require.Regexp(t, `console   http://127.0.0.1:\d+/console/ \(muster console --data \S+ makes a link\)`, log.String())
	resp, err := http.Get(strings.TrimSpace(link))
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, "/console/sign-in", resp.Request.URL.Path, "who keeps no cookie stands before the door again")
	_, wrong, status = says(t, "console", "--data", t.TempDir())
	require.NotZero(t, status)
	require.Contains(t, wrong, "no console runs on")
}

// looksAfterPeople does what moderators and operators do, by commands: everything that the console does has one.
func looksAfterPeople(
	t *testing.T, player string, q *api.Client, asked func(into any, args ...string),
	done func(what string, args ...string),
) {
	var people []api.Person
	asked(&people, "people", "gus")
	require.Equal(t, player, people[0].Player)
	done("is muted until", "mute", player, "--reason", "loud", "--for", "1h")
	var sanctions []api.Sanction
	asked(&sanctions, "sanctions", player)
	require.Equal(t, []api.Kind{api.Mute, api.Kick}, []api.Kind{sanctions[0].Kind, sanctions[1].Kind})
	require.Equal(t, "Olga", sanctions[0].ByName)
	done("is lifted", "lift", sanctions[0].ID)
	done("lifted", "sanctions", player)

	other, err := q.Guest(t.Context(), "")
	require.NoError(t, err)
	_, err = q.In(other, nil).Complain(t.Context(), player, api.ComplaintRequest{Reason: "name"})
	require.NoError(t, err)
	var reports []api.Complaint
	asked(&reports, "reports", player)
	require.Equal(t, "~Gus", reports[0].Name)
	done("is closed", "close", reports[0].ID, "--verdict", "it is fine")

	done("is a viewer now", "role", player, "viewer")
	asked(&people, "people", "--role", "viewer")
	require.Len(t, people, 1)
	var log []api.Audit
	asked(&log, "audit", "--player", player, "--limit", "2")
	require.Equal(t, []string{"give role", "close complaint"}, []string{log[0].What, log[1].What})
	done(`"name":"~Gus"`, "export", player)
	done("is deleted", "erase", player)
}

// readsLogs looks through the logs of both nodes of one process, and has one of them log everything for a while.
func readsLogs(
	t *testing.T, match string, asked func(into any, args ...string), done func(what string, args ...string),
) {
	done("match opened match="+match, "logs", "--match", match)
	done("node shard-1 logs from debug on for 10m0s, then from info on again",
		"log-level", "shard-1", "debug", "--for", "10m")
	done("", "log-level", "queue-1", "debug", "--for", "10m")
	done(`queue-1  request`, "logs", "--level", "debug", "--node", "queue-1")
	var audit []api.Audit
	asked(&audit, "audit", "--limit", "1")
	require.Equal(t, []string{"set log level", "queue-1", "debug for 10m0s"},
		[]string{audit[0].What, audit[0].Whom, audit[0].Detail})
	_, wrong, status := says(t, "logs", "--node", "nowhere")
	require.NotZero(t, status)
	require.Contains(t, wrong, `there is no node "nowhere"`)
	_, wrong, status = says(t, "log-level", "shard-1", "debug", "--for", "1ms")
	require.NotZero(t, status)
	require.Contains(t, wrong, "whole seconds")
}

// looksWithoutDelay looks at a match as it is now, once the operator has the right to; and has addresses shown.
func looksWithoutDelay(
	t *testing.T, match string, asked func(into any, args ...string), done func(what string, args ...string),
) {
	_, wrong, status := says(t, "look", match, "--reason", "a wall hack?")
	require.NotZero(t, status)
	require.Contains(t, wrong, "a right of its own")
	var people []api.Person
	asked(&people, "people", "olga")
	done("may now look at matches without delay", "sight", people[0].Player, "on")
	shown, looks := &lines{}, muster(t, "look", match, "--reason", "a wall hack?")
	looks.Stdout, looks.Stderr = shown, shown
	require.NoError(t, looks.Start())
	require.Eventually(t, func() bool { return strings.Contains(shown.String(), "without delay until") },
		patience, 20*time.Millisecond, "%s", shown)
	require.NoError(t, looks.Process.Kill())
	_ = looks.Wait() // it was killed
	done("may no longer look at matches without delay", "sight", people[0].Player, "off")
	var log []api.Audit
	asked(&log, "audit", "--limit", "2")
	require.Equal(t, []string{"take sight", "look without delay"}, []string{log[0].What, log[1].What})
	require.Equal(t, "match "+match+": a wall hack?", log[1].Detail)
	done("match opened", "logs", "--addresses", "who is it?")
	asked(&log, "audit", "--limit", "1")
	require.Equal(t, "show addresses", log[0].What)
}
