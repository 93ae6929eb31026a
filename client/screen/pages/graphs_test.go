package pages

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/ui"
	"muster/game"
)

// The marks tell the lines apart, so no line goes through one, also not that of another team.
func TestTheMarksOfAGraphLieOverItsLines(t *testing.T) {
	var story battle.Story
	for i := range 40 {
		story.Samples = append(story.Samples, battle.Sample{Tick: game.Tick(20 * i)})
	}
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	u := ui.New(func(s string, size float64) float64 { return size * float64(len(s)) / 2 }, nil)
	u.Begin(640, 360, ui.Input{})
	graph(u, ui.Rect{W: 400, H: 200}, "strength", s, story.Samples, 0, func(*battle.Sample, int) int { return 1 })
	line, mark := -1, -1
	for i, c := range u.Commands {
		switch {
		case c.Do == ui.DrawLine:
			line = i
		case mark < 0 && c.Do == ui.Write && c.Text == "A":
			mark = i
		}
	}
	require.Positive(t, line)
	require.Greater(t, mark, line)
}
