package pages

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/game"
	"muster/shard/replay"
)

func TestAReplayOfOnesOwnIsWonOrLost(t *testing.T) {
	for _, c := range []struct {
		winner int8
		reason game.EndReason
		en, zh string
	}{
		{1, game.Elimination, "Victory · The enemy was wiped out", "胜利 · 敌方全军覆没"},
		{0, game.Elimination, "Defeat · Your side lost all its squads", "战败 · 己方小队全部阵亡"},
		{0, game.Overrun, "Defeat · The defenders were overrun", "战败 · 阵地失守"},
		{1, game.ClockRanOut, "Victory · Time ran out", "胜利 · 时间到"},
	} {
		b := book{Summary: replay.Summary{Result: game.Result{Winner: c.winner, Reason: c.reason}}}
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			w, err := i18n.Load(lang)
			require.NoError(t, err)
			require.Equal(t, want, b.endingFor(1, w))
		}
	}
}
