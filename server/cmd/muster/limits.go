package main

import "time"

// Times of the program, each with its reason.
const (
	endWithin  = 500 * time.Millisecond // for a job to stop that was told to; then the program ends under it
	findEvery  = time.Second            // between looks for a matchmaker by a commander that came before all of them
	examineFor = 10 * time.Second       // for a part that muster doctor asks; one that takes longer is in trouble

	maxLogLines = 10_000 // that muster logs fetches, page behind page
	// while logs are followed they are asked for so often, and for so much of what was there: clocks may
	// differ by half a minute (see api.ClockTrouble), and a node may have taken a moment
	followEvery  = time.Second
	clocksDiffer = time.Minute
	// pages of single nodes that are asked for at a time: with twice that and the page of all, an account stays
	// under the 20 requests a second that it may make. What is more of one node is left out, and that is said
	followPages = 8
)
