//go:build linux && !race

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shardsOf are the shard processes that a house has started.
func shardsOf(t *testing.T, house int) (pids []int) {
	all, err := os.ReadDir("/proc")
	require.NoError(t, err)
	for _, d := range all {
		pid, err := strconv.Atoi(d.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // it has ended meanwhile
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if fields[0] != "Z" && fields[1] == strconv.Itoa(house) {
			pids = append(pids, pid)
		}
	}
	return pids
}

// runs reports whether a process is there and not dead.
func runs(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// A shard process that dies is started again and goes on with its matches; all of them end with the
// house, however it ends.
func TestAHouseOfShardProcesses(t *testing.T) {
	s := newLiving(t)
	s.args = []string{"--shards", "2"}
	s.up(t)
	require.Eventually(t, func() bool { return strings.Count(s.page(t), `<span class="state ready">`) == 2 }, patience, 50*time.Millisecond)
	require.Eventually(t, func() bool {
		return strings.Count(s.operatorsPage(t), "No match runs here.") == 2
	}, patience, 50*time.Millisecond)
	b := startBots(t, 8, "--matchmaker", "http://"+s.http)
	b.fight(t)
	pids := shardsOf(t, s.cmd.Process.Pid)
	require.Len(t, pids, 2)
	require.NoError(t, syscall.Kill(pids[0], syscall.SIGKILL))
	b.back(t, 4)
	require.Contains(t, s.operatorsPage(t), `<th class="num">records</th>`,
		"shards tell of their zones across processes")
	r := b.report(t)
	require.Equal(t, []int{8, 8}, []int{r.Joined, r.Seated}, "%s\n%s", &b.progress, s.log)
	figure(t, r.Reconnected == 4, "%d reconnected: the others' shard lived on", r.Reconnected)
	first := pids
	require.Eventually(t, func() bool {
		pids = shardsOf(t, s.cmd.Process.Pid)
		return len(pids) == 2
	}, patience, 50*time.Millisecond)
	require.Contains(t, pids, first[1], "the other lived on")
	require.NotContains(t, pids, first[0])

	s.kill()
	require.Eventually(t, func() bool {
		return !runs(pids[0]) && !runs(pids[1])
	}, patience, 50*time.Millisecond, "they end with the house")
}
