//go:build window

package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program is told to end in the middle of a battle, by its session, its terminal, or by nobody: it is killed. Each
// time it keeps the battle, which goes on from the title when it is started again; one battle has one replay.
func TestABattleGoesOnWhateverEndsTheProgram(t *testing.T) {
	d := sit(t, "--scenario", "duel", "--seed", "7", "--no-edge-scroll")
	home := filepath.Dir(d.args[slices.Index(d.args, "--settings")+1])
	d.keyUntil("Return", `^press title\.play$`)
	d.waitFor(`^scene battle$`)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL} {
		d.waitFor(`^squad 0 cell`)
		require.NoError(t, d.game.Process.Signal(signal))
		for line := range d.lines { // to its end
			if strings.HasPrefix(line, "muster-play: stopped") {
				require.Contains(t, line, "goes on from the title screen")
			}
		}
		err := d.game.Wait()
		if signal != syscall.SIGKILL {
			require.NoError(t, err, "%v: code 0", signal)
			d.kept(home)
		}
		d.start()
		d.waitFor(`^saves 1$`)
		d.kept(home)
		x, y := d.point(`^button title\.continue at (\S+),(\S+)$`)
		d.shoot("20-continue")
		d.clickUntil(x, y, `^press title\.continue$`)
		d.waitFor(`^scene battle$`)
	}
}

// kept finds one battle and one replay.
func (d *desk) kept(home string) {
	battles, err := os.ReadDir(filepath.Join(home, "matches"))
	require.NoError(d.t, err)
	require.Len(d.t, battles, 1)
	replays, err := os.ReadDir(filepath.Join(home, "replays"))
	require.NoError(d.t, err)
	replays = slices.DeleteFunc(replays, func(e os.DirEntry) bool { return !strings.HasSuffix(e.Name(), ".replay") })
	require.Len(d.t, replays, 1)
}

// A program that is told to end before its window is there ends as if its player had quit.
func TestAStartOfTheGameMayBeBrokenOff(t *testing.T) {
	d := sit(t, "--scenario", "duel")
	d.waitFor(`^scene title$`)
	require.NoError(t, d.game.Process.Signal(syscall.SIGTERM))
	said := ""
	for line := range d.lines {
		said = line
	}
	require.NoError(t, d.game.Wait())
	require.Contains(t, said, "muster-play: stopped")
}
