//go:build !race

package console_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/lab/browsertest"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/logs"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/server/supervisor"
)

// markup is a name that a page must show as text. Names are checked when they are given; an older database, or another
// program, may hold any.
const markup = `<img src=x onerror=alert(1)>"'&`

// chrome is a real browser on a running server.
type chrome struct {
	*browsertest.Tab
	all     *supervisor.AllInOne
	stop    func() // ends it
	url     string // of the operators' listener
	player  string // whose name is markup
	match   string
	machine *api.Client // an operator's
	wilma   *api.Client // who waits
	ticket  string      // hers
	report  string
	closes  func() // the link of who was reported
	cluster played // that muster cluster would have begun
	log     *slog.Logger
}

// The console in a real browser, on everything that `muster up` runs: one server and one browser for all of it. Without
// a Chromium it is skipped, unless MUSTER_BROWSER is set, as make test does.
func TestInTheBrowser(t *testing.T) {
	browsertest.Needed(t, "")
	c := &chrome{Tab: &browsertest.Tab{T: t}}
	c.serve()
	c.fill()
	c.Tab = browsertest.Open(t)
	t.Run("the door opens", c.door)
	c.enter()
	t.Run("every page opens", c.everyPage)
	t.Run("who waits is seen", c.queueLives)
	t.Run("the chat around a report is read", c.chatIsRead)
	t.Run("a shard is drained", c.drains)
	t.Run("a ban is done and lifted", c.bans)
	t.Run("a kill and a take-over are seen", c.topologyLives)
	t.Run("charts are drawn", c.chartsAreDrawn)
	t.Run("a battle is watched and gone back in", c.battle)
	t.Run("a match is looked at without delay", c.looksNow)
	t.Run("a fault is done and lifted", c.hurtsTheCluster)
	t.Run("logs grow and are looked through", c.logsGrow)
	t.Run("the keyboard leads everywhere", c.keyboard)
	t.Run("pages of others are kept out", c.foreign)
	t.Run("a page says that it is old", c.grewOld)
}

// serve runs everything.
func (c *chrome) serve() {
	t := c.T
	set := assets.Embedded()
	data, kept := t.TempDir(), logs.Open("")
	c.log = kept.Over(slog.New(slog.DiscardHandler))
	var err error
	c.all, err = supervisor.OpenAllInOne(t.Context(), supervisor.Config{
		Data: data, Log: c.log,
		Shard: node.Config{UDP: "127.0.0.1:0", Matches: 8, Assets: set},
		Queue: queuenode.Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Console: true, Kept: kept,
			Matchmaker: matchmaker.Config{
				Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}}, Modes: soonSeen(),
				Cluster: &c.cluster,
			},
		},
	})
	require.NoError(t, err)
	var ctx context.Context
	ctx, c.stop = context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.all.Run(ctx) }()
	t.Cleanup(func() {
		c.stop()
		require.NoError(t, <-done)
	})
	c.url = c.all.Queue.AdminURL()
	c.operator(filepath.Join(data, "queue", "matchmaker.db"))
}

// nobody calls the API without an account.
func (c *chrome) nobody() *api.Client { return api.NewClient(c.all.Queue.URL(), nil) }

