package limit

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/containerd/cgroups/v3/cgroup2"
	"github.com/stretchr/testify/require"
)

// A supervisor that was killed leaves groups behind, with processes in them. The next one ends both; one that lives
// keeps its own.
func TestWhatAKilledSupervisorLeftIsRemoved(t *testing.T) {
	first, err := Open(Config{Exec: joiner})
	require.NoError(t, err)
	defer first.Close()
	if first.groups == nil {
		t.Skip(first.Says())
	}
	supervisor := exec.Command(os.Args[0], "supervise")
	in, err := supervisor.StdinPipe() // its child reads it, too, and ends with it
	require.NoError(t, err)
	defer in.Close()
	out, err := supervisor.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, supervisor.Start())
	defer supervisor.Process.Kill()
	said := bufio.NewScanner(out)
	require.True(t, said.Scan())
	var child, joined int
	fmt.Sscan(said.Text(), &child, &joined)
	require.Positive(t, joined, said.Text())
	left := groupsOf(t, supervisor.Process.Pid)
	require.NotEmpty(t, left)

	second, err := Open(Config{Exec: joiner})
	require.NoError(t, err)
	require.NoError(t, second.Close())
	require.Equal(t, left, groupsOf(t, supervisor.Process.Pid), "the supervisor lives")
	require.NotEmpty(t, groupsOf(t, os.Getpid()), "as does the first")
	require.NoError(t, syscall.Kill(child, 0))

	require.NoError(t, supervisor.Process.Kill())
	require.Error(t, supervisor.Wait())
	third, err := Open(Config{Exec: joiner})
	require.NoError(t, err)
	require.Empty(t, groupsOf(t, supervisor.Process.Pid))
	require.Eventually(t, func() bool {
		s := stateOf(child)
		return s == "" || s == "Z"
	}, soon, time.Millisecond, "its child goes on")
	require.NoError(t, third.Close())
	require.NoError(t, first.Close())
	require.Empty(t, groupsOf(t, os.Getpid()), "nothing is left of those that ended")
}

// groupsOf finds the groups of a supervisor, in all hierarchies.
func groupsOf(t *testing.T, pid int) (dirs []string) {
	_ = filepath.WalkDir("/sys/fs/cgroup", func(path string, d os.DirEntry, err error) error {
		if strings.HasPrefix(filepath.Base(path), fmt.Sprintf("%s%d-", ours, pid)) {
			dirs = append(dirs, path)
		}
		return nil
	})
	return dirs
}

// Where version 2 has no controllers, nothing of the attempt is left; a group of it is joined and removed like any.
func TestGroupsOfVersion2(t *testing.T) {
	mount := unified
	if _, err := os.Stat(filepath.Join(mount, "unified")); err == nil {
		mount = filepath.Join(mount, "unified")
	}
	name := fmt.Sprintf("%s%d-test", ours, os.Getpid())
	dir := filepath.Join(mount, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Skip(err)
	}
	defer func() { require.NoError(t, removeGroup(dir)) }()
	release, err := claim(dir) // another supervisor on this machine would sweep it away
	require.NoError(t, err)
	defer release()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "shard-1"), 0o755))
	cmd := exec.Command(os.Args[0], "exec-limited", "--join", filepath.Join(dir, "shard-1"), "--", os.Args[0], "obey")
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	fmt.Fprintln(in, "eat 1")
	require.True(t, bufio.NewScanner(out).Scan(), "it runs")
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", cmd.Process.Pid))
	require.NoError(t, err)
	require.Contains(t, string(b), "0::/"+name+"/shard-1\n")
	require.NoError(t, removeGroup(dir))
	require.ErrorContains(t, cmd.Wait(), "killed", "what was in it is ended")
	require.NoDirExists(t, dir)

	has, err := os.ReadFile(filepath.Join(mount, "cgroup.controllers"))
	require.NoError(t, err)
	if len(has) < 2 {
		_, err = openBelow(mount, "/", name)
		require.Error(t, err)
		require.NoDirExists(t, dir)
	}
}

// What others have left behind is swept away, what a living supervisor has locked is not. Who finds a group taken is
// told so, and tries the next one.
func TestWhoHoldsAGroupKeepsIt(t *testing.T) {
	parent := t.TempDir()
	held, left := filepath.Join(parent, ours+"1"), filepath.Join(parent, ours+"2")
	leaf := filepath.Join(parent, leaves+"3")
	for _, dir := range []string{held, filepath.Join(left, "shard-1"), leaf} {
		require.NoError(t, os.MkdirAll(dir, 0o755))
	}
	release, err := claim(held)
	require.NoError(t, err)
	defer release()
	_, err = claim(held)
	require.ErrorIs(t, err, errTaken)
	sweep(parent)
	require.DirExists(t, held)
	require.NoDirExists(t, left)
	require.NoDirExists(t, leaf, "nor the one into which a supervisor had moved")
}

// What cannot be removed for another reason than processes in it is not waited for.
func TestAGroupThatCannotBeRemovedHoldsNobodyUp(t *testing.T) {
	dir := filepath.Join(t.TempDir(), ours+"1")
	require.NoError(t, os.Mkdir(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, procsFile), nil, 0o600)) // of a real group, files do not count
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		require.ErrorIs(t, removeGroup(dir), syscall.ENOTEMPTY)
		require.Zero(t, time.Since(begun))
	})
}

func TestWhatVersion2IsTold(t *testing.T) {
	r := resourcesV2("nowhere", Limit{CPU: 0.5, Memory: 64 << 20})
	require.Equal(t, cgroup2.CPUMax("10000 20000"), r.CPU.Max)
	require.EqualValues(t, 64<<20, *r.Memory.Max)
	require.Nil(t, r.Memory.Swap, "where swap is not accounted for")
	none := resourcesV2("nowhere", Limit{})
	require.Equal(t, cgroup2.CPUMax("max 20000"), none.CPU.Max)
	require.EqualValues(t, unlimited, *none.Memory.Max)
}
