//go:build window

// Package window is the window test: the real program in a real window of a display of its own, driven by real input
// events. It needs Xvfb, xdotool and ImageMagick. Screenshots go to the folder that MUSTER_PICTURES names, to be looked
// at. It has a room of its own because a test binary that holds Ebitengine needs a display before it begins.
//
//	go test -tags window ./client/screen/window
package window

import (
	"bufio"
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const patience = 60 * time.Second // software rendering on a busy machine is slow

// desk is a display with the game on it.
type desk struct {
	t       *testing.T
	display string
	game    *exec.Cmd
	lines   chan string
	shots   string
}

func build(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "muster-play")
	out, err := exec.Command("go", "build", "-o", binary, "muster/client/cmd/muster-play").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return binary
}

// sit opens a display and starts the game on it.
func sit(t *testing.T, args ...string) *desk {
	d := &desk{t: t, lines: make(chan string, 10000), shots: os.Getenv("MUSTER_PICTURES")}
	if d.shots == "" {
		d.shots = t.TempDir()
	}
	d.openDisplay()
	d.game = exec.Command(build(t), append([]string{"--trace", "--size", "960x540", "--lang", "en"}, args...)...)
	d.game.Env = append(os.Environ(), "DISPLAY="+d.display)
	says, err := d.game.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, d.game.Start())
	t.Cleanup(func() { d.game.Process.Kill() })
	go d.listen(says)
	return d
}

// openDisplay starts Xvfb, which says itself which number was free.
func (d *desk) openDisplay() {
	r, w, err := os.Pipe()
	require.NoError(d.t, err)
	x := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "960x540x24", "-nolisten", "tcp")
	x.ExtraFiles = []*os.File{w}
	require.NoError(d.t, x.Start(), "Xvfb is wanted (Debian: xvfb)")
	d.t.Cleanup(func() { x.Process.Kill(); x.Wait() })
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	require.NoError(d.t, err)
	d.display = ":" + strings.TrimSpace(number)
}

func (d *desk) listen(says io.Reader) {
	for in := bufio.NewScanner(says); in.Scan(); {
		d.lines <- in.Text()
	}
	close(d.lines)
}

// waitFor waits for a line of the trace and returns what its groups matched. Lines before it are gone.
func (d *desk) waitFor(pattern string) []string {
	wanted, late := regexp.MustCompile(pattern), time.After(patience)
	var heard []string
	for {
		select {
		case line, ok := <-d.lines:
			require.True(d.t, ok, "the game ended; %q was awaited; it said:\n%s", pattern, strings.Join(heard, "\n"))
			if m := wanted.FindStringSubmatch(line); m != nil {
				return m
			}
			heard = append(heard, line)
		case <-late:
			require.Fail(d.t, "never came: "+pattern, "heard:\n%s", strings.Join(heard, "\n"))
		}
	}
}

// point waits for a line and returns the place that its last two groups name.
func (d *desk) point(pattern string) (x, y float64) {
	m := d.waitFor(pattern)
	x, err := strconv.ParseFloat(m[len(m)-2], 64)
	require.NoError(d.t, err)
	y, err = strconv.ParseFloat(m[len(m)-1], 64)
	require.NoError(d.t, err)
	return x, y
}

func (d *desk) do(args ...string) {
	c := exec.Command("xdotool", args...)
	c.Env = append(os.Environ(), "DISPLAY="+d.display)
	out, err := c.CombinedOutput()
	require.NoError(d.t, err, "%s", out)
}

