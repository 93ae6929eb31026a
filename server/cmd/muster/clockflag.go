package main

import (
	"fmt"
	"time"

	"muster/wallclock"
)

// clockFlag is what processes of a cluster have, so that a trial can give one of them a wrong clock.
type clockFlag struct {
	ClockOffset time.Duration `name:"clock-offset" help:"For trials of clusters: behave as if this machine's clock were so far ahead (10m), or behind (-10m)." default:"0s"`
}

// AfterApply shifts the clock before the command begins.
func (f clockFlag) AfterApply() error {
	wallclock.Set(f.ClockOffset)
	if f.ClockOffset != 0 {
		fmt.Fprintf(stderr, "--clock-offset: for a trial, this process's clock is off by %v\n", f.ClockOffset)
	}
	return nil
}
