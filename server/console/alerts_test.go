package console

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/docs/monitoring"
	"muster/matchmaker/api"
	"muster/server/alerts"
)

// shippedAlerts are evaluated on what the board is fed.
func shippedAlerts(t *testing.T) *alerts.Board {
	rules, err := alerts.Parse(monitoring.RulesFile, monitoring.Rules)
	require.NoError(t, err)
	return alerts.NewBoard(alerts.BoardConfig{Rules: rules, Log: slog.New(slog.DiscardHandler)})
}

// alerted is a console that looks at a shard, which does not answer.
func alerted(t *testing.T) *Console {
	var err error
	b := shippedAlerts(t)
	c := &Console{cfg: Config{Alerts: b}}
	c.editions, err = loadEditions()
	require.NoError(t, err)
	for i := range 6 {
		b.Feed(t.Context(), time.Now().Add(time.Duration(i-6)*alerts.Every), func() []alerts.Scrape {
			return []alerts.Scrape{{Job: "muster", Node: "<b>shard-1</b>", Role: "shard"}}
		})
	}
	return c
}

// drawn is a page as a visitor sees it.
func (c *Console) drawn(t *testing.T, name, at, lang string, data func(context.Context, *Console, *visit) (any, error),
) string {
	r := httptest.NewRequest("GET", at, nil)
	r.SetPathValue("name", at[strings.LastIndex(at, "/")+1:])
	d, err := data(t.Context(), c, &visit{look: look{Lang: lang}, r: r})
	require.NoError(t, err)
	p := &page{name: name, every: time.Second}
	var b strings.Builder
	s := &shown{look: look{Lang: lang}, Title: p.Key(), At: at, Page: p, Role: api.RoleViewer, CSRF: "c", Data: d}
	require.NoError(t, c.editions[lang].draw(&b, name, s))
	return b.String()
}

// The page of alerts says what fires, where, and what all of them are; that of one what it means and what to do.
func TestThePagesOfAlerts(t *testing.T) {
	c := alerted(t)
	for lang, says := range map[string][]string{
		"en": {"A process does not answer", "firing", "Look whether the process runs", "Players and their links"},
		"zh": {"进程没有响应", "触发中", "检查进程是否在运行", "玩家与连接"},
	} {
		all := c.drawn(t, "alerts", "/console/alerts", lang, alertsPage)
		for _, text := range []string{says[0], says[1], says[3], "&lt;b&gt;shard-1&lt;", "/console/alerts/MusterDown"} {
			require.Contains(t, all, text)
		}
		require.NotContains(t, all, "console.alerts", "every text is there")
		require.NotContains(t, all, "<b>shard-1")
		one := c.drawn(t, "alert", "/console/alerts/MusterDown", lang, alertPage)
		for _, text := range []string{says[0], says[2], "up{job=~&#34;muster.*&#34;} == 0"} {
			require.Contains(t, one, text)
		}
	}
	for _, r := range c.cfg.Alerts.Rules() {
		one := c.drawn(t, "alert", "/console/alerts/"+r.Name, "zh", alertPage)
		require.NotContains(t, one, "console.alerts", r.Name)
	}
	r := httptest.NewRequest("GET", "/console/alerts/None", nil)
	r.SetPathValue("name", "None")
	_, err := alertPage(t.Context(), c, &visit{r: r})
	require.Equal(t, 404, api.StatusOf(err))
}

// Texts of rules have code, links to documents and names of other alerts, and nothing else of them is markup.
func TestTextsOfRulesAreDrawn(t *testing.T) {
	require.Equal(t, `run <code>a &lt; b</code>, see <code>docs/journal.md</code> and `+
		`<a href="/console/alerts/MusterDown">MusterDown</a>: &lt;b&gt; of Muster`,
		string(written("run `a < b`, see [journal.md](journal.md) and MusterDown: <b> of Muster")))
	known := map[string]bool{}
	for _, r := range shippedAlerts(t).Rules() {
		known[r.Name] = true
	}
	for _, r := range shippedAlerts(t).Rules() {
		for _, text := range r.Texts {
			for _, name := range regexp.MustCompile(`Muster[A-Z]\w+`).FindAllString(text, -1) {
				require.True(t, known[name], "%s names the alert %s, which is none", r.Name, name)
			}
		}
	}
}