// click holds the button for a moment, as a hand does: the game looks once a frame.
func (d *desk) click(button string, x, y float64) {
	d.do("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)), "sleep", "0.2", "mousedown", button, "sleep", "0.2", "mouseup", button, "sleep", "0.2")
}

// key holds a key for a moment, and leaves it for one: two strokes within a frame are one to the game.
func (d *desk) key(name string) { d.do("keydown", name, "sleep", "0.2", "keyup", name, "sleep", "0.2") }

// shoot takes a screenshot, once something is on the screen: the first frame takes its time.
func (d *desk) shoot(name string) {
	require.Eventually(d.t, func() bool {
		c := exec.Command("import", "-window", "root", "png:-")
		c.Env = append(os.Environ(), "DISPLAY="+d.display)
		b, err := c.Output()
		require.NoError(d.t, err, "import is wanted (Debian: imagemagick)")
		require.NoError(d.t, os.WriteFile(filepath.Join(d.shots, name+".png"), b, 0o644))
		return colours(d.t, b) > 100
	}, patience, 100*time.Millisecond, "%s: there is nothing on the screen", name)
}

// colours counts those of a picture.
func colours(t *testing.T, b []byte) int {
	img, err := png.Decode(bytes.NewReader(b))
	require.NoError(t, err)
	found := map[color.Color]bool{}
	for y := 0; y < img.Bounds().Dy(); y += 3 {
		for x := 0; x < img.Bounds().Dx(); x += 3 {
			found[img.At(x, y)] = true
		}
	}
	return len(found)
}

func TestAPlayerCommandsASquadInARealWindow(t *testing.T) {
	d := sit(t, "--scenario", "duel", "--seed", "7", "--no-edge-scroll")
	playX, playY := d.point(`^button title\.play at (\S+),(\S+)$`)
	langX, langY := d.point(`^button title\.language at (\S+),(\S+)$`)
	d.shoot("1-title")
	d.click("1", langX, langY)
	d.waitFor(`^press title\.language$`)
	d.shoot("2-title-chinese")
	d.click("1", playX, playY)
	d.waitFor(`^scene battle$`)

	x, y := d.point(`^squad 0 cell \S+ pixel (\S+),(\S+) alive 5$`)
	d.shoot("3-battle")
	d.click("1", x, y)
	d.waitFor(`^select squads \[0\]`)
	m := d.waitFor(`^squad 0 cell (\S+),(\S+) pixel`)
	fromX, fromY := number(t, m[1]), number(t, m[2])
	d.click("3", x+150, y-60)
	d.waitFor(`^order 1 move to 0 `)
	d.shoot("4-ordered")
	d.waitFor(`^answer 1 move obeyed$`)
	for moved := 0.0; moved < 3; {
		m := d.waitFor(`^squad 0 cell (\S+),(\S+) pixel`)
		moved = math.Hypot(number(t, m[1])-fromX, number(t, m[2])-fromY)
	}
	d.shoot("5-moved")

	d.key("q")
	d.waitFor(`^select squads \[0 1 2 3\]`)
	d.key("a")
	d.click("1", 480, 200)
	d.waitFor(`^order 5 attack_move to 3 `)
	d.waitFor(`^answer 5 attack_move obeyed$`)
	d.key("F1")
	d.shoot("6-help")
	d.key("Escape")
	d.key("Escape") // deselects
	d.waitFor(`^select nothing`)
	d.key("Escape")
	x, y = d.point(`^button menu\.leave at (\S+),(\S+)$`)
	d.shoot("7-menu")
	d.click("1", x, y)
	d.waitFor(`^scene title$`)
	x, y = d.point(`^button title\.quit at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^press title\.quit$`)
	require.NoError(t, d.game.Wait(), "the game ends well")
}

func number(t *testing.T, s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	require.NoError(t, err)
	return v
}

func TestAMatchThatCannotBeFoundIsToldAndCancelled(t *testing.T) {
	d := sit(t, "--matchmaker", "http://127.0.0.1:1") // nobody listens there
	x, y := d.point(`^button title\.play at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^error sign in as guest: .*connection refused$`)
	x, y = d.point(`^button wait\.back at (\S+),(\S+)$`)
	d.shoot("8-no-match")
	d.click("1", x, y)
	d.waitFor(`^scene title$`)
}

func TestWithoutADisplayOneLineSaysSo(t *testing.T) {
	for display, why := range map[string]string{"": "DISPLAY is not set", ":9876": "nothing answers at DISPLAY :9876"} {
		c := exec.Command(build(t))
		c.Env = append(os.Environ(), "DISPLAY="+display)
		out, err := c.CombinedOutput()
		require.Error(t, err)
		require.Equal(t, 3, c.ProcessState.ExitCode())
		require.Contains(t, string(out), why)
		require.Equal(t, 1, strings.Count(string(out), "\n"))
	}
}
