package bench

import (
	"fmt"
	"time"

	"muster/matchmaker/matching"
	"muster/matchmaker/rating"
)

// Thousands is a queue of n thousand tickets to measure matching.Match with: ratings, parties, regions, scenarios and
// waiting times as they come in a busy evening.
func Thousands(n int) matching.Queue {
	scenario := func(name string, seats int) matching.Scenario {
		s := matching.Scenario{Name: name}
		for i := range seats {
			s.Teams = append(s.Teams, i*2/seats)
		}
		return s
	}
	q := matching.Queue{
		Scenarios: []matching.Scenario{
			scenario("duel", 2), scenario("arena", 4), scenario("valley", 8), scenario("front", 16),
		},
		Modes: []matching.Mode{{
			Name: "rated", Scenarios: []string{"duel", "arena", "valley", "front"}, Rated: true, Fill: time.Minute,
			Window: matching.Widening{From: 100, PerSecond: 10, Full: 2 * time.Minute},
			RTT:    matching.Widening{From: 60, PerSecond: 2, Full: 2 * time.Minute},
		}},
		Levels: []matching.Level{
			{Name: "easy", Points: 1200},
			{Name: "normal", Points: 1500},
			{Name: "hard", Points: 1800},
		}, Room: 1000 * n,
	}
	regions := []string{"east", "north", "south", "west"}
	for i := range 24 {
		q.Shards = append(q.Shards, matching.Shard{ID: fmt.Sprint("shard-", i), Region: regions[i%4], Capacity: 1000})
	}
	draw := func(i, what, below int) int { return int(mix(uint64(i)<<8+uint64(what)) % uint64(below)) }
	for i := range 1000 * n {
		t := matching.Ticket{
			ID: fmt.Sprint("t", i), Mode: "rated", Waited: time.Duration(draw(i, 0, 40)) * time.Second,
			RTTs: map[string]int{},
		}
		if draw(i, 1, 4) > 0 {
			t.Scenarios = []string{q.Scenarios[draw(i, 2, 4)].Name}
		}
		for r, name := range regions {
			t.RTTs[name] = 10 + draw(i, 3+r, 150)
		}
		points := 1000 + draw(i, 10, 400) + draw(i, 11, 400) + draw(i, 12, 200)
		for j := range []int{1, 1, 1, 1, 1, 1, 2, 2}[draw(i, 13, 8)] {
			t.Players = append(t.Players, matching.Player{
				ID: fmt.Sprint("p", i, "-", j), Rating: rating.OfPoints(points, 80),
			})
		}
		q.Tickets = append(q.Tickets, t)
	}
	return q
}

// mix spreads the bits of a number (the finaliser of SplitMix64), so that the queue is the same on every run.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
