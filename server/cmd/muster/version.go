package main

import (
	"fmt"
	"runtime"

	"muster/server/wire"
	"muster/shard/replay"
)

type versionCmd struct{}

// Run reports which build this is, in one line: its commit, its rules, what it speaks, and what it
// was built with and for.
func (versionCmd) Run() error {
	fmt.Fprintf(stdout, "muster %s, rules %s, protocol %d to %d, %s, %s/%s\n",
		replay.Version(), replay.Rules(replay.Fingerprint()), wire.OldestProtocol, wire.NewestProtocol,
		runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
