package shard

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/registry"
)

// keeper is a shard's surroundings, which survive it.
type keeper struct {
	store   journal.Store
	sidecar *journal.MemorySidecar
	log     bytes.Buffer
	reg     registry.Registry
}

func newKeeper() *keeper {
	return &keeper{store: journal.NewMemory(), sidecar: journal.NewMemorySidecar()}
}

func (k *keeper) open(t *testing.T) *Shard {
	k.log.Reset()
	s, err := Open(context.Background(), Config{
		ID: "one", Store: k.store, Sidecar: k.sidecar, Registry: k.reg, Log: slog.New(slog.NewTextHandler(&k.log, nil)),
	})
	require.NoError(t, err)
	return s
}

// playOn runs a match for a while, with an order a second.
func playOn(h *Host, d time.Duration) *ear {
	e := &ear{}
	defer h.Subscribe(e)()
	h.Seat(game.SeatChange{Seat: 0, Leader: game.Player, Ticket: game.TicketID{1}})
	_, last, _ := h.Player(0, game.TicketID{})
	for i := range int(d / time.Second) {
		h.Enqueue(game.Order{Seq: last + uint32(i) + 1, Kind: game.Move, X: 32, Y: uint16(128 + i%16)})
		time.Sleep(time.Second)
	}
	synctest.Wait()
	return e
}

func head(t *testing.T, s journal.Store) journal.Record {
	recs, _, err := s.Read("m", 1)
	require.NoError(t, err)
	return recs[len(recs)-1]
}

func TestAShardResumesFromItsNewestSoundCheckpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		s := k.open(t)
		h := begin(t, s, "m")
		playOn(h, 5*time.Minute)
		last := h.Latest()
		require.NoError(t, s.Close())
		kept, err := k.sidecar.Checkpoints("m")
		require.NoError(t, err)
		require.Len(t, kept, 3, "the last three are kept")
		require.Greater(t, kept[0].Number, kept[2].Number)

		for damaged := range 4 {
			s = k.open(t)
			h, err = s.Host("m")
			require.NoError(t, err)
			require.GreaterOrEqual(t, h.Latest().Tick, last.Tick)
			require.Equal(t, damaged < 3, !bytes.Contains(k.log.Bytes(), []byte("checkpoint=0")), k.log.String())
			require.Equal(t, damaged, bytes.Count(k.log.Bytes(), []byte("checkpoint ignored")))
			last = h.Latest()
			require.NoError(t, s.Close())
			if damaged < 3 {
				kept[damaged].Bytes[len(kept[damaged].Bytes)/2] ^= 4
			}
		}
	})
}

// copyOf is what a store holds up to a record: a chain cut short, or a backup.
func copyOf(t *testing.T, from journal.Store, records int) *journal.Memory {
	recs, _, err := from.Read("m", 1)
	require.NoError(t, err)
	to, prev := journal.NewMemory(), journal.Hash{}
	for _, r := range recs[:records] {
		done := make(chan error, 1)
		to.Append("m", journal.Seal(prev, r.Payload), func(err error) { done <- err })
		require.NoError(t, <-done)
		prev = r.Hash
	}
	return to
}

func TestACheckpointAheadOfItsJournalIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		s := k.open(t)
		playOn(begin(t, s, "m"), 3*time.Minute)
		require.NoError(t, s.Close())
		kept, err := k.sidecar.Checkpoints("m")
		require.NoError(t, err)
		k.store = copyOf(t, k.store, int(kept[0].Number)-1)
		s = k.open(t)
		defer s.Close()
		require.Contains(t, k.log.String(), "checkpoint refused")
		require.Contains(t, k.log.String(), "rolled back")
		require.NotContains(t, k.log.String(), "checkpoint=0", "the one before it is sound")
	})
}

func TestAPlayerWitnessesThatAJournalWasPutBack(t *testing.T) {
	for _, longer := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			k := newKeeper()
			s := k.open(t)
			h := begin(t, s, "m")
			playOn(h, 20*time.Second)
			p := h.Latest()
			w := Witness{p.Epoch, p.Number, p.Head}
			require.NoError(t, h.Witness(context.Background(), w))
			require.NoError(t, h.Witness(context.Background(), Witness{}), "a ticket witnesses nothing")
			require.NoError(t, s.Close())

			k.store = copyOf(t, k.store, int(w.Number)-2)
			s = k.open(t)
			h, err := s.Host("m")
			require.NoError(t, err)
			if longer { // the wrong chain may have grown beyond the witness by then
				playOn(h, 20*time.Second)
			}
			err = h.Witness(context.Background(), w)
			var wrong *WitnessError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, w, wrong.Seen)
			require.Contains(t, err.Error(), w.Hash.String())
			require.Contains(t, err.Error(), wrong.Has.String())
			<-h.Done()
			synctest.Wait()
			before := head(t, k.store)
			time.Sleep(time.Minute)
			require.Equal(t, before, head(t, k.store), "it is never extended")
			require.NoError(t, s.Close())

			s = k.open(t)
			_, err = s.Host("m")
			require.ErrorIs(t, err, ErrQuarantined, "nor after a restart")
			require.Equal(t, before, head(t, k.store))
			require.NoError(t, s.Close())
			require.NoError(t, k.sidecar.Quarantine("m", ""))
			s = k.open(t)
			defer s.Close()
			_, err = s.Host("m")
			require.NoError(t, err, "an operator may pardon it")
		})
	}
}

