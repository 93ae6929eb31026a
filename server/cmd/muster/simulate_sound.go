//go:build !planted

package main

// simulatePlanted has no flags: this build has no planted bugs.
type simulatePlanted struct{}

func (simulatePlanted) plant() {}
