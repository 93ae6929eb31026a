package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/printable"
)

// loggers are the logs of a few nodes, as the API gives them, in virtual time.
type loggers struct {
	behind map[string]time.Duration // by node, its clock
	silent map[string]bool
	lines  map[string][]api.LogLine // the newest first
	asked  int
	busy   bool // too many requests
}

func newLoggers(nodes ...string) *loggers {
	l := &loggers{map[string]time.Duration{}, map[string]bool{}, map[string][]api.LogLine{}, 0, false}
	for _, n := range nodes {
		l.lines[n] = nil
	}
	return l
}

// say has a node log a line, by its clock.
func (l *loggers) say(node, format string, args ...any) {
	time.Sleep(time.Microsecond) // no two have the same time
	l.lines[node] = slices.Insert(l.lines[node], 0, api.LogLine{
		At: time.Now().UTC().Add(-l.behind[node]), Node: node, Level: api.LogInfo, Text: fmt.Sprintf(format, args...),
	})
}

// RoundTrip answers GET /v1/logs.
func (l *loggers) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	l.asked++
	q, err := api.ParseLogQuery(r.URL.Query())
	if err != nil {
		return nil, err
	}
	if q.Node = r.URL.Query().Get("node"); l.busy {
		w.WriteHeader(http.StatusTooManyRequests)
		return w.Result(), nil
	}
	p := l.page(q)
	if len(p.Nodes) == 0 {
		w.WriteHeader(http.StatusNotFound)
	}
	err = json.NewEncoder(w).Encode(p)
	return w.Result(), err
}

func (l *loggers) page(q api.LogQuery) (p api.LogPage) {
	for node, lines := range l.lines {
		if q.Node != "" && q.Node != node {
			continue
		}
		n := api.LogNode{Node: node, Silent: l.silent[node]}
		if n.Silent {
			n.Trouble = "it cannot be reached"
		}
		p.Nodes = append(p.Nodes, n)
		for _, line := range lines {
			if !n.Silent && line.At.After(q.After) && (q.Before.IsZero() || line.At.Before(q.Before)) {
				p.Lines = append(p.Lines, line)
			}
		}
	}
	slices.SortFunc(p.Lines, func(a, b api.LogLine) int { return a.Newer(&b) })
	p.Lines = p.Lines[:min(len(p.Lines), q.Limit)]
	return p
}

func (l *loggers) client() *api.Client {
	return api.NewClient("http://queue", &http.Client{Transport: l})
}

// follows is a follower in virtual time, and what is said of nodes.
func follows(t *testing.T, l *loggers, test func(next func() []string, said *strings.Builder)) {
	var said strings.Builder
	was := stderr
	stderr = printable.NewWriter(&said)
	t.Cleanup(func() { stderr = was })
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(24 * time.Hour)
		f, err := newFollower(t.Context(), l.client(), api.LogQuery{})
		require.NoError(t, err)
		test(func() []string {
			time.Sleep(followEvery)
			asked := l.asked
			fresh, err := f.next(t.Context())
			require.NoError(t, err)
			require.LessOrEqual(t, l.asked-asked, 2*followPages, "an account may ask 20 times a second")
			texts := []string{}
			for _, line := range fresh {
				texts = append(texts, line.Text)
			}
			return texts
		}, &said)
	})
}

// numbered are so many texts that a node logs, and logs them.
func (l *loggers) numbered(node string, n int) (all []string) {
	for i := range n {
		l.say(node, "%s %d", node, i)
		all = append(all, fmt.Sprint(node, " ", i))
	}
	return all
}

// Many more lines than a page has, between two looks, are all there, in their order.
func TestManyLinesAtOnceAreFollowed(t *testing.T) {
	l := newLoggers("a", "b")
	follows(t, l, func(next func() []string, said *strings.Builder) {
		require.Empty(t, next())
		all := append(l.numbered("a", 1000), l.numbered("b", 350)...)
		require.Equal(t, all, next())
		require.Empty(t, next(), "each of them once")
		l.say("b", "one more")
		require.Equal(t, []string{"one more"}, next())
		require.Empty(t, said.String())
	})
}

// Of more than can be asked for the newest are there, and it is said that the others are not.
func TestLinesThatAreLeftOutAreSaid(t *testing.T) {
	l := newLoggers("a", "b")
	follows(t, l, func(next func() []string, said *strings.Builder) {
		all := l.numbered("a", followPages*api.MaxLogLines+100)
		require.Equal(t, all[100:], next())
		require.Contains(t, said.String(), "a: too many lines at once; those from 2000-01-0")
		require.Contains(t, said.String(), "are left out")
		require.Empty(t, next())
	})
}

