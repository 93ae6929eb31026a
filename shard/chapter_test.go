package shard

import (
	"context"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// chapters plays turns of a match on segment files, with a nap before each, until so many chapters are closed.
func chapters(t *testing.T, s *Shard, h *Host, closed func() bool) {
	ctx := context.Background()
	for turn, seq := uint32(1), [2]uint32{}; !closed(); turn++ {
		require.Less(t, turn, uint32(40))
		for h.Latest().Rest.Turn != turn || h.Latest().Rest.Phase != game.Planning {
			time.Sleep(slotTime)
		}
		for n := range 20 {
			seq[0]++
			h.Enqueue(game.Order{
				Seat: 0, Leader: game.Player, Seq: seq[0], Kind: game.Move, Flags: game.Planned, Turn: turn,
				X: game.ViewStep * uint16(1+n%9), Y: game.ViewStep,
			})
			time.Sleep(2 * slotTime)
		}
		asleepWithin(t, s, h)
		var err error
		h, err = s.Wake(ctx, h.Match())
		require.NoError(t, err)
		for seat := range uint8(2) {
			seq[seat]++
			h.Enqueue(game.Order{
				Seat: seat, Leader: game.Player, Seq: seq[seat], Flags: game.Planned | game.Commit, Turn: turn,
			})
		}
	}
}

// The records before a chapter leave the journal for the past, where all that replays finds them; the shard goes on
// with the chapter alone, also when it was killed, and its checkpoints were lost.
func TestChaptersLeaveTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, ctx := t.TempDir(), context.Background()
		past := journal.OpenPast(filepath.Join(dir, "past"))
		store, err := journal.OpenFiles(filepath.Join(dir, "journal"))
		require.NoError(t, err)
		open := func() *Shard {
			s, err := Open(ctx, Config{ID: "one", Store: store, Past: past})
			require.NoError(t, err)
			return s
		}
		first := func() uint64 {
			recs, _, err := store.Read("m", 1)
			require.NoError(t, err)
			return recs[0].Number
		}
		s := open()
		chapters(t, s, seated(t, s, "m", 3600), func() bool { return longPast(past) && first() > 100 })
		require.NoError(t, s.Close())

		recs, durable, err := journal.Whole(store, past).Read("m", 1)
		require.NoError(t, err)
		require.EqualValues(t, 1, recs[0].Number)
		require.Len(t, recs, int(durable))
		report, err := replay.Verify("m", recs)
		require.NoError(t, err)
		p, err := replay.OpenPlayer("m", recs)
		require.NoError(t, err)
		require.NoError(t, p.Seek(p.Last()))
		require.Equal(t, report.Ticks, p.Tick())
		require.NotZero(t, report.Hash)

		snap, err := journal.TakeSnapshot(filepath.Join(dir, "journal"))
		require.NoError(t, err)
		again, err := snap.WithPast(past).Read("m")
		require.NoError(t, err)
		require.Equal(t, recs, again)

		s = open() // with no checkpoint at all
		h, err := s.Host("m")
		require.NoError(t, err)
		<-h.ready
		seen := Witness{Number: 3, Hash: recs[2].Hash}
		require.NoError(t, s.checkWitness("m", seen), "a player of long ago comes back")
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
}

func longPast(past *journal.Past) bool {
	recs, err := past.Read("m")
	return err == nil && len(recs) > 100
}

// A chapter that the records before it do not bear out is no beginning: the match is quarantined, and all stays.
func TestAChapterThatIsNotBorneOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, ctx := journal.NewMemory(), context.Background()
		past := journal.OpenPast(filepath.Join(t.TempDir(), "past"))
		s, err := Open(ctx, Config{ID: "one", Store: store, Past: past})
		require.NoError(t, err)
		d := planned(t, 3600)
		d.z.chapter, d.z.tailNumber = 0, d.z.tailNumber+chapterAfter // it believes that it has written more
		d.sleep(true)
		for _, rec := range d.recs {
			store.Append("m", journal.Seal(headOf(store), rec.Payload), func(error) {})
		}
		synctest.Wait()
		recs, _, err := store.Read("m", 1)
		require.NoError(t, err)
		s.closeChapter("m", recs[len(recs)-1].Number)
		_, err = s.Host("m")
		require.ErrorIs(t, err, ErrQuarantined)
		kept, err := past.Read("m")
		require.NoError(t, err)
		require.Empty(t, kept)
		require.NoError(t, s.Close())
		require.NoError(t, store.Close())
	})
}

func headOf(store *journal.Memory) journal.Hash {
	recs, _, _ := store.Read("m", 1)
	if len(recs) == 0 {
		return journal.Hash{}
	}
	return recs[len(recs)-1].Hash
}
