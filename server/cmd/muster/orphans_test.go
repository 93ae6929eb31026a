//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// brood is a bot that begins others, one in its own group and one that has left it, writes down who they all are, and
// never answers.
const brood = `sleep 3600 & a=$!
setsid sleep 3600 & b=$!
read begin
echo '{"ready":{}}'
echo "$$ $a $b" > "$1.new" && mv "$1.new" "$1"
exec cat > /dev/null
`

// A bot ends with its host, and so does whoever it began, however the host is told to end; where a host is killed, its
// bots end, and a league's workers, which are not, see to the others.
func TestWhatABotBeganEndsWithItsHost(t *testing.T) {
	fight := []string{"fight", "duel", "--commander", "duel/0=exec:sh %s %s"}
	league := []string{"league", "exec:sh %s %s", "recruit", "--scenario", "duel", "--games", "2", "--workers", "1"}
	for _, one := range []struct {
		args   []string
		signal syscall.Signal
		alone  bool // the bot ends, and nobody is promised to
	}{
		{fight, syscall.SIGINT, false},
		{fight, syscall.SIGTERM, false},
		{fight, syscall.SIGKILL, true},
		{league, syscall.SIGINT, false},
		{league, syscall.SIGTERM, false},
		{league, syscall.SIGKILL, false},
	} {
		t.Run(fmt.Sprintf("%s-%d", one.args[0], one.signal), func(t *testing.T) {
			if one.alone && runtime.GOOS != "linux" {
				t.Skip("this system kills nobody for us")
			}
			dir := t.TempDir()
			bot, file := filepath.Join(dir, "bot.sh"), filepath.Join(dir, "brood")
			require.NoError(t, os.WriteFile(bot, []byte(brood), 0o600))
			args := append([]string(nil), one.args...)
			for i, arg := range args {
				if strings.Contains(arg, "%s") {
					args[i] = fmt.Sprintf(arg, bot, file)
				}
			}
			cmd, said := muster(t, args...), &lines{}
			cmd.Stderr = said
			require.NoError(t, cmd.Start())
			pids := begun(t, file, said)
			require.NoError(t, cmd.Process.Signal(one.signal))
			require.Error(t, cmd.Wait())
			if one.alone {
				for _, pid := range pids[1:] {
					require.NoError(t, syscall.Kill(pid, syscall.SIGKILL), "they go on")
				}
				pids = pids[:1]
			}
			for _, pid := range pids {
				require.Eventually(t, func() bool { return !goesOn(pid) }, patience, lookEvery, "%v", pids)
			}
		})
	}
}

// begun are the bot and its brood.
func begun(t *testing.T, file string, said *lines) (pids []int) {
	var b []byte
	require.Eventually(t, func() (there bool) {
		var err error
		b, err = os.ReadFile(file)
		return err == nil
	}, patience, lookEvery, "%s", said)
	for _, word := range strings.Fields(string(b)) {
		pid, err := strconv.Atoi(word)
		require.NoError(t, err)
		pids = append(pids, pid)
	}
	require.Len(t, pids, 3)
	return pids
}

// goesOn reports whether a process does: one that has ended may wait for whoever adopted it.
func goesOn(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil && !os.IsNotExist(err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}
