package replay

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
)

// recorded has a recorder write what the scribe's duel does without take-overs, for so many ticks at most.
func recorded(t *testing.T, ticks game.Tick) ([]journal.Record, *game.World) {
	s := newScribe(t)
	r := NewRecorder(s.records[0].Setup, 3)
	for s.w.Result().Reason == game.NotOver && s.w.Tick() < ticks {
		in := game.Input{Orders: s.orders()}
		if s.w.Tick() == 40 {
			in.Talk = []game.Talk{{Text: "for nobody's orders"}}
		}
		r.Tick(s.w, &in)
		s.w.Step(&in)
	}
	return r.End(s.w), s.w
}

// What was recorded is verified by its own hashes, plays to the same World, and takes few bytes.
func TestAFightThatNoShardRunsIsRecorded(t *testing.T) {
	recs, w := recorded(t, 1<<20)
	report, err := Verify("m", recs)
	require.NoError(t, err)
	require.True(t, report.Ended)
	require.Equal(t, []any{w.Hash(), w.Result()}, []any{report.Hash, report.Result})
	require.Greater(t, report.Hashes, 8, "also where nobody orders anything for long")
	f := &File{Match: "m", Records: recs}
	require.Less(t, len(f.Export()), 6000)
	p, err := f.Play()
	require.NoError(t, err)
	require.NoError(t, p.Seek(1<<30))
	require.Equal(t, w.Hash(), p.Hash())
	again, _ := recorded(t, 1<<20)
	require.Equal(t, recs, again, "the same fight gives the same bytes")
}

// A fight that is stopped in its middle is shown up to there.
func TestAFightThatWasStoppedIsRecordedToo(t *testing.T) {
	recs, w := recorded(t, 777)
	report, err := Verify("m", recs)
	require.NoError(t, err)
	require.False(t, report.Ended)
	p, err := OpenPlayer("m", recs)
	require.NoError(t, err)
	require.NoError(t, p.Seek(1<<30))
	require.Equal(t, []any{game.Tick(777), w.Hash()}, []any{p.Tick(), p.Hash()})
}
