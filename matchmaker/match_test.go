package matchmaker

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/matchmaker/api"
)

// counted makes ids that can be told in tests.
func counted() func() string {
	n := 0
	return func() string { n++; return fmt.Sprint("new", n) }
}

func TestMatch(t *testing.T) {
	one := []shardLoad{{ID: "a", Capacity: 9}}
	cases := map[string]struct {
		queue
		openings []string // scenario@shard
		placed   []placement
		waits    []string
	}{
		"opponents first": {
			queue:    queue{Tickets: tickets("arena", "arena", "arena", "arena"), Shards: one, Room: 1},
			openings: []string{"arena@a"},
			placed:   []placement{{"t0", "new1", 0}, {"t1", "new1", 2}, {"t2", "new1", 1}, {"t3", "new1", 3}},
		},
		"free seats before new matches": {
			queue: queue{
				Tickets: tickets("duel", "arena"), Shards: one, Room: 1,
				Matches: []running{{Match: "m", Scenario: "duel", Teams: duel.Teams, Taken: []bool{true, false}}},
			},
			openings: []string{"arena@a"},
			placed:   []placement{{"t0", "m", 1}, {"t1", "new1", 0}},
		},
		"any gets the default": {
			queue:    queue{Tickets: tickets(""), Shards: one, Room: 1},
			openings: []string{"duel@a"},
			placed:   []placement{{"t0", "new1", 0}},
		},
		"least loaded": {
			queue: queue{
				Tickets: tickets("duel", "duel", "duel"), Room: 9,
				Shards: []shardLoad{{"a", 2, 9}, {"b", 0, 1}, {"c", 1, 9}},
			},
			openings: []string{"duel@b", "duel@c"},
			placed:   []placement{{"t0", "new1", 0}, {"t1", "new1", 1}, {"t2", "new2", 0}},
		},
		"no room": {queue: queue{Tickets: tickets("duel"), Shards: one}, waits: []string{"t0"}},
		"full":    {queue: queue{Tickets: tickets("duel"), Shards: []shardLoad{{"a", 1, 1}}, Room: 1}, waits: []string{"t0"}},
		"nobody":  {queue: queue{Tickets: tickets("duel"), Room: 1}, waits: []string{"t0"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			c.Scenarios, c.NewID = []api.ScenarioInfo{duel, arena}, counted()
			p := match(c.queue)
			var openings []string
			for _, o := range p.Openings {
				openings = append(openings, o.Scenario.Name+"@"+o.Shard)
			}
			require.Equal(t, c.openings, openings)
			require.Equal(t, c.placed, p.Placed)
			require.Len(t, p.Why, len(c.waits))
			for _, w := range c.waits {
				require.NotEmpty(t, p.Why[w])
			}
		})
	}
}

func tickets(scenarios ...string) (all []waiting) {
	for i, s := range scenarios {
		all = append(all, waiting{fmt.Sprint("t", i), s})
	}
	return all
}

func TestMatchProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := queue{
			Scenarios: []api.ScenarioInfo{duel, arena},
			Tickets:   tickets(rapid.SliceOf(rapid.SampledFrom([]string{"", "duel", "arena"})).Draw(t, "tickets")...),
			Room:      rapid.IntRange(0, 9).Draw(t, "room"),
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "shards") {
			q.Shards = append(q.Shards, shardLoad{fmt.Sprint("s", i), rapid.IntRange(0, 5).Draw(t, "load"), rapid.IntRange(0, 5).Draw(t, "capacity")})
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "matches") {
			taken := rapid.SliceOfN(rapid.Bool(), 4, 4).Draw(t, "taken")
			q.Matches = append(q.Matches, running{fmt.Sprint("m", i), "arena", arena.Teams, taken})
		}
		q.NewID = counted()
		p := match(q)
		q.NewID = counted()
		require.Equal(t, p, match(q), "the same queue gives the same plan")
		require.LessOrEqual(t, len(p.Openings), q.Room)
		require.Len(t, q.Tickets, len(p.Placed)+len(p.Why), "each ticket is placed or told why not")
		checkSeats(t, q, p)
		checkOrder(t, q, p)
	})
}

// checkSeats: no ticket and no seat twice, and none that was taken.
func checkSeats(t *rapid.T, q queue, p plan) {
	seen, seats := map[string]bool{}, map[string]bool{}
	for _, r := range q.Matches {
		for seat, taken := range r.Taken {
			seats[fmt.Sprint(r.Match, "/", seat)] = taken
		}
	}
	for _, c := range p.Placed {
		at := fmt.Sprint(c.Match, "/", c.Seat)
		require.False(t, seen[c.Ticket] || seats[at], "%v", c)
		seen[c.Ticket], seats[at] = true, true
	}
}

// checkOrder: nobody is placed while one who came before with the same wish waits.
func checkOrder(t *rapid.T, q queue, p plan) {
	waits := map[string]bool{}
	for _, w := range q.Tickets {
		if p.Why[w.Ticket] != "" {
			waits[w.Scenario] = true
		} else {
			require.False(t, waits[w.Scenario], "%v", w)
		}
	}
}
