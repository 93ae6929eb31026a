package console

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"muster/matchmaker/api"
	"muster/server/node"
	"muster/server/statuspage"
)

// listed is the page of the matches that run.
type listed struct {
	Search, Scenario, Mode, Shard string
	Scenarios, Modes, Shards      []string // to choose from
	Rows                          []running
	All                           int // that fit, of which Rows are one page
	Prev, Next                    int // pages, from 1; 0 for none
	Page                          int
}

// running is a match that runs, with what its shard tells of it.
type running struct {
	api.Match
	Zone *node.Zone // nil where that is not known
}

func listMatches(ctx context.Context, c *Console, v *visit) (any, error) {
	figures, err := c.cfg.Figures(ctx)
	if err != nil {
		return nil, err
	}
	l := listed{
		Search: v.query("search"), Scenario: v.query("scenario"), Mode: v.query("mode"), Shard: v.query("shard"),
		Page: max(1, v.number("page")),
	}
	all := figures.Queue.Matches
	l.Scenarios = choices(all, func(m *api.Match) string { return m.Scenario })
	l.Modes = choices(all, func(m *api.Match) string { return m.Mode })
	l.Shards = choices(all, func(m *api.Match) string { return m.Shard })
	var fit []api.Match
	for i := range all {
		if l.fits(&all[i]) {
			fit = append(fit, all[i])
		}
	}
	slices.Reverse(fit) // the newest first
	l.All = len(fit)
	from := min((l.Page-1)*pageRows, l.All)
	if l.Page > 1 {
		l.Prev = l.Page - 1
	}
	if from+pageRows < l.All {
		l.Next = l.Page + 1
	}
	zones := zonesByMatch(&figures)
	for _, m := range fit[from:min(from+pageRows, l.All)] {
		l.Rows = append(l.Rows, running{m, zones[m.ID]})
	}
	return l, nil
}

// URL is the address of a page of the list.
func (l listed) URL(page int) string {
	q := url.Values{"page": {strconv.Itoa(page)}}
	for name, v := range map[string]string{
		"search": l.Search, "scenario": l.Scenario, "mode": l.Mode, "shard": l.Shard,
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return base + "matches?" + q.Encode()
}

// fits reports whether a match is one that is looked for.
func (l *listed) fits(m *api.Match) bool {
	return (l.Scenario == "" || l.Scenario == m.Scenario) && (l.Mode == "" || l.Mode == m.Mode) &&
		(l.Shard == "" || l.Shard == m.Shard) && strings.Contains(m.ID, strings.TrimSpace(l.Search))
}

// choices are the values that there are, in order.
func choices(all []api.Match, of func(m *api.Match) string) (values []string) {
	for i := range all {
		values = append(values, of(&all[i]))
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// zonesByMatch is what shards tell of their matches.
func zonesByMatch(figures *statuspage.Figures) map[string]*node.Zone {
	all := map[string]*node.Zone{}
	for i := range figures.Shards {
		for j := range figures.Shards[i].Zones.Zones {
			z := &figures.Shards[i].Zones.Zones[j]
			all[z.Match] = z
		}
	}
	return all
}
