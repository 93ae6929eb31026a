package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// follow prints what is new, again and again.
func (c *logsCmd) follow(ctx context.Context, f *follower) error {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		fresh, err := f.next(ctx)
		if err := c.print(fresh); err != nil {
			return err
		}
		switch status := api.StatusOf(err); {
		case ctx.Err() != nil:
			return nil
		case status >= 400 && status < 500 && status != http.StatusTooManyRequests:
			return denied(err)
		case err != nil:
			fmt.Fprintln(stderr, "no lines for now; trying again:", err)
		}
	}
}

// follower knows up to when it has the lines of each node, by that node's clock: a quiet one, one whose clock is behind
// and one that did not answer for a while lose none by what others log.
type follower struct {
	q     *api.Client
	want  api.LogQuery
	asked time.Time            // when all nodes were asked last
	began time.Time            // when they were asked first
	known map[string]time.Time // by node, up to when its lines are known
	nodes map[string]api.LogNode
}

// newFollower begins now: what was logged before is known already. A node that does not answer now is followed from a
// little earlier on, as nobody knows what its clock says.
func newFollower(ctx context.Context, q *api.Client, want api.LogQuery) (*follower, error) {
	now := wallclock.Now()
	f := &follower{
		q: q, want: want, asked: now, began: now, known: map[string]time.Time{}, nodes: map[string]api.LogNode{},
	}
	want.After, want.Limit = now.Add(-clocksDiffer), api.MaxLogLines
	p, err := q.Logs(ctx, want)
	if err != nil {
		return nil, err
	}
	f.note(p.Lines)
	f.print(io.Discard, p.Nodes)
	for _, n := range p.Nodes {
		if _, ok := f.known[n.Node]; ok || n.Silent || len(p.Lines) < api.MaxLogLines {
			continue
		}
		want.Node, want.Limit = n.Node, 1 // its lines are behind the page
		if one, err := q.Logs(ctx, want); err == nil {
			f.note(one.Lines)
		}
	}
	return f, ctx.Err()
}

// note keeps up to when lines are known.
func (f *follower) note(lines []api.LogLine) {
	for i := range lines {
		f.knows(lines[i].Node, lines[i].At)
	}
}

func (f *follower) knows(node string, at time.Time) {
	if at.After(f.known[node]) {
		f.known[node] = at
	}
}

// since is up to when a node's lines are known.
func (f *follower) since(node string) time.Time {
	if at, ok := f.known[node]; ok {
		return at
	}
	return f.began.Add(-clocksDiffer)
}

// next asks for what is new, the oldest first. With an error it may be less than there is; the rest comes next time.
func (f *follower) next(ctx context.Context) (fresh []api.LogLine, err error) {
	now, want := wallclock.Now(), f.want
	want.After, want.Limit = f.asked.Add(-clocksDiffer), api.MaxLogLines
	p, err := f.q.Logs(ctx, want)
	if err != nil {
		return nil, err
	}
	f.asked = now
	f.print(stderr, p.Nodes)
	short := f.split(&p, want.After, func(node string, lines []api.LogLine) {
		fresh = append(fresh, lines...)
		f.knows(node, now.Add(-clocksDiffer))
	})
	for used, i := 0, 0; i < len(short) && used < followPages && err == nil; i++ {
		var lines []api.LogLine
		var pages int
		lines, pages, err = f.alone(ctx, short[i], now)
		fresh = append(fresh, lines...)
		used += pages
	}
	f.note(fresh)
	slices.SortFunc(fresh, func(a, b api.LogLine) int { return b.Newer(&a) })
	return fresh, err
}

// split gives what is new of the nodes of which a page, of what came after a moment, has all. The others must be asked
// alone; who waits longest comes first.
func (f *follower) split(p *api.LogPage, after time.Time, whole func(string, []api.LogLine)) (short []string) {
	lines, reached := map[string][]api.LogLine{}, map[string]bool{}
	for _, l := range p.Lines {
		if l.At.After(f.since(l.Node)) {
			lines[l.Node] = append(lines[l.Node], l)
		} else {
			reached[l.Node] = true
		}
	}
	for _, n := range p.Nodes {
		switch {
		case n.Silent: // until it answers
		case reached[n.Node] || len(p.Lines) < api.MaxLogLines && !f.since(n.Node).Before(after):
			whole(n.Node, lines[n.Node])
		default:
			short = append(short, n.Node)
		}
	}
	slices.SortFunc(short, func(a, b string) int { return cmp.Or(f.since(a).Compare(f.since(b)), cmp.Compare(a, b)) })
	return short
}

// alone asks one node for what is new, page behind page, and says what is left out of too much. Of a node that does not
// answer now nothing is new; what it is up to is told with the next page of all.
func (f *follower) alone(ctx context.Context, node string, now time.Time) (fresh []api.LogLine, pages int, err error) {
	want := f.want
	want.Node, want.After, want.Limit = node, f.since(node), api.MaxLogLines
	for more := true; more; pages++ {
		if pages == followPages {
			fmt.Fprintf(stderr, "%s: too many lines at once; those from %s to %s are left out\n", node,
				want.After.UTC().Format(logTime), want.Before.UTC().Format(logTime))
			break
		}
		p, err := f.q.Logs(ctx, want)
		if api.StatusOf(err) == http.StatusNotFound || slices.ContainsFunc(p.Nodes, silent) {
			return nil, pages + 1, nil
		}
		if err != nil {
			return nil, pages + 1, err
		}
		fresh = append(fresh, p.Lines...)
		if more = len(p.Lines) == want.Limit; more {
			want.Before = p.Lines[len(p.Lines)-1].At
		}
	}
	f.knows(node, now.Add(-clocksDiffer))
	return fresh, pages, nil
}

func silent(n api.LogNode) bool { return n.Silent }

// print says which nodes got into trouble, and which are out of it.
func (f *follower) print(to io.Writer, all []api.LogNode) {
	gone := maps.Clone(f.nodes)
	for _, n := range all {
		delete(gone, n.Node)
	}
	all = slices.Clone(all)
	for node := range gone {
		all = append(all, api.LogNode{Node: node, Trouble: "it is not in the cluster any more"})
	}
	slices.SortFunc(all, func(a, b api.LogNode) int { return cmp.Compare(a.Node, b.Node) })
	for _, n := range all {
		switch was := f.nodes[n.Node].Trouble; {
		case n.Trouble == was:
		case n.Trouble == "":
			tellSilent(to, []api.LogNode{{Node: n.Node, Trouble: "its log can be read again"}})
		default:
			tellSilent(to, []api.LogNode{n})
		}
		f.nodes[n.Node] = n
	}
}
