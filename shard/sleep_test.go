package shard

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// planned is a desk whose two players have begun to plan a turn of an hour.
func planned(t testing.TB, seconds uint32) *desk {
	d := newDesk(t, game.Turns{Kind: game.Together, Length: 20, Planning: seconds})
	for seat := range uint8(2) {
		d.z.Change(game.SeatChange{Seat: seat, Leader: game.Player, Ticket: game.TicketID{seat + 1}})
	}
	d.slot()
	d.slot()
	require.Equal(t, game.Planning, d.rest().Phase)
	return d
}

func (d *desk) sleep(chapters bool) {
	d.z.Sleep(d.now, chapters)
	d.perform()
}

// A match in which nothing is due falls asleep: that is durable before its owner stops, and whoever wakes it plans on
// where it stood, up to the deadline that there was.
func TestAMatchSleepsAndIsWoken(t *testing.T) {
	d := planned(t, 3600)
	until := d.rest().Until
	d.slow = true
	d.sleep(false)
	require.NoError(t, d.stop)
	require.Equal(t, game.Obeyed, d.z.Enqueue(game.Order{Seat: 0, Leader: game.Player, Seq: 1}), "it comes too late")
	d.settle()
	require.ErrorIs(t, d.stop, ErrAsleep)

	alarm, asleep := replay.Slept(d.recs[len(d.recs)-1].Payload)
	require.True(t, asleep)
	require.Equal(t, until, alarm)
	f := foldOf(t, d.recs)
	require.True(t, f.Asleep)

	w := d.another()
	require.Equal(t, until, w.rest().Until)
	require.Equal(t, f.World.Hash(), w.z.world.Hash())
	w.now = until
	w.slot()
	require.False(t, w.z.MaySleep(w.now), "its time is up")
	require.NoError(t, verify(w.recs))
}

func foldOf(t testing.TB, recs []journal.Record) *replay.Fold {
	f := &replay.Fold{}
	for _, rec := range recs {
		require.NoError(t, f.Apply(rec))
	}
	return f
}

func verify(recs []journal.Record) error {
	_, err := replay.Verify("m", recs)
	return err
}

var holds = game.Order{Seat: 0, Leader: game.Player, Seq: 1, Flags: game.Planned, Turn: 1, Kind: game.Hold}

// What is due keeps a match awake, and so does what is not told or not written.
func TestWhatKeepsAMatchAwake(t *testing.T) {
	for what, disturb := range map[string]func(d *desk){
		"a plan that is not written": func(d *desk) { d.z.Enqueue(holds) },
		"a plan that is not durable": func(d *desk) { d.z.Enqueue(holds); d.slow = true; d.slot() },
		"a plan that is not told":    func(d *desk) { d.z.Enqueue(holds); d.slot() },
		"talk":                       func(d *desk) { d.z.Say(game.Talk{Seat: 0, Text: "hello"}) },
		"an AI that leads": func(d *desk) {
			d.z.Change(game.SeatChange{Seat: 1, Leader: game.AI})
			d.slot()
			d.slot()
		},
		"a deadline that near": func(d *desk) { d.now = d.rest().Until - leastSleep + 1 },
		"a hand-over":          func(d *desk) { d.z.HandOver() },
		"an end":               func(d *desk) { d.z.Abandon() },
	} {
		d := planned(t, 3600)
		require.True(t, d.z.MaySleep(d.now))
		disturb(d)
		require.False(t, d.z.MaySleep(d.now), what)
	}
	live := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	require.False(t, live.z.MaySleep(live.now), "the turn was not opened")
}

