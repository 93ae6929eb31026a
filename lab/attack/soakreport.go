package attack

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"muster/client/loadtest"
)

// SoakReport is what became of the server and of who played.
type SoakReport struct {
	Calm     loadtest.Report `json:"calm"`
	Attacked loadtest.Report `json:"attacked"`
	Visitors loadtest.Report `json:"visitors"` // who joined, looked and left during the attacks
	Attacks  []Result        `json:"attacks"`  // all rounds of each together
	Heap     []HeapSample    `json:"heap"`
	// of the live heap, without the first quarter; 0 of too few samples
	SlopeMBH float64 `json:"heap_slope_mb_per_h"`
	Flood    uint64  `json:"flood_sent"` // links begun and never finished

	cfg SoakConfig
}

// HeapSample is the live heap behind a collection.
type HeapSample struct {
	At time.Duration `json:"at_ns"`
	MB float64       `json:"mb"`
}

// Err reports what went worse than it may.
func (r SoakReport) Err() (err error) {
	joined, came := r.Visitors.Joined+r.Attacked.Joined, r.Visitors.Players+r.Attacked.Players
	if joined*100 < came*99 {
		err = fmt.Errorf("%d of %d players joined: %s",
			joined, came, strings.Join(append(r.Visitors.Errors, r.Attacked.Errors...), "; "))
	}
	if was, is := r.Calm.ViewIntervalP99, r.Attacked.ViewIntervalP99; is > was*soakInterval {
		err = errors.Join(err, fmt.Errorf("views came %.0f ms apart (99 %%), and %.0f ms without the attacks", is, was))
	}
	if r.SlopeMBH > soakSlope {
		err = errors.Join(err, fmt.Errorf("the live heap grew by %.1f MB an hour", r.SlopeMBH))
	}
	for _, a := range r.Attacks {
		if most := float64(honestPatience.Milliseconds()); a.HonestMS > most {
			err = errors.Join(err, fmt.Errorf("%s: the name's owner logged in within %.0f ms, %.0f asked",
				a.Name, a.HonestMS, most))
		}
		if a.Done == 0 || a.Refused < a.Done {
			err = errors.Join(err, fmt.Errorf("%s: %d of %d refused %s", a.Name, a.Refused, a.Done, a.Trouble))
		}
	}
	return err
}

// String formats it in a few lines, and one or two for each kind of attack.
func (r SoakReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, `%d bots for %v in peace: views %.0f ms apart (median), %.0f ms (99 %%); for %v under attack: %.0f ms, %.0f ms; %d and %d starved
meanwhile %d of %d players joined, in %.0f ms (median), %.0f ms (99 %%); %d links were begun and never finished
`, r.cfg.Players, r.cfg.Calm, r.Calm.ViewIntervalP50, r.Calm.ViewIntervalP99,
		r.cfg.For, r.Attacked.ViewIntervalP50, r.Attacked.ViewIntervalP99,
		r.Calm.Starved, r.Attacked.Starved, r.Visitors.Joined, r.Visitors.Players, r.Visitors.JoinP50,
		r.Visitors.JoinP99, r.Flood)
	for _, a := range r.Attacks {
		fmt.Fprintf(&b, "%-38s %d of %d refused %s\n", a.Name, a.Refused, a.Done, a.Trouble)
		if a.HonestMS > 0 {
			fmt.Fprintf(&b, "%-38s %.0f ms at most\n", "  meanwhile the owner logged in within", a.HonestMS)
		}
	}
	if n := len(r.Heap); n > 0 {
		fmt.Fprintf(&b,
			"live heap %.1f MB after a minute, %.1f MB at the end; %.2f MB an hour from the second quarter on\n",
			r.Heap[0].MB, r.Heap[n-1].MB, r.SlopeMBH)
	}
	return b.String()
}
