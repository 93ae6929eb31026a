package assets

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// wrongWith is what is said of files laid over the embedded data.
func wrongWith(t *testing.T, files map[string]string) (said []string) {
	for _, err := range over(t, files).Check() {
		said = append(said, err.Error())
	}
	return said
}

// What is true or false has no third value, and no text stands for it.
func TestATextIsNotTrueOrFalse(t *testing.T) {
	rules := strings.Replace(embeddedText(t, "rules.yaml"), "move_fire: true", "move_fire: yep", 1)
	require.Contains(t, strings.Join(wrongWith(t, map[string]string{"rules.yaml": rules}), "\n"),
		`move_fire: expected true or false, and this is "yep"`)
}

// rulesWith is the embedded rules with some texts in the place of others.
func rulesWith(t *testing.T, instead ...string) string {
	rules := embeddedText(t, "rules.yaml")
	for i := 0; i < len(instead); i += 2 {
		require.Equal(t, 1, strings.Count(rules, instead[i]), instead[i])
		rules = strings.Replace(rules, instead[i], instead[i+1], 1)
	}
	return rules
}

// line is the number of the line in which a text stands.
func line(t *testing.T, in, text string) string {
	before, _, ok := strings.Cut(in, text)
	require.True(t, ok, text)
	return strconv.Itoa(strings.Count(before, "\n") + 1)
}

// What is wrong with the rules is told once, in the rules, and not by every scenario that is fought by them.
func TestAMistakeIsToldOnceAtItsFile(t *testing.T) {
	rules := rulesWith(t, "{range: 12, accuracy: 34,", "{min_range: 13, range: 12, accuracy: 34,")
	require.Equal(t, []string{
		"rules.yaml:" + line(t, rules, "min_range: 13") + `:21: rules.kinds[0] "rifle": weapons[0]: ` +
			"min_range: 13 cells, and the range is 12",
	}, wrongWith(t, map[string]string{"rules.yaml": rules}))

	// a map that three scenarios are fought on
	duel := embeddedText(t, "scenarios/duel.yaml")
	said := wrongWith(t, map[string]string{
		"maps/duel.txt": "..\n.Q\n", "scenarios/a.yaml": duel, "scenarios/b.yaml": duel,
	})
	require.Equal(t, []string{"maps/duel.txt:2:2: no terrain has the letter 'Q'"}, said)
}

// Seven mistakes of one file are told at once, in a person's words, and what follows from them is not told.
func TestAllMistakesOfAFileAreToldAtOnce(t *testing.T) {
	rules := rulesWith(t,
		"    hp: 100\n    size: 100\n    speed: 1.8\n", "    hp: 500\n    size: big\n    spede: 1.8\n",
		"{range: 15, accuracy: 22,", "{range: 15, accuracy: [22],",
		"{range: 9, accuracy: 30,", "{min_range: 10, range: 9, accuracy: 30,",
		"name: assault\n    letter: A", "name: assault\n    letter: R",
		"class: tracks\n", "class: track\n")
	said := wrongWith(t, map[string]string{"rules.yaml": rules})
	require.Len(t, said, 7, strings.Join(said, "\n"))
	for i, want := range []string{
		"kinds[0].hp: 500 is no whole number from 0 to 255",
		`kinds[0].size: "big" is no whole number from 0 to 255`,
		`unknown field "spede" (did you mean "speed"?)`,
		"kinds[1].weapons[0].accuracy: expected a number, and this is a list",
		"kinds[2] \"scout\": weapons[0]: min_range: 10 cells, and the range is 9",
		`class: movement class "track" does not exist (did you mean "tracks"?); there are foot, wheels, tracks`,
		`kinds[4] "assault": letter: "R" is that of "rifle" too: each needs one of its own`,
	} {
		require.Contains(t, said[i], want)
		require.Regexp(t, `^rules\.yaml:\d+:\d+: `, said[i])
	}
	require.Contains(t, said[0], "rules.yaml:"+line(t, rules, "hp: 500"))

	said = wrongWith(t, map[string]string{"scenarios/x.yaml": `map: duel.txt
mode: dominaton
teams: [{name: red, start: [4, 36]}, {name: red, start: [59]}]
seats: [red, green]
squads:
  - {seat: 0, kind: rifel, count: 1, at: [6, 34], facing: up}
  - {seat: 0, kind: rifle, count: many, at: [6, 34], facing: east}
points: [{name: ford, at: [31, 23], radius: 4, owner: grey}]
clock: -5
`})
	text := strings.Join(said, "\n")
	require.Len(t, said, 9, text)
	for _, want := range []string{
		`x.yaml:2:7: mode: mode "dominaton" does not exist (did you mean "domination"?)`, `teams[1]: name: "red" is there twice`,
		"x.yaml:3:57: teams[1].start: [59] is not a cell", `seats[1]: team "green"`, `squads[0]: kind "rifel"`,
		`squads[0]: facing "up"`, `x.yaml:7:35: squads[1].count: "many" is no whole number from 0 to 255`,
		`points[0].owner: team "grey" does not exist`, "clock: -5 seconds is out of range",
	} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "Go ")
	require.NotContains(t, text, "uint8")
}

