//go:build linux

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program that a cluster starts before a node's own hands its limits on, and every argument as it is.
func TestAProgramBeginsWithItsLimits(t *testing.T) {
	cmd := muster(t, "exec-limited", "--files", "64", "--memory", "100000000", "--",
		"sh", "-c", `ulimit -n; echo $GOMEMLIMIT "$@"`, "sh", "--help", "--", "-x")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Equal(t, "64\n90000000 --help -- -x\n", string(out))
}

// Where no file may grow any more, as on the full disk of a cluster's fault, a write fails and is told of; the process
// is not ended by a signal.
func TestAFullDiskIsAnErrorAndNoSignal(t *testing.T) {
	up := muster(t, "up", "--data", t.TempDir(), "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0",
		"--admin", "127.0.0.1:0")
	cmd := exec.Command("bash", append([]string{"-c", `ulimit -f 0; exec "$0" "$@"`, up.Path}, up.Args[1:]...)...)
	cmd.Env = append(os.Environ(), up.Env...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out // a pipe, not a file
	require.Error(t, cmd.Run())
	require.Equal(t, 1, cmd.ProcessState.ExitCode(), "%s", &out)
	require.Contains(t, out.String(), "file too large")
}
