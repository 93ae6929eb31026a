package sources

import "time"

// Times, each with its reason.
const (
	answerWithin = time.Minute            // for a shared journal to answer: its servers may be electing a leader
	tryFor       = 10 * time.Second       // of one try at that: servers without a leader answer nothing
	tryEvery     = 100 * time.Millisecond // between two of them
)
