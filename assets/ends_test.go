package assets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

// asEnds are the four modes, written as data: what each of these battles says in lines of its own, by the lines that
// say the same as ends.
var asEnds = map[string]map[string]string{
	"duel": {"clock: 600\nscore_to_win: 500\n": "ends: [{alone: true}, {score: 500}, {clock: 600, to: most_score}]\n"},
	"keep": {
		"mode: hold_out\nside: blue\n": "",
		"clock: 540\n": "ends: [{gone: blue}, {holdless: blue}, {clock: 540, to: blue}, " +
			"{alone: true}]\n",
	},
	"convoy": {
		"mode: escort\nside: red\ncharge: 0\ngoal: 2\n": "",
		"clock: 900\n": "ends: [{arrives: {squad: 0, point: 2}}, {fallen: 0}, " +
			"{clock: 900, against: red}, {alone: true}]\n",
	},
}

// The modes are names for ends: a battle that says its ends itself is the same one, to the last byte.
func TestModesAreNamesForEnds(t *testing.T) {
	for name, lines := range asEnds {
		text := embeddedText(t, "scenarios/"+name+".yaml")
		for was, now := range lines {
			require.Equal(t, 1, strings.Count(text, was), was)
			text = strings.Replace(text, was, now, 1)
		}
		want, err := Embedded().Setup(name)
		require.NoError(t, err)
		got, err := over(t, map[string]string{"scenarios/" + name + ".yaml": text}).Setup(name)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	with := func(lines string) *game.Setup {
		s, err := over(t, map[string]string{"scenarios/x.yaml": bareScenario +
			"  - {seat: 1, kind: rifle, count: 1, at: [57, 13], facing: west}\n" + lines}).Setup("x")
		require.NoError(t, err)
		return s
	}
	require.Equal(t, with("mode: last_stand\nclock: 60\n"),
		with("ends: [{alone: true}, {clock: 60, to: most_score}]\n"))
}

// Ends of one's own stay, and say what commanders, clocks and scores go by.
func TestEndsOfOnesOwn(t *testing.T) {
	duel := embeddedText(t, "scenarios/duel.yaml")
	duel = strings.Replace(duel, "clock: 600\nscore_to_win: 500\n", `ends:
  - {held: ford, seconds: 120}
  - {held: [north bridge, south bridge], seconds: 30, score: 50}
  - {clock: 480, to: most_score}
`, 1)
	s, err := over(t, map[string]string{"scenarios/duel.yaml": duel}).Setup("duel")
	require.NoError(t, err)
	require.Equal(t, []game.End{
		{When: []game.Condition{{Kind: game.Held, Of: 1, N: 2400}}},
		{When: []game.Condition{
			{Kind: game.Held, Of: 0, N: 600}, {Kind: game.Held, Of: 2, N: 600}, {Kind: game.Score, N: 50},
		}},
		{When: []game.Condition{{Kind: game.Clock, N: 9600}}},
	}, s.Scenario.Ends)
	require.EqualValues(t, 9600, s.Scenario.Clock)
	require.Equal(t, game.Domination, s.Scenario.Mode)
	back, err := game.DecodeSetup(game.AppendSetup(nil, s))
	require.NoError(t, err)
	require.Equal(t, s, back)
}

func TestMistakesOfEndsAreToldWhereTheyAre(t *testing.T) {
	for lines, want := range map[string]string{
		"ends: [{}]\n": "ends[0]: it asks nothing: expected one of held",
		"ends:\n  - {alone: true}\n  - {held: hill, seconds: 3}\n": `held: point "hill" does not exist`,
		"ends: [{alone: true, to: gren}]\n":                        `to: team "gren" does not exist`,
		"ends: [{alone: true, to: red, against: red}]\n":           "to: who loses is said as well",
		"ends: [{seconds: 3}, {alone: true}]\n":                    "held: a point and seconds go together",
		"ends: [{arrives: {squad: 0}}]\n":                          "arrives: expected a squad and a point",
		"ends: [{fallen: 9}]\n":                                    `fallen: "9" is no squad`,
		"ends: [{score: 3}]\n":                                     "a match may go on for ever",
		"ends: [{alone: true}]\nclock: 60\n":                       "clock: with ends the clock is one of them",
		"ends: [{arrives: {squad: 0, point: 7}}, {alone: true}]\n": "arrives: there is no point 7",
		"ends: [{allone: true}]\n":                                 `unknown field "allone" (did you mean "alone"?)`,
	} {
		text := bareScenario + "  - {seat: 1, kind: rifle, count: 1, at: [57, 13], facing: west}\n" + lines
		said := wrongWith(t, map[string]string{"scenarios/x.yaml": text})
		require.NotEmpty(t, said, lines)
		require.Contains(t, said[0], want)
		require.Regexp(t, `^scenarios/x\.yaml:[789]:`, said[0], lines)
	}
}
