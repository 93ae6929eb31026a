//go:build unix

package spawn

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const patience = 4 * time.Minute

// The test binary is the program that starts another, when the environment says so: a shell that knows no tie.
func TestMain(m *testing.M) {
	if os.Getenv("BE_PARENT") != "" {
		cmd := exec.Command("/bin/sh", "-c", "echo $$; exec sleep 600")
		cmd.Stdout = os.Stdout
		DieWithParent(cmd)
		p, err := Start(cmd)
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		<-p.Done()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Whoever started a program is killed: the program goes with it, though it stands still and knows no tie.
func TestAProgramDiesWithWhoStartedIt(t *testing.T) {
	if testing.Short() || !killsForUs {
		t.Skip("this system kills nobody for us")
	}
	self, err := os.Executable()
	require.NoError(t, err)
	parent := exec.Command(self)
	parent.Env = append(os.Environ(), "BE_PARENT=1")
	out, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	child, err := strconv.Atoi(strings.TrimSpace(line))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(child, syscall.SIGSTOP))
	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait()
	require.Eventually(t, func() bool {
		return syscall.Kill(child, 0) != nil || zombie(child)
	}, patience, 10*time.Millisecond)
}

// zombie reports whether a process has ended and nobody has asked how.
func zombie(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(b), ") Z ")
}

// A program hears that it is let go of, and how it ended is told.
func TestAProgramHearsThatItIsLetGo(t *testing.T) {
	p, err := Start(exec.Command("/bin/sh", "-c", "cat; exit 3"))
	require.NoError(t, err)
	p.LetGo()
	<-p.Done()
	require.EqualError(t, p.Err(), "exit status 3")
	p.Kill() // in vain
	_, err = Start(exec.Command("/no/such/program"))
	require.ErrorContains(t, err, "start /no/such/program")
}

// The wait before a start grows, up to a bound; after a long life it is short again.
func TestTheWaitBeforeAStartGrows(t *testing.T) {
	var b Backoff
	require.Equal(t, firstRestart, b.Next(time.Second))
	require.True(t, b.Fresh())
	require.Equal(t, 2*firstRestart, b.Next(time.Second))
	require.False(t, b.Fresh())
	for range 10 {
		b.Next(0)
	}
	require.Equal(t, lastRestart, b.Next(0))
	require.Equal(t, firstRestart, b.Next(2*steadyFor))
}
