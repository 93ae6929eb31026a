//go:build !linux

package machine

// limitOfSystem is what the machine has: nobody says.
func limitOfSystem() uint64 { return unlimited }
