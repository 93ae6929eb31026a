package main

import (
	"os"
	"runtime/debug"
)

// collectLess has a process that serves the queue alone collect garbage a quarter as often: what it holds is small, and
// what it makes for each request is not. Who sets GOGC decides.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
