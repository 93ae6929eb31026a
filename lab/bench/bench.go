// Package bench measures parts of Muster against their baselines. What loads a server is a process of its own, so that
// its cost is not the server's: a program that calls this has the commands `bench clients` (Clients) and `bench
// queuers` (Queuers), and `store` for a shared journal.
package bench

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/pprof"
	"slices"
)

// self is another process of this program.
func self(ctx context.Context, args ...string) (*exec.Cmd, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stderr = os.Stderr
	return cmd, nil
}

// profiled writes a CPU profile to a file until stop is called; nothing if the file has no name.
func profiled(name string) (stop func() error, err error) {
	if name == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// collectLess has this process collect garbage as seldom as muster matchmaker does. Who sets GOGC decides.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
