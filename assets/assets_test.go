package assets

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"muster/game"
)

func TestEverythingEmbeddedIsSound(t *testing.T) {
	require.Empty(t, Embedded().Check())
	require.Equal(t, []string{
		"arena", "clearing", "convoy", "crossing", "duel", "farms", "front", "keep", "locks", "orchard",
		"pond", "ridge", "ruins", "village",
	}, Embedded().Scenarios())
	duel, err := Embedded().Setup("duel")
	require.NoError(t, err)
	require.Len(t, duel.Scenario.Seats, 2)
	arena, err := Embedded().Setup("arena")
	require.NoError(t, err)
	require.Len(t, arena.Scenario.Seats, 4)
	require.EqualValues(t, 49, arena.Map.W)
	require.Zero(t, arena.Scenario.ScoreToWin, "an arena match lasts unless one side is gone")
	require.GreaterOrEqual(t, arena.Scenario.Clock, game.Tick(10*60*20))
}

// Where both sides have the same goal the file says by which symmetry they have the same ground, and Check finds out
// whether that is true. The arena is a map of others, which is nearly so.
func TestScenariosWithTheSameGoalAreFair(t *testing.T) {
	modes := map[game.Mode]int{}
	for _, name := range Embedded().Scenarios() {
		s, err := Embedded().Setup(name)
		require.NoError(t, err)
		modes[s.Scenario.Mode]++
		var f scenarioFile
		require.NoError(t, Embedded().load("scenarios/"+name+".yaml", &f))
		if s.Scenario.Mode < game.HoldOut && name != "arena" {
			require.NotEmpty(t, f.Symmetry, name)
		}
	}
	require.Len(t, modes, int(game.Modes))
}

// A puzzle is for one player.
func TestAScenarioMayBeForOneAlone(t *testing.T) {
	for name, want := range map[string]bool{"locks": true, "duel": false} {
		alone, err := Embedded().Alone(name)
		require.NoError(t, err)
		require.Equal(t, want, alone, name)
	}
	_, err := Embedded().Alone("chess")
	require.Error(t, err)
}

// A clock is a number in real time, and a mapping by turns.
func TestAScenarioSaysHowTimePasses(t *testing.T) {
	for text, want := range map[string]game.Scenario{
		"clock: 600":                          {Clock: 12_000},
		"clock: {turns: together, length: 5}": {Turns: game.Turns{Kind: game.Together, Length: 100}},
		"clock: {turns: alternate, length: 2.5, planning: 86400, bank: 300, increment: 30, time_up: ai, " +
			"shows_committed: true, limit: 600}": {Clock: 12_000, Turns: game.Turns{
			Kind: game.Alternate, Length: 50, Planning: 86_400, Bank: 300, Increment: 30, TimeUp: game.AIPlans,
			Shown: true,
		}},
	} {
		s, err := over(t, map[string]string{"scenarios/x.yaml": bareScenario +
			"  - {seat: 1, kind: rifle, count: 1, at: [57, 13], facing: west}\n" + text + "\n"}).Setup("x")
		require.NoError(t, err, text)
		require.Equal(t, want.Turns, s.Scenario.Turns, text)
		require.Equal(t, want.Clock, s.Scenario.Clock, text)
	}
}

// over lays files over the embedded data.
func over(t *testing.T, files map[string]string) *Set {
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	s, err := Open(dir)
	require.NoError(t, err)
	return s
}

// bareScenario is one without squads and points: what a mistake is made in.
const bareScenario = `map: duel.txt
teams: [{name: red, start: [4, 36]}, {name: blue, start: [59, 11]}]
seats: [red, blue]
squads:
  - {seat: 0, kind: rifle, count: 1, at: [6, 34], facing: east}
`

