package pages

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/game"
)

// The marks tell the lines apart, so no line goes through one, also not that of another team.
func TestTheMarksOfAGraphLieOverItsLines(t *testing.T) {
	var story battle.Story
	for i := range 40 {
		story.Samples = append(story.Samples, battle.Sample{Tick: game.Tick(20 * i)})
	}
	u := ui.New(func(s string, size float64) float64 { return size * float64(len(s)) / 2 }, nil)
	u.Begin(640, 360, ui.Input{})
	one := func(*battle.Sample, int) int { return 1 }
	graph(u, ui.Rect{W: 400, H: 200}, "strength", []string{"R", "B"}, story.Samples, 0, one)
	line, mark := -1, -1
	for i, c := range u.Commands {
		switch {
		case c.Do == ui.DrawLine:
			line = i
		case mark < 0 && c.Do == ui.Write && c.Text == "R":
			mark = i
		}
	}
	require.Positive(t, line)
	require.Greater(t, mark, line)
}

func TestTheSignsOfTeamsAreTheirOwn(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	for lang, want := range map[string][]string{"en": {"R", "B"}, "zh": {"红", "蓝"}} {
		w, err := i18n.Load(lang)
		require.NoError(t, err)
		require.Equal(t, want, teamSigns(s, w))
	}
	s.Scenario.Teams = []game.TeamSetup{{Name: "north"}, {Name: "Nomads"}, {Name: "south"}}
	require.Equal(t, []string{"1", "2", "3"}, teamSigns(s, i18n.Words{}))
}
