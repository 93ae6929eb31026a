package matching

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/rating"
)

// Where enough wait and their parties cannot be put into teams, they are told that, and not that one is missing.
func TestPartiesThatFillNoTeamsAreTold(t *testing.T) {
	queue := func(sizes ...int) Queue {
		q := Queue{
			Modes:     []Mode{{Name: "m", Scenarios: []string{"s"}, Fill: -1}},
			Scenarios: []Scenario{{Name: "s", Teams: []int{0, 0, 1, 1}}},
			Shards:    []Shard{{ID: "a", Capacity: 9}}, Room: 9,
		}
		for i, size := range sizes {
			t := Ticket{ID: string(rune('a' + i)), Mode: "m", Players: make([]Player, size)}
			for p := range t.Players {
				t.Players[p].Rating = rating.New()
			}
			q.Tickets = append(q.Tickets, t)
		}
		return q
	}
	p := Match(queue(2, 1))
	require.Equal(t, Wait{Reason: Others, Place: 1, Found: 3, Seats: 4}, p.Waits[0])
	q := queue(1, 1, 1, 1)
	q.Scenarios[0].Teams = []int{0, 0, 0, 1} // a party of two fits in no way beside another one
	q.Tickets = queue(2, 2).Tickets
	p = Match(q)
	require.Equal(t, Wait{Reason: Others, Place: 1, Found: 3, Seats: 4, Unfit: true}, p.Waits[0])
	require.True(t, p.Waits[1].Unfit)
}

func TestABoundEndsInTime(t *testing.T) {
	w := Widening{From: 100, PerSecond: 5, Full: time.Minute}
	bound, free := w.Bound(10 * time.Second)
	require.Equal(t, []any{150, 50 * time.Second}, []any{bound, free})
	bound, free = w.Bound(time.Minute)
	require.Equal(t, []any{0, time.Duration(0)}, []any{bound, free})
	bound, free = Widening{From: 5}.Bound(time.Hour)
	require.Equal(t, []any{5, time.Duration(0)}, []any{bound, free}, "never")
}
