//go:build linux

package lines

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/game"
)

const ticks = 40

// Whatever a bot does, the match is the one that it would be if nobody led there, all is told, and no process is left.
func TestWhateverABotDoesTheMatchIsUnharmed(t *testing.T) {
	want := fight(t, func(*game.Setup, uint8, uint64) ai.Commander { return idle{} }, ticks)
	for _, c := range []struct {
		bot    string
		lost   int    // turns
		why    string // the first one
		hasty  bool   // nobody waits for this one for long
		seldom int    // at least so many turns, where it depends
	}{
		{"idle", 0, "", false, 0},
		{"garbage", ticks, `its line "hello" is no object of JSON`, false, 0},
		{"future", ticks, "it answers tick 1, and the newest that it was shown is 0", false, 0},
		{"no tick", ticks, `has no "tick"`, false, 0},
		{"prints", ticks, "write all else to standard error", false, 0},
		{"half", MaxFaults, "it has not answered for 300ms", true, 0},
		{"long", MaxFaults, "it wrote a line of more than 1048576 bytes", false, 0},
		{"flood", ticks, "it answers tick -1, again and again", false, 0},
		{"nothing", MaxFaults, "it has not answered for 300ms", true, 0},
		{"no ready", MaxFaults, `its first line must be {"ready"`, false, 0},
		{"exits", MaxFaults, "it ended (exit status 7); the end of its log:\na bot's last words", false, 0},
		{"leaves in mid-line", MaxFaults, `its line "{\"tick\":" is no object`, false, 1},
		{"shuts", MaxFaults, "it closed its standard output", false, 0},
		{"stays", 0, "", false, 0},
		{"logs", 0, "", false, 0},
	} {
		t.Run(c.bot, func(t *testing.T) {
			log := &bytes.Buffer{}
			r := Runner{Log: log}
			if c.hasty {
				r.patience = 300 * time.Millisecond
			}
			began := time.Now()
			got := fight(t, program(t, r, c.bot).New, ticks)
			require.Less(t, time.Since(began), TurnTime, "nobody waited for it as for one that hangs")
			require.Equal(t, want.Hash, got.Hash)
			require.Equal(t, want.Ticks, got.Ticks)
			if c.seldom > 0 {
				require.GreaterOrEqual(t, got.Turns[0].Crashes, c.seldom)
			} else {
				require.Equal(t, c.lost, got.Turns[0].Crashes, got.Turns[0].Crash)
			}
			require.Contains(t, got.Turns[0].Crash, c.why)
			require.LessOrEqual(t, log.Len(), maxLog+200, "its log is bounded")
			require.Empty(t, marked(t), "no process is left")
		})
	}
}

// marked are the processes of bots that live, by their environment.
func marked(t *testing.T) (pids []int) {
	processes, err := os.ReadDir("/proc")
	require.NoError(t, err)
	for _, one := range processes {
		env, err := os.ReadFile(filepath.Join("/proc", one.Name(), "environ"))
		pid, _ := strconv.Atoi(one.Name())
		if err == nil && bytes.Contains(env, []byte("MUSTER_BOT=")) && bytes.Contains(env, []byte(self)) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// self is in the environment of this test and of all bots that it starts.
var self = fmt.Sprintf("LINES_TEST=%d", os.Getpid())

func init() {
	if os.Getenv("LINES_TEST") == "" {
		os.Setenv("LINES_TEST", strconv.Itoa(os.Getpid()))
	}
}

// A bot that forks ends with all its children: those in its group and those that left it, who hold its output open.
func TestABotsChildrenEndWithIt(t *testing.T) {
	for _, ticks := range []game.Tick{10, 40} { // it lives at the end of the game, or has left them behind
		file := filepath.Join(t.TempDir(), "children")
		fight(t, program(t, Runner{}, "forks", file).New, ticks)
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		pids := strings.Fields(string(b))
		require.GreaterOrEqual(t, len(pids), 2)
		for _, pid := range pids {
			n, err := strconv.Atoi(pid)
			require.NoError(t, err)
			require.Eventually(t, func() bool { return !lives(n) }, 30*time.Second, 10*time.Millisecond, "%d lives", n)
		}
	}
}

// lives reports whether a process runs: one that has ended may wait for whoever adopted it.
func lives(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !os.IsNotExist(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}

// A program that is gone when the match begins costs its seat, and nothing else.
func TestAProgramThatCannotBeStartedIsTold(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.WriteFile(gone, []byte("#!/bin/sh\n"), 0o700))
	p, err := Runner{}.Command([]string{gone})
	require.NoError(t, err)
	require.NoError(t, os.Remove(gone))
	got := fight(t, p.New, ticks)
	require.EqualValues(t, ticks, got.Ticks)
	require.Equal(t, MaxFaults, got.Turns[0].Crashes)
	require.Contains(t, got.Turns[0].Crash, "no such file")
}

// A live match goes on at once; a bot that was late is shown the newest view, and its late orders count.
func TestALiveMatchWaitsForNobody(t *testing.T) {
	file := filepath.Join(t.TempDir(), "now")
	s := duel(t)
	c := program(t, Runner{Live: true}, "late", file).New(s, 0, 1)
	w := game.New(s, 7)
	var v game.View
	orders := func() []game.Order {
		time.Sleep(time.Millisecond)
		w.Step(&game.Input{})
		w.View(0, &v)
		out := c.Think(&v, nil)
		require.NoError(t, ai.Fault(c))
		return out
	}
	asked := func() bool { return c.(*commander).session.turns > 0 }
	for !asked() {
		require.Empty(t, orders(), "a bot that starts is waited for no more than one that thinks")
	}
	for range 3 {
		require.Empty(t, orders())
	}
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	first, second := []game.Order(nil), []game.Order(nil)
	for len(first) == 0 {
		first = orders()
	}
	for second = first[1:]; len(second) == 0; {
		second = orders()
	}
	require.EqualValues(t, 0, first[0].Squad, "the first turn was shown at once")
	require.GreaterOrEqual(t, second[0].Squad, uint8(3), "and the second says how many it was late for")
	ai.Finish(c, game.Result{})
	require.Empty(t, marked(t))
}
