package matching

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"muster/matchmaker/rating"
)

var (
	duel  = Scenario{"duel", []int{0, 1}}
	arena = Scenario{"arena", []int{0, 0, 1, 1}}
	big   = Scenario{"big", []int{0, 0, 0, 0, 1, 1, 1, 1}}
	quick = Mode{Name: "quick", Scenarios: []string{"duel", "arena", "big"}, Open: true}
	rated = Mode{
		Name: "rated", Scenarios: []string{"duel", "big"}, Rated: true, Fill: time.Minute,
		Window: Widening{From: 100, PerSecond: 10, Full: 2 * time.Minute},
		RTT:    Widening{From: 60, PerSecond: 2, Full: 2 * time.Minute},
	}
	levels = []Level{{"easy", 1200}, {"normal", 1500}, {"hard", 1800}}
	one    = []Shard{{ID: "a", Capacity: 99}}
)

// solo is a ticket of one player with so many points.
func solo(id, mode string, points int, waited time.Duration, scenarios ...string) Ticket {
	return Ticket{
		ID: id, Mode: mode, Scenarios: scenarios, Waited: waited, Players: []Player{{id, rating.OfPoints(points, 100)}},
	}
}

func house(q Queue) Queue {
	q.Modes, q.Scenarios, q.Levels = []Mode{quick, rated}, []Scenario{duel, arena, big}, levels
	if q.Shards == nil {
		q.Shards = one
	}
	if q.Room == 0 {
		q.Room = 99
	}
	return q
}

