package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/printable"
	"muster/wallclock"
)

type logsCmd struct {
	operatorFlags `embed:""`
	Node          string        `help:"Only this node's, as muster nodes shows it." placeholder:"ID"`
	Level         string        `help:"Only lines of this level, or a worse one: debug, info, warn, error." enum:",debug,info,warn,error" default:"" placeholder:"LEVEL"`
	Match         string        `help:"Only lines about this match." placeholder:"MATCH"`
	Player        string        `help:"Only lines about the player with this id." placeholder:"PLAYER"`
	Text          string        `help:"Only lines that say this." placeholder:"TEXT"`
	Since         time.Duration `help:"Only what was logged in so long; 0 for however long ago." default:"0s"`
	Limit         int           `help:"Maximum number of lines, the newest." default:"100" placeholder:"N"`
	Follow        bool          `short:"f" help:"Go on with what is logged from now on, until it is stopped."`
	Addresses     string        `help:"Show the addresses in the lines, for operators: the reason goes to the audit log first." placeholder:"REASON"`
}

// Run prints lines of logs, the newest last, as a terminal shows a log.
func (c *logsCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if c.Limit < 1 || c.Limit > maxLogLines {
		return fmt.Errorf("--limit %d: it is 1 to %d", c.Limit, maxLogLines)
	}
	if c.Since < 0 {
		return fmt.Errorf("--since %v: it cannot be negative", c.Since)
	}
	want := api.LogQuery{
		Node: c.Node, Level: api.LogLevel(c.Level), Match: c.Match, Player: c.Player, Text: c.Text,
	}
	if c.Addresses != "" {
		if _, err := q.ShowAddresses(ctx, c.Addresses); err != nil {
			return denied(err)
		}
		want.Addresses = true
	}
	var f *follower
	if c.Follow { // before lines are read back: what is logged meanwhile is new
		if f, err = newFollower(ctx, q, want); err != nil {
			return denied(err)
		}
	}
	if c.Since > 0 {
		want.After = wallclock.Now().Add(-c.Since)
	}
	lines, nodes, err := c.back(ctx, q, want)
	if err != nil {
		return denied(err)
	}
	if c.Output == "json" && !c.Follow {
		return sayJSON(api.LogPage{Lines: lines, Nodes: nodes})
	}
	tellSilent(stderr, nodes)
	if err := c.print(lines); err != nil || !c.Follow {
		return err
	}
	f.note(lines)
	f.print(io.Discard, nodes) // that was said
	return c.follow(ctx, f)
}

// back reads page behind page, and returns the oldest line first.
func (c *logsCmd) back(
	ctx context.Context, q *api.Client, want api.LogQuery,
) (lines []api.LogLine, nodes []api.LogNode, err error) {
	lines = []api.LogLine{}
	for len(lines) < c.Limit {
		want.Limit = min(api.MaxLogLines, c.Limit-len(lines))
		p, err := q.Logs(ctx, want)
		if err != nil {
			return nil, nil, err
		}
		if nodes == nil {
			nodes = p.Nodes
		}
		lines = append(lines, p.Lines...)
		if len(p.Lines) < want.Limit {
			break
		}
		want.Before = lines[len(lines)-1].At
	}
	slices.Reverse(lines)
	return lines, nodes, nil
}

// print prints lines: for people, or, of logs that are followed, as one JSON value each.
func (c *logsCmd) print(lines []api.LogLine) error {
	for i := range lines {
		if c.Output == "json" {
			if err := sayJSON(lines[i]); err != nil {
				return err
			}
			continue
		}
		sayLine("%s", logText(&lines[i]))
	}
	return nil
}

// logTime is how the time of a line is written.
const logTime = "2006-01-02 15:04:05.000"

// logText is a line as people read it.
func logText(l *api.LogLine) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %-5s %s  %s", l.At.Format(logTime), strings.ToUpper(string(l.Level)),
		l.Node, l.Text)
	pair := func(name, v string) {
		if strings.ContainsAny(v, " \t\"=") || v == "" {
			v = fmt.Sprintf("%q", v)
		}
		fmt.Fprintf(&b, " %s=%s", name, v)
	}
	if l.Match != "" {
		pair("match", l.Match)
	}
	if l.Player != "" {
		pair("player", l.Player)
	}
	for _, name := range slices.Sorted(maps.Keys(l.More)) {
		pair(name, l.More[name])
	}
	return b.String()
}

// tellSilent says whose lines are missing.
func tellSilent(to io.Writer, nodes []api.LogNode) {
	for _, n := range nodes {
		if n.Trouble != "" {
			fmt.Fprintln(to, printable.Text(fmt.Sprintf("%s: %s", n.Node, n.Trouble)))
		}
	}
}

type logLevelCmd struct {
	operatorFlags `embed:""`
	Node          string        `arg:"" help:"The node's id, as muster nodes shows it."`
	Level         string        `arg:"" help:"debug, info, warn or error: lines of this level or a worse one are logged." enum:"debug,info,warn,error"`
	For           time.Duration `help:"Then it logs from info on again, by itself; 0 for when it is told so, or starts anew." default:"0s"`
}

// Run has a node log more, or less.
func (c *logLevelCmd) Run(ctx context.Context) error {
	if c.For < 0 || c.For%time.Second != 0 {
		return fmt.Errorf("--for %v: whole seconds are needed", c.For)
	}
	q, err := c.client()
	if err != nil {
		return err
	}
	r := api.LogLevelRequest{Level: api.LogLevel(c.Level), Seconds: int64(c.For / time.Second)}
	if err := q.SetLogLevel(ctx, c.Node, r); err != nil {
		return denied(err)
	}
	said := fmt.Sprintf("node %s logs from %s on", c.Node, c.Level)
	if c.For > 0 {
		said += fmt.Sprintf(" for %v, then from info on again", c.For)
	}
	return c.done(map[string]any{"node": c.Node, "level": c.Level, "seconds": r.Seconds}, "%s", said)
}