// Whoever places two squads in the water hears of both, and of a point that nobody comes to once.
func TestAllMistakesOfTheGroundAreToldAtOnce(t *testing.T) {
	said := wrongWith(t, map[string]string{"scenarios/x.yaml": bareScenario +
		"  - {seat: 0, kind: rifle, count: 1, at: [31, 0], facing: east}\n" +
		"  - {seat: 0, kind: rifle, count: 0, at: [6, 34], facing: east}\n"})
	require.Len(t, said, 2, strings.Join(said, "\n"))
	require.Contains(t, said[0], "scenarios/x.yaml:6:42: scenario.squads[1].at: its kind cannot stand on 31, 0")
	require.Contains(t, said[1], "scenarios/x.yaml:7:35: scenario.squads[2].count: 0 is out of range")
	said = wrongWith(t, map[string]string{"maps/duel.txt": "..Q\n.QZ\n...\n..\n"})
	require.Len(t, said, 3, strings.Join(said, "\n"))
}

// A file and a folder that nobody reads, since their names have a slip in them, are told; others are somebody's own.
func TestAMisnamedFolderIsTold(t *testing.T) {
	said := wrongWith(t, map[string]string{
		"scenario/x.yaml": "nonsense", "Maps/x.txt": "..", "rule.yaml": "nonsense", "README.md": "x", "notes/x": "x",
		".git/config": "x", "schemas/rules.json": "{}",
	})
	require.Equal(t, []string{
		`Maps: nothing is read from here (did you mean "maps"?)`,
		`rule.yaml: nothing is read from here (did you mean "rules.yaml"?)`,
		`scenario: nothing is read from here (did you mean "scenarios"?)`,
	}, said)
}

// A kind of unit and a scenario of one's own need a text in each language; a key with a slip in it is found.
func TestMissingAndMisspeltTextsAreTold(t *testing.T) {
	rules := rulesWith(t, "kinds:\n", `kinds:
  - {name: drone, letter: "!", class: foot, hp: 10, size: 50, speed: 2, turn: 90, sight: 10}
`)
	files := map[string]string{
		"rules.yaml": rules, "scenarios/mine.yaml": embeddedText(t, "scenarios/duel.yaml"),
		"texts/en.yaml": "kind.dron: Drone\nkind.drone_about: Flies.\nscenario.mine: My own\n",
	}
	said := wrongWith(t, files)
	at := "rules.yaml:" + line(t, rules, "{name: drone") + `:12: texts/`
	require.Equal(t, []string{
		at + `en.yaml has no text "kind.drone"`, at + `zh.yaml has no text "kind.drone"`,
		`scenarios/mine.yaml:2:6: texts/zh.yaml has no text "scenario.mine"`,
		`texts/en.yaml:1:1: nothing asks for a text "kind.dron" (did you mean "kind.drone"?)`,
		`texts/en.yaml:1:1: texts/zh.yaml has no text "kind.dron"`,
		`texts/en.yaml:2:1: texts/zh.yaml has no text "kind.drone_about"`,
	}, said)
	files["texts/en.yaml"] = "kind.drone: Drone\nscenario.mine: My own\n"
	files["texts/zh.yaml"] = "kind.drone: 无人机\nscenario.mine: 我的\n"
	require.Empty(t, wrongWith(t, files))
	words, err := over(t, files).Words("zh")
	require.NoError(t, err)
	require.Equal(t, "无人机", words["kind.drone"])
	require.NotEmpty(t, words["kind.rifle"], "a file of texts has its own alone")
}
