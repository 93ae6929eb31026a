package limit

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// soon is how long a test waits for what must come, before it calls it missing.
const soon = time.Minute

// TestMain makes programs of the test: one that joins groups, a supervisor, and one that does what it is told.
func TestMain(m *testing.M) {
	if len(os.Args) < 2 || strings.HasPrefix(os.Args[1], "-") {
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case "exec-elsewhere": // what Exec promises holds from whichever thread
		runtime.LockOSThread() // the main one
		go func() { fmt.Println(Exec(os.Args[2:])) }()
		select {}
	case "exec-limited":
		fmt.Println(Exec(os.Args[2:]))
		os.Exit(1)
	case "supervise":
		supervise()
	case "obey":
		obey()
	}
}

// joiner is the command line of the program that joins groups.
var joiner = []string{os.Args[0], "exec-limited"}

// supervise starts a process with limits and then stands still.
func supervise() {
	l, err := Open(Config{Exec: joiner})
	if err != nil || l.groups == nil {
		panic(fmt.Sprint(err, l.Says()))
	}
	cmd := exec.Command(os.Args[0], "obey")
	cmd.Stdin = os.Stdin
	if err := errorOf(l.Wrap("shard-1", Limit{CPU: 0.5, Memory: 64 << 20}, cmd), cmd.Start); err != nil {
		panic(err)
	}
	joined := 0
	for joined == 0 {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/cgroup", cmd.Process.Pid))
		if err != nil {
			panic(err)
		}
		joined = strings.Count(string(b), ours)
	}
	fmt.Println(cmd.Process.Pid, joined)
	select {}
}

func errorOf(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}

// obey does what it reads, a line each, and answers each with a line.
func obey() {
	signal.Ignore(syscall.SIGXFSZ)
	var eaten [][]byte
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		var what, file, other string
		n := 0
		fmt.Sscan(in.Text(), &what, &n, &file, &other)
		switch what {
		case "env":
			fmt.Println(os.Getenv("GOMEMLIMIT"))
		case "eat":
			for range n {
				eaten = append(eaten, bytes.Repeat([]byte{1}, 1<<20))
			}
			fmt.Println(len(eaten))
		case "spin":
			for range n {
				go func() {
					for sum := 1; ; sum++ {
						_ = sha256.Sum256([]byte{byte(sum)})
					}
				}()
			}
			fmt.Println("spins")
		case "open":
			fmt.Println(openMany())
		case "death":
			death := int32(0)
			err := unix.Prctl(unix.PR_GET_PDEATHSIG, uintptr(unsafe.Pointer(&death)), 0, 0, 0)
			fmt.Println(death, os.Getuid(), err)
		case "write":
			fmt.Println(write(file, n))
		case "sync":
			fmt.Println(timed(file, other))
		case "syncs":
			fmt.Println(rate(n, file))
		}
	}
}

func openMany() (int, error) {
	for n := 0; ; n++ {
		if _, err := os.Open("/dev/null"); err != nil {
			return n, err
		}
	}
}

func write(file string, n int) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Write(make([]byte, n))
	return err
}

// each runs a test where groups hold processes, and where they are watched.
func each(t *testing.T, f func(t *testing.T, l *Limits)) {
	for name, watch := range map[string]bool{"groups": false, "watched": true} {
		t.Run(name, func(t *testing.T) {
			l, err := Open(Config{Exec: joiner, Watch: watch})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, l.Close()) })
			if l.groups == nil && !watch {
				t.Skip(l.Says())
			}
			f(t, l)
		})
	}
}

// subject is a process that does what it is told.
type subject struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func start(t testing.TB, l *Limits, name string, lim Limit) *subject {
	return startCommand(t, l, name, lim, exec.Command(os.Args[0], "obey"))
}

func startCommand(t testing.TB, l *Limits, name string, lim Limit, cmd *exec.Cmd) *subject {
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, l.Wrap(name, lim, cmd))
	require.NoError(t, cmd.Start())
	l.Watch(name, cmd.Process)
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return &subject{cmd, in, bufio.NewScanner(out)}
}

// do has it do something and returns its answer.
func (s *subject) do(t testing.TB, format string, args ...any) string {
	_, err := fmt.Fprintf(s.in, format+"\n", args...)
	require.NoError(t, err)
	require.True(t, s.out.Scan(), "it has ended")
	return s.out.Text()
}

