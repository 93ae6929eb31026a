package queue

import (
	"context"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// carryOut writes a plan down, some matches at a time: their shards are told, or their players asked, while the next
// ones are written.
func (q *Queue) carryOut(
	ctx context.Context, line []store.QueuedTicket, p matching.Plan, now time.Time, busy *sync.WaitGroup,
) error {
	var joins []store.Join
	for _, j := range p.Joins {
		v := store.Join{Match: j.Match}
		for i, seat := range j.Seats {
			v.Seats = append(v.Seats, store.NewSeat{
				Seat: seat, Player: line[j.Ticket].Players[i].Player, Ticket: line[j.Ticket].ID,
			})
		}
		joins = append(joins, v)
	}
	if len(joins) > 0 {
		if _, err := q.store.Join(ctx, joins, now); err != nil {
			return err
		}
	}
	for from := 0; from < len(p.Openings); from += maxWritten {
		var matches []store.NewMatch
		for _, o := range p.Openings[from:min(len(p.Openings), from+maxWritten)] {
			matches = append(matches, q.newMatch(line, o, now))
		}
		begun, err := q.store.Begin(ctx, matches, now)
		if err != nil {
			return err
		}
		for _, v := range matches {
			switch {
			case !slices.Contains(begun, v.ID): // a player went meanwhile; the next round sees who is left
			case v.Accept.IsZero():
				q.ledger.start(v.ID, busy, func() { q.syncer.sync(ctx, v.ID) })
			default:
				for _, s := range v.Seats {
					q.notify.Notify(s.Ticket)
				}
			}
		}
	}
	return nil
}

// newMatch is an opening as the database takes it.
func (q *Queue) newMatch(line []store.QueuedTicket, o matching.Opening, now time.Time) store.NewMatch {
	mode, _ := q.offer.Mode(o.Mode) // matching knows no others
	why := &api.Why{WinChance: o.Chance, Region: o.Region}
	why.GaveWay, why.Relaxed = gaveWay(o.Relaxed)
	v := store.NewMatch{Match: store.Match{
		ID: store.NextID("m", now), Mode: o.Mode, Scenario: o.Scenario.Name, Teams: o.Scenario.Teams, Region: o.Region,
		Shard: o.Shard, Seed: newSeed(), Rated: mode.Rated, Joinable: mode.Open, Post: mode.Correspondence, Why: why,
		AI: make([]string, len(o.Seats)),
	}}
	if mode.Accept > 0 {
		v.Accept = now.Add(time.Duration(mode.Accept) * time.Second)
	}
	for seat, s := range o.Seats {
		seated := api.WhySeat{Seat: seat, Team: s.Team, Points: s.Rating.Points(), AI: s.AI}
		v.AI[seat] = s.AI
		if s.Ticket >= 0 {
			t := &line[s.Ticket]
			player := t.Players[s.Player].Player
			v.Seats = append(v.Seats, store.NewSeat{Seat: seat, Player: player, Ticket: t.ID})
			seated.Player, seated.Deviation, seated.Waited, seated.RTT = player, s.Rating.Deviation(),
				int(now.Sub(t.Created)/time.Second), t.RTTs[o.Region]
		}
		why.Players = append(why.Players, seated)
	}
	return v
}

// watchStore notifies of tickets that another matchmaker changed, and looks for what it put in line.
func (q *Queue) watchStore(ctx context.Context) {
	since := wallclock.Now()
	q.store.Watch(ctx, func() {
		ids, err := q.store.Touched(ctx, since.Add(-overlap))
		since = wallclock.Now()
		if err != nil || len(ids) > maxTold {
			q.notify.NotifyAll()
		} else {
			q.notify.Notify(ids...)
		}
		q.notify.WakeRound()
	})
}
