package main

import (
	"cmp"
	"fmt"
	"runtime"

	"muster/server/wire"
	"muster/shard/replay"
)

type versionCmd struct{}

// Run tells which build this is, in one line: its commit, its rules, what it speaks, and what it was built with and for.
func (versionCmd) Run() error {
	fmt.Fprintf(stdout, "muster %s, rules %s, protocol %d to %d, %s, %s/%s\n",
		version(), replay.Rules(replay.Fingerprint()), wire.OldestProtocol, wire.NewestProtocol, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// version is the commit that this was built from.
func version() string {
	return cmp.Or(replay.Release(), "unknown")
}
