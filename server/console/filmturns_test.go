package console

import (
	"bytes"
	"image/png"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/recording"
	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
)

// A battle by turns is filmed like any other: at the moments at which it was planned, in a turn, and back.
func TestABattleByTurnsIsDrawn(t *testing.T) {
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 100}
	r := recording.New("m", &setup, 3)
	league.Observe(&setup, 3, ai.New, 350, league.Record(r))
	file := r.File(t.TempDir())
	require.NoError(t, r.Write(file))
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	f := filmed(t, b)
	runs := f.open(&api.Match{ID: "m"}, true, time.Now())
	drawn := map[game.Tick][]byte{}
	for _, at := range []game.Tick{300, 250, 100, 0, 250} {
		picture, err := f.picture(t.Context(), runs, at)
		require.NoError(t, err)
		_, err = png.Decode(bytes.NewReader(picture))
		require.NoError(t, err)
		require.True(t, drawn[at] == nil || bytes.Equal(drawn[at], picture))
		drawn[at] = picture
	}
	require.NotEqual(t, drawn[100], drawn[250])
}
