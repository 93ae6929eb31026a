package console

import (
	"context"
	"net/http"
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

// matched is the page of one match.
type matched struct {
	running
	Runs    bool
	Sitters []seat
	Shards  []string // where it may be moved
	Chances []chance
}

// Won is the team that won, -1 for nobody, -2 while that is not known.
func (m matched) Won() int {
	if m.Winner == nil {
		return -2
	}
	return *m.Winner
}

// seat is one of a match: who sits there, or which commander.
type seat struct {
	Seat int
	Team int // -1 where it is not known
	*api.Sitter
	Why *api.WhySeat
}

// chance is that of one team to win, as the queue expected.
type chance struct{ Team, Percent int }

func showMatch(ctx context.Context, c *Console, v *visit) (any, error) {
	id := v.r.PathValue("id")
	m, err := v.api.Match(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.Seats == 0 && m.ID == "" {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	figures, err := c.cfg.Figures(ctx)
	if err != nil {
		return nil, err
	}
	d := matched{running: running{m, zonesByMatch(&figures)[id]}, Runs: m.Ended.IsZero()}
	var sitters []api.Sitter
	if d.Runs {
		if sitters, err = v.api.Sitters(ctx, id); err != nil {
			return nil, err
		}
	}
	d.Sitters = seats(m.Seats, sitters, m.Why)
	for _, s := range figures.Shards {
		if s.ID != m.Shard {
			d.Shards = append(d.Shards, s.ID)
		}
	}
	if m.Why != nil {
		for team, p := range m.Why.WinChance {
			d.Chances = append(d.Chances, chance{team, int(100*p + .5)})
		}
	}
	return d, nil
}

// seats puts together what is known of each seat.
func seats(n int, sitters []api.Sitter, why *api.Why) []seat {
	all := make([]seat, n)
	for i := range all {
		all[i] = seat{Seat: i, Team: -1}
	}
	for i := range sitters {
		if at := sitters[i].Seat; at >= 0 && at < n {
			all[at].Sitter = &sitters[i]
		}
	}
	if why != nil {
		for i := range why.Players {
			if at := why.Players[i].Seat; at >= 0 && at < n {
				all[at].Team, all[at].Why = why.Players[i].Team, &why.Players[i]
			}
		}
	}
	return all
}

func moveMatch(ctx context.Context, v *visit) (string, []string, error) {
	m, err := v.api.Move(ctx, v.form("match"), api.MoveRequest{Shard: v.form("shard")})
	return "console.moved", []string{"from", m.From, "to", m.To}, err
}

func endMatch(ctx context.Context, v *visit) (string, []string, error) {
	if v.form("sure") == "" {
		return "", nil, errNotSure
	}
	return "console.match_ended", nil, v.api.End(ctx, v.form("match"))
}
