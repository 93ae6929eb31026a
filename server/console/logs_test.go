package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// Moderators look through the logs by what lines tell. What stands in one is text, whatever it is, without addresses.
func TestLogsAreLookedThrough(t *testing.T) {
	s := newStage(t)
	s.account("Mona", api.RoleModerator)
	s.account("Vera", api.RoleViewer)
	s.log.Info("join", "match", "m1", "player", "p1", "name", `<img src=x onerror=alert(1)>"'&`)
	s.log.Warn("late, at 192.0.2.7:443", "match", "m2")
	s.log.Error("<script>alert(2)</script>", "match", "m1", "player", `"><b>`)
	b := s.signedIn("Mona")
	_, page := b.get("/console/logs")
	require.Contains(t, page, "&lt;img src=x onerror=alert(1)&gt;")
	require.Contains(t, page, "late, at (address)")
	require.Contains(t, page, "&lt;script&gt;alert(2)&lt;/script&gt;")
	require.Contains(t, page, `player=<a href="/console/people/%22%3e%3cb%3e">`)
	require.Less(t, strings.Index(page, "alert(2)"), strings.Index(page, "late, at"), "the newest first")
	require.NotRegexp(t, `<img src=x|<script>alert|192\.0\.2`, page)
	require.NotContains(t, page, "/console/do/log-level", "which is for operators")
	for query, lines := range map[string]int{
		"match=m1": 2, "player=p1": 1, "level=warn": 2, "text=LATE": 1, "text=192.0.2": 0, "node=queue-1": 3,
		"match=m1&level=error": 1, "level=loud": 3,
	} {
		_, page := b.get("/console/logs?" + query)
		require.Equal(t, lines, strings.Count(page, "<tr class="), query)
	}
	code, _ := b.get("/console/logs?node=nobody")
	require.Equal(t, http.StatusNotFound, code)
	code, _ = s.signedIn("Vera").get("/console/logs")
	require.Equal(t, http.StatusForbidden, code)
	_, page = s.signedIn("Vera").get("/console/nodes/queue-1")
	require.NotContains(t, page, "/console/logs", "it would lead nowhere")
	_, page = b.get("/console/nodes/queue-1")
	require.Contains(t, page, `href="/console/logs?node=queue-1"`)
}

var older = regexp.MustCompile(`href="(/console/logs\?[^"]*before=[^"]+)"`)

// Older pages follow each other to the end, with what is looked for.
func TestOlderPagesOfLogs(t *testing.T) {
	s := newStage(t)
	s.account("Mona", api.RoleModerator)
	for i := range 2*pageRows + 10 {
		s.log.Info(fmt.Sprintf("line %d.", i), "match", "m1")
		s.log.Info("other")
	}
	b, at, seen := s.signedIn("Mona"), "/console/logs?match=m1", map[string]int{}
	pages := 0
	for ; at != ""; pages++ {
		_, page := b.get(at)
		require.NotContains(t, page, "other")
		for _, line := range regexp.MustCompile(`line \d+\.`).FindAllString(page, -1) {
			seen[line]++
		}
		at = ""
		if found := older.FindStringSubmatch(page); found != nil {
			at = strings.ReplaceAll(found[1], "&amp;", "&")
		}
	}
	require.Equal(t, 3, pages)
	require.Len(t, seen, 2*pageRows+10)
	for line, n := range seen {
		require.Equal(t, 1, n, line)
	}
}

// An open page grows by what is logged and fits; and says so when a node logs more than usual.
func TestLogsGrowWhileTheyAreLookedAt(t *testing.T) {
	s := newStage(t)
	s.account("Olga", api.RoleOperator)
	s.log.Info("begin", "match", "m1")
	b := s.signedIn("Olga")
	one := b.follow("/console/live/logs?match=m1")
	defer one.Body.Close()
	until := func(text string) string {
		for {
			event := one.next()
			require.NotEmpty(t, event, "the stream has ended")
			if strings.Contains(event, text) {
				return event
			}
		}
	}
	until("begin")
	s.log.Info("unfit", "match", "m2")
	s.log.Info("finished", "match", "m1")
	event := until("finished")
	require.Contains(t, event, "begin")
	require.NotContains(t, event, "unfit")
	code, _ := b.act("log-level", "node", "queue-1", "level", "debug", "seconds", "600")
	require.Equal(t, http.StatusSeeOther, code)
	until("logging everything")
	_, page := b.get("/console/audit")
	require.Contains(t, page, "change a log level")
	require.Contains(t, page, "debug for 10m0s")
}

