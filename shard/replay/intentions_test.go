package replay

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

const said = `{"tick":10,"seat":0,"squad":0,"act":"going","x":160,"y":32,"point":1,"score":0}
{"tick":10,"seat":1,"squad":1,"act":"holding","x":320,"y":32,"point":-1,"score":12}
{"tick":40,"seat":0,"squad":0,"act":"fighting","x":200,"y":48,"point":1,"score":-250}
{"tick":90,"seat":0,"squad":0,"point":-1,"score":0}
`

// setup has seats of two teams.
func twoTeams() *game.Setup {
	s := &game.Setup{}
	s.Scenario.Squads = []game.SquadSetup{{Seat: 0}, {Seat: 1}, {Seat: 1}}
	s.Scenario.Teams, s.Scenario.Seats = make([]game.TeamSetup, 2), []game.SeatSetup{{Team: 0}, {Team: 1}}
	return s
}

func TestAnIntentionLastsUntilTheNextOfItsSquad(t *testing.T) {
	n, err := ReadIntentions(strings.NewReader(said))
	require.NoError(t, err)
	acts := func(a game.Audience, tick game.Tick) (acts []string) {
		for _, in := range n.At(twoTeams(), a, tick) {
			acts = append(acts, in.Act)
		}
		return acts
	}
	require.Empty(t, acts(game.All, 9))
	require.Equal(t, []string{"going", "holding"}, acts(game.All, 10))
	require.Equal(t, []string{"fighting", "holding"}, acts(game.All, 89))
	require.Equal(t, []string{"holding"}, acts(game.All, 90))
}

func TestSquadsAreNumberedAsInTheView(t *testing.T) {
	n, err := ReadIntentions(strings.NewReader(said))
	require.NoError(t, err)
	require.EqualValues(t, 1, n.At(twoTeams(), 1, 20)[0].Squad, "the second of its team")
	require.EqualValues(t, 2, n.At(twoTeams(), game.All, 20)[1].Squad, "and the third of all")
}

func TestATeamSeesItsOwnIntentionsAlone(t *testing.T) {
	n, err := ReadIntentions(strings.NewReader(said))
	require.NoError(t, err)
	for team := range game.Audience(2) {
		for _, in := range n.At(twoTeams(), team, 50) {
			require.EqualValues(t, team, in.Seat)
		}
	}
	require.Empty(t, n.At(&game.Setup{}, game.All, 50), "seats that the match has not are nobody's")
}

// A file that is cut short is shown until there.
func TestABrokenLineIsNamedAndWhatStandsBeforeItIsShown(t *testing.T) {
	n, err := ReadIntentions(strings.NewReader(said[:130]))
	require.ErrorContains(t, err, "line 2")
	require.Len(t, n.At(twoTeams(), game.All, 1000), 1)
	_, err = ReadIntentions(strings.NewReader(strings.Repeat("x", 2*maxLine)))
	require.ErrorContains(t, err, "line 1")
}

func FuzzReadIntentions(f *testing.F) {
	f.Add(said)
	f.Fuzz(func(t *testing.T, text string) {
		n, _ := ReadIntentions(strings.NewReader(text))
		for _, tick := range []game.Tick{0, 50, 1 << 31} {
			for _, in := range n.At(twoTeams(), 0, tick) {
				require.NotEmpty(t, in.Act)
				require.LessOrEqual(t, in.Tick, tick)
			}
		}
	})
}
