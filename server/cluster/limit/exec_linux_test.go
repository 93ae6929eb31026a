package limit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program that is to be killed when who started it is gone, or to run as another user, does so behind Exec, too.
func TestAProgramDiesWithItsSupervisorAndRunsAsItsUser(t *testing.T) {
	l, err := Open(Config{Exec: []string{os.Args[0], "exec-elsewhere"}})
	require.NoError(t, err)
	defer l.Close()
	self, err := os.ReadFile(os.Args[0])
	require.NoError(t, err)
	dir, err := os.MkdirTemp("", "limit") // where another user finds it
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	require.NoError(t, os.Chmod(dir, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "program"), self, 0o755))
	cmd := exec.Command(filepath.Join(dir, "program"), "obey")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	who := os.Getuid()
	if who == 0 {
		who = 65534
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	s := startCommand(t, l, "database", Limit{Memory: 64 << 20}, cmd)
	require.Equal(t, fmt.Sprint(int(syscall.SIGKILL), who, " <nil>"), s.do(t, "death"))
}