func TestStories(t *testing.T) {
	east := func(t Ticket, rtts map[string]int) Ticket { t.RTTs = rtts; return t }
	two := []Shard{{ID: "e1", Region: "east", Capacity: 9}, {ID: "w1", Region: "west", Capacity: 9}}
	cases := map[string]struct {
		q     Queue
		opens []string // scenario@shard: who in team order
		joins []string // ticket>match/seats
		waits []Reason
	}{
		"the first players are opponents": {
			q:     Queue{Tickets: []Ticket{solo("p", "quick", 1500, 0, "arena"), solo("q", "quick", 1500, 0, "arena")}},
			opens: []string{"arena@a: p ai | q ai"}, waits: []Reason{0, 0},
		},
		"any gets the first scenario": {
			q: Queue{Tickets: []Ticket{solo("p", "quick", 1500, 0)}}, opens: []string{"duel@a: p | ai"},
			waits: []Reason{0},
		},
		"free seats come before new matches": {
			q: Queue{
				Tickets: []Ticket{solo("p", "quick", 1500, 0, "duel")},
				Matches: []Running{
					{Match: "m", Mode: "quick", Scenario: "duel", Teams: duel.Teams, Taken: []bool{true, false}},
				},
			},
			joins: []string{"p>m[1]"}, waits: []Reason{0},
		},
		"a rated match does not take newcomers": {
			q: Queue{
				Tickets: []Ticket{solo("p", "rated", 1500, 0, "duel")},
				Matches: []Running{
					{Match: "m", Mode: "rated", Scenario: "duel", Teams: duel.Teams, Taken: []bool{true, false}},
				},
			},
			waits: []Reason{Others},
		},
		"a wish for one match": {
			q: Queue{
				Tickets: []Ticket{
					{ID: "p", Mode: "quick", Match: "m", Players: make([]Player, 1)},
					{ID: "q", Mode: "quick", Match: "m", Players: make([]Player, 1)},
				},
				Matches: []Running{
					{Match: "m", Mode: "quick", Scenario: "duel", Teams: duel.Teams, Taken: []bool{true, false}},
				},
			},
			joins: []string{"p>m[1]"}, waits: []Reason{0, MatchFull},
		},
		"who was removed does not come back": {
			q: Queue{
				Tickets: []Ticket{{ID: "p", Mode: "quick", Match: "m", Players: []Player{{ID: "p"}}}},
				Matches: []Running{{
					Match: "m", Mode: "quick", Scenario: "duel", Teams: duel.Teams,
					Taken: []bool{true, false}, Barred: []string{"p"},
				}},
			},
			waits: []Reason{MatchFull},
		},
		"who gave a seat up gets it again": {
			q: Queue{
				Tickets: []Ticket{{ID: "p", Mode: "quick", Match: "m", Players: []Player{{ID: "p"}}}},
				Matches: []Running{{
					Match: "m", Mode: "quick", Scenario: "arena", Teams: arena.Teams,
					Taken: []bool{true, false, false, false}, Left: map[string]int{"p": 1},
				}},
			},
			joins: []string{"p>m[1]"}, waits: []Reason{0},
		},
		"and no other one": {
			q: Queue{
				Tickets: []Ticket{
					solo("p", "quick", 1500, 0, "arena"),
					{ID: "q", Mode: "quick", Match: "m", Players: []Player{{ID: "q"}}},
				},
				Matches: []Running{{
					Match: "m", Mode: "quick", Scenario: "arena", Teams: arena.Teams,
					Taken: []bool{true, false, true, false}, Left: map[string]int{"p": 0, "q": 2},
				}},
			},
			opens: []string{"arena@a: p ai | ai ai"}, waits: []Reason{0, MatchFull},
		},
		"his party sits with him": {
			q: Queue{
				Tickets: []Ticket{{ID: "p", Mode: "quick", Match: "m", Players: []Player{{ID: "o"}, {ID: "p"}}}},
				Matches: []Running{{
					Match: "m", Mode: "quick", Scenario: "arena", Teams: arena.Teams,
					Taken: make([]bool, 4), Left: map[string]int{"p": 2},
				}},
			},
			joins: []string{"p>m[3 2]"}, waits: []Reason{0},
		},
		"a party of two sides does not": {
			q: Queue{
				Tickets: []Ticket{{ID: "p", Mode: "quick", Match: "m", Players: []Player{{ID: "o"}, {ID: "p"}}}},
				Matches: []Running{{
					Match: "m", Mode: "quick", Scenario: "arena", Teams: arena.Teams,
					Taken: make([]bool, 4), Left: map[string]int{"o": 0, "p": 2},
				}},
			},
			waits: []Reason{MatchFull},
		},
		"near in rating meet": {
			q: Queue{Tickets: []Ticket{
				solo("p", "rated", 1500, 0, "duel"), solo("q", "rated", 1800, 0, "duel"),
				solo("r", "rated", 1550, 0, "duel"),
			}},
			opens: []string{"duel@a: r | p"}, waits: []Reason{0, Others, 0},
		},
		"windows widen with waiting": {
			q: Queue{Tickets: []Ticket{
				solo("p", "rated", 1500, 30*time.Second, "duel"),
				solo("q", "rated", 1800, 0, "duel"),
			}}, opens: []string{"duel@a: q | p"}, waits: []Reason{0, 0},
		},
		"nobody waits for ever": {
			q:     Queue{Tickets: []Ticket{solo("p", "rated", 900, time.Minute, "duel")}},
			opens: []string{"duel@a: p | ai"}, waits: []Reason{0},
		},
		"a party stays together": {
			q: Queue{Tickets: []Ticket{
				{
					ID: "pq", Mode: "quick", Scenarios: []string{"arena"},
					Players: []Player{{"p", rating.New()}, {"q", rating.New()}},
				},
				solo("r", "quick", 1500, 0, "arena"), solo("s", "quick", 1500, 0, "arena"),
			}},
			opens: []string{"arena@a: p q | r s"}, waits: []Reason{0, 0, 0},
		},
		"a party that fits no team is told so": {
			q: Queue{
				Tickets: []Ticket{{ID: "pqr", Mode: "quick", Scenarios: []string{"arena"}, Players: make([]Player, 3)}},
			},
			waits: []Reason{NoScenario},
		},
		"regions that both can reach": {
			q: Queue{Shards: two, Tickets: []Ticket{
				east(solo("p", "rated", 1500, 0, "duel"), map[string]int{"east": 20, "west": 50}),
				east(solo("q", "rated", 1500, 0, "duel"), map[string]int{"east": 150, "west": 30}),
			}},
			opens: []string{"duel@w1: p | q"}, waits: []Reason{0, 0},
		},
		"no region near enough yet": {
			q: Queue{
				Shards:  two,
				Tickets: []Ticket{east(solo("p", "rated", 1500, 0, "duel"), map[string]int{"east": 200, "west": 300})},
			},
			waits: []Reason{NoRegion},
		},
		"no room": {q: Queue{Room: -1, Tickets: []Ticket{solo("p", "quick", 1500, 0)}}, waits: []Reason{NoRoom}},
		"nobody there": {
			q:     Queue{Shards: []Shard{}, Tickets: []Ticket{solo("p", "quick", 1500, 0)}},
			waits: []Reason{NoneThere},
		},
		"no store": {
			q:     Queue{Shards: []Shard{}, StoreFull: true, Tickets: []Ticket{solo("p", "quick", 1500, 0)}},
			waits: []Reason{NoStore},
		},
		"no shard": {q: Queue{
			Shards:  []Shard{{ID: "a", Load: 1, Capacity: 1}},
			Tickets: []Ticket{solo("p", "quick", 1500, 0)},
		}, waits: []Reason{NoShard}},
		"no mode": {q: Queue{Tickets: []Ticket{solo("p", "chess", 1500, 0)}}, waits: []Reason{NoMode}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			q := house(c.q)
			p := Match(q)
			var opens, joins []string
			for _, o := range p.Openings {
				opens = append(opens, o.Scenario.Name+"@"+o.Shard+": "+seated(q, o))
			}
			for _, j := range p.Joins {
				joins = append(joins, fmt.Sprint(q.Tickets[j.Ticket].ID, ">", j.Match, j.Seats))
			}
			require.Equal(t, c.opens, opens)
			require.Equal(t, c.joins, joins)
			for i, w := range p.Waits {
				require.Equal(t, c.waits[i], w.Reason, "%s: %v", q.Tickets[i].ID, w)
			}
		})
	}
}

