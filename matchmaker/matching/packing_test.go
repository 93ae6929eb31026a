package matching

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/matchmaker/rating"
)

// queued are tickets of parties with these sizes, in order of arrival, for a mode that never begins with AI commanders.
func queued(rooms []int, sizes ...int) Queue {
	var teams []int
	for team, room := range rooms {
		teams = append(teams, slices.Repeat([]int{team}, room)...)
	}
	q := Queue{
		Modes:     []Mode{{Name: "teams", Scenarios: []string{"field"}, Fill: -1}},
		Scenarios: []Scenario{{"field", teams}}, Shards: one, Room: 999,
	}
	for i, size := range sizes {
		t := Ticket{ID: fmt.Sprint(i), Mode: "teams"}
		for j := range size {
			t.Players = append(t.Players, Player{fmt.Sprint(i, "-", j), rating.OfPoints(1500+10*i, 100)})
		}
		q.Tickets = append(q.Tickets, t)
	}
	return q
}

// seatedOf marks the tickets that got seats.
func seatedOf(q Queue, p Plan) []bool {
	got := make([]bool, len(q.Tickets))
	for _, o := range p.Openings {
		for _, s := range o.Seats {
			if s.Ticket >= 0 {
				got[s.Ticket] = true
			}
		}
	}
	return got
}

func TestNobodyBetweenKeepsOthersOut(t *testing.T) {
	cases := map[string]struct {
		rooms, sizes, waits []int // waits: sizes of who is left
	}{
		"two parties of two, and one alone":    {[]int{2, 2}, []int{2, 1, 2}, []int{1}},
		"two parties of four, and one alone":   {[]int{4, 4}, []int{4, 1, 4}, []int{1}},
		"three are two too many":               {[]int{4, 4}, []int{3, 4, 4}, []int{3}},
		"only two threes fill a team of six":   {[]int{6, 6}, []int{2, 3, 2, 3, 2}, nil},
		"teams of unlike size":                 {[]int{4, 3}, []int{2, 3, 2}, nil},
		"singles are kept for who needs them":  {[]int{4, 4}, []int{1, 1, 1, 1, 3, 3, 3, 3, 4, 4}, nil},
		"four duos and who is alone":           {[]int{2, 2}, []int{2, 2, 1, 2, 2}, []int{1}},
		"three teams, and one with no partner": {[]int{2, 2, 2}, []int{2, 1, 2, 2}, []int{1}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				sizes := rapid.Permutation(c.sizes).Draw(t, "order of arrival")
				var waits []int
				q := queued(c.rooms, sizes...)
				for i, seated := range seatedOf(q, Match(q)) {
					if !seated {
						waits = append(waits, sizes[i])
					}
				}
				require.Equal(t, c.waits, waits)
			})
		})
	}
}

// In a crowd each takes what is best for itself, and still nobody who fits waits because of who came between.
func TestACrowdFillsAllItCan(t *testing.T) {
	sizes := slices.Repeat([]int{2, 1, 2}, 40)
	sizes[1] = 2 // so 39 are alone, and one more party
	q := queued([]int{2, 2}, sizes...)
	waits := 0
	for _, seated := range seatedOf(q, Match(q)) {
		if !seated {
			waits++
		}
	}
	require.LessOrEqual(t, waits, 3, "of 120 tickets at most one match is lacking")
}

func TestAnyTakesWhatCanBeginNow(t *testing.T) {
	q := house(Queue{Tickets: []Ticket{solo("p", "rated", 1500, 0), solo("q", "rated", 1500, 0)}})
	q.Modes = []Mode{{Name: "rated", Scenarios: []string{"arena", "duel"}, Fill: time.Minute}}
	p := Match(q)
	require.Len(t, p.Openings, 1)
	require.Equal(t, "duel",
		p.Openings[0].Scenario.Name, "two are there whom a duel fits; the first scenario wants four")
	for i := range q.Tickets {
		q.Tickets[i].Scenarios = []string{"arena"}
	}
	require.Empty(t, Match(q).Openings, "who asked for four seats waits for four")
}

// The plan is compared with all plans there are.
func TestPackingIsTheBestThereIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawnPacking(t)
		p := Match(q)
		for _, o := range p.Openings {
			require.True(t, mayPlay(q, ticketsOf(o)), "%v", o)
		}
		got := seatedOf(q, p)
		want := bestSeated(q, make([]bool, len(q.Tickets)), 0)
		require.Equal(t, want, got, "who gets in, by age")
	})
}

