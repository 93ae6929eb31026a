package limit

import "time"

// Limits of limits.
const (
	// slice is how long a process stands still or runs at a stretch, at most, where its share is given by stopping it:
	// short beside a tick of 50 ms, and long beside what stopping costs.
	slice = 20 * time.Millisecond
	// minRun is the shortest time that a process runs at a stretch: shorter ones would be spent on the signals.
	minRun = time.Millisecond
	// maxDebt is how much of its share a process may have used ahead. It can be more than a slice's worth where it has
	// more threads than there are cores for the moment; more than this is forgiven.
	maxDebt = 5 * slice

	// minShare is the smallest share: what a millisecond in each slice comes to.
	minShare = 0.05
	// minMemory and minFiles are what a program in Go needs to begin with.
	minMemory = 16 << 20
	minFiles  = 32
	// goMemory is the share of its memory, in percent, at which a program in Go works harder to stay below.
	goMemory = 90

	// pollEvery is how often resident memory is read.
	pollEvery = 100 * time.Millisecond
	// diskEvery and useEvery are how many polls there are between two counts of a node's files, and of what it uses:
	// both read a directory.
	diskEvery = 5
	useEvery  = 10

	// maxRefusal is the longest text, in bytes, in which a process says why it cannot be asked about its syncs.
	maxRefusal = 256

	// period is the time in which a cgroup's share of the processor is used up, in microseconds: as short as slices.
	period = 20_000
	// claimTries is how many groups a supervisor makes until it has one that no other has swept away.
	claimTries = 5
	// removeTries and removeWait are how long the end of the processes in a group is waited for: the kernel takes it
	// out some time after they were killed.
	removeTries = 100
	removeWait  = 20 * time.Millisecond
)
