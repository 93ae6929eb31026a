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
	"context"
	"fmt"
	"image/color"
	"image/png"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/netem"
)

const patience = 4 * time.Minute // software rendering on a busy machine is slow

// desk is a display with the game on it.
type desk struct {
	t       *testing.T
	display string
	args    []string // the program and its flags
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
	d := &desk{t: t, shots: os.Getenv("MUSTER_PICTURES")}
	if d.shots == "" {
		d.shots = t.TempDir()
	}
	d.openDisplay()
	d.args = append([]string{
		build(t), "--trace", "--size", "960x540", "--lang", "en", "--settings",
		filepath.Join(t.TempDir(), "settings.json"),
	}, args...)
	d.start()
	return d
}

// start starts the game, or starts it again.
func (d *desk) start() {
	d.lines = make(chan string, 10000)
	d.game = exec.Command(d.args[0], d.args[1:]...)
	d.game.Env = append(os.Environ(), "DISPLAY="+d.display)
	says, err := d.game.StderrPipe()
	require.NoError(d.t, err)
	require.NoError(d.t, d.game.Start())
	d.t.Cleanup(func() { d.game.Process.Kill() })
	go d.listen(says, d.lines)
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

func (d *desk) listen(says io.Reader, lines chan<- string) {
	for in := bufio.NewScanner(says); in.Scan(); {
		lines <- in.Text()
	}
	close(lines)
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

// click holds the button for a moment, as a hand does.
func (d *desk) click(button string, x, y float64) {
	d.do("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)), "sleep", "0.2", "mousedown", button,
		"sleep", "0.4", "mouseup", button, "sleep", "0.4")
}

// clickUntil clicks until a line of the trace says that it was heard: what is clicked may be of no use yet.
func (d *desk) clickUntil(x, y float64, pattern string) {
	d.until(pattern, func() { d.click("1", x, y) })
}

// tap lets the button go at once: the stroke is over within a frame.
func (d *desk) tap(button string, x, y float64) {
	d.do("mousemove", fmt.Sprint(int(x)), fmt.Sprint(int(y)), "sleep", "0.2", "mousedown", button, "mouseup", button,
		"sleep", "0.4")
}

// key holds a key for a moment, and leaves it for one: two strokes within a frame are one to the game.
func (d *desk) key(name string) { d.do("keydown", name, "sleep", "0.4", "keyup", name, "sleep", "0.4") }

// keyUntil presses a key until a line of the trace says that it was heard: a machine that draws few frames a second may
// miss a stroke.
func (d *desk) keyUntil(name, pattern string) { d.until(pattern, func() { d.key(name) }) }

// until does something again and again until a line of the trace comes.
func (d *desk) until(pattern string, do func()) {
	wanted := regexp.MustCompile(pattern)
	var heard []string
	for end := time.Now().Add(patience); time.Now().Before(end); {
		do()
		for late := time.After(4 * time.Second); late != nil; {
			select {
			case line, ok := <-d.lines:
				require.True(d.t, ok, "the game ended; %q was awaited", pattern)
				if wanted.MatchString(line) {
					return
				}
				heard = append(heard, line)
			case <-late:
				late = nil
			}
		}
	}
	require.Fail(d.t, "never came: "+pattern, "heard:\n%s", strings.Join(heard, "\n"))
}

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
	setX, setY := d.point(`^button title\.settings at (\S+),(\S+)$`)
	d.shoot("1-title")
	d.click("1", setX, setY)
	langX, langY := d.point(`^button settings\.language at (\S+),(\S+)$`)
	d.shoot("2-settings")
	d.click("1", langX, langY)
	d.waitFor(`^settings saved$`)
	d.shoot("2-settings-chinese")
	d.key("Escape")
	keysX, keysY := d.point(`^button title\.keys at (\S+),(\S+)$`)
	d.click("1", keysX, keysY)
	holdX, holdY := d.point(`^button keys\.change\.hold at (\S+),(\S+)$`)
	d.clickUntil(holdX, holdY, `^press keys\.change\.hold$`) // the page is drawn for the first time: a slow frame
	d.keyUntil("F12", `^bound hold to F12$`)
	d.shoot("2-keys")
	d.keyUntil("Escape", `^scene title$`)
	d.key("Return") // play has the focus
	d.waitFor(`^press title\.play$`)
	d.waitFor(`^scene battle$`)

	x, y := d.point(`^squad 0 cell \S+ pixel (\S+),(\S+) alive 5$`)
	d.shoot("3-battle")
	d.tap("1", x, y)
	d.waitFor(`^select squads \[0\]`)
	m := d.waitFor(`^squad 0 cell (\S+),(\S+) pixel`)
	fromX, fromY := number(t, m[1]), number(t, m[2])
	d.tap("3", x+150, y-60)
	d.waitFor(`^order 1 move to 0 `)
	d.shoot("4-ordered")
	d.waitFor(`^answer 1 move obeyed$`)
	for moved := 0.0; moved < 3; {
		m := d.waitFor(`^squad 0 cell (\S+),(\S+) pixel`)
		moved = math.Hypot(number(t, m[1])-fromX, number(t, m[2])-fromY)
	}
	d.shoot("5-moved")

	d.keyUntil("F12", `^order 2 hold to 0 `)
	d.waitFor(`^answer 2 hold obeyed$`)
	d.keyUntil("q", `^select squads \[0 1 2 3\]`)
	d.key("a")
	d.click("1", 480, 200)
	d.waitFor(`^order 6 attack_move to 3 `)
	d.waitFor(`^answer 6 attack_move obeyed$`)
	d.until(`^order 1\d attack_move to 3 `, func() {
		d.key("a")
		d.tap("1", 880, 480) // on the minimap
	})
	d.waitFor(`^answer 1\d attack_move obeyed$`)
	d.keyUntil("F1", `^scene keys$`)
	d.shoot("6-help")
	d.keyUntil("Escape", `^scene battle$`)
	d.keyUntil("Escape", `^select nothing`) // deselects
	d.key("Escape")
	x, y = d.point(`^button menu\.leave at (\S+),(\S+)$`)
	d.shoot("7-menu")
	d.click("1", x, y)
	d.waitFor(`^scene title$`)
	x, y = d.point(`^button title\.replays at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^scene replays$`)
	x, y = d.point(`^button shelf\.0 at (\S+),(\S+)$`)
	d.shoot("8-replays")
	d.click("1", x, y)
	d.waitFor(`^scene replay$`)
	lineX, lineY := d.point(`^button viewer\.timeline at (\S+),(\S+)$`)
	d.keyUntil("space", `^paused true$`)
	d.click("1", lineX, lineY) // its middle
	half := d.waitFor(`^seek (\d+)$`)[1]
	d.shoot("9-replay")
	d.click("1", lineX-100, lineY)
	require.Less(t, number(t, d.waitFor(`^seek (\d+)$`)[1]), number(t, half), "back in time")
	d.keyUntil("Tab", `^eyes 1$`)
	d.shoot("10-replay-eyes")
	d.keyUntil("Escape", `^scene replays$`)
	d.keyUntil("Escape", `^scene title$`)
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

// short is a directory with battles that are won in less than a minute.
const short = "testdata/short"

// win takes the camp with all squads and waits for the victory.
func (d *desk) win() {
	d.keyUntil("q", `^select squads \[0 1\]`)
	d.keyUntil("c", `^order \d+ capture to 0 `)
	d.waitFor(`^answer \d+ capture obeyed$`)
	d.waitFor(`^result\.won score_reached$`)
	d.waitFor(`^scene result$`)
}

func TestAPlayerWinsAndWatchesItAgain(t *testing.T) {
	d := sit(t, "--assets", short, "--scenario", "sprint", "--seed", "7", "--no-edge-scroll")
	x, y := d.point(`^button title\.play at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^scene battle$`)
	d.win()
	x, y = d.point(`^button result\.replay at (\S+),(\S+)$`)
	d.shoot("11-won")
	d.click("1", x, y)
	d.waitFor(`^scene replay$`)
	x, y = d.point(`^button viewer\.graphs at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^press viewer\.graphs$`)
	d.shoot("12-won-replay")
	d.keyUntil("Escape", `^scene result$`)
	d.keyUntil("Escape", `^scene title$`)
}

// up runs a whole server process behind a bad link and returns the matchmaker's address.
func up(t *testing.T) string {
	binary := filepath.Join(t.TempDir(), "muster")
	build := exec.Command("go", "build", "-o", binary, "muster/server/cmd/muster")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	udp, err := net.ListenPacket("udp", "127.0.0.1:0") // finds a port that is free
	require.NoError(t, err)
	door := udp.LocalAddr().String()
	require.NoError(t, udp.Close())
	link, err := netem.Listen("127.0.0.1:0", door, netem.Config{
		Delay: 40 * time.Millisecond, Jitter: 15 * time.Millisecond, Loss: 0.05, Reorder: 0.02, Seed: 7,
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- link.Run(ctx) }()
	server := exec.Command(binary, "up", "--assets", short, "--scenario", "walk", "--udp", door,
		"--public", link.Addr(), "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--data", t.TempDir())
	says, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		server.Process.Signal(os.Interrupt)
		server.Wait()
		stop()
		<-ended
	})
	found := regexp.MustCompile(`--matchmaker (http://\S+)`)
	for in := bufio.NewScanner(says); in.Scan(); {
		if m := found.FindStringSubmatch(in.Text()); m != nil {
			go io.Copy(io.Discard, says)
			return m[1]
		}
	}
	require.Fail(t, "the server never told where it is")
	return ""
}

func TestAPlayerWinsAtAServerOverABadLink(t *testing.T) {
	d := sit(t, "--matchmaker", up(t), "--name", "Ann", "--no-edge-scroll")
	x, y := d.point(`^button lobby\.find at (\S+),(\S+)$`)
	d.shoot("13-lobby")
	d.click("1", x, y)
	d.waitFor(`^press lobby\.find$`)
	d.waitFor(`^scene battle$`)
	d.win()
	graphsX, graphsY := d.point(`^button tab\.result\.1 at (\S+),(\S+)$`)
	x, y = d.point(`^button tab\.result\.3 at (\S+),(\S+)$`)
	replayX, replayY := d.point(`^button result\.replay at (\S+),(\S+)$`)
	d.click("1", x, y)
	d.waitFor(`^press tab\.result\.3$`)
	d.shoot("14-rating")
	d.clickUntil(graphsX, graphsY, `^whole story \d+$`) // from the replay, which the shard makes now
	d.shoot("14-graphs")
	d.clickUntil(replayX, replayY, `^scene opening$`) // when the shard has told of the end
	d.waitFor(`^scene replay$`)
	d.shoot("15-fetched-replay")
	d.keyUntil("Escape", `^scene result$`)
	d.keyUntil("Escape", `^scene online$`)
	x, y = d.point(`^button tab\.online\.3 at (\S+),(\S+)$`)
	d.click("1", x, y)
	x, y = d.point(`^button lobby\.replay\.0 at (\S+),(\S+)$`)
	d.shoot("16-history")
	d.clickUntil(x, y, `^scene opening$`)
	d.waitFor(`^scene replay$`)
	d.keyUntil("Escape", `^scene online$`)
	d.keyUntil("Escape", `^scene title$`)
}

func TestAMatchmakerThatCannotBeReachedIsTold(t *testing.T) {
	d := sit(t, "--matchmaker", "http://127.0.0.1:1") // nobody listens there
	x, y := d.point(`^button page\.back at (\S+),(\S+)$`)
	d.waitFor(`^error sign in as guest: .*connection refused$`)
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
