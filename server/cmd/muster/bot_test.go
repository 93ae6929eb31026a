//go:build !race

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	protocol "muster/ai/lines"
)

// telling is a bot that writes what becomes of its orders into a file.
const telling = `import json, sys
log = open(sys.argv[1], "a", buffering=1)
for line in sys.stdin:
    said = json.loads(line)
    if "begin" in said:
        seat = said["begin"]["seat"]
        print(json.dumps({"ready": {"name": "telling"}}), flush=True)
    elif "turn" in said:
        turn = said["turn"]
        for a in turn["answers"]:
            log.write("%s %s\n" % (a["id"], a["refusal"]))
        orders = [{"id": "o%d" % q["id"], "squad": q["id"], "do": "capture", "point": 1}
                  for q in turn["squads"] if q["seat"] == seat and q["order"]["do"] == "hold"]
        print(json.dumps({"tick": turn["tick"], "orders": orders, "say": ["going"] if orders else []}), flush=True)
`

// One bot leads a seat by the front door, and another one the seat without a player: both are told what becomes of
// their orders. A third one comes by the WebSocket.
func TestABotPlaysOnARealServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	program := filepath.Join(dir, "telling.py")
	require.NoError(t, os.WriteFile(program, []byte(telling), 0o600))
	own, servers := filepath.Join(dir, "own"), filepath.Join(dir, "server's")
	s := newLiving(t)
	s.args = []string{"--commander", fmt.Sprintf(`duel=exec:python3 %s "%s"`, program, servers)}
	s.up(t)
	p := &process{args: []string{
		"bot", "--matchmaker", "http://" + s.http, "--scenario", "duel", "--", "python3", program, own,
	}}
	p.start(t)
	told := func(file, what string) {
		require.Eventually(t, func() bool {
			b, _ := os.ReadFile(file)
			return strings.Contains(string(b), what)
		}, patience, lookEvery, "%s\n%s", p.log, s.log)
	}
	told(own, "o0 obeyed")
	told(servers, "o0 obeyed")
	require.NoError(t, p.terminate(t), "%s", p.said())
	byWebSocket(t, s)
	s.stop(t)
}

// byWebSocket has a third bot lead a seat by the queue's own port.
func byWebSocket(t *testing.T, s *living) {
	a, err := s.newcomer(t).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	door := "ws://" + s.http + "/v1/matches/" + a.Match + "/lines?ticket="
	_, r, err := websocket.DefaultDialer.Dial(door+"none", nil)
	require.Error(t, err)
	require.Equal(t, http.StatusUnauthorized, r.StatusCode)
	ws, _, err := websocket.DefaultDialer.Dial(door+a.Join, nil)
	require.NoError(t, err, "%s", s.log)
	defer ws.Close()
	var said protocol.Host
	require.NoError(t, ws.ReadJSON(&said))
	require.EqualValues(t, a.Seat, said.Begin.Seat)
	require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`{"ready":{"name":"far"}}`)))
	require.NoError(t, ws.ReadJSON(&said))
	require.NotEmpty(t, said.Turn.Units)
	_, r, err = websocket.DefaultDialer.Dial(door+a.Join, nil)
	require.Error(t, err, "a ticket is spent once")
	require.Equal(t, http.StatusConflict, r.StatusCode)
}

// A server that others reach has no programs lead: who starts it is told what to do.
func TestAServerThatOthersReachTakesNoPrograms(t *testing.T) {
	for _, where := range [][]string{{"--udp=:0"}, {"--udp=127.0.0.1:0", "--public=example.org:7400"}} {
		args := append([]string{
			"up", "--commander", "exec:python3 bot.py", "--http=127.0.0.1:0", "--admin=127.0.0.1:0",
			"--data=" + t.TempDir(),
		}, where...)
		_, errs, code := says(t, args...)
		require.Equal(t, 1, code)
		require.Contains(t, errs, "only a server for this machine alone")
	}
}

func TestABotIsMadeAndPlays(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "mine")
	out, errs, code := says(t, "new", "bot", "python", folder)
	require.Zero(t, code, errs)
	require.Contains(t, out, ` league "exec:python3 bot.py" recruit`)
	bot := fmt.Sprintf(`exec:python3 "%s"`, filepath.Join(folder, "bot.py"))
	out, errs, code = says(t, "league", bot, "recruit", "--scenario", "duel", "--games", "2", "--workers", "1",
		"--json")
	require.Zero(t, code, errs)
	require.Contains(t, out, `"crashes":0`)
	_, errs, code = says(t, "fight", "duel", "--ticks", "5", "--commander", "duel/0=exec:python3 -c print(1)")
	require.Zero(t, code)
	require.NotContains(t, errs, "goroutine")
	_, errs, code = says(t, "new", "bot", "python", folder)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "is there already")
	_, errs, code = says(t, strings.Fields("bot --matchmaker http://127.0.0.1:1")...)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "-- python3 bot.py")
	out, _, code = says(t, "check", "--schema", "lines")
	require.Zero(t, code)
	require.Contains(t, out, "muster lines 1")
}
