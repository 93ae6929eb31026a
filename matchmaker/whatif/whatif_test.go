package whatif

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/matching"
	"muster/matchmaker/rating"
)

var duel = matching.Scenario{Name: "duel", Teams: []int{0, 1}}

// ranked is the mode that is offered by default.
var ranked = matching.Mode{
	Name: "ranked", Scenarios: []string{"duel"}, Fill: 90 * time.Second,
	Window: matching.Widening{From: 100, PerSecond: 5, Full: 2 * time.Minute},
	RTT:    matching.Widening{From: 80, PerSecond: 2, Full: 2 * time.Minute},
}

// came is a ticket of players with so many points.
func came(at time.Duration, points ...int) Ticket {
	t := Ticket{Came: at, Ticket: matching.Ticket{ID: fmt.Sprint(at), Mode: "ranked", RTTs: map[string]int{"eu": 30}}}
	for i, p := range points {
		t.Players = append(t.Players, matching.Player{ID: fmt.Sprint(at, i), Rating: rating.OfPoints(p, 60)})
	}
	return t
}

func day(tickets ...Ticket) *Day {
	return &Day{
		Tickets: tickets, End: 24 * time.Hour, Regions: []string{"eu"}, Scenarios: []matching.Scenario{duel},
	}
}

// played is what a day comes to, and in how many steps.
func played(t *testing.T, d *Day, mode matching.Mode) (o Outcome, steps int) {
	r := New(d, mode)
	require.False(t, Play(func() bool { steps++; return true }, r))
	return r.Outcome(), steps
}

// Two who are 400 points apart meet when one accepts it: after a minute with the real settings, at once with wider
// ones.
func TestTwoMeetWhenTheirRatingsMay(t *testing.T) {
	d := day(came(time.Hour, 1300), came(time.Hour+10*time.Second, 1699))
	o, _ := played(t, d, ranked)
	require.Equal(t, []time.Duration{50 * time.Second, time.Minute}, o.Waits)
	require.Equal(t, []int{399}, o.Apart)
	require.Greater(t, o.Favourites[0], 0.8)
	require.Equal(t, []int{30, 30}, o.RTTs)
	require.Equal(t, []int{2, 2, 1, 2, 0}, []int{o.Tickets, o.Players, o.Matches, o.Seats, o.Led})
	wide := ranked
	wide.Window = matching.Widening{From: 500}
	o, _ = played(t, d, wide)
	require.Equal(t, []time.Duration{0, 10 * time.Second}, o.Waits)
}

// Who is alone begins with AI commanders when the mode says so, or gives up as on that day, or waits to its end.
func TestWhoIsAloneWaits(t *testing.T) {
	d := day(came(0, 1500))
	o, _ := played(t, d, ranked)
	require.Equal(t, []time.Duration{90 * time.Second}, o.Waits)
	require.Equal(t, []int{1, 2}, []int{o.Led, o.Seats})
	require.Empty(t, o.Favourites)
	never := ranked
	never.Fill = -1
	o, steps := played(t, d, never)
	require.Equal(t, []int{0, 1, 0}, []int{len(o.Waits), o.Waiting, o.Left()})
	require.Less(t, steps, 130, "when nothing widens any more, nothing is looked at each second")
	d.Tickets[0].Gone = 30 * time.Second
	o, _ = played(t, d, never)
	require.Equal(t, []int{0, 0, 1}, []int{len(o.Waits), o.Waiting, o.Left()})
}

// A match that others may join takes them while it lasts.
func TestAMatchIsJoinedWhileItLasts(t *testing.T) {
	quick := matching.Mode{Name: "ranked", Scenarios: []string{"duel"}, Open: true}
	d := day(came(0, 1500), came(5*time.Minute, 1500), came(6*time.Minute, 1500), came(17*time.Minute, 1500))
	d.Lasts = map[string]time.Duration{"duel": 10 * time.Minute}
	o, _ := played(t, d, quick)
	require.Equal(t, []int{3, 1, 3, 4}, []int{o.Matches, o.Joins, o.Led, len(o.Waits)})
}

// With larger teams a party fits in.
func TestTeamsAreResized(t *testing.T) {
	require.Equal(t, []int{0, 0, 1, 1}, Resized([]int{0, 1}, 2))
	d := day(came(0, 1500, 1500), came(time.Second, 1500), came(2*time.Second, 1500))
	o, _ := played(t, d, ranked)
	require.Equal(t, 1, o.Waiting, "no team has two seats")
	d.Scenarios = []matching.Scenario{{Name: "duel", Teams: Resized(duel.Teams, 2)}}
	o, _ = played(t, d, ranked)
	require.Equal(t, []int{1, 4, 0}, []int{o.Matches, o.Seats, o.Waiting})
}

// The same day comes to the same, and days that are cut short are equally far.
func TestDaysArePlayedSideBySide(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []Ticket
	at := time.Duration(0)
	for range 500 {
		at += time.Duration(random.IntN(60)) * time.Second
		all = append(all, came(at, 1500+int(200*random.NormFloat64())))
	}
	d := day(all...)
	one, _ := played(t, d, ranked)
	two, _ := played(t, d, ranked)
	require.Equal(t, one, two)
	require.Equal(t, 500, one.Tickets)
	narrow := ranked
	narrow.Window.PerSecond, narrow.Fill = 1, -1
	a, b, left := New(d, ranked), New(d, narrow), 1000
	require.True(t, Play(func() bool { left--; return left >= 0 }, a, b))
	require.Less(t, a.Now(), d.Tickets[499].Came)
	require.InDelta(t, a.Now().Seconds(), b.Now().Seconds(), 61)
}

func TestQuantiles(t *testing.T) {
	require.Zero(t, Quantile([]int{}, 50))
	require.Equal(t, 3, Quantile([]int{1, 2, 3, 4}, 50))
	require.Equal(t, 4, Quantile([]int{1, 2, 3, 4}, 95))
}

func BenchmarkDay(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var all []Ticket
	for i := range 5000 {
		all = append(all, came(time.Duration(i)*17*time.Second, 1500+int(300*random.NormFloat64())))
	}
	d := day(all...)
	for b.Loop() {
		Play(func() bool { return true }, New(d, ranked))
	}
}