// A node whose clock is behind is followed beside one that logs much, and so is a quiet one.
func TestANodeWhoseClockIsBehindIsFollowed(t *testing.T) {
	l := newLoggers("busy", "late", "quiet")
	l.behind["late"] = 30 * time.Second
	follows(t, l, func(next func() []string, _ *strings.Builder) {
		for i := range 100 {
			l.numbered("busy", 30)
			l.say("late", "late %d", i)
			got := next()
			require.Contains(t, got, fmt.Sprint("late ", i))
			require.Len(t, got, 31)
		}
		l.say("quiet", "at last")
		require.Equal(t, []string{"at last"}, next())
	})
}

// What was logged before it began is not printed later: of no node, also of one that is not in the first page, or whose
// clock is behind.
func TestWhatWasLoggedBeforeIsNotNew(t *testing.T) {
	l := newLoggers("busy", "late", "quiet")
	l.behind["late"] = 20 * time.Second
	synctest.Test(t, func(*testing.T) {
		time.Sleep(24*time.Hour - 10*time.Second)
		l.say("quiet", "before")
		l.say("late", "before")
		l.numbered("busy", 300)
	})
	follows(t, l, func(next func() []string, _ *strings.Builder) {
		require.Empty(t, next())
		l.say("late", "after")
		l.say("quiet", "after")
		require.Equal(t, []string{"after", "after"}, next())
	})
}

// A node that does not answer for longer than clocks differ is named, and so is that it answers again; what it logged
// meanwhile is printed then.
func TestANodeThatDoesNotAnswerForAWhileIsNamed(t *testing.T) {
	l := newLoggers("a", "b")
	follows(t, l, func(next func() []string, said *strings.Builder) {
		l.silent["b"] = true
		var all []string
		for i := range 300 {
			l.say("b", "%d", i)
			all = append(all, fmt.Sprint(i))
			require.Empty(t, next())
		}
		require.Equal(t, "b: it cannot be reached\n", said.String(), "once")
		said.Reset()
		l.silent["b"] = false
		require.Equal(t, all, next())
		require.Equal(t, "b: its log can be read again\n", said.String())
		said.Reset()
		was := l.lines["b"]
		delete(l.lines, "b")
		require.Empty(t, next())
		require.Empty(t, next())
		require.Equal(t, "b: it is not in the cluster any more\n", said.String())
		l.lines["b"] = was
		l.say("b", "back")
		require.Equal(t, []string{"back"}, next())
	})
}

// Of more nodes than are asked alone at a time those that waited longest come first; none waits for ever.
func TestManyNodesAreFollowedInTurn(t *testing.T) {
	var nodes []string
	for i := range 3 * followPages {
		nodes = append(nodes, fmt.Sprintf("quiet-%02d", i))
	}
	l := newLoggers(append(nodes, "busy")...)
	follows(t, l, func(next func() []string, _ *strings.Builder) {
		for _, n := range nodes {
			l.say(n, "here")
		}
		here := 0
		for range 4 {
			l.numbered("busy", api.MaxLogLines)
			for _, text := range next() {
				if text == "here" {
					here++
				}
			}
		}
		require.Equal(t, len(nodes), here)
	})
}

// Nothing is lost when the API refuses for a while: it is asked for next time.
func TestALookThatFailsLosesNoLines(t *testing.T) {
	l := newLoggers("a")
	synctest.Test(t, func(t *testing.T) {
		f, err := newFollower(t.Context(), l.client(), api.LogQuery{})
		require.NoError(t, err)
		all := l.numbered("a", 300)
		l.busy = true
		for range 100 {
			time.Sleep(followEvery)
			fresh, err := f.next(t.Context())
			require.Equal(t, http.StatusTooManyRequests, api.StatusOf(err))
			require.Empty(t, fresh)
		}
		l.busy = false
		fresh, err := f.next(t.Context())
		require.NoError(t, err)
		require.Len(t, fresh, len(all))
	})
}

// A time before which nothing counts is not negative.
func TestNegativeTimesAreRefused(t *testing.T) {
	require.ErrorContains(t, (&logsCmd{
		operatorFlags: operatorFlags{LoginFile: loggedIn(t)}, Limit: 1, Since: -time.Hour,
	}).Run(t.Context()), "--since -1h0m0s: it cannot be negative")
}

// loggedIn is the file of a login that is never used.
func loggedIn(t *testing.T) string {
	file := t.TempDir() + "/login.json"
	require.NoError(t, keepPrivate(file, login{URL: "http://queue"}))
	return file
}
