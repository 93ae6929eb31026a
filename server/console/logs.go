package console

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// logged is the page of the logs of all nodes.
type logged struct {
	api.LogQuery
	Nodes  []string // to choose from
	Levels []api.LogLevel
	Spans  []length // for which a level may hold
	Lines  []api.LogLine
	Asked  int           // nodes
	Told   []api.LogNode // of them, those that do not answer, log at another level, or are in trouble
}

// levelSpans are those for which a node may log at another level: none is forgotten that ends by itself.
var levelSpans = []length{
	{"console.logs.minutes", 10 * 60},
	{"console.length.hour", 60 * 60},
	{"console.length.day", 24 * 60 * 60},
	{"console.logs.until_told", 0},
}

func showLogs(ctx context.Context, c *Console, v *visit) (any, error) {
	d := logged{Levels: api.LogLevels, Spans: levelSpans, LogQuery: api.LogQuery{
		Node: v.query("node"), Level: api.LogLevel(v.query("level")), Match: v.query("match"),
		Player: v.query("player"), Text: v.query("text"), Limit: pageRows, Addresses: v.Bare,
	}}
	if !slices.Contains(api.LogLevels, d.Level) {
		d.Level = ""
	}
	if ns, err := strconv.ParseInt(v.query("before"), 10, 64); err == nil {
		d.Before = time.Unix(0, ns)
	}
	p, err := c.lines.page(ctx, v.api, d.LogQuery, v.live())
	if err != nil {
		return nil, err
	}
	d.Lines, d.Asked = p.Lines, len(p.Nodes)
	for _, n := range p.Nodes {
		if n.Silent || n.Trouble != "" || n.Level != api.LogInfo {
			d.Told = append(d.Told, n)
		}
	}
	if v.live() {
		return d, nil
	}
	nodes, err := v.api.Nodes(ctx)
	for i := range nodes {
		d.Nodes = append(d.Nodes, nodes[i].ID)
	}
	return d, err
}

// URL is the address of the page with another value of what is looked for.
func (d logged) URL(name, v string) string {
	q := url.Values{}
	for name, v := range map[string]string{
		"node": d.Node, "level": string(d.Level), "match": d.Match, "player": d.Player, "text": d.Text,
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if v == "" {
		q.Del(name)
	} else {
		q.Set(name, v)
	}
	if len(q) == 0 {
		return base + "logs"
	}
	return base + "logs?" + q.Encode()
}

// Older is the address of the page behind this one; empty at the end.
func (d logged) Older() string {
	if len(d.Lines) < pageRows {
		return ""
	}
	return d.URL("before", strconv.FormatInt(d.Lines[len(d.Lines)-1].At.UnixNano(), 10))
}

// Back reports whether the page is one behind the newest.
func (d logged) Back() bool { return !d.Before.IsZero() }

// Filtered reports whether not all lines are looked for.
func (d logged) Filtered() bool {
	return d.Node+string(d.Level)+d.Match+d.Player+d.Text != "" || d.Back()
}

// LevelMark is how bad a line is, beside its words.
func (d logged) LevelMark(l api.LogLevel) string {
	return map[api.LogLevel]string{api.LogError: "▲", api.LogWarn: "◆", api.LogInfo: "·", api.LogDebug: "…"}[l]
}

// setLogLevel has a node log more or less.
func setLogLevel(ctx context.Context, v *visit) (string, []string, error) {
	node, level := v.form("node"), api.LogLevel(v.form("level"))
	seconds, _ := strconv.ParseInt(v.form("seconds"), 10, 64) // or for good
	err := v.api.SetLogLevel(ctx, node, api.LogLevelRequest{Level: level, Seconds: seconds})
	return "console.logs.set", []string{"node", node, "level", string(level)}, err
}

// readLogs are pages of logs that somebody looks at: nodes are asked for what is new alone.
type readLogs struct {
	mu  sync.Mutex
	all map[api.LogQuery]*readLog
}

// readLog is one, as of when it was asked for.
type readLog struct {
	page  api.LogPage
	asked time.Time
}

func newReadLogs() *readLogs { return &readLogs{all: map[api.LogQuery]*readLog{}} }

// page is a page of lines. A live part goes on from the one before: a page behind the newest stays as it is, and of the
// newest only what may have come since is asked for, unless somebody did not answer.
func (r *readLogs) page(ctx context.Context, q *api.Client, want api.LogQuery, live bool) (api.LogPage, error) {
	now, ask := wallclock.Now(), want
	was := r.last(want, now)
	if live && was != nil && !want.Addresses { // whether those may be shown the API says, each time
		if !want.Before.IsZero() {
			return was.page, nil
		}
		if !slices.ContainsFunc(was.page.Nodes, func(n api.LogNode) bool { return n.Silent }) {
			ask.After = was.asked.Add(-clocksDiffer)
		}
	}
	p, err := q.Logs(ctx, ask)
	if err != nil {
		return p, err
	}
	if !ask.After.IsZero() {
		p.Lines = joined(p.Lines, was.page.Lines)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all[want] = &readLog{p, now}
	return p, nil
}

// last is a page as it was; nil if it was not asked for lately. All such are forgotten.
func (r *readLogs) last(want api.LogQuery, now time.Time) *readLog {
	r.mu.Lock()
	defer r.mu.Unlock()
	for q, v := range r.all {
		if now.Sub(v.asked).Abs() > logsForgotten || len(r.all) > maxStreams {
			delete(r.all, q)
		}
	}
	return r.all[want]
}

// joined are new lines with those of before, each once, as many as a page has.
func joined(fresh, old []api.LogLine) []api.LogLine {
	all := append(slices.Clone(fresh), old...)
	slices.SortStableFunc(all, func(a, b api.LogLine) int { return a.Newer(&b) })
	all = slices.CompactFunc(all, func(a, b api.LogLine) bool { return a.Newer(&b) == 0 })
	return all[:min(len(all), pageRows)]
}
