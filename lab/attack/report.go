package attack

import (
	"errors"
	"fmt"
	"strings"
)

// Report is what became of the server.
type Report struct {
	FloodSent      uint64   `json:"flood_sent"`
	FloodRetried   float64  `json:"flood_retried"` // that the server answered with Retry
	FloodPerS      float64  `json:"flood_per_s"`
	Joins          int      `json:"joins"`
	Joined         int      `json:"joined"`
	JoinP50MS      float64  `json:"join_p50_ms"`
	JoinP99MS      float64  `json:"join_p99_ms"`
	JoinErrors     []string `json:"join_errors,omitempty"` // the first few different ones
	MemoryGrowthMB float64  `json:"memory_growth_mb"`      // of the server's process during the flood, joins included
	Attacks        []Result `json:"attacks"`
	WitnessStarved int      `json:"witness_starved"` // bots that played through all of it with over 1 s between views
	WitnessP99MS   float64  `json:"witness_view_interval_p99_ms"`
}

// Result is one kind of attack.
type Result struct {
	Name    string  `json:"name"`
	Done    int     `json:"done"`    // attempts
	Refused int     `json:"refused"` // that were ended or answered as they should
	Metric  string  `json:"metric"`  // that counts them
	Counted float64 `json:"counted"` // by how much it grew
	Trouble string  `json:"trouble,omitempty"`

	// of guessed passwords: the slowest log-in of the name's owner meanwhile
	HonestMS float64 `json:"honest_ms,omitempty"`
}

// Err reports what the server did not survive as it should; nil if all is well.
func (r Report) Err() (err error) {
	if r.Joined*100 < r.Joins*99 {
		err = fmt.Errorf("%d of %d players joined during the flood: %s",
			r.Joined, r.Joins, strings.Join(r.JoinErrors, "; "))
	}
	if r.MemoryGrowthMB > maxFloodGrowthMB {
		err = errors.Join(err, fmt.Errorf("the server grew by %.1f MB during the flood", r.MemoryGrowthMB))
	}
	if r.WitnessStarved > 0 {
		err = errors.Join(err, fmt.Errorf("%d bots that played meanwhile starved", r.WitnessStarved))
	}
	for _, a := range r.Attacks {
		if a.Trouble != "" || a.Refused < a.Done || a.Counted == 0 {
			err = errors.Join(err, fmt.Errorf("%s: %d of %d refused, %s grew by %g %s",
				a.Name, a.Refused, a.Done, a.Metric, a.Counted, a.Trouble))
		}
	}
	return err
}

// String formats it in a line for each kind of attack, and a few for the flood.
func (r Report) String() string {
	var b strings.Builder
	for _, a := range r.Attacks {
		fmt.Fprintf(&b, "%-38s %d of %d refused; %s grew by %g %s\n",
			a.Name, a.Refused, a.Done, a.Metric, a.Counted, a.Trouble)
	}
	fmt.Fprintf(&b, `half-open flood: %.0f links a second, %d in all, %.0f answered with Retry; the server grew by %.1f MB
meanwhile %d of %d players joined, in %.0f ms (median), %.0f ms (99 %%)
bots that played through it: view interval %.0f ms (99 %%), %d starved
`, r.FloodPerS, r.FloodSent, r.FloodRetried, r.MemoryGrowthMB, r.Joined, r.Joins,
		r.JoinP50MS, r.JoinP99MS, r.WitnessP99MS, r.WitnessStarved)
	return b.String()
}
