//go:build window

package window

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// commit makes the plan of the turn final: it is asked once whether that is meant.
func (d *desk) commit() {
	d.keyUntil("ctrl+Return", `^commit asked true$`)
	d.keyUntil("ctrl+Return", `^commit asked false$`)
}

// A whole match by turns, with real keys and a real mouse: plans with times, undone and redone, committed, seen again,
// won.
func TestAPlayerWinsByTurns(t *testing.T) {
	d := sit(t, "--assets", short, "--scenario", "paces", "--seed", "7", "--no-edge-scroll")
	x, y := d.point(`^button title\.play at (\S+),(\S+)$`)
	d.shoot("20-title-by-turns")
	d.click("1", x, y)
	lineX, lineY := d.point(`^button turn\.line at (\S+),(\S+)$`)
	d.waitFor(`^turn 1 planning$`)
	d.shoot("21-turn-begins")
	d.keyUntil("q", `^select squads \[0 1\]`)
	d.keyUntil("c", `^order \d+ capture to 1 `)
	d.waitFor(`^answer \d+ capture obeyed$`)
	d.clickUntil(lineX, lineY, `^line 30$`) // its middle
	x, y = d.point(`^squad 1 cell \S+ pixel (\S+),(\S+) alive 2$`)
	d.tap("1", x, y)
	d.waitFor(`^select squads \[1\]`)
	d.tap("3", x+60, y+40)
	d.waitFor(`^order \d+ move to 1 `)
	d.waitFor(`^answer \d+ move obeyed$`)
	d.shoot("22-turn-planned")
	d.keyUntil("ctrl+z", `^order \d+ none to 1 `)
	d.waitFor(`^answer \d+ none obeyed$`)
	d.shoot("23-turn-undone")
	d.commit()
	d.waitFor(`^turn 1 film$`)
	d.shoot("24-turn-runs")
	d.waitFor(`^turn 2 planning$`)
	d.keyUntil("comma", `^scene replay$`)
	d.shoot("25-turn-again")
	d.keyUntil("Escape", `^scene battle$`)
	for won := false; !won; {
		d.commit()
		won = d.waitFor(`^turn \d+ (planning|over)$`)[1] == "over"
	}
	d.waitFor(`^result\.won score_reached$`)
	d.waitFor(`^scene result$`)
	x, y = d.point(`^button result\.replay at (\S+),(\S+)$`)
	d.shoot("26-won-by-turns")
	d.click("1", x, y)
	d.waitFor(`^scene replay$`)
	d.shoot("27-replay-by-turns")
	d.keyUntil("Escape", `^scene result$`)
	d.keyUntil("Escape", `^scene title$`)
	require.NoError(t, d.game.Process.Kill())
}

// Two players at one screen: each plans behind a curtain that the other does not look through, and sees the turn with
// his own eyes.
func TestTwoPlayersShareAScreenByTurns(t *testing.T) {
	d := sit(t, "--assets", short, "--scenario", "paces", "--seed", "7", "--no-edge-scroll")
	x, y := d.point(`^button title\.table at (\S+),(\S+)$`)
	d.click("1", x, y)
	x, y = d.point(`^button curtain\.ready at (\S+),(\S+)$`)
	d.shoot("28-curtain")
	d.clickUntil(x, y, `^seat 0 at the screen$`)
	d.waitFor(`^turn 1 planning$`)
	d.keyUntil("q", `^select squads \[0 1\]`)
	d.keyUntil("c", `^order \d+ capture to 1 `)
	d.waitFor(`^answer \d+ capture obeyed$`)
	d.commit()
	x, y = d.point(`^button curtain\.ready at (\S+),(\S+)$`)
	d.shoot("29-curtain")
	d.clickUntil(x, y, `^seat 1 at the screen$`)
	d.waitFor(`^turn 1 planning$`)
	d.shoot("30-other-side")
	d.commit()
	d.waitFor(`^turn 2 planning$`)
	d.commit()
	x, y = d.point(`^button curtain\.ready at (\S+),(\S+)$`)
	d.clickUntil(x, y, `^scene replay$`)
	d.shoot("31-film-of-the-first")
	d.keyUntil("Escape", `^scene battle$`)
	d.waitFor(`^turn 2 planning$`)
	d.commit()
	d.waitFor(`^result\.won score_reached$`)
	d.waitFor(`^scene result$`)
	d.keyUntil("Escape", `^scene title$`)
}
