package matching

import (
	"fmt"
	"time"

	"muster/matchmaker/rating"
)

// Thousands is a queue of n thousand tickets to measure Match with: ratings, parties, regions, scenarios and waiting
// times as they come in a busy evening.
func Thousands(n int) Queue {
	teams := func(n int) (all []int) {
		for i := range n {
			all = append(all, i*2/n)
		}
		return all
	}
	q := Queue{
		Scenarios: []Scenario{{"duel", teams(2)}, {"arena", teams(4)}, {"valley", teams(8)}, {"front", teams(16)}},
		Modes: []Mode{{
			Name: "rated", Scenarios: []string{"duel", "arena", "valley", "front"}, Rated: true, Fill: time.Minute,
			Window: Widening{From: 100, PerSecond: 10, Full: 2 * time.Minute}, RTT: Widening{From: 60, PerSecond: 2, Full: 2 * time.Minute},
		}},
		Levels: []Level{{"easy", 1200}, {"normal", 1500}, {"hard", 1800}}, Room: 1000 * n,
	}
	regions := []string{"east", "north", "south", "west"}
	for i := range 24 {
		q.Shards = append(q.Shards, Shard{ID: fmt.Sprint("shard-", i), Region: regions[i%4], Capacity: 1000})
	}
	draw := func(i, what, below int) int { return int(mix(uint64(i)<<8+uint64(what)) % uint64(below)) }
	for i := range 1000 * n {
		t := Ticket{ID: fmt.Sprint("t", i), Mode: "rated", Waited: time.Duration(draw(i, 0, 40)) * time.Second, RTTs: map[string]int{}}
		if draw(i, 1, 4) > 0 {
			t.Scenarios = []string{q.Scenarios[draw(i, 2, 4)].Name}
		}
		for r, name := range regions {
			t.RTTs[name] = 10 + draw(i, 3+r, 150)
		}
		points := 1000 + draw(i, 10, 400) + draw(i, 11, 400) + draw(i, 12, 200)
		for j := range []int{1, 1, 1, 1, 1, 1, 2, 2}[draw(i, 13, 8)] {
			t.Players = append(t.Players, Player{fmt.Sprint("p", i, "-", j), rating.OfPoints(points, 80)})
		}
		q.Tickets = append(q.Tickets, t)
	}
	return q
}