func drawnPacking(t *rapid.T) Queue {
	size := rapid.SampledFrom([]int{1, 1, 1, 2, 2, 3, 4})
	q := queued([]int{1, 1}, rapid.SliceOfN(size, 0, maxFew).Draw(t, "sizes")...)
	q.Scenarios, q.Modes[0].Scenarios = nil, nil
	for i, teams := range rapid.SliceOfN(rapid.SampledFrom([][]int{
		{0, 1},
		{0, 0, 1, 1},
		{0, 0, 1, 1, 1},
		{0, 0, 0, 0, 1, 1, 1, 1},
		{0, 0, 1, 1, 2, 2},
	}), 1, 3).Draw(t, "scenarios") {
		q.Scenarios = append(q.Scenarios, Scenario{fmt.Sprint("s", i), teams})
		q.Modes[0].Scenarios = append(q.Modes[0].Scenarios, fmt.Sprint("s", i))
	}
	q.Modes[0].Window = Widening{From: rapid.SampledFrom([]int{0, 105, 305}).Draw(t, "window"), PerSecond: 10}
	q.Modes[0].RTT = Widening{From: rapid.SampledFrom([]int{0, 60}).Draw(t, "rtt"), PerSecond: 1}
	q.Shards = []Shard{{ID: "e", Region: "east", Capacity: 99}, {ID: "w", Region: "west", Capacity: 99}}
	for i := range q.Tickets {
		k := &q.Tickets[i]
		k.Waited = time.Duration(40-i*3) * time.Second
		points := 10 * rapid.IntRange(100, 200).Draw(t, "points") // never as far apart as a window is wide
		for j := range k.Players {
			k.Players[j].Rating = rating.OfPoints(points, 100)
		}
		if rapid.Bool().Draw(t, "measured") {
			k.RTTs = map[string]int{
				"east": rapid.IntRange(5, 150).Draw(t, "east"), "west": rapid.IntRange(5, 150).Draw(t, "west"),
			}
		}
		if rapid.Bool().Draw(t, "choosy") {
			k.Scenarios = []string{rapid.SampledFrom(q.Modes[0].Scenarios).Draw(t, "wants")}
		}
	}
	return q
}

func ticketsOf(o Opening) (tickets []int) {
	for _, s := range o.Seats {
		if s.Ticket >= 0 && !slices.Contains(tickets, s.Ticket) {
			tickets = append(tickets, s.Ticket)
		}
	}
	slices.Sort(tickets)
	return tickets
}

// mayPlay reports whether tickets, the oldest first, fill a match within all bounds.
func mayPlay(q Queue, tickets []int) bool {
	strength := func(i int) float64 { return q.Tickets[i].Players[0].Rating.Mu }
	if !slices.ContainsFunc(tickets, func(centre int) bool {
		return !slices.ContainsFunc(tickets, func(i int) bool {
			window := q.Modes[0].Window.at(q.Tickets[centre].Waited)
			return math.Abs(strength(i)-strength(centre))*pointsPerUnit > float64(window)+1e-6
		})
	}) {
		return false
	}
	all := func(f func(t *Ticket) bool) bool {
		return !slices.ContainsFunc(tickets, func(i int) bool { return !f(&q.Tickets[i]) })
	}
	return slices.ContainsFunc(q.Scenarios, func(s Scenario) bool {
		var sizes []int
		for _, i := range tickets {
			sizes = append(sizes, len(q.Tickets[i].Players))
		}
		return all(func(t *Ticket) bool { return t.Scenarios == nil || slices.Contains(t.Scenarios, s.Name) }) &&
			splits(teamRooms(s.Teams), sizes) && slices.ContainsFunc(q.Shards, func(at Shard) bool {
			return all(func(t *Ticket) bool { return accepts(t, &q.Modes[0], at.Region) })
		})
	})
}

// splits tries each party in each team.
func splits(rooms, sizes []int) bool {
	if len(sizes) == 0 {
		return !slices.ContainsFunc(rooms, func(left int) bool { return left > 0 })
	}
	for team := range rooms {
		if rooms[team] < sizes[0] {
			continue
		}
		rooms[team] -= sizes[0]
		ok := splits(rooms, sizes[1:])
		rooms[team] += sizes[0]
		if ok {
			return true
		}
	}
	return false
}

// bestSeated tries every match of the oldest ticket that is free, and what can be had without it, and so on.
func bestSeated(q Queue, taken []bool, from int) []bool {
	for from < len(taken) && taken[from] {
		from++
	}
	if from == len(taken) {
		return slices.Clone(taken)
	}
	best := bestSeated(q, taken, from+1)
	var free []int
	for i := from + 1; i < len(taken); i++ {
		if !taken[i] {
			free = append(free, i)
		}
	}
	for set := range 1 << len(free) {
		group := []int{from}
		for i, ticket := range free {
			if set&(1<<i) != 0 {
				group = append(group, ticket)
			}
		}
		if !mayPlay(q, group) {
			continue
		}
		mark(taken, group, true)
		if got := bestSeated(q, taken, from+1); older(got, best) {
			best = got
		}
		mark(taken, group, false)
	}
	return best
}

func mark(taken []bool, group []int, as bool) {
	for _, i := range group {
		taken[i] = as
	}
}

// older reports whether one plan seats the oldest ticket that only one of two seats.
func older(a, b []bool) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i]
		}
	}
	return false
}

// A crowd of parties that fit nowhere together must not hold up the rest.
func TestHardCrowdsAreBounded(t *testing.T) {
	for _, sizes := range [][]int{{3}, {5, 3}, {7, 5, 3}, {11, 7}, {9, 6, 5, 4}} {
		q := queued([]int{16, 16}, slices.Repeat(sizes, 3000/len(sizes))...)
		m := newPlanner(q)
		m.begin()
		require.GreaterOrEqual(t, m.budget, 0, "%v", sizes)
		for _, o := range m.plan.Openings {
			require.True(t, mayPlay(q, ticketsOf(o)))
		}
	}
}