// operator makes an operator, and gives a guest a name full of markup.
func (c *chrome) operator(file string) {
	t, nobody := c.T, c.nobody()
	s, err := nobody.Register(t.Context(), "Olga", "correct horse")
	require.NoError(t, err)
	c.machine = nobody.In(s, nil)
	g, err := nobody.Guest(t.Context(), "Mallory")
	require.NoError(t, err)
	c.player = g.Player
	a, err := nobody.In(g, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	c.match = a.Match
	c.talks(nobody.In(g, nil), a)
	report, err := nobody.In(s, nil).Complain(t.Context(), c.player, api.ComplaintRequest{
		Reason: "abuse", Match: c.match, Text: "<script>alert(2)</script>",
	})
	require.NoError(t, err)
	c.report = report.ID
	db, err := sql.Open("sqlite", file)
	require.NoError(t, err)
	defer db.Close()
	for q, args := range map[string][]any{
		`update accounts set role = 'operator' where player = ?`: {s.Player},
		`update accounts set name = ? where player = ?`:          {markup, c.player},
	} {
		require.Eventually(t, func() bool {
			_, err := db.ExecContext(t.Context(), q, args...)
			return err == nil
		}, time.Minute, 10*time.Millisecond)
	}
}

// fill has something on every page: sanctions, and what the audit log says of them. What was written is there before
// its author is muted: the shard drops what comes behind that.
func (c *chrome) fill() {
	c.heard()
	require.Eventually(c.T, func() bool {
		_, err := c.machine.Punish(c.T.Context(), api.SanctionRequest{
			Player: c.player, Kind: api.Mute, Reason: "<b>loud</b>, from 192.0.2.1", Seconds: 3600,
		})
		return err == nil
	}, time.Minute, 100*time.Millisecond)
	c.wilma, c.ticket = c.waits("Wilma")
}

// enter comes in by the link that the start prints.
func (c *chrome) enter() {
	link, err := c.all.Queue.ConsoleLink()
	require.NoError(c.T, err)
	c.Do(chromedp.Navigate(link), chromedp.WaitVisible(css("main h1")))
	require.Contains(c.T, c.text("main h1"), "Overview")
}

// addresses are the pages that every visitor may open, by the name of their picture.
func (c *chrome) addresses() map[string]string {
	return map[string]string{
		"overview": "", "queue": "queue", "whatif": "queue/ranked?try=yes&fill=10", "matches": "matches",
		"match": "matches/" + c.match, "people": "people?search=img",
		"topology": "topology", "nodes": "nodes", "node": "nodes/shard-1?with=queue-1",
		"alerts": "alerts", "alert": "alerts/MusterDown",
		"person": "people/" + c.player, "reports": "reports", "chat": "reports/" + c.report, "audit": "audit",
		"faults": "faults", "lessons": "lessons", "lesson": "lessons/everything", "logs": "logs",
	}
}

// everyPage opens every page at both widths, in both languages and colours. The browser has nothing to complain of, and
// no page is wider than the screen. With MUSTER_PICTURES=DIR each is opened in all eight ways, and a picture is left.
func (c *chrome) everyPage(t *testing.T) { c.openAll(t, c.addresses()) }

// door is the one that stands open to everybody.
func (c *chrome) door(t *testing.T) {
	c.Do(chromedp.Navigate(c.url + "/console/"))
	c.openAll(t, map[string]string{"sign-in": "people"})
}

func (c *chrome) openAll(t *testing.T, pages map[string]string) {
	for i := range 8 {
		width, lang, theme := []int64{1280, 390}[i&1], []string{"en", "zh"}[i>>1&1], []string{"light", "dark"}[i>>2]
		if os.Getenv("MUSTER_PICTURES") == "" && i != 0 && i != 7 {
			continue // a wide one and a narrow one have both of all else
		}
		c.look(width, lang, theme)
		for name, at := range pages {
			c.open(t, name, at, fmt.Sprintf("%s-%d-%s-%s", name, width, lang, theme), width)
		}
	}
	c.look(1280, "en", "light")
}

// look sets the width, and the language and colours by the page's own buttons' form.
func (c *chrome) look(width int64, lang, theme string) {
	form := fmt.Sprintf(`fetch("/console/look", {method: "POST", body: new URLSearchParams({lang: %q, theme: %q})})
		.then(r => r.status)`, lang, theme)
	c.Do(chromedp.EmulateViewport(width, 900))
	require.Equal(c.T, http.StatusOK, js[int](c, form))
}

func (c *chrome) open(t *testing.T, name, at, picture string, width int64) {
	c.Do(chromedp.Navigate(c.url+"/console/"+at), chromedp.WaitVisible(css("main h1")))
	wide := js[int64](c, `Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)`)
	require.Empty(t, c.complaints(), picture)
	require.LessOrEqual(t, wide, width, "%s is wider than the screen", picture)
	if name == "person" || name == "people" {
		require.Contains(t, c.text("main"), `<img src=x onerror=alert(1)>"'&`, "%s: a name is text", picture)
	}
	c.WholePicture(picture)
}

// drains presses the button of a shard; the live part tells what became of it without another page.
func (c *chrome) drains(t *testing.T) {
	c.Do(chromedp.Navigate(c.url + "/console/"))
	c.press(`button[formaction="/console/do/drain"]`)
	c.says("main > .note", "shard-1 takes no more matches") // the live part may know before the audit log does
	c.Do(chromedp.WaitVisible(css(`button[formaction="/console/do/undrain"]`)))
	require.NoError(t, c.machine.Undrain(t.Context(), "shard-1")) // by another operator
	c.Do(chromedp.WaitVisible(css(`button[formaction="/console/do/drain"]`)))
	log, err := c.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, "undrain shard", log[0].What)
	require.Equal(t, []string{"drain shard", api.MachineOperator}, []string{log[1].What, log[1].By})
	require.Empty(t, c.complaints())
}

