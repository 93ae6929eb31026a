package failover

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Report is what the bots noticed, in milliseconds. A figure of trials that were not made is 0, and has no samples.
type Report struct {
	Trials int `json:"trials"` // of each kind
	Bots   int `json:"bots"`

	// from the trouble to the end of the longest gap between views, at each bot of the shard's matches
	KillSilenceP50 float64 `json:"kill_silence_p50_ms"`
	KillSilenceP99 float64 `json:"kill_silence_p99_ms"`
	StopSilenceP50 float64 `json:"stop_silence_p50_ms"`
	StopSilenceP99 float64 `json:"stop_silence_p99_ms"`
	// the longest time without a newer view, at each bot
	MoveGapP99    float64 `json:"move_gap_p99_ms"`
	RollGapP99    float64 `json:"roll_gap_p99_ms"`
	StoreGapP50   float64 `json:"store_gap_p50_ms"`
	StoreGapWorst float64 `json:"store_gap_worst_ms"`
	// in a second and a half in which nothing was done: what the machine costs
	CalmGapP99 float64 `json:"calm_gap_p99_ms"`

	AISeatsOnMove int `json:"ai_seats_on_move"` // seats that AI led in moves and replacements
	Requeued      int `json:"requeued"`         // bots that were sent away from a match in them that still runs
	Stuck         int `json:"stuck"`            // bots that were shown nothing any more
	Lost          int `json:"lost"`             // answered orders that are not in the journal
	Doubled       int `json:"doubled"`
	Orders        int `json:"orders"`
	Effective     int `json:"effective"`
	Answers       int `json:"answers"` // that the journal bears out: found there, or rightly not
	Unknown       int `json:"unknown"` // answers of matches of which no journal and no replay is left

	Samples map[string]int `json:"samples"` // bots, by kind of trial
	Errors  []string       `json:"errors,omitempty"`

	all map[Kind][]time.Duration
}

// calm is no trial, but what the others are held against.
const calm Kind = "calm"

func (r *Report) add(k Kind, d []time.Duration) {
	if r.all == nil {
		r.all, r.Samples = map[Kind][]time.Duration{}, map[string]int{}
	}
	r.all[k] = append(r.all[k], d...)
	r.Samples[string(k)] = len(r.all[k])
}

// reckon makes the figures of what was added.
func (r *Report) reckon() {
	r.KillSilenceP50, r.KillSilenceP99 = r.at(Kill, 50), r.at(Kill, 99)
	r.StopSilenceP50, r.StopSilenceP99 = r.at(Stop, 50), r.at(Stop, 99)
	r.MoveGapP99, r.RollGapP99 = r.at(Move, 99), r.at(Roll, 99)
	r.StoreGapP50, r.StoreGapWorst = r.at(Store, 50), r.at(Store, 100)
	r.CalmGapP99 = r.at(calm, 99)
}

// at is a percentile of what was added of a kind: the least value that so many in a hundred do not exceed.
func (r *Report) at(k Kind, percent int) float64 {
	all := slices.Sorted(slices.Values(r.all[k]))
	if len(all) == 0 {
		return 0
	}
	i := (len(all)*percent + 99) / 100
	return float64(all[max(i, 1)-1].Microseconds()) / 1000
}

func (r *Report) failed(k Kind, err error) {
	r.Errors = append(r.Errors, fmt.Sprintf("%s: %v", k, err))
}

// Err is what must never be: a trial that could not be made, a bot that stays in the dark, an answer that is not true.
func (r *Report) Err() error {
	switch {
	case len(r.Errors) > 0:
		return errors.New(r.Errors[0])
	case r.Stuck > 0:
		return fmt.Errorf("%d bots were shown nothing any more", r.Stuck)
	case r.Lost+r.Doubled > 0:
		return fmt.Errorf("%d answered orders are lost, %d doubled", r.Lost, r.Doubled)
	}
	return nil
}

// String is the report for people.
func (r Report) String() string {
	var b strings.Builder
	line := func(k Kind, what string, args ...any) {
		if n := r.Samples[string(k)]; n > 0 {
			fmt.Fprintf(&b, "%-6s %4d bots  %s\n", k, n, fmt.Sprintf(what, args...))
		}
	}
	line(Kill, "silence %.0f ms (median), %.0f ms (99 %%)", r.KillSilenceP50, r.KillSilenceP99)
	line(Stop, "silence %.0f ms, %.0f ms", r.StopSilenceP50, r.StopSilenceP99)
	line(Move, "longest gap %.0f ms (99 %%)", r.MoveGapP99)
	line(Roll, "longest gap %.0f ms (99 %%)", r.RollGapP99)
	line(Store, "longest gap %.0f ms (median), %.0f ms at worst", r.StoreGapP50, r.StoreGapWorst)
	line(calm, "longest gap %.0f ms (99 %%) while nothing was done", r.CalmGapP99)
	fmt.Fprintf(&b, "seats led by AI in moves %d, sent to another match %d, in the dark %d\n",
		r.AISeatsOnMove, r.Requeued, r.Stuck)
	fmt.Fprintf(&b, "answers that the journal bears out %d: lost %d, doubled %d, of unknown matches %d\n",
		r.Answers, r.Lost, r.Doubled, r.Unknown)
	for _, e := range r.Errors {
		fmt.Fprintln(&b, "trouble:", e)
	}
	return b.String()
}
