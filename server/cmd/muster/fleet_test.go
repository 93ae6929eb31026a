//go:build linux && !race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shardsOf are the shard processes that a house has started.
func shardsOf(t *testing.T, house int) []int { return processesOf(t, house, "shard") }

// processesOf are the processes of a command that a house has started.
func processesOf(t *testing.T, house int, command string) (pids []int) {
	all, err := os.ReadDir("/proc")
	require.NoError(t, err)
	for _, d := range all {
		pid, err := strconv.Atoi(d.Name())
		if err != nil {
			continue
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		args, failed := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err != nil || failed != nil {
			continue // it has ended meanwhile
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		ours := fields[0] != "Z" && fields[1] == strconv.Itoa(house)
		if ours && strings.Contains(string(args), "\x00"+command+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// shardNamed is the shard process of that name.
func (s *living) shardNamed(t *testing.T, id string) int {
	for _, pid := range shardsOf(t, s.cmd.Process.Pid) {
		args, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && strings.Contains(string(args), "\x00--id="+id+"\x00") {
			return pid
		}
	}
	t.Fatalf("%s is not there:\n%s", id, s.log)
	return 0
}

// runs reports whether a process is there and not dead.
func runs(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// ready waits until so many shards take matches.
func (s *living) ready(t *testing.T, shards int) {
	require.Eventually(t, func() bool {
		return strings.Count(s.page(t), `<span class="state ready">`) == shards
	}, patience, 50*time.Millisecond, "%s", s.log)
}

// The matches of a shard process that is killed go on in another one before it is started again, which it is, empty:
// nobody is back in the queue, and no answer is lost. All processes end with the house, however it ends; started
// again on the same directory it goes on with all matches. Meanwhile the journal is read by the house's directory, or
// it is said how.
func TestAHouseOfShardProcesses(t *testing.T) {
	s := newLiving(t)
	s.args = []string{"--shards", "2"}
	s.up(t)
	s.ready(t, 2)
	answers := filepath.Join(t.TempDir(), "answers")
	b := startBots(t, 8, "--matchmaker", "http://"+s.http, "--answers", answers)
	b.fight(t)
	matches, house := s.open(t), s.cmd.Process.Pid
	opened := regexp.MustCompile(`match opened shard=(\S+)`).FindStringSubmatch(s.log.String())
	require.NotNil(t, opened, "%s", s.log)
	killed := s.shardNamed(t, opened[1])
	require.NoError(t, syscall.Kill(killed, syscall.SIGKILL))
	require.Eventually(t, func() bool {
		return strings.Contains(s.log.String(), "match taken over: its owner is silent")
	}, patience, 10*time.Millisecond, "%s", s.log)
	require.Eventually(t, func() bool {
		_, again, _ := strings.Cut(s.log.String(), "signal: killed")
		return strings.Contains(again, "the shard is up") && strings.Contains(again, "No match runs yet")
	}, patience, 10*time.Millisecond, "it comes back empty:\n%s", s.log)
	before := b.told().effective
	b.until(t, func(n told) bool { return n.effective >= before+10 })
	require.ElementsMatch(t, matches, s.open(t))
	s.ready(t, 2)
	pids := append(shardsOf(t, house), processesOf(t, house, "store")...)
	require.Len(t, pids, 3)
	require.NotContains(t, pids, killed)

	s.kill()
	require.Eventually(t, func() bool { return !slices.ContainsFunc(pids, runs) }, patience, 50*time.Millisecond,
		"they end with the house")
	_, wrong, code := says(t, "replay", "list", "--data", s.data)
	require.Equal(t, 1, code)
	require.Contains(t, wrong, "muster store --name up --data")
	s.up(t)
	before = b.told().effective
	b.until(t, func(n told) bool { return n.effective >= before+10 })
	r := b.report(t)
	require.Equal(t, []int{8, 8, 8}, []int{r.Players, r.Joined, r.Seated}, "%s\n%s", &b.progress, s.log)
	require.ElementsMatch(t, matches, s.open(t), "%s", s.log)
	out, wrong, code := says(t, "replay", "verify", "--data", s.data, "--answers", answers)
	require.Zero(t, code, "%s%s", out, wrong)
	require.Regexp(t, `answers: (\d+): (\d+) found once, at their ticks; .* 0 wrong`, out)
	out, wrong, code = says(t, "journal", "store", "status", "--data", s.data)
	require.Zero(t, code, "%s%s", out, wrong)
	require.Regexp(t, `(?m)^up +\S+ +leads .* well$`, out)
}