// A process that passes its limit of memory dies, as on a real machine; one started again begins anew.
func TestWhoPassesItsMemoryDies(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		for n := range 2 {
			s := start(t, l, "shard-1", Limit{Memory: 96 << 20})
			require.Equal(t, fmt.Sprint((96<<20)/100*90), s.do(t, "env"))
			require.Equal(t, "10", s.do(t, "eat 10"))
			require.Eventually(t, func() bool { return l.Use("shard-1").RSS > 10<<20 }, soon, time.Millisecond)
			require.Less(t, l.Use("shard-1").RSS, int64(96<<20))
			fmt.Fprintln(s.in, "eat 400")
			require.ErrorContains(t, s.Wait(), "killed")
			require.Eventually(t, func() bool { return l.Use("shard-1").OutOfMemory == n+1 }, soon, time.Millisecond)
		}
		require.Zero(t, l.Use("shard-2").OutOfMemory)
	})
}

// What is asserted holds on any machine: a slower or busier one takes longer only.
func TestABusyProcessIsHeldToItsShare(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		const share, enough = 0.3, 200 * time.Millisecond
		s := start(t, l, "shard-1", Limit{CPU: 1.5})
		s.do(t, "spin 1")
		require.NoError(t, l.Change("shard-1", Limit{CPU: share}))
		begun, before := time.Now(), processorOf(s.Process.Pid)
		used := time.Duration(0)
		require.Eventually(t, func() bool {
			used = processorOf(s.Process.Pid) - before
			return used > enough
		}, soon, time.Millisecond)
		require.Greater(t, time.Since(begun).Seconds(), 0.6*used.Seconds()/share, "it had more than its share")
		require.Eventually(t, func() bool { return l.Use("shard-1").CPU > 0 }, soon, time.Millisecond)
		require.NoError(t, l.Change("shard-1", Limit{}))
		require.Eventually(t, func() bool { return stateOf(s.Process.Pid) != "T" }, soon, time.Millisecond)
	})
}

func TestDescriptorsAreLimitedAndCounted(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		s := start(t, l, "matchmaker-1", Limit{Files: 64})
		require.Regexp(t, `^[45][0-9] open /dev/null: too many open files$`, s.do(t, "open"))
		require.Eventually(t, func() bool { return l.Use("matchmaker-1").Files > 50 }, soon, time.Millisecond)
	})
}

// A full disk takes nothing; once there is room it takes it again. It stays full for a process that is started again.
func TestADiskIsFull(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		dir := t.TempDir()
		file := filepath.Join(dir, "journal")
		s := start(t, l, "journal-1", Limit{})
		require.Equal(t, "<nil>", s.do(t, "write 1000 %s", file))
		require.NoError(t, l.Fill("journal-1", true))
		require.Contains(t, s.do(t, "write 1000 %s", file), "file too large")
		again := start(t, l, "journal-1", Limit{})
		require.Contains(t, again.do(t, "write 1000 %s", file), "file too large")
		require.NoError(t, l.Fill("journal-1", false))
		require.Equal(t, "<nil>", again.do(t, "write 1000 %s", file))

		full := start(t, l, "journal-2", Limit{Disk: 1 << 20, Dir: dir})
		require.Equal(t, "<nil>", full.do(t, "write %d %s", 2<<20, file))
		require.Eventually(t, func() bool {
			return strings.Contains(full.do(t, "write 1 %s", file), "file too large")
		}, soon, time.Millisecond)
		require.Greater(t, l.Use("journal-2").Disk, int64(1<<20))
		require.NoError(t, l.Change("journal-2", Limit{}))
		require.Equal(t, "<nil>", full.do(t, "write 1 %s", file), "it is not limited any more")
		require.Zero(t, l.Use("journal-2").Disk)
		require.NoError(t, l.Change("journal-2", Limit{Disk: 1 << 20, Dir: dir}))
		require.Eventually(t, func() bool {
			return strings.Contains(full.do(t, "write 1 %s", file), "file too large")
		}, soon, time.Millisecond)
		require.NoError(t, os.Remove(file))
		require.Eventually(t, func() bool {
			return full.do(t, "write 1 %s", file) == "<nil>"
		}, soon, time.Millisecond)
	})
}

