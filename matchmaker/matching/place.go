package matching

import (
	"hash/fnv"
	"slices"

	"muster/matchmaker/rating"
)

// open writes a match down: seats by team, AI commanders of fitting level in what is empty, and a shard.
func (m *planner) open(c *candidate, g gathering) {
	p, s := c.pool, c.pool.scenarios[g.scenario]
	o := Opening{Mode: p.mode.Name, Scenario: s, Region: g.region, Relaxed: m.relaxed(c, g)}
	shard := m.pick(g.region, p.mode, s.Name)
	shard.begins++
	m.Room--
	o.Shard = shard.ID
	team := m.deal(p.rooms[g.scenario], g.tickets)
	o.Seats = m.seats(s, g.tickets, team)
	o.Chance = rating.WinChance(ratings(o.Seats, len(teamRooms(s.Teams))))
	for _, i := range g.tickets {
		m.settle(i)
	}
	m.plan.Openings = append(m.plan.Openings, o)
}

// seats gives each player a seat of its team, and the rest to AI commanders.
func (m *planner) seats(s Scenario, tickets, team []int) []Seat {
	type member struct{ ticket, player int }
	queued := make([][]member, len(teamRooms(s.Teams)))
	sum, n := 0.0, 0
	for g, i := range tickets {
		for j, p := range m.Tickets[i].Players {
			queued[team[g]] = append(queued[team[g]], member{i, j})
			sum, n = sum+p.Rating.Mu, n+1
		}
	}
	level := m.level(sum / float64(n))
	seats := make([]Seat, len(s.Teams))
	for at, t := range s.Teams {
		seats[at] = Seat{Team: t, Ticket: -1, AI: level.Name, Rating: rating.OfPoints(level.Points, levelDeviation)}
		if len(queued[t]) > 0 {
			next := queued[t][0]
			queued[t] = queued[t][1:]
			seats[at] = Seat{
				Team: t, Ticket: next.ticket, Player: next.player,
				Rating: m.Tickets[next.ticket].Players[next.player].Rating,
			}
		}
	}
	return seats
}

// levelDeviation is how sure the strength of a level is, in points.
const levelDeviation = 100

// level is the one nearest to players of this strength.
func (m *planner) level(mu float64) Level {
	if len(m.Levels) == 0 {
		return Level{Points: rating.New().Points()}
	}
	points := rating.Rating{Mu: mu}.Points()
	return slices.MinFunc(m.Levels, func(a, b Level) int {
		return max(a.Points-points, points-a.Points) - max(b.Points-points, points-b.Points)
	})
}

func ratings(seats []Seat, teams int) [][]rating.Rating {
	all := make([][]rating.Rating, teams)
	for _, s := range seats {
		all[s.Team] = append(all[s.Team], s.Rating)
	}
	return all
}

// relaxed lists what gave way to waiting time.
func (m *planner) relaxed(c *candidate, g gathering) (all []Relaxation) {
	mode := c.pool.mode
	worst, slow, away := 0, 0, 0
	for _, i := range g.tickets {
		worst = max(worst, int((m.known[i].mu-c.mu)*pointsPerUnit), int((c.mu-m.known[i].mu)*pointsPerUnit))
		t := &m.Tickets[i]
		slow = max(slow, t.RTTs[g.region])
		if t.Region != "" && g.region != "" && t.Region != g.region {
			away++
		}
	}
	if mode.Window.From > 0 && worst > mode.Window.From {
		all = append(all, Relaxation{RatingsApart, worst, mode.Window.From})
	}
	if mode.RTT.From > 0 && slow > mode.RTT.From {
		all = append(all, Relaxation{RegionFar, slow, mode.RTT.From})
	}
	if away > 0 {
		all = append(all, Relaxation{OutsideRegion, away, 0})
	}
	if g.found < g.seats {
		all = append(all, Relaxation{SeatsOfAI, g.seats - g.found, g.seats})
	}
	return all
}

// hasRoom reports whether a shard of the region has room for another match.
func (m *planner) hasRoom(region string) bool {
	return slices.ContainsFunc(m.Shards, func(s Shard) bool { return s.Region == region && s.load() < s.Capacity })
}

// pick chooses a shard with room, a strained one only where all are: of two drawn ones the one that can bear it better,
// which spreads nearly as well as asking all and does not send everybody to the same one when loads are a little old;
// or a home by rendezvous hashing.
func (m *planner) pick(region string, mode *Mode, scenario string) *Shard {
	var with []*Shard
	for i := range m.Shards {
		if s := &m.Shards[i]; s.Region == region && s.load() < s.Capacity {
			with = append(with, s)
		}
	}
	with = unstrained(with)
	if mode.Home {
		ids := make([]string, len(with))
		for i, s := range with {
			ids[i] = s.ID
		}
		home := Home(scenario, ids)
		return with[slices.Index(ids, home)]
	}
	if len(with) == 1 {
		return with[0]
	}
	h := mix(m.Seed + uint64(len(m.plan.Openings)))
	a, b := int(h%uint64(len(with))), int((h>>32)%uint64(len(with)-1))
	if b >= a {
		b++
	}
	if easier(with[b], with[a]) < 0 {
		return with[b]
	}
	return with[a]
}

// Home is the shard where what is named lives: rendezvous hashing, so that a shard that comes or goes moves only what
// lives there. shards must not be empty.
func Home(name string, shards []string) string {
	weight := func(shard string) uint64 {
		h := fnv.New64a()
		h.Write([]byte(name + "\x00" + shard))
		return mix(h.Sum64())
	}
	best := shards[0]
	for _, s := range shards[1:] {
		if w, b := weight(s), weight(best); w > b || w == b && s < best {
			best = s
		}
	}
	return best
}

// mix spreads the bits of a number (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
