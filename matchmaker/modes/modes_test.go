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
	require.Equal(t, map[string][]string{
		"quick": {"duel"}, "ranked": {"duel"}, "turns": {"farms"}, "correspondence": {"farms"},
	}, names(duel, farms))
	first := []string{"farms", "duel"}
	require.Equal(t, map[string][]string{
		"quick": first, "ranked": first, "turns": {"farms"}, "correspondence": {"farms"},
	}, names(farms, duel))
	even := []api.ScenarioInfo{
		{Name: "clearing", Turns: true}, {Name: "orchard", Turns: true}, {Name: "ruins", Turns: true},
	}
	all := names(append([]api.ScenarioInfo{duel, farms}, even...)...)
	require.Equal(t, []string{"farms", "clearing", "orchard", "ruins"}, all["turns"])
	require.Equal(t, []string{"clearing", "orchard", "ruins"}, all["ranked_turns"])
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

// Correspondence is by turns, and for players who are not there when a match begins.
func TestWhatCannotBePlayedByCorrespondence(t *testing.T) {
	offered := []api.ScenarioInfo{{Name: "duel"}, {Name: "farms", Turns: true}}
	mode := func(change func(m *api.Mode)) error {
		m := Mode{Mode: api.Mode{Name: "post", Scenarios: []string{"farms"}, PartyMax: 1, Correspondence: true}}
		change(&m.Mode)
		_, err := Complete(Offer{Scenarios: offered, Modes: []Mode{m}})
		return err
	}
	require.NoError(t, mode(func(*api.Mode) {}))
	for want, change := range map[string]func(m *api.Mode){
		"mode post: scenario duel is in real time": func(m *api.Mode) { m.Scenarios = []string{"duel"} },
		"it can be neither open":                   func(m *api.Mode) { m.Open = true },
		"nor for parties":                          func(m *api.Mode) { m.PartyMax = 2 },
		"clock: planning: -1 is out of range":      func(m *api.Mode) { m.TurnClock = &api.TurnClock{Planning: -1} },
		`clock: time_up: there is no "pause"`:      func(m *api.Mode) { m.TurnClock = &api.TurnClock{TimeUp: "pause"} },
	} {
		require.ErrorContains(t, mode(change), want)
	}
}