// bans fills in the form as a moderator does.
func (c *chrome) bans(t *testing.T) {
	form := css(`form[action="/console/do/punish"] `)
	c.Do(chromedp.Navigate(c.url+"/console/people/"+c.player),
		chromedp.SetValue(form+`select[name=kind]`, "ban"),
		chromedp.SetValue(form+`select[name=seconds]`, "86400"),
		chromedp.SendKeys(form+`input[name=reason]`, "cheats & lies\r"))
	c.says("main > .note", "The player is banned")
	c.says("main", "cheats & lies")
	people, err := c.machine.People(t.Context(), c.player, "")
	require.NoError(t, err)
	require.WithinDuration(t, time.Now().Add(24*time.Hour), people[0].Banned, time.Hour)
	c.Do(chromedp.Click(css(`button[formaction="/console/do/lift"]`)))
	c.says("main > .note", "The sanction is lifted")
	c.Do(chromedp.WaitVisible(css(`.badge.fine`)))
	people, err = c.machine.People(t.Context(), c.player, "")
	require.NoError(t, err)
	require.Zero(t, people[0].Banned)
	require.Empty(t, c.complaints())
}

// keyboard goes through the page by Tab alone: first to what skips the navigation, and to every link and button.
func (c *chrome) keyboard(t *testing.T) {
	focus := `document.activeElement.outerHTML.slice(0, 200)`
	c.Do(chromedp.Navigate(c.url+"/console/people/"+c.player), chromedp.WaitVisible(css("main h1")),
		chromedp.KeyEvent("\t"))
	require.Contains(t, js[string](c, focus), `class="skip"`)
	reached := map[string]bool{}
	for range 60 {
		c.Do(chromedp.KeyEvent("\t"))
		reached[js[string](c, focus)] = true
	}
	for _, part := range []string{`name="theme"`, `href="/console/audit"`, `name="kind"`, `name="reason"`, `name="verdict"`} {
		found := false
		for html := range reached {
			found = found || strings.Contains(html, part)
		}
		require.True(t, found, "%s cannot be reached by Tab", part)
	}
}

// foreign has pages of others try what they can: the session's cookie is in this browser.
func (c *chrome) foreign(t *testing.T) {
	before, err := c.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	evil := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<h1>evil</h1><form id="f" method="post" action="%[1]s/console/do/drain">
			<input name="shard" value="shard-1"></form><iframe src="%[1]s/console/"></iframe>
			<script>fetch("%[1]s/console/do/drain", {method: "POST", mode: "no-cors", credentials: "include",
				body: new URLSearchParams({shard: "shard-1"})});
			fetch("%[1]s/zones", {credentials: "include"}).then(r => r.text()).then(t => { document.title = "read " + t })
				.catch(() => { document.title = "refused" })</script>`, c.url)
	}))
	defer evil.Close()
	c.Do(chromedp.Navigate(evil.URL), chromedp.WaitVisible(css("h1")))
	c.Becomes(`document.title`)
	require.Equal(t, "refused", js[string](c, `document.title`))
	c.Do(chromedp.Submit(css("#f")))
	c.says("body", "another")
	after, err := c.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, before, after, "nothing was done")

	u, err := url.Parse(c.url) // a name of somebody's that leads here
	require.NoError(t, err)
	c.Do(chromedp.Navigate("http://evil.example:" + u.Port() + "/console/"))
	c.says("body", "ask for this listener by its address")
	c.complaints()
}
