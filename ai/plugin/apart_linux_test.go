//go:build linux && !race

package plugin_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai/plugin"
)

// eat takes as much memory as the process that compiles may have, and once more.
func eat() {
	if err := plugin.Limit(plugin.CompileMemory, time.Hour, func() {}); err != nil {
		os.Exit(0)
	}
	var all [][]byte
	for range 2 * plugin.CompileMemory >> 24 {
		all = append(all, make([]byte, 1<<24))
	}
	runtime.KeepAlive(all)
	os.Exit(0)
}

// The process that compiles cannot take more memory than it may.
func TestTheProcessThatCompilesHasSoMuchMemoryAndNoMore(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "EAT=1")
	said, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(said), "out of memory")
}

// Nor does it compute for longer, however busy the machine is: the time that counts is its own.
func TestTheProcessThatCompilesHasSoMuchTimeAndNoMore(t *testing.T) {
	hasty := func(ctx context.Context, dir string) *exec.Cmd {
		cmd := apart(ctx, dir)
		cmd.Env = append(cmd.Env, "WITHIN=1s")
		return cmd
	}
	_, err := plugin.Compile(t.Context(), intricate().bytes(), hasty)
	require.EqualError(t, err,
		"it is not compiled in 1s of processor time: its functions are too intricate; make them smaller")
}

// intricate is a module that keeps a compiler busy for minutes: 1,000 locals that live through 90 loops.
func intricate() hostile {
	touch := []byte{}
	for i := range uint64(1000) {
		touch = append(touch, join([]byte{0x20}, u(1+i), []byte{0x41, 1, 0x6a, 0x21}, u(1+i))...)
	}
	loops := join(bytes.Repeat([]byte{0x03, 0x40}, 90), touch, bytes.Repeat([]byte{0x20, 0, 0x0d, 0, 0x0b}, 90))
	return hostile{10: list(room, begin, sized(list(join(u(1000), []byte{0x7f})), loops, []byte{0x42, 1, 0x0b}))}
}
