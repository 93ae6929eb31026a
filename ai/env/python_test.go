//go:build unix

package env

import (
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// TestMain is a host when it is called as one: env SCENARIO and the flags of `muster env`.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "env" {
		if err := host(os.Args[2], os.Args[3:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func host(scenario string, args []string) (err error) {
	var c Config
	if c.Setup, err = assets.Embedded().Setup(scenario); err != nil {
		return err
	}
	flags := flag.NewFlagSet("env", flag.ContinueOnError)
	level, teams := flags.String("against", "", ""), flags.String("teams", "", "")
	flags.IntVar(&c.Worlds, "worlds", 0, "")
	flags.IntVar(&c.Ticks, "ticks", 0, "")
	flags.IntVar(&c.Steps, "steps", 0, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, one := range strings.Split(*teams, ",") {
		team, err := strconv.ParseUint(one, 10, 8)
		if err != nil {
			return err
		}
		c.Teams = append(c.Teams, uint8(team))
	}
	style, err := assets.Embedded().Style(*level)
	c.Against = ai.Make(style)
	if err != nil {
		return err
	}
	return Serve(os.Stdin, os.Stdout, c)
}

// came is what totals.py prints.
type came struct {
	Worlds struct {
		Totals map[string]float64 `json:"totals"`
		Hash   []string           `json:"hash"`
	} `json:"worlds"`
	Vector   [][4]int `json:"vector"`
	Parallel []string `json:"parallel"`
	Trouble  []string `json:"trouble"`
}

// here is what the worlds of totals.py come to in this process.
func here(t *testing.T) (totals map[string]float64, hash []string) {
	c := duel(t)
	c.Teams, c.Worlds = []uint8{0, 1}, 3
	w := made(t, c)
	w.start(t, 7, 8, 9)
	for step := range 40 {
		o := w.none()
		for n := range 3 * 2 * 4 {
			world, team, squad := n/8, n/4%2, n%4
			o.set(world, team, squad, action{int16(game.Capture), 0, 0, int16((squad + step/3 + world) % 3)})
		}
		w.play(t, o)
	}
	totals = map[string]float64{}
	for _, f := range w.layout.Fields {
		n := 1
		for _, size := range f.Shape {
			n *= size
		}
		sum := 0.0
		for i := range n {
			switch f.Type {
			case "f4":
				bits := binary.LittleEndian.Uint32(w.frame[f.Offset+4*i:])
				sum += float64(math.Float32frombits(bits))
			case "u1":
				sum += float64(w.frame[f.Offset+i])
			}
		}
		totals[f.Name] = sum
	}
	for world := range c.Worlds {
		hash = append(hash, fmt.Sprintf("%016x", w.u8("hash", world)))
	}
	return totals, hash
}

// python is one that has numpy, or any.
func python(t *testing.T, how string) string {
	if how == "plain" {
		return "python3"
	}
	for _, one := range []string{"python3", "/usr/bin/python3"} { // the system's own has what make setup installs
		if exec.Command(one, "-c", "import numpy").Run() == nil {
			return one
		}
	}
	if os.Getenv("MUSTER_ALL") == "" {
		t.Skip("there is no numpy: make setup installs it")
	}
	require.Fail(t, "there is no numpy: make setup installs it")
	return ""
}

// Python is shown the same worlds, with numpy and without; its environments have the shapes that others' have.
func TestPythonPlaysTheSameWorlds(t *testing.T) {
	totals, hash := here(t)
	self, err := os.Executable()
	require.NoError(t, err)
	for _, how := range []string{"plain", "numpy"} {
		t.Run(how, func(t *testing.T) {
			cmd := exec.Command(python(t, how), "testdata/totals.py", how, "python", self)
			said := &strings.Builder{}
			cmd.Stderr = said
			out, err := cmd.Output()
			require.NoError(t, err, said.String())
			var got came
			require.NoError(t, json.Unmarshal(out, &got), "%s", out)
			require.Equal(t, hash, got.Worlds.Hash)
			for name, sum := range got.Worlds.Totals {
				require.Equal(t, totals[name], sum, name)
			}
			require.NotZero(t, got.Worlds.Totals["seen"])
			require.Equal(t, [][4]int{{5, 0, 0, 20}, {5, 1, 0, 40}, {7, 0, 0, 0}, {7, 0, 0, 20}}, got.Vector)
			require.Equal(t, []string{"red_0", "red_2"}, got.Parallel)
			require.Equal(t, []string{
				"a step before the first reset", "the environment is closed",
				"the host has ended with code -9: what it said stands on standard error",
			}, got.Trouble)
		})
	}
}

// What others' code may do to it is refused in the same words, with numpy and without, and leaves nothing behind.
func TestPythonIsCareful(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for _, how := range []string{"plain", "numpy"} {
		t.Run(how, func(t *testing.T) {
			out, err := exec.Command(python(t, how), "testdata/careful.py", how, "python", self).CombinedOutput()
			require.NoError(t, err, string(out))
			require.Empty(t, string(out))
		})
	}
}

// The example runs to its end, in battles of a few steps.
func TestTheExampleLearns(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command("python3", "python/learn.py",
		"--rounds", "1", "--population", "16", "--games", "16", "--steps", "3")
	cmd.Env = append(os.Environ(), "MUSTER="+self, "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Regexp(t, `^before: 0% of 16 battles won\nround 1: reward .*\nafter:  0% of 16 other battles won, `, string(out))
}
