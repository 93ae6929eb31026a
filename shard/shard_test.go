package shard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// ear keeps what a zone publishes.
type ear struct{ heard []*Publication }

func (e *ear) Publish(p *Publication) { e.heard = append(e.heard, p) }

func (e *ear) answer(seq uint32) (game.Answer, bool) {
	for _, p := range e.heard {
		for _, a := range p.Answers {
			if a.Seq == seq && a.Leader == game.Player {
				return a, true
			}
		}
	}
	return game.Answer{}, false
}

func open(t *testing.T, store journal.Store) *Shard {
	s, err := Open(context.Background(), Config{ID: "one", Store: store})
	require.NoError(t, err)
	return s
}

func begin(t *testing.T, s *Shard, match string) *Host {
	h, err := s.Begin(context.Background(), match, smallFight(), 7)
	require.NoError(t, err)
	return h
}

// listen subscribes and lets time pass.
func listen(h *Host, d time.Duration) *ear {
	e := &ear{}
	defer h.Subscribe(e)()
	time.Sleep(d)
	synctest.Wait()
	return e
}

func TestZonesTickAtTheirOwnPhases(t *testing.T) {
	early := 0
	for i := range 1000 {
		p := phaseOf(fmt.Sprint("m", i), 50*time.Millisecond)
		require.Less(t, p, 50*time.Millisecond)
		require.GreaterOrEqual(t, p, time.Duration(0))
		if p < 25*time.Millisecond {
			early++
		}
	}
	require.InDelta(t, 500, early, 60)
}

func TestAZoneTicksTwentyTimesASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, journal.NewMemory())
		defer s.Close()
		heard := listen(begin(t, s, "m"), 2*time.Second).heard
		require.InDelta(t, 40, len(heard), 2)
		for i, p := range heard[1:] {
			require.Equal(t, heard[i].Tick+1, p.Tick, "no tick is skipped")
			require.Len(t, p.Views, 3, "a view for each team and one for all")
		}
	})
}

// Hundreds of zones in one process, each at its own phase: every one ticks on.
func TestHundredsOfZonesTickInOneProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, journal.NewMemory())
		defer s.Close()
		var zones []*Host
		for i := range 300 {
			zones = append(zones, begin(t, s, fmt.Sprint("m", i)))
		}
		time.Sleep(3 * time.Second)
		for _, h := range zones {
			require.InDelta(t, 60, h.Stats().Ticks.Load(), 3)
			require.Zero(t, h.Stats().Overruns.Load())
			require.Zero(t, h.Waiting())
		}
	})
}

// A zone that was late counts it, catches up and skips nothing; after a second's pause it goes on from then.
func TestALateTickIsCountedAndCaughtUp(t *testing.T) {
	h, due := newHost(&Shard{cfg: Config{Log: slog.New(slog.DiscardHandler)}}, "m", nil), time.Unix(100, 0)
	period := 50 * time.Millisecond
	require.Equal(t, due.Add(period), h.following(due, due.Add(10*time.Millisecond), period), "a little late is usual")
	require.Zero(t, h.stats.Overruns.Load())
	next := h.following(due, due.Add(3*period+1), period)
	require.Equal(t, due.Add(period), next, "the next one is due already")
	require.EqualValues(t, 1, h.stats.Overruns.Load())
	later := due.Add(5 * time.Second)
	require.Equal(t, later.Add(period), h.following(due, later, period))
}

func TestAnOrderIsAnsweredOnceAndAgainWhenRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, journal.NewMemory())
		defer s.Close()
		h := begin(t, s, "m")
		h.Seat(game.SeatChange{Seat: 0, Leader: game.Player, Ticket: game.TicketID{1}})
		o := game.Order{Seq: 1, Kind: game.Move, X: 160, Y: 160}
		require.Equal(t, game.Obeyed, h.Enqueue(o))
		first, ok := listen(h, time.Second).answer(1)
		require.True(t, ok)
		require.Equal(t, game.Obeyed, first.Refusal)
		h.Enqueue(o)
		again, ok := listen(h, time.Second).answer(1)
		require.True(t, ok)
		require.Equal(t, first, again)
		leader, last, spent := h.Player(0, game.TicketID{1})
		require.Equal(t, game.Player, leader)
		require.EqualValues(t, 1, last)
		require.True(t, spent)
		require.Equal(t, game.Malformed, h.Enqueue(game.Order{Seat: 9}))
	})
}

// A shard that is gone from one moment to the next loses nothing that it showed.
func TestARestartedShardGoesOnWithEveryMatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := journal.NewMemory()
		s := open(t, store)
		h := begin(t, s, "m")
		h.Seat(game.SeatChange{Seat: 0, Leader: game.Player, Ticket: game.TicketID{1}})
		h.Enqueue(game.Order{Seq: 1, Kind: game.Move, X: 160, Y: 160})
		before := listen(h, 3*time.Second)
		answer, ok := before.answer(1)
		require.True(t, ok)
		require.NoError(t, s.Close())

		restarted := time.Now()
		s = open(t, store)
		defer s.Close()
		h, err := s.Host("m")
		require.NoError(t, err)
		_, last, spent := h.Player(0, game.TicketID{1})
		require.EqualValues(t, 1, last)
		require.True(t, spent, "a ticket spent before the restart stays spent")
		h.Enqueue(game.Order{Seq: 1, Kind: game.Move, X: 160, Y: 160})
		after := listen(h, time.Second)
		require.GreaterOrEqual(t, after.heard[0].Tick, before.heard[len(before.heard)-1].Tick, "time never runs back")
		require.EqualValues(t, 1, after.heard[0].Epoch)
		require.False(t, h.Since().Before(restarted), "it goes on here since the restart")
		again, ok := after.answer(1)
		require.True(t, ok)
		require.Equal(t, answer, again)
	})
}

func TestAMatchEndsOnceAndStaysEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := journal.NewMemory()
		s := open(t, store)
		h := begin(t, s, "m")
		require.Same(t, h, begin(t, s, "m"), "Begin is idempotent")
		e := &ear{}
		h.Subscribe(e)
		h.Abandon()
		<-h.Done()
		require.ErrorIs(t, h.Err(), ErrEnded)
		require.Equal(t, game.Abandoned, e.heard[len(e.heard)-1].Result.Reason)
		synctest.Wait()
		require.NoError(t, s.Close())

		s = open(t, store)
		defer s.Close()
		_, err := s.Host("m")
		require.ErrorIs(t, err, ErrEnded)
		_, err = s.Begin(context.Background(), "m", smallFight(), 7)
		require.ErrorIs(t, err, ErrEnded)
		require.Contains(t, s.Ended(), "m")
	})
}

// A zone with a foreign journal is set aside with its reason; the others live on.
func TestABrokenJournalStopsItsOwnZoneAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := journal.NewMemory()
		store.Append("broken", journal.Seal(journal.Hash{}, []byte("no record of ours")), func(error) {})
		s := open(t, store)
		defer s.Close()
		_, err := s.Host("broken")
		require.ErrorIs(t, err, ErrQuarantined)
		require.InDelta(t, 20, len(listen(begin(t, s, "fine"), time.Second).heard), 1)
	})
}

// sick is a store that fails its appends while told to.
type sick struct {
	journal.Store
	ill atomic.Bool
}

func (s *sick) Append(zone string, r journal.Sealed, done func(error)) {
	if s.ill.Load() {
		time.AfterFunc(time.Millisecond, func() { done(errors.New("no space left on device")) })
		return
	}
	s.Store.Append(zone, r, done)
}

func TestAZoneThatCannotWriteFallsSilentAndGoesOnWhenItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &sick{Store: journal.NewMemory()}
		s := open(t, store)
		defer s.Close()
		h := begin(t, s, "m")
		require.NotEmpty(t, listen(h, time.Second).heard)
		store.ill.Store(true)
		time.Sleep(2 * time.Second)
		require.Len(t, listen(h, 2*time.Second).heard, 1, "past its lease it shows nothing new")
		store.ill.Store(false)
		require.Greater(t, len(listen(h, 2*time.Second).heard), 30)
	})
}

// A zone that is handed over shows the ticks up to its end, takes no order any more, and whoever takes it over goes on.
func TestAHandOverEndsALeaseAtOnce(t *testing.T) {
	store := &sim{
		t: t, rng: rand.New(rand.NewPCG(1, 1)), shown: map[game.Tick]uint64{}, answers: map[uint32]game.Answer{},
	}
	a := &actor{z: BeginZone("m", "old", nonce, smallFight(), 1)}
	perform := func(z *Zone) (shown game.Tick, stopped error) {
		for acts := z.Actions(); len(acts) > 0; acts = z.Actions() {
			for _, act := range acts {
				switch {
				case act.Append != nil:
					store.recs = append(store.recs, journal.Record{
						Number: act.Append.Number, Hash: act.Append.Hash(), Payload: act.Append.Payload(),
					})
					z.Acked(act.Append.Hash())
				case act.Publish != nil:
					shown = act.Publish.Tick
				case act.Stop != nil:
					stopped = act.Stop
				}
			}
		}
		return shown, stopped
	}
	perform(a.z)
	for range 5 {
		a.z.Tick()
		perform(a.z)
	}
	a.z.HandOver()
	a.z.Tick()
	require.Equal(t, game.Obeyed, a.z.admit(game.Order{Seq: 1, Kind: game.Move}),
		"not taken, and not refused: it will be sent again")
	a.z.Tick()
	shown, stopped := perform(a.z)
	require.ErrorIs(t, stopped, ErrHandedOver)
	require.EqualValues(t, 6, shown)

	next := ResumeZone("m", "new", nonce, store.recs)
	first, stopped := perform(next)
	require.NoError(t, stopped)
	require.EqualValues(t, 6, first, "not one tick is lost")
}

// What a candidate reads of a match may be lost before it is durable: then the match has never begun, for nobody was
// told that it had. The candidate gives up, and the same match may begin.
func TestABeginningThatIsLostIsNoBrokenZone(t *testing.T) {
	began := BeginZone("m", "first", nonce, smallFight(), 1)
	a := began.Actions()[0].Append
	z := ResumeZone("m", "second", nonce, []journal.Record{{Number: a.Number, Hash: a.Hash(), Payload: a.Payload()}})
	z.Failed(z.Actions()[0].Append.Hash())
	var stopped error
	for range 5 {
		for _, act := range z.Actions() {
			switch {
			case act.Read != nil:
				z.ReadBack(nil, 0)
			case act.Append != nil:
				require.Fail(t, "nothing stands there that a record could follow")
			case act.Stop != nil:
				stopped = act.Stop
			}
		}
	}
	require.ErrorIs(t, stopped, ErrEmpty)
	require.NotErrorIs(t, stopped, ErrGaveUp, "that would be tried again")
	require.ErrorContains(t, stopped, "lost before it was durable")
	require.True(t, ownedElsewhere(stopped))
}