// mistakes are files with something wrong, and what is said of it.
var mistakes = map[string]struct{ file, text, want string }{
	"an unknown key": {
		"scenarios/x.yaml", "map: duel.txt\nsqads: []\n",
		`scenarios/x.yaml:2:1: unknown field "sqads" (did you mean "squads"?)`,
	},
	"a wrong type": {"scenarios/x.yaml", "map: duel.txt\nclock: soon\n", "scenarios/x.yaml:2:8:"},
	"no such map": {
		"scenarios/x.yaml",
		"map: dual.txt\n", "there are arena.map, clearing.txt, convoy.txt",
	},
	"no such kind": {
		"scenarios/x.yaml", bareScenario + "  - {seat: 0, kind: rifel, count: 1, at: [6, 34], facing: east}\n",
		`scenarios/x.yaml:6:21: squads[1]: kind "rifel" does not exist (did you mean "rifle"?)`,
	},
	"no such facing": {
		"scenarios/x.yaml", bareScenario + "  - {seat: 0, kind: rifle, count: 1, at: [6, 34], facing: up}\n",
		`facing "up" does not exist`,
	},
	"a squad in water": {
		"scenarios/x.yaml",
		bareScenario + "  - {seat: 0, kind: rifle, count: 1, at: [31, 0], facing: east}\n",
		"scenario.squads[1].at: its kind cannot stand on 31, 0",
	},
	"a point in a river": {
		"scenarios/x.yaml", bareScenario + "points: [{name: deep, at: [31, 2], radius: 0}]\n",
		`points[0] "deep" at 31, 2: squads[0] cannot get there`,
	},
	"a twin that is missing": {
		"scenarios/x.yaml", "symmetry: half_turn\n" + bareScenario,
		"scenarios/x.yaml:6:42: squads[0].at: 6, 34 has no twin",
	},
	"a cell of three numbers": {
		"scenarios/x.yaml",
		bareScenario + "  - {seat: 0, kind: rifle, count: 1, at: [6, 3, 34], facing: east}\n",
		"scenarios/x.yaml:6:42: squads[1]: at: [6 3 34] is not a cell",
	},
	"no cell": {
		"scenarios/x.yaml", "map: duel.txt\nteams: [{name: red}]\n",
		"scenarios/x.yaml:2:10: teams[0].start: [] is not a cell",
	},
	"a team that is not there": {
		"scenarios/x.yaml", bareScenario + "mode: hold_out\nside: green\n",
		`scenarios/x.yaml:7:7: side: team "green" does not exist`,
	},
	"a goal without a clock": {
		"scenarios/x.yaml", bareScenario + "mode: hold_out\nside: red\n",
		"scenario.clock: this mode needs one",
	},
	"turns that do not exist": {
		"scenarios/x.yaml", bareScenario + "clock: {turns: togehter, length: 5}\n",
		`scenarios/x.yaml:6:16: clock: turns "togehter" does not exist (did you mean "together"?)`,
	},
	"turns without a length": {
		"scenarios/x.yaml", bareScenario + "clock:\n  turns: together\n",
		"scenario.clock.length: 0 is out of range (1 to 6000)",
	},
	"planning without turns": {
		"scenarios/x.yaml", bareScenario + "clock: {planning: 30, limit: 600}\n", `clock: turns "" does not exist`,
	},
	"a key of the clock that is none": {
		"scenarios/x.yaml", bareScenario + "clock: {turns: together, length: 5, planing: 30}\n",
		`scenarios/x.yaml:6:37: unknown field "planing" (did you mean "planning"?)`,
	},
	"more time than there is": {
		"scenarios/x.yaml", bareScenario + "clock: {turns: together, length: 5, planning: 9999999}\n",
		"scenarios/x.yaml:6:47: scenario.clock.planning: 9999999 is out of range",
	},
	"heights of another size": {
		"maps/duel.txt",
		"..\n..\n\n00\n", "maps/duel.txt:4:1: the heights are 2 x 1 and the map is 2 x 2",
	},
	"a height too many": {"maps/duel.txt", "..\n..\n\n00\n04\n", "maps/duel.txt:5:2: no height is '4'"},
	"a weapon that reloads too long": {
		"rules.yaml",
		"tick_rate: 20\nterrains: [{name: open, letter: \".\", cost: {foot: 100}}]\nkinds: [{name: x, letter: " +
			"X, class: foot, hp: 1, size: 1, weapons: [{reload: 99999}]}]\n", "rules.yaml:3:",
	},
	"a letter too many": {"maps/duel.txt", "..\n.Q\n", `maps/duel.txt:2:2: no terrain has the letter 'Q'`},
	"a step without orders": {
		"lessons/x.yaml", bareScenario + "steps:\n  - {want: order}\n",
		"lessons/x.yaml:7:6: steps[0]: order: order needs orders, everything else a count",
	},
	"a step that waits too long": {
		"lessons/x.yaml", bareScenario + "steps:\n  - {want: hold, count: 1, for: 61}\n",
		"steps[0]: hold: until goes with order alone, and for is 0 to 60 seconds",
	},
	"an effect of nothing": {
		"lessons/x.yaml", bareScenario + "steps:\n  - {want: hold, count: 1, until: smoke}\n",
		"steps[0]: hold: until goes with order alone, and for is 0 to 60 seconds",
	},
	"a wish nobody knows": {
		"lessons/x.yaml", bareScenario + "steps:\n  - {want: hodl, count: 1}\n",
		`steps[0]: want "hodl" does not exist (did you mean "hold"?)`,
	},
	"a line cut short": {
		"maps/duel.txt",
		"....\n..\n", "maps/duel.txt:2:2: the line has 2 cells and the first one has 4",
	},
	"a map cut short": {
		"maps/arena.map", "type octile\nheight 3\nwidth 2\nmap\n..\n..\n",
		"is it cut short?",
	},
	"no map at all": {"maps/arena.map", "hello", "maps/arena.map:1:1: a MovingAI map begins with"},
	"a bad rule": {
		"rules.yaml", "tick_rate: 20\nterrains: [{name: open, letter: \".\", cost: {feet: 100}}]\n",
		`movement class "feet" does not exist (did you mean "foot"?)`,
	},
}