func TestTheRegistryWitnessesBeforeAnythingIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		k.reg = registry.NewMemory(time.Hour)
		s := k.open(t)
		playOn(begin(t, s, "m"), 20*time.Second)
		require.NoError(t, s.Close())
		k.store = copyOf(t, k.store, int(head(t, k.store).Number)-20)
		before := head(t, k.store)
		s = k.open(t)
		defer s.Close()
		_, err := s.Host("m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.ErrorContains(t, err, "was cut short, or put back")
		require.Equal(t, before, head(t, k.store))
	})
}

// The World that a host plays on with is not the one that its journal tells of: a shadow finds it, the rest lives on.
func TestAShadowFindsADesync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		s := k.open(t)
		defer s.Close()
		fine, h := begin(t, s, "fine"), begin(t, s, "m")
		playOn(h, 2*time.Minute)
		require.Positive(t, h.Stats().Checkpoints.Load())
		broken := make(chan struct{})
		h.post(false, func(z *Zone) { // a stray bit of memory
			z.world, _ = game.Restore(z.world.Setup(), spoil(z.world))
			close(broken)
		})
		<-broken
		playOn(h, 4*time.Minute)
		select {
		case <-h.Done():
		default:
			t.Fatal("nobody noticed")
		}
		_, err := s.Host("m")
		require.ErrorIs(t, err, ErrQuarantined)
		require.ErrorContains(t, err, "desync")
		require.NotEmpty(t, listen(fine, time.Second).heard)
	})
}

// spoil is a World's bytes with another leader in a seat than its journal gave it.
func spoil(w *game.World) []byte {
	other := w.Clone()
	other.Step(&game.Input{Seats: []game.SeatChange{{Seat: 1, Leader: game.Player, Ticket: game.TicketID{9}}}})
	return other.AppendSave(nil)
}

// hearer notes what the zone says of itself.
type hearer struct {
	mu sync.Mutex // the story reads while the zone speaks
	ear
	said []string
}

func (h *hearer) Publish(p *Publication) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ear.Publish(p)
}

func (h *hearer) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.heard)
}

func (h *hearer) reasons() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.said)
}

func (h *hearer) Stalled(why string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = append(h.said, why)
}

func TestPlayersAreToldWhyAMatchStandsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &sick{Store: journal.NewMemory()}
		s := open(t, store)
		defer s.Close()
		h := begin(t, s, "m")
		l := &hearer{}
		leave := h.Subscribe(l)
		time.Sleep(time.Second)
		store.ill.Store(true)
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		shown := l.count()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.LessOrEqual(t, l.count()-shown, leaseLen+1, "it stops within a tick of its lease")
		require.Equal(t, []string{"no space left on device"}, l.reasons())
		store.ill.Store(false)
		time.Sleep(time.Second)
		leave()
		synctest.Wait()
		require.Equal(t, []string{"no space left on device", ""}, l.reasons())
		for i, p := range l.heard[1:] {
			require.Equal(t, l.heard[i].Tick+1, p.Tick, "nothing is lost and nothing comes twice")
		}
	})
}

func TestAMatchIsTakenOverFromWhoeverRunsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		old := k.open(t)
		defer old.Close()
		h := begin(t, old, "m")
		before := playOn(h, 2*time.Minute)
		other, err := Open(context.Background(), Config{ID: "two", Store: k.store, Sidecar: k.sidecar, OwnOnly: true})
		require.NoError(t, err)
		defer other.Close()
		require.Empty(t, other.Hosts(), "it takes up what it ran itself, and nothing else")
		taken, err := other.TakeOver(context.Background(), "m")
		require.NoError(t, err)
		require.EqualValues(t, 1, taken.Latest().Epoch)
		require.GreaterOrEqual(t, taken.Latest().Tick, before.heard[len(before.heard)-1].Tick)
		<-h.Done()
		require.ErrorIs(t, h.Err(), ErrFenced)
		synctest.Wait()
		gone, err := old.Host("m")
		require.Nil(t, gone)
		require.NoError(t, err, "it is none of the old shard's any more, and not quarantined")
		after := playOn(taken, 5*time.Second)
		require.Greater(t, len(after.heard), 90)
		_, err = other.TakeOver(context.Background(), "unheard of")
		require.ErrorContains(t, err, "holds no such match")
	})
}