// A chapter holds the World: a fold begins with it where the records before it are not at hand, and comes to the same.
// There is one a turn at most.
func TestAChapterBegins(t *testing.T) {
	d := planned(t, 3600)
	chapters := 0
	for n := range 200 {
		d.z.Enqueue(game.Order{
			Seat: 0, Leader: game.Player, Seq: uint32(n + 1), Flags: game.Planned, Turn: 1,
			Kind: game.Move, X: game.ViewStep * uint16(1+n%9), Y: game.ViewStep,
		})
		d.slot()
		d.slot()
		d.sleep(true)
		require.ErrorIs(t, d.stop, ErrAsleep)
		if f := foldOf(t, d.recs); f.Chapter == f.Number {
			chapters++
			r, err := replay.DecodeRecord(d.recs[len(d.recs)-1].Payload)
			require.NoError(t, err)
			require.Equal(t, replay.AppendRecord(nil, r), d.recs[len(d.recs)-1].Payload)
		}
		d = d.another()
	}
	require.Equal(t, 1, chapters)
	require.NoError(t, verify(d.recs))

	whole := foldOf(t, d.recs)
	later := d.recs[whole.Chapter-1:]
	require.Greater(t, len(d.recs)-len(later), chapterAfter-1)
	f := foldOf(t, later)
	require.Equal(t, whole.World.Hash(), f.World.Hash())
	require.Equal(t, whole.Head, f.Head)
	require.Equal(t, whole.Epoch, f.Epoch)
	require.NoError(t, verify(later))
	s, err := replay.Summarize("m", later)
	require.NoError(t, err)
	require.Equal(t, d.z.world.Setup().Scenario.Name, s.Scenario)
	require.EqualValues(t, whole.Epoch+1, s.Owners)

	for at := range later[0].Payload { // no byte of it may be another
		bad := append([]byte(nil), later[0].Payload...)
		bad[at] ^= 1
		lie := journal.Record{Number: later[0].Number, Hash: later[0].Hash, Payload: bad}
		require.Error(t, new(replay.Fold).Apply(lie))
	}
}

// Nobody writes behind a match that sleeps but who takes it over, and nothing in real time sleeps.
func TestAFoldRefusesWhatASleeperDoesNot(t *testing.T) {
	d := planned(t, 3600)
	d.sleep(false)
	f := foldOf(t, d.recs)
	plan := journal.Seal(f.Head, replay.AppendRecord(nil, &replay.Record{Kind: replay.Plan, Tick: f.Closed}))
	require.ErrorIs(t, f.Apply(journal.Record{Number: f.Number + 1, Hash: plan.Hash(), Payload: plan.Payload()}),
		replay.ErrRefused)

	begun := newDesk(t, game.Turns{Kind: game.Together, Length: 20})
	g := foldOf(t, begun.recs)
	sleep := journal.Seal(g.Head, replay.AppendRecord(nil, &replay.Record{Kind: replay.Sleep}))
	require.ErrorIs(t, g.Apply(journal.Record{Number: g.Number + 1, Hash: sleep.Hash(), Payload: sleep.Payload()}),
		replay.ErrRefused, "no turn is planned yet")
}

// asleepWithin puts a match of a shard to bed.
func asleepWithin(t *testing.T, s *Shard, h *Host) {
	for range 100 {
		h.Sleep()
		time.Sleep(slotTime)
		if _, err := s.Host(h.Match()); err != nil {
			require.ErrorIs(t, err, ErrAsleep)
			return
		}
	}
	t.Fatal("it does not fall asleep")
}

// seated begins a match by turns that two players lead.
func seated(t *testing.T, s *Shard, match string, planning uint32) *Host {
	h, err := s.Begin(context.Background(), match, turnsOf(game.Turns{
		Kind: game.Together, Length: 20, Planning: planning,
	}), 1)
	require.NoError(t, err)
	for seat := range uint8(2) {
		h.Seat(game.SeatChange{Seat: seat, Leader: game.Player, Ticket: game.TicketID{seat + 1}})
	}
	return h
}

// A shard's sleepers have no goroutine and no timer, outlive it, and are woken by whoever comes and when their time is
// up, all by one list.
func TestSleepersOfAShard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, ctx := journal.NewMemory(), context.Background()
		s, err := Open(ctx, Config{ID: "one", Store: store})
		require.NoError(t, err)
		const many = 20
		for n := range many {
			asleepWithin(t, s, seated(t, s, fmt.Sprintf("m%02d", n), uint32(600+60*n)))
		}
		require.Equal(t, many, s.Asleep())
		require.Empty(t, s.Hosts())
		require.NoError(t, s.Close())

		s, err = Open(ctx, Config{ID: "one", Store: store})
		require.NoError(t, err)
		rung := make(chan string, many)
		s.OnAlarm(func(h *Host) { rung <- h.Match() })
		require.Equal(t, many, s.Asleep())
		h, err := s.Wake(ctx, "m07")
		require.NoError(t, err)
		require.Equal(t, Woken, h.Cause())
		asleepWithin(t, s, h)

		began := time.Now()
		for n := range many {
			require.Equal(t, fmt.Sprintf("m%02d", n), <-rung)
		}
		require.Less(t, time.Since(began), (600+60*many)*time.Second)
		require.EqualValues(t, many, s.Stats().TakeOvers[Alarm].Load())
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
}