func TestMistakesAreNamedWithTheirPlace(t *testing.T) {
	for name, c := range mistakes {
		wrong := over(t, map[string]string{c.file: c.text}).Check()
		require.NotEmpty(t, wrong, name)
		require.ErrorContains(t, errors.Join(wrong...), c.want, name)
	}
	_, err := Embedded().Setup("duell")
	require.ErrorContains(t, err, `(did you mean "duel"?)`)
	_, err = Open("nowhere")
	require.ErrorContains(t, err, "open assets nowhere")
}

func texts(t *testing.T, lang string) map[string]string {
	b, err := Embedded().Texts(lang)
	require.NoError(t, err)
	found := map[string]string{}
	require.NoError(t, yaml.Unmarshal(b, &found))
	return found
}

func TestEveryLanguageHasEveryText(t *testing.T) {
	english := texts(t, "en")
	for _, lang := range Languages {
		require.Equal(t, slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(texts(t, lang))), lang)
	}
	for r := range game.Refusals {
		require.Contains(t, english, "refusal."+r.String())
	}
	for k := range game.OrderKinds {
		require.Contains(t, english, "order."+k.String())
	}
	rules, err := Embedded().rules()
	require.NoError(t, err)
	for _, k := range rules.Kinds {
		require.Contains(t, english, "kind."+k.Name)
	}
	for r := range game.EndReasons {
		require.Contains(t, english, "end."+r.String())
	}
	for _, s := range Embedded().Scenarios() {
		require.Contains(t, english, "scenario."+s)
		setup, err := Embedded().Setup(s)
		require.NoError(t, err)
		for _, p := range setup.Scenario.Points {
			require.Contains(t, english, "point."+strings.ReplaceAll(p.Name, " ", "_"))
		}
		require.Contains(t, english, "mode."+setup.Scenario.Mode.String())
	}
	for _, terrain := range rules.Terrains {
		require.Contains(t, english, "terrain."+terrain.Name)
	}
}

func TestEveryStepOfALessonIsPutInWords(t *testing.T) {
	require.NotEmpty(t, Embedded().Lessons())
	for _, name := range Embedded().Lessons() {
		steps, err := Embedded().Steps(name)
		require.NoError(t, err)
		for i := range steps {
			require.Contains(t, texts(t, "en"), fmt.Sprintf("%s.%d", name, i))
		}
		require.NotContains(t, texts(t, "en"), fmt.Sprintf("%s.%d", name, len(steps)))
	}
}

func TestEveryFileHasALicence(t *testing.T) {
	table, err := embedded.ReadFile("LICENSES.md")
	require.NoError(t, err)
	var patterns []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(string(table), -1) {
		patterns = append(patterns, m[1])
	}
	require.NoError(t, fs.WalkDir(embedded, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		require.True(t, slices.ContainsFunc(patterns, func(p string) bool {
			ok, _ := path.Match(p, file)
			return ok
		}), "%s has no row in LICENSES.md", file)
		return nil
	}))
}

// What others read by Decode need not say what its keys are: the small letters of its fields.
func TestKeysAreFieldsInSmallLetters(t *testing.T) {
	var f struct {
		Groups []*struct {
			Name  string
			Every int `yaml:"interval,omitempty"`
		}
	}
	require.NoError(t, Decode("x.yml", []byte("groups:\n- name: a\n  interval: 5\n"), &f))
	require.Equal(t, 5, f.Groups[0].Every)
	require.ErrorContains(t, Decode("x.yml", []byte("groups:\n- nam: a\n"), &f), `x.yml:2:3: unknown field "nam" (did you mean "name"?)`)
}
