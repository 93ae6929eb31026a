package lineup

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/lines"
	"muster/assets"
)

// The nearest flag says who leads a seat: its own, then its scenario's, then the one of all, then the queue.
func TestTheNearestFlagSaysWhoLeadsASeat(t *testing.T) {
	set := assets.Embedded()
	leads, err := Parse(t.Context(), set, []string{"recruit", "duel=veteran", "duel/1=elite/raider"}, Ways{})
	require.NoError(t, err)
	some, err := Parse(t.Context(), set, []string{"duel=veteran"}, Ways{})
	require.NoError(t, err)
	led := func(scenario string, seat uint8) string {
		s, err := set.Setup(scenario)
		require.NoError(t, err)
		return leads.Before(ai.New)(s, seat, 1).(ai.Styled).Style().Name()
	}
	require.Equal(t, []string{"recruit", "veteran", "elite/raider"}, []string{
		led("arena", 1), led("duel", 0), led("duel", 1),
	})
	leads = some
	require.Equal(t, []string{"regular", "veteran"}, []string{led("arena", 1), led("duel", 0)})
}

func TestAFlagThatNamesNobodyIsRefused(t *testing.T) {
	for flag, want := range map[string]string{
		"vetran": `did you mean "veteran"?`, "dual=elite": `no scenario "dual"`,
		"duel/2=elite": "the seats 0 to 1", "duel/x=elite": `no "x"`, "none.wasm": "none.wasm",
		"exec:python3 bot.py": "only a server for this machine alone",
	} {
		_, err := Parse(t.Context(), assets.Embedded(), []string{flag}, Ways{})
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "--commander "+flag)
	}
}

// A program's command line is found with quotes, spaces and signs of its own.
func TestAProgramIsNamedByItsCommandLine(t *testing.T) {
	ways := Ways{Exec: &lines.Runner{}}
	flags := []string{"exec:go version --a=b", "duel/1=exec:go 'a b' c=d"}
	leads, err := Parse(t.Context(), assets.Embedded(), flags, ways)
	require.NoError(t, err)
	require.Len(t, leads, 2)
	require.NotNil(t, leads["duel/1"].Makes)
	for flag, want := range map[string]string{
		"exec:": "no program is named", "exec:no-such-program x": `"no-such-program" cannot be run`,
		`duel=exec:go "x`: `a quote " is not closed`,
	} {
		_, err := Parse(t.Context(), assets.Embedded(), []string{flag}, ways)
		require.ErrorContains(t, err, want)
	}
}