// Of what is looked at again and again nodes are asked for what is new alone, unless one had not answered.
func TestOpenPagesAskForWhatIsNew(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	page := api.LogPage{Nodes: []api.LogNode{{Node: "s1"}}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.URL.Query().Get("after"))
		_ = json.NewEncoder(w).Encode(page)
	}))
	defer server.Close()
	logs, q, begun := newReadLogs(), api.NewClient(server.URL, nil), time.Now()
	look := func(want api.LogQuery, lines ...api.LogLine) []api.LogLine {
		mu.Lock()
		page.Lines = lines
		mu.Unlock()
		p, err := logs.page(t.Context(), q, want, true)
		require.NoError(t, err)
		return p.Lines
	}
	line := func(node string, seconds int) api.LogLine {
		return api.LogLine{At: begun.Add(time.Duration(seconds) * time.Second).UTC(), Node: node}
	}
	a, b, c := line("s1", 1), line("s2", 1), line("s1", 2)
	require.Len(t, look(api.LogQuery{}, b, a), 2)
	require.Equal(t, []api.LogLine{c, a, b}, look(api.LogQuery{}, c, b), "each once, the newest first")
	require.Empty(t, asked[0])
	after, err := time.Parse(time.RFC3339Nano, asked[1])
	require.NoError(t, err)
	require.WithinDuration(t, begun.Add(-clocksDiffer), after, clocksDiffer/2)

	page.Nodes[0].Silent = true
	look(api.LogQuery{}, c)
	look(api.LogQuery{}, c)
	require.Empty(t, asked[3], "it may have lines from before it was silent")

	old := api.LogQuery{Before: begun}
	require.Len(t, look(old, a), 1)
	calls := len(asked)
	require.Len(t, look(old), 1)
	require.Len(t, asked, calls, "what is past stays as it is")

	many := make([]api.LogLine, 3*pageRows)
	for i := range many {
		many[i] = line("s3", 3+i)
	}
	require.Len(t, joined(many, []api.LogLine{a}), pageRows)
}

// An operator has addresses shown in one browser for a while, with a reason that the audit log has. Nobody else sees
// them meanwhile, on live parts neither, and nothing that opens a door is shown to anybody.
func TestAddressesAreShownForAWhile(t *testing.T) {
	s := newStage(t)
	player := s.account("Olga", api.RoleOperator)
	s.account("Mona", api.RoleModerator)
	s.log.Warn("from 192.0.2.7:443", "player", player, "at", "postgres://u:hunter2@192.0.2.8/q")
	require.NoError(t, func() error {
		_, err := s.machine.Punish(t.Context(), api.SanctionRequest{
			Player: s.account("Rude", api.RolePlayer), Kind: api.Mute, Reason: "floods from 192.0.2.7",
		})
		return err
	}())
	olga, mona, other := s.signedIn("Olga"), s.signedIn("Mona"), s.signedIn("Olga")
	shows := func(b *browser, at string) bool {
		_, page := b.get(at)
		require.NotContains(t, page, "hunter2")
		return strings.Contains(page, "192.0.2.7")
	}
	require.False(t, shows(olga, "/console/logs"))
	code, _ := mona.act("show-addresses", "reason", "curious")
	require.Equal(t, http.StatusForbidden, code)
	_, _ = olga.act("show-addresses", "reason", "who floods us?")
	require.True(t, shows(olga, "/console/logs"))
	require.True(t, shows(olga, "/console/logs?text=192.0.2.7"))
	require.True(t, shows(olga, "/console/audit"))
	_, page := olga.get("/console/logs")
	require.Contains(t, page, "/console/do/hide-addresses")
	_, page = mona.get("/console/audit")
	require.Contains(t, page, "who floods us?")
	require.Contains(t, page, "floods from (address)")
	for _, b := range []*browser{mona, other} {
		require.False(t, shows(b, "/console/logs"), "another browser")
	}
	for b, shown := range map[*browser]bool{olga: true, other: false} {
		one := b.follow("/console/live/logs")
		defer one.Body.Close()
		require.Equal(t, shown, strings.Contains(one.next(), "192.0.2.7"))
	}

	_, _ = olga.act("hide-addresses")
	require.False(t, shows(olga, "/console/logs"))
	_, _ = olga.act("show-addresses", "reason", "again")
	require.True(t, shows(olga, "/console/logs"))
	require.NoError(t, s.machine.GiveRole(t.Context(), player, api.RoleModerator))
	_, page = olga.get("/console/logs")
	require.NotContains(t, page, "192.0.2.7", "who is no operator any more")
}