func seated(q Queue, o Opening) (s string) {
	for at, seat := range o.Seats {
		if at > 0 && o.Seats[at-1].Team != seat.Team {
			s += " |"
		}
		if s != "" {
			s += " "
		}
		if seat.Ticket < 0 {
			s += "ai"
		} else {
			s += q.Tickets[seat.Ticket].Players[seat.Player].ID
		}
	}
	return s
}

func TestTeamsAreBalanced(t *testing.T) {
	var tickets []Ticket
	for i, points := range []int{1500, 1510, 1520, 1530, 1540, 1550, 1560, 1590} {
		tickets = append(tickets, solo(fmt.Sprint(i), "rated", points, 0, "big"))
	}
	p := Match(house(Queue{Tickets: tickets}))
	require.Len(t, p.Openings, 1)
	require.InDelta(t, 0.5, p.Openings[0].Chance[0], 0.02)
}

func TestAIFitsThePlayers(t *testing.T) {
	p := Match(house(Queue{Tickets: []Ticket{solo("p", "rated", 1850, time.Minute, "duel")}}))
	require.Equal(t, "hard", p.Openings[0].Seats[1].AI)
	require.Equal(t, []Relaxation{{SeatsOfAI, 1, 2}}, p.Openings[0].Relaxed)
}

func TestLoadsStayEven(t *testing.T) {
	q := house(Queue{
		Shards: []Shard{{ID: "a", Capacity: 900}, {ID: "b", Capacity: 900}, {ID: "c", Capacity: 900}}, Room: 999,
		Seed: 7,
	})
	for i := range 600 {
		q.Tickets = append(q.Tickets, solo(fmt.Sprint(i), "quick", 1500, 0, "duel"))
	}
	loads := map[string]int{}
	for _, o := range Match(q).Openings {
		loads[o.Shard]++
	}
	require.Len(t, loads, 3)
	for _, l := range loads {
		require.InDelta(t, 100, l, 15)
	}
}

func TestHomesMoveLittle(t *testing.T) {
	shards, moved := []string{"a", "b", "c", "d"}, 0
	for i := range 1000 {
		name := fmt.Sprint("world", i)
		was := Home(name, shards)
		if now := Home(name, shards[:3]); now != was {
			moved++
			require.Equal(t, "d", was, "only what lived on the shard that left moves")
		}
	}
	require.InDelta(t, 250, moved, 60)
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawn(t)
		p := Match(q)
		require.Equal(t, p, Match(q), "the same queue gives the same plan")
		require.Len(t, p.Waits, len(q.Tickets))
		require.LessOrEqual(t, len(p.Openings), max(0, q.Room))
		seated := make([]map[int]int, len(q.Tickets)) // by ticket: players by team
		loads := map[string]int{}
		for _, o := range p.Openings {
			loads[o.Shard]++
			require.Len(t, o.Seats, len(o.Scenario.Teams))
			require.Len(t, o.Chance, len(teamRooms(o.Scenario.Teams)))
			for at, s := range o.Seats {
				require.Equal(t, o.Scenario.Teams[at], s.Team)
				if s.Ticket >= 0 {
					if seated[s.Ticket] == nil {
						seated[s.Ticket] = map[int]int{}
					}
					seated[s.Ticket][s.Team]++
				}
			}
		}
		taken := map[string]bool{}
		for _, j := range p.Joins {
			for i, player := range q.Tickets[j.Ticket].Players {
				for _, r := range q.Matches {
					if seat, left := r.Left[player.ID]; left && r.Match == j.Match {
						require.Equal(t, seat, j.Seats[i], "the same seat or none")
					}
				}
			}
			require.Nil(t, seated[j.Ticket], "no ticket twice")
			require.Len(t, j.Seats, len(q.Tickets[j.Ticket].Players))
			seated[j.Ticket] = map[int]int{0: len(j.Seats)}
			at := slices.IndexFunc(q.Matches, func(r Running) bool { return r.Match == j.Match })
			for _, seat := range j.Seats {
				require.False(t, q.Matches[at].Taken[seat] || taken[fmt.Sprint(j.Match, seat)], "no seat twice")
				require.Equal(t, q.Matches[at].Teams[j.Seats[0]], q.Matches[at].Teams[seat], "parties whole")
				taken[fmt.Sprint(j.Match, seat)] = true
			}
		}
		for i, teams := range seated {
			require.Equal(t, teams == nil, p.Waits[i].Reason != 0, "each ticket is placed or told why not")
			require.LessOrEqual(t, len(teams), 1, "parties whole")
			for _, n := range teams {
				require.Equal(t, len(q.Tickets[i].Players), n, "no ticket twice, none in part")
			}
		}
		for _, s := range q.Shards {
			require.LessOrEqual(t, loads[s.ID], max(0, s.Capacity-s.Load))
		}
	})
}

