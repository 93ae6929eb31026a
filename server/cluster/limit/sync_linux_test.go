package limit

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// syncBy syncs a file in one of the ways that there are.
func syncBy(way, file string) error {
	if way == "child" {
		out, err := exec.Command("sync", file).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s", strings.TrimSpace(string(out)))
		}
		return nil
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := int(f.Fd())
	switch way {
	case "fdatasync":
		return unix.Fdatasync(fd)
	case "syncfs":
		return unix.Syncfs(fd)
	case "range":
		return unix.SyncFileRange(fd, 0, 1, unix.SYNC_FILE_RANGE_WRITE|unix.SYNC_FILE_RANGE_WAIT_AFTER)
	case "msync", "msync-later":
		b, err := unix.Mmap(fd, 0, 1, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
		if err != nil {
			return err
		}
		defer unix.Munmap(b)
		return unix.Msync(b, map[string]int{"msync": unix.MS_SYNC, "msync-later": unix.MS_ASYNC}[way])
	}
	return unix.Fsync(fd)
}

// timed says how long a sync took, in milliseconds, and what came of it.
func timed(way, file string) string {
	begun := time.Now()
	err := syncBy(way, file)
	return fmt.Sprintf("%d %v", time.Since(begun).Milliseconds(), err)
}

func openTrap(t *testing.T) *Limits {
	l, err := Open(Config{Exec: joiner})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	if why := CanSync(); why != nil {
		require.EqualError(t, l.Sync("journal-1", Sync{}), why.Error())
		t.Skip(l.Says())
	}
	require.Contains(t, l.Says(), "; syncs by seccomp")
	return l
}

func someFile(t *testing.T) string {
	file := filepath.Join(t.TempDir(), "journal")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	return file
}

// A process is told through while nothing is said, waits as long as is said, hears of an I/O error while that is said,
// and goes through again. What it starts and what comes after it are under it, too.
func TestSyncsTakeLongAndFail(t *testing.T) {
	l, file := openTrap(t), someFile(t)
	s := start(t, l, "journal-1", Limit{})
	for _, way := range []string{"fsync", "fdatasync", "syncfs", "range", "msync", "child"} {
		expect := func(atLeast time.Duration, what string) {
			ms, said, _ := strings.Cut(s.do(t, "sync 0 %s %s", way, file), " ")
			require.Contains(t, said, what, way)
			took, err := strconv.Atoi(ms)
			require.NoError(t, err)
			require.GreaterOrEqual(t, took, int(atLeast.Milliseconds()), way)
		}
		expect(0, "<nil>")
		require.NoError(t, l.Sync("journal-1", Sync{Delay: 60 * time.Millisecond}))
		expect(60*time.Millisecond, "<nil>")
		require.NoError(t, l.Sync("journal-1", Sync{Delay: 30 * time.Millisecond, Fails: true}))
		expect(30*time.Millisecond, "nput/output error")
		require.Contains(t, s.do(t, "sync 0 msync-later %s", file), "<nil>", "it does not wait for the disk")
		require.NoError(t, l.Sync("journal-1", Sync{}))
		expect(0, "<nil>")
	}
	require.NoError(t, l.Sync("journal-1", Sync{Fails: true}))
	other := start(t, l, "journal-2", Limit{})
	require.Contains(t, other.do(t, "sync 0 fsync %s", file), "<nil>")
	again := start(t, l, "journal-1", Limit{})
	require.Contains(t, again.do(t, "sync 0 fsync %s", file), "nput/output error")
}

// Go interrupts its threads all the time: a sync that waits is not begun anew each time, or it would wait for ever.
func TestASlowSyncBearsSignals(t *testing.T) {
	l, file := openTrap(t), someFile(t)
	s := start(t, l, "journal-1", Limit{})
	require.NoError(t, l.Sync("journal-1", Sync{Delay: 300 * time.Millisecond}))
	done := make(chan string)
	go func() { done <- s.do(t, "sync 0 fdatasync %s", file) }()
	for {
		select {
		case said := <-done:
			require.Contains(t, said, "<nil>")
			return
		case <-time.After(5 * time.Millisecond):
			threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", s.Process.Pid))
			require.NoError(t, err)
			for _, thread := range threads {
				tid, err := strconv.Atoi(thread.Name())
				require.NoError(t, err)
				_ = unix.Tgkill(s.Process.Pid, tid, unix.SIGURG) // unless it is gone
			}
		}
	}
}

// A process whose supervisor is gone can sync no more: it is told so, and hangs not. One that was killed while it
// waited keeps nobody waiting.
func TestSyncsEndWithTheSupervisor(t *testing.T) {
	l, file := openTrap(t), someFile(t)
	s, killed := start(t, l, "journal-1", Limit{}), start(t, l, "journal-2", Limit{})
	require.Contains(t, s.do(t, "sync 0 fsync %s", file), "<nil>")
	require.NoError(t, l.Sync("journal-2", Sync{Delay: time.Hour}))
	fmt.Fprintf(killed.in, "sync 0 fsync %s\n", file)
	require.Eventually(t, func() bool { return waits(t, killed.Process.Pid) }, soon, time.Millisecond)
	require.NoError(t, killed.Process.Kill())
	require.Error(t, killed.Wait())
	l.stop()
	require.Eventually(t, func() bool {
		return strings.Contains(s.do(t, "sync 0 fsync %s", file), "function not implemented")
	}, soon, time.Millisecond)
}

// waits reports whether a thread of a process waits to be told that it may sync.
func waits(t *testing.T, pid int) bool {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	require.NoError(t, err)
	for _, thread := range threads {
		b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/syscall", pid, thread.Name()))
		if strings.HasPrefix(string(b), fmt.Sprint(unix.SYS_FSYNC, " ")) {
			return true
		}
	}
	return false
}

// Where the kernel refuses, as for a second listener, the process runs all the same, and who wants its syncs slow is
// told why they are not.
func TestAProcessRunsWhoseSyncsCannotBeHad(t *testing.T) {
	inner, outer, file := openTrap(t), openTrap(t), someFile(t)
	cmd := exec.Command(os.Args[0], "obey")
	require.NoError(t, inner.Wrap("shard-1", Limit{}, cmd))
	s := startCommand(t, outer, "shard-1", Limit{}, cmd)
	inner.Watch("shard-1", s.Process)
	require.Contains(t, s.do(t, "sync 0 fsync %s", file), "<nil>")
	require.Eventually(t, func() bool { return inner.Sync("shard-1", Sync{}) != nil }, soon, time.Millisecond)
	require.ErrorContains(t, inner.Sync("shard-1", Sync{}), "syncs of shard-1: seccomp: device or resource busy")
	require.NoError(t, outer.Sync("shard-1", Sync{Fails: true}))
	require.Contains(t, s.do(t, "sync 0 fsync %s", file), "nput/output error")
	require.ErrorIs(t, outer.Sync("shard-9", Sync{}), errUnknown)
	require.NoError(t, outer.Wrap("shard-2", Limit{}, exec.Command("true")), "and is never started")
}

// BenchmarkSync has a process write and sync by turns, with nobody asked and with somebody who lets all go through:
// each reports what a write with its sync takes, and a sync of what is synced already, in microseconds.
func BenchmarkSync(b *testing.B) {
	l, err := Open(Config{Exec: joiner})
	require.NoError(b, err)
	defer l.Close()
	file := filepath.Join(b.TempDir(), "journal")
	require.NoError(b, os.WriteFile(file, []byte("x"), 0o600))
	for b.Loop() {
		for name, trap := range map[string]error{"direct": errNoTrap, "asked": l.trap} {
			asked := &Limits{exec: l.exec, log: l.log, nodes: l.nodes, trap: trap, end: l.end}
			s := start(b, asked, name, Limit{})
			var written, clean float64
			_, err := fmt.Sscan(s.do(b, "syncs 300 %s", file), &written, &clean)
			require.NoError(b, err)
			b.ReportMetric(written, name+"-us")
			b.ReportMetric(clean, name+"-clean-us")
			require.NoError(b, s.Process.Kill())
		}
	}
}

// rate says what a write with its sync takes, and a sync alone.
func rate(n int, file string) (written, clean float64, err error) {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	each := func(before func() error) float64 {
		begun := time.Now()
		for range n {
			err = errors.Join(err, before(), unix.Fdatasync(int(f.Fd())))
		}
		return float64(time.Since(begun).Microseconds()) / float64(n)
	}
	written = each(func() error { _, err := f.WriteAt([]byte("y"), 0); return err })
	return written, each(func() error { return nil }), err
}
