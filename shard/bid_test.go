package shard

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/replay"
)

// written is a chain that an owner writes, and what others read of it.
type written struct {
	t     *testing.T
	owner *Zone
	recs  []journal.Record
}

func newWritten(t *testing.T) *written {
	w := &written{t: t, owner: BeginZone("m", "one", nonce, smallFight(), 1)}
	w.take(w.owner)
	return w
}

// take lets a zone write what it wants, and tells why it stopped.
func (w *written) take(z *Zone) (why error) {
	for acts := z.Actions(); len(acts) > 0; acts = z.Actions() {
		for _, a := range acts {
			switch {
			case a.Append != nil && a.Append.Prev() == w.head():
				w.recs = append(w.recs, journal.Record{
					Number: a.Append.Number, Hash: a.Append.Hash(), Payload: a.Append.Payload(),
				})
				z.Acked(a.Append.Hash())
			case a.Append != nil:
				z.Failed(a.Append.Hash())
			case a.Read != nil:
				z.ReadBack(w.recs[a.Read.From-1:], uint64(len(w.recs)))
			case a.Stop != nil:
				why = a.Stop
			}
		}
	}
	return why
}

func (w *written) head() (h journal.Hash) {
	if n := len(w.recs); n > 0 {
		h = w.recs[n-1].Hash
	}
	return h
}

// goOn has the owner write a record.
func (w *written) goOn() {
	for n := len(w.recs); len(w.recs) == n; {
		w.owner.Tick()
		w.take(w.owner)
	}
}

// standing is a standby that has folded it all.
func (w *written) standing() *Standby {
	b := NewStandby("m", "two", nonce, 0)
	require.Equal(w.t, Follow, b.Load(&replay.Fold{}, w.recs))
	require.True(w.t, b.Standing().Ready)
	return b
}

// bid has a standby bid, with the tail as it is.
func (w *written) bid(b *Standby) *Zone {
	from, err := b.Alarm()
	require.NoError(w.t, err)
	z, err := b.Tail(w.recs[from-1:], Pardon{}, nil)
	require.NoError(w.t, err)
	return z
}

// What a dead owner had under way may land behind the tail that its standby has read: the bid folds it and comes
// again. An owner that writes on and on lives, and the bid gives way; the standby stands on.
func TestABidGivesWayToAnOwnerThatWritesOn(t *testing.T) {
	for late := range depth + 2 {
		w := newWritten(t)
		w.goOn()
		b := w.standing()
		z := w.bid(b)
		var why error
		for range late { // one more lands before each of its bids
			a := z.Actions()
			require.NotNil(t, a[0].Append)
			w.goOn()
			z.Failed(a[0].Append.Hash())
			a = z.Actions()
			z.ReadBack(w.recs[a[0].Read.From-1:], uint64(len(w.recs)))
		}
		why = w.take(z)
		if late <= depth {
			require.NoError(t, why)
			require.Equal(t, owner, z.phase)
			continue
		}
		require.ErrorIs(t, why, ErrGaveUp)
		require.Equal(t, Follow, b.Lost(z))
		require.True(t, b.Standing().Ready)
		w.goOn()
		require.Equal(t, Follow, b.Grow(w.recs))
		require.Equal(t, uint64(len(w.recs)), b.Standing().Number)
		require.NoError(t, w.take(w.bid(b)), "and bids again")
	}
}

// Another owner was quicker: the bid is for the place of the one before, and gives way at once.
func TestABidGivesWayToAnotherOwner(t *testing.T) {
	w := newWritten(t)
	w.goOn()
	b := w.standing()
	z := w.bid(b)
	rival := ResumeZone("m", "three", nonce, w.recs)
	require.NoError(t, w.take(rival))
	require.ErrorIs(t, w.take(z), ErrFenced)
	b.Lost(z)
	require.False(t, b.Standing().Ready)
	_, err := b.Alarm()
	require.ErrorIs(t, err, ErrNotReady)
	require.Equal(t, "three", b.Standing().Owner)
	require.ErrorIs(t, b.For(0), ErrFenced, "who asks for it does not know that it was replaced")
	require.NoError(t, b.For(2))
	require.False(t, b.Standing().Ready, "the journal does not show that owner yet")
	require.NoError(t, b.For(1))
	require.True(t, b.Standing().Ready)

	// and when the journal shows it before the bid, there is none
	again := ResumeZone("m", "four", nonce, w.recs)
	require.NoError(t, w.take(again))
	from, err := b.Alarm()
	require.NoError(t, err)
	b.Grow(w.recs)
	require.NoError(t, b.For(2), "the new owner asks for it while it reads")
	_, err = b.Tail(w.recs[from-1:], Pardon{}, nil)
	require.ErrorIs(t, err, ErrFenced, "and the alarm was about the one before")
}

// Records that were folded and lost before they were durable make the fold void: it is loaded anew.
func TestWhatAStandbyFoldedMayBeLost(t *testing.T) {
	w := newWritten(t)
	for range 3 {
		w.goOn()
	}
	b, all := w.standing(), w.recs
	w.recs = all[:2]
	w.owner = ResumeZone("m", "three", nonce, w.recs)
	require.NoError(t, w.take(w.owner))
	for len(w.recs) <= len(all) {
		w.goOn()
	}
	require.Equal(t, Reload, b.Grow(w.recs[len(all):]))
	require.False(t, b.Standing().Ready)
	require.Equal(t, Follow, b.Load(&replay.Fold{}, w.recs))
	require.False(t, b.Standing().Ready, "the owner that it stood by for is none any more")
	require.NoError(t, b.For(1))
	require.NoError(t, w.take(w.bid(b)))
}

// A record that the fold refuses is damage or a bug: nobody bids on it.
func TestAStandbyLeavesAJournalThatDoesNotFold(t *testing.T) {
	w := newWritten(t)
	b := w.standing()
	bad := journal.Seal(w.head(), []byte("no record of ours"))
	next := b.Grow([]journal.Record{{Number: 2, Hash: bad.Hash(), Payload: bad.Payload()}})
	require.Equal(t, Leave, next)
	_, err := b.Alarm()
	require.ErrorContains(t, err, "record 2")
	require.Equal(t, Leave, b.Load(&replay.Fold{}, w.recs))
}

// A store that knows nothing of what was folded gives no answer that a bid could stand on.
func TestAStoreThatKnowsLessIsNoAnswer(t *testing.T) {
	w := newWritten(t)
	w.goOn()
	b := w.standing()
	_, err := b.Alarm()
	require.NoError(t, err)
	_, err = b.Tail(nil, Pardon{}, nil)
	require.ErrorIs(t, err, ErrNoAnswer)
	_, err = b.Alarm()
	require.NoError(t, err)
	_, err = b.Tail(w.recs[:len(w.recs)-1], Pardon{}, nil)
	require.ErrorIs(t, err, ErrNoAnswer, "nor does one that ends before it")
	require.Equal(t, Follow, b.Grow(w.recs))
	_, err = b.Alarm()
	require.NoError(t, err)
	_, err = b.Tail(w.recs, Pardon{}, ErrNoAnswer)
	require.ErrorIs(t, err, ErrNoAnswer)
	_, err = b.Alarm()
	require.NoError(t, err, "it may be asked again")
	before := w.recs
	w.goOn()
	require.Equal(t, Follow, b.Grow(w.recs))
	_, err = b.Tail(before, Pardon{}, nil)
	require.NoError(t, err, "what came while it was read need not be in it")
}
