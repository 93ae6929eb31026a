package assets

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
)

func TestEveryLevelHasEveryPersonality(t *testing.T) {
	last := ai.Level{}
	for _, level := range []string{"recruit", "regular", "veteran", "elite"} {
		for _, personality := range []string{"steady", "cautious", "aggressive", "raider", "defender"} {
			s, err := Embedded().Style(level + "/" + personality)
			require.NoError(t, err)
			require.Equal(t, level, s.Level.Name)
			require.Equal(t, personality, s.Personality.Name)
		}
		s, err := Embedded().Style(level)
		require.NoError(t, err)
		require.Equal(t, ai.Steady, s.Personality)
		require.Equal(t, last.Skills, last.Skills&s.Level.Skills, "%s understands what %s does", level, last.Name)
		require.Greater(t, s.Level.Orders, last.Orders)
		last = s.Level
	}
}

// What ai.New makes is the regular of the data.
func TestTheBuiltInRegularIsThatOfTheData(t *testing.T) {
	s, err := Embedded().Style("regular")
	require.NoError(t, err)
	require.Equal(t, ai.Regular, s)
}

func TestAWrongCommanderIsTold(t *testing.T) {
	_, err := Embedded().Style("vetran")
	require.ErrorContains(t, err, `did you mean "veteran"?`)
	_, err = Embedded().Style("elite/rader")
	require.ErrorContains(t, err, `did you mean "raider"?`)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, commandersName), []byte(
		"levels:\n  - {name: x, reaction: 1, orders: 10, every: 4, memory: 8, budget: 50, "+
			"understands: [cheat]}\npersonalities:\n  - {name: y}\n"), 0o600))
	set, err := Open(dir)
	require.NoError(t, err)
	_, err = set.Style("x")
	require.ErrorContains(t, err, `commanders.yaml:2`)
	require.ErrorContains(t, err, `skill "cheat" does not exist`)
}

func TestAPlanIsSpokenInEveryLanguage(t *testing.T) {
	text := ai.FormatPlan([]ai.Item{
		{Kind: "keep", Point: 1, Squads: 1, Worth: 50},
		{Kind: "hunt", Point: -1, Squads: 2, Worth: 90},
	})
	for lang, want := range map[string]string{
		"en": "holding the bridge (1); attacking (2)", "zh": "1个小队守住the bridge；2个小队进攻敌人",
	} {
		words, err := Embedded().Words(lang)
		require.NoError(t, err)
		said, ok := Spoken(words, []string{"the mill", "the bridge"}, text)
		require.True(t, ok)
		require.Equal(t, want, said)
		_, ok = Spoken(words, nil, "hello")
		require.False(t, ok)
	}
}
