package modes

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// A seat that nobody else may have is kept for as long as the match runs; modes may say otherwise.
func TestHowLongSeatsAreKept(t *testing.T) {
	o, err := Complete(Offer{})
	require.NoError(t, err)
	require.Equal(t, seatKept, o.Hold("quick", true))
	require.Negative(t, o.Hold("ranked", false))
	require.Equal(t, seatKept, o.Hold("gone", true), "a mode that is not offered any more")
	require.Equal(t, 300, o.Delay("ranked", true))
	require.Equal(t, 90, o.Delay("gone", false))
}

// Battles by turns have a mode of their own, where any are offered. In the others is none but the default.
func TestBattlesByTurnsHaveAMode(t *testing.T) {
	names := func(scenarios ...api.ScenarioInfo) map[string][]string {
		o, err := Complete(Offer{Scenarios: scenarios})
		require.NoError(t, err)
		all := map[string][]string{}
		for _, m := range o.Modes {
			all[m.Name] = m.Scenarios
		}
		return all
	}
	duel, farms := api.ScenarioInfo{Name: "duel"}, api.ScenarioInfo{Name: "farms", Turns: true}
	require.Equal(t, map[string][]string{"quick": {"duel"}, "ranked": {"duel"}}, names(duel))
	require.Equal(t, map[string][]string{"quick": {"duel"}, "ranked": {"duel"}, "turns": {"farms"}}, names(duel, farms))
	first := []string{"farms", "duel"}
	require.Equal(t, map[string][]string{"quick": first, "ranked": first, "turns": {"farms"}}, names(farms, duel))
	all := names(duel, farms, api.ScenarioInfo{Name: "clearing", Turns: true})
	require.Equal(t, []string{"farms", "clearing"}, all["turns"])
	require.Equal(t, []string{"clearing"}, all["ranked_turns"])
}

func TestAModeNamesWhatIsOffered(t *testing.T) {
	duel := api.ScenarioInfo{Name: "duel", Lasts: 60}
	o, err := Complete(Offer{Scenarios: []api.ScenarioInfo{duel}, Modes: []Mode{{Mode: api.Mode{Name: "all"}}}})
	require.NoError(t, err)
	require.Equal(t, []string{"duel"}, o.Modes[0].Scenarios)
	_, err = Complete(Offer{
		Scenarios: []api.ScenarioInfo{duel}, Modes: []Mode{{Mode: api.Mode{Name: "x", Scenarios: []string{"chess"}}}},
	})
	require.ErrorContains(t, err, "mode x names scenario chess, which is not offered")
}