func drawn(t *rapid.T) Queue {
	q := house(Queue{
		Room: rapid.IntRange(-1, 20).Draw(t, "room"), Seed: rapid.Uint64().Draw(t, "seed"), Shards: []Shard{},
	})
	region := rapid.SampledFrom([]string{"", "east", "west"})
	for i := range rapid.IntRange(0, 4).Draw(t, "shards") {
		q.Shards = append(q.Shards, Shard{
			ID: fmt.Sprint("s", i), Region: region.Draw(t, "region"), Load: rapid.IntRange(0, 3).Draw(t, "load"),
			Capacity: rapid.IntRange(0, 9).Draw(t, "capacity"),
			Strain:   Strain{Busy: rapid.IntRange(0, 100).Draw(t, "busy")},
		})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "matches") {
		q.Matches = append(q.Matches, Running{
			Match: fmt.Sprint("m", i), Mode: "quick",
			Scenario: "arena", Region: region.Draw(t, "where"), Teams: arena.Teams,
			Taken: rapid.SliceOfN(rapid.Bool(), 4, 4).Draw(t, "taken"),
		})
	}
	for i := range rapid.IntRange(0, 40).Draw(t, "tickets") {
		k := Ticket{
			ID: fmt.Sprint("t", i), Mode: rapid.SampledFrom([]string{"quick", "rated"}).Draw(t, "mode"),
			Region:    region.Draw(t, "wish"),
			Waited:    time.Duration(rapid.IntRange(0, 200).Draw(t, "waited")) * time.Second,
			Scenarios: rapid.SliceOfN(rapid.SampledFrom([]string{"duel", "arena", "big"}), 0, 2).Draw(t, "scenarios"),
		}
		for j := range rapid.SampledFrom([]int{1, 1, 1, 2, 3, 4}).Draw(t, "size") {
			k.Players = append(k.Players, Player{
				fmt.Sprint(i, j), rating.OfPoints(rapid.IntRange(900, 2100).Draw(t, "points"), 100),
			})
		}
		if rapid.Bool().Draw(t, "measured") {
			k.RTTs = map[string]int{
				"east": rapid.IntRange(5, 300).Draw(t, "east"), "west": rapid.IntRange(5, 300).Draw(t, "west"),
			}
		}
		for m := range q.Matches {
			if left := rapid.IntRange(-8, 3).Draw(t, "left"); left >= 0 {
				if q.Matches[m].Left == nil {
					q.Matches[m].Left = map[string]int{}
				}
				q.Matches[m].Left[rapid.SampledFrom(k.Players).Draw(t, "who").ID] = left
			}
		}
		q.Tickets = append(q.Tickets, k)
	}
	return q
}

// Whoever waits long enough plays, whoever else comes and however unlike they are: bounded waiting.
func TestWaitingIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawn(t)
		q.Room, q.Shards = 99, []Shard{{ID: "s", Region: "east", Capacity: 99}}
		for i := range q.Tickets {
			q.Tickets[i].Waited = 3 * time.Minute
			q.Tickets[i].Scenarios = nil
		}
		for i, w := range Match(q).Waits {
			require.Zero(t, w.Reason, "%v waits: %v", q.Tickets[i], w)
		}
	})
}