// Who is stopped as a fault stands still, whatever its share would let it do, and goes on when it is told to.
func TestAStoppedProcessStandsStill(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		s := start(t, l, "shard-1", Limit{CPU: 0.3})
		s.do(t, "spin 1")
		require.NoError(t, l.Stop("shard-1"))
		require.Eventually(t, func() bool { return stateOf(s.Process.Pid) == "T" }, soon, time.Millisecond)
		require.Eventually(t, func() bool { return threadsStand(s.Process.Pid) }, soon, time.Millisecond)
		before := processorOf(s.Process.Pid)
		for range 10 {
			time.Sleep(slice)
			require.True(t, threadsStand(s.Process.Pid))
		}
		require.Less(t, processorOf(s.Process.Pid)-before, time.Millisecond, "no more than what stopping takes")
		require.NoError(t, l.Continue("shard-1"))
		require.Eventually(t, func() bool { return processorOf(s.Process.Pid) > before }, soon, time.Millisecond)
	})
}

// threadsStand reports whether all threads of a process are stopped. One that waits for a processor hears of it last.
func threadsStand(pid int) bool {
	dir := fmt.Sprintf("/proc/%d/task", pid)
	threads, _ := os.ReadDir(dir)
	for _, thread := range threads {
		b, _ := os.ReadFile(filepath.Join(dir, thread.Name(), "stat"))
		if !bytes.Contains(b, []byte(") T ")) {
			return false
		}
	}
	return len(threads) > 0
}

func stateOf(pid int) string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, behind, _ := bytes.Cut(b, []byte(") "))
	return string(behind[:min(1, len(behind))])
}

// Killing takes time on a busy machine. Until its memory is free a process passes its limit still, and was killed once.
func TestAProcessIsKilledOnceForItsMemory(t *testing.T) {
	l, err := Open(Config{Exec: joiner, Watch: true})
	require.NoError(t, err)
	defer l.Close()
	s := start(t, l, "shard-1", Limit{})
	l.mu.Lock()
	for range 3 {
		l.outOfMemory(l.nodes["shard-1"])
	}
	l.mu.Unlock()
	require.ErrorContains(t, s.Wait(), "killed")
	require.Equal(t, 1, l.Use("shard-1").OutOfMemory)
	start(t, l, "shard-1", Limit{})
	l.mu.Lock()
	l.outOfMemory(l.nodes["shard-1"])
	l.mu.Unlock()
	require.Equal(t, 2, l.Use("shard-1").OutOfMemory, "the next one may be killed, too")
}

// A supervisor that ends may still be starting a process: that makes no group which nobody would remove.
func TestNothingIsLimitedAfterTheEnd(t *testing.T) {
	each(t, func(t *testing.T, l *Limits) {
		start(t, l, "shard-1", Limit{})
		require.NoError(t, l.Close())
		require.ErrorIs(t, l.Wrap("shard-2", Limit{}, exec.Command("true")), errEnded)
		require.ErrorIs(t, l.Change("shard-1", Limit{}), errEnded)
		require.Empty(t, groupsOf(t, os.Getpid()))
	})
}

// The pid of a process that is gone may be another's by now: nothing is done to that.
func TestAPidThatIsGoneIsLeftAlone(t *testing.T) {
	l, err := Open(Config{Exec: joiner, Watch: true})
	require.NoError(t, err)
	defer l.Close()
	s := start(t, l, "journal-1", Limit{})
	l.mu.Lock()
	defer l.mu.Unlock()
	require.NoError(t, s.Process.Kill())
	require.Error(t, s.Wait())
	n := l.nodes["journal-1"]
	n.filled = true
	require.NoError(t, n.disk(), "nobody is told to write no more")
	require.False(t, n.cutDisk)
	require.Nil(t, n.proc)
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	l, err := Open(Config{Exec: joiner, Watch: true})
	require.NoError(t, err)
	defer l.Close()
	for text, lim := range map[string]Limit{
		"nothing below 0": {Memory: -1}, "0.05 of a core": {CPU: 0.01}, "16 MiB": {Memory: 1000},
		"32 descriptors": {Files: 3}, "directory": {Disk: 1000},
	} {
		require.ErrorContains(t, l.Wrap("shard-1", lim, exec.Command("true")), text)
	}
	require.ErrorContains(t, l.Wrap("../shard-1", Limit{}, exec.Command("true")), "small letters")
	require.ErrorIs(t, l.Change("shard-9", Limit{}), errUnknown)
	require.ErrorIs(t, l.Stop("shard-9"), errUnknown)
	require.Contains(t, l.Says(), "by watching: processor, memory (cgroups are not wanted; root, or")
}
