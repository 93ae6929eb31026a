package shard

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/registry"
)

// seen is what a player is told of a journal now.
func seen(h *Host) Witness {
	p := h.Latest()
	return Witness{p.Epoch, p.Number, p.Head}
}

// pardon is what muster journal pardon does.
func (k *keeper) pardon(t *testing.T) {
	recs, _, err := k.store.Read("m", 1)
	require.NoError(t, err)
	b, err := k.sidecar.Pardoned("m")
	require.NoError(t, err)
	before, err := UnpackPardon(b)
	require.NoError(t, err)
	p, err := NewPardon(recs, before, time.Now())
	require.NoError(t, err)
	require.NoError(t, k.sidecar.Pardon("m", p.Pack()))
}

// putBack takes the last records of the match away.
func (k *keeper) putBack(t *testing.T, lost int) {
	k.store = copyOf(t, k.store, int(head(t, k.store).Number)-lost)
}

// caught opens a shard and has a player return, who was told of what the journal does not have.
func (k *keeper) caught(t *testing.T, w Witness) {
	s := k.open(t)
	defer s.Close()
	h, err := s.Host("m")
	if err == nil {
		require.NotNil(t, h)
		var wrong *WitnessError
		require.ErrorAs(t, h.Witness(context.Background(), w), &wrong)
		<-h.Done()
		synctest.Wait()
		_, err = s.Host("m")
	}
	require.ErrorIs(t, err, ErrQuarantined)
}

// A backup is put back and pardoned: whoever comes with a token from the lost future plays on, however far the journal
// has come by then, to the end of the match. A second loss is found again, by new tokens and by the registry,
// and can be pardoned again.
func TestAPardonHoldsForWhatWasLostAndForNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		k.reg = registry.NewMemory(24 * time.Hour)
		var lost []Witness
		for range 3 { // the lost future has several epochs
			s := k.open(t)
			h, err := s.Host("m")
			require.NoError(t, err)
			if h == nil {
				h = begin(t, s, "m")
			}
			require.Zero(t, h.Latest().Pardoned)
			for range 10 {
				playOn(h, 2*time.Second)
				lost = append(lost, seen(h))
			}
			require.NoError(t, s.Close())
		}
		k.putBack(t, int(head(t, k.store).Number)-20)
		k.caught(t, lost[len(lost)-1])
		k.pardon(t)

		s := k.open(t)
		h, err := s.Host("m")
		require.NoError(t, err, "the registry remembers the lost future too")
		for _, w := range lost {
			require.NoError(t, h.Witness(context.Background(), w))
			playOn(h, 2*time.Second)
		}
		require.NoError(t, h.Err())
		after := seen(h)
		require.GreaterOrEqual(t, after.Epoch, uint32(1<<30))
		require.Equal(t, after.Epoch, h.Latest().Pardoned, "players are told")
		require.NoError(t, h.Witness(context.Background(), after))
		require.NoError(t, s.Close())
		told, ok, err := k.reg.FindHead(context.Background(), "m")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, after.Epoch, told.Epoch, "new heads take the place of the lost ones")

		whole := k.store
		k.putBack(t, 30)
		k.caught(t, after) // the registry tells
		k.reg = nil
		require.NoError(t, k.sidecar.Quarantine("m", ""))
		k.caught(t, after) // a player tells
		k.pardon(t)
		s = k.open(t)
		h, err = s.Host("m")
		require.NoError(t, err)
		for _, w := range append(lost, after) {
			require.NoError(t, h.Witness(context.Background(), w), "both losses are forgiven")
		}
		playOn(h, 10*time.Second)
		h.Abandon()
		<-h.Done()
		require.ErrorIs(t, h.Err(), ErrEnded, "it goes on to its end")
		require.NoError(t, s.Close())

		k.store = whole // of which nobody has pardoned the loss of what came then
		require.NoError(t, k.sidecar.Quarantine("m", ""))
		k.caught(t, lost[len(lost)-1])
		require.Contains(t, k.log.String(), "pardon ignored")
	})
}

// A journal that is rolled back behind a pardon is not the one that was pardoned.
func TestAPardonDoesNotHoldForALongerLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		s := k.open(t)
		h := begin(t, s, "m")
		playOn(h, 20*time.Second)
		w := seen(h)
		require.NoError(t, s.Close())
		k.putBack(t, 10)
		k.caught(t, w)
		k.pardon(t)
		k.putBack(t, 10)
		k.caught(t, w)
		k.pardon(t)
		s = k.open(t)
		defer s.Close()
		h, err := s.Host("m")
		require.NoError(t, err)
		require.NoError(t, h.Witness(context.Background(), w))
	})
}

// A pardon is later than any epoch that there ever was, whatever the clock says.
func TestAPardonsEpochIsTheLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper()
		for n := range 4 {
			s := k.open(t)
			h, err := s.Host("m")
			require.NoError(t, err)
			if h == nil {
				h = begin(t, s, "m")
			}
			playOn(h, time.Second)
			require.NoError(t, s.Close())
			recs, _, err := k.store.Read("m", 1)
			require.NoError(t, err)
			p, err := NewPardon(recs, Pardon{}, time.Unix(int64(n), 0))
			require.NoError(t, err)
			require.Greater(t, p.Epoch, seen(h).Epoch)
			again, err := NewPardon(recs, p, time.Unix(0, 0))
			require.NoError(t, err)
			require.Greater(t, again.Epoch, p.Epoch)
			same, err := UnpackPardon(p.Pack())
			require.NoError(t, err)
			require.Equal(t, p, same)
			require.NoError(t, k.sidecar.Pardon("m", p.Pack()))
		}
	})
	for _, bad := range []string{"{", `{"record":1,"hash":"00"}`, `{"hash":"zz"}`} {
		_, err := UnpackPardon([]byte(bad))
		require.Error(t, err)
	}
	p, err := UnpackPardon(nil)
	require.NoError(t, err)
	require.False(t, p.forgives(Witness{Hash: journal.Hash{1}}))
}
