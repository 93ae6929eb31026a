package recording_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/recording"
	"muster/assets"
	"muster/game"
	"muster/shard/replay"
)

// A battle by turns that no shard runs is kept like others: what was planned, said and fought, verified by its own
// hashes, also when it is stopped within a turn.
func TestABattleByTurnsIsKept(t *testing.T) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	for kind, stop := range map[game.TurnKind]game.Tick{game.Together: 0, game.Alternate: 130} {
		setup := *duel
		setup.Scenario.Turns = game.Turns{Kind: kind, Length: 100, Planning: 60}
		r := recording.New("m", &setup, 3)
		f := league.Observe(&setup, 3, ai.New, stop, league.Record(r))
		file := r.File(t.TempDir())
		require.NoError(t, r.Write(file))
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		kept, err := replay.Import(b, replay.Anybody)
		require.NoError(t, err)
		report, err := replay.Verify("m", kept.Records)
		require.NoError(t, err)
		require.Equal(t, stop == 0, report.Ended)
		require.Positive(t, report.Orders)
		p, err := kept.Play()
		require.NoError(t, err)
		require.NoError(t, p.Seek(f.Ticks))
		require.Equal(t, []any{f.Ticks, f.Hash}, []any{p.Tick(), p.Hash()})
	}
}
