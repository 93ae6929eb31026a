package main

import "time"

// Times of the house, each with its reason.
const (
	leaveWithin  = 2 * time.Second        // for telling the registry that we go; it would find out by itself
	firstRestart = 500 * time.Millisecond // before a shard process that died is started again, doubling
	lastRestart  = 10 * time.Second
	steadyFor    = time.Minute            // a process that lived so long starts from the first pause again
	endWithin    = 500 * time.Millisecond // for a job to stop that was told to; then the program ends under it
	killAfter    = 10 * time.Second       // for a shard process to stop; then it is killed
	detailWithin = 500 * time.Millisecond // for a shard to tell its zones to the operators' page; a slower one is shown without them
	examineFor   = 10 * time.Second       // for a part that muster doctor asks; one that takes longer is in trouble
	maxDetail    = 1 << 20                // bytes of that

	usualRate = 500 // of --address-rate, its default

)
