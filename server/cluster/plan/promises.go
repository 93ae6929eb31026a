package plan

import (
	"math"
	"time"
)

// Name is what a promise is about, and what is measured for it.
type Name string

// What can be promised. Each is at most what is asked, but Seated, which is at least.
const (
	OrdersLost      Name = "orders_lost"       // answered, and not in the journal
	OrdersDoubled   Name = "orders_doubled"    // in the journal more than once
	Seated          Name = "seated"            // players in their seats at the end
	Starved         Name = "starved"           // players that once had no view for over a second
	ViewGapP50      Name = "view_gap_p50"      // between two views of a player
	ViewGapP99      Name = "view_gap_p99"      //
	ViewGapMax      Name = "view_gap_max"      //
	OrderP50        Name = "order_p50"         // from an order to the view that shows its effect
	OrderP99        Name = "order_p99"         //
	MatchesVoided   Name = "matches_voided"    // that could not be resumed
	Desyncs         Name = "desyncs"           // hashes that should agree and do not
	UpWithin        Name = "up_within"         // from the command to the first match that is played
	BackWithin      Name = "back_within"       // from a node's end until it is ready again, the longest
	TakenOverWithin Name = "taken_over_within" // from a shard's end until its matches go on, the longest
	PlacedWithin    Name = "placed_within"     // from a change of the ring until all matches are where it says
	Overhead        Name = "overhead"          // cores that supervisor, proxies and history take, on average
)

// Unit is what a promise is counted in.
type Unit int

// The units.
const (
	Count Unit = iota
	Time       // seconds
	Cores
)

// units are what each promise is counted in. What is missing here cannot be promised.
var units = map[Name]Unit{
	OrdersLost: Count, OrdersDoubled: Count, Seated: Count, Starved: Count,
	ViewGapP50: Time, ViewGapP99: Time, ViewGapMax: Time, OrderP50: Time, OrderP99: Time,
	MatchesVoided: Count, Desyncs: Count,
	UpWithin: Time, BackWithin: Time, TakenOverWithin: Time, PlacedWithin: Time, Overhead: Cores,
}

// Unit is what it is counted in.
func (n Name) Unit() Unit { return units[n] }

// Promise is a bound that must hold.
type Promise struct {
	Name  Name
	Bound float64 // in the unit of its name
	All   bool    // Seated alone: everybody, instead of Bound
}

// Promises are all of a plan's.
type Promises []Promise

// Measured is what became of a run, in the units of the names. What is not in it was not measured.
type Measured struct {
	Values  map[Name]float64 `json:"values"`
	Players int              `json:"players"`            // how many were to be seated
	AtLeast map[Name]bool    `json:"at_least,omitempty"` // the value was still growing when the run ended
}

// Set notes a count, or a number of cores.
func (m *Measured) Set(n Name, v float64) {
	if m.Values == nil {
		m.Values = map[Name]float64{}
	}
	m.Values[n] = v
}

// SetTime notes a time.
func (m *Measured) SetTime(n Name, d time.Duration) { m.Set(n, d.Seconds()) }

// Unfinished notes that what has a value would have had a larger one, had anybody waited.
func (m *Measured) Unfinished(n Name) {
	if m.AtLeast == nil {
		m.AtLeast = map[Name]bool{}
	}
	m.AtLeast[n] = true
}

// Outcome is what became of a promise.
type Outcome string

// What may become of a promise.
const (
	Kept        Outcome = "kept"
	Broken      Outcome = "broken"
	NotMeasured Outcome = "not measured" // then nobody can call the plan kept
)

// Judged is a promise beside what was measured.
type Judged struct {
	Promise  Name    `json:"promise"`
	Asked    string  `json:"asked"`    // in words: "at most 1s"
	Measured string  `json:"measured"` // in words: "312ms"
	Outcome  Outcome `json:"outcome"`
	Bound    float64 `json:"bound"` // in the promise's unit
	Value    float64 `json:"value"` // the same; 0 if it was not measured
}

// Verdict is what a plan came to.
type Verdict struct {
	// Broken if one promise is; NotMeasured if none is broken and one was not measured
	Outcome  Outcome  `json:"outcome"`
	Promises []Judged `json:"promises"`
	Why      string   `json:"why,omitempty"` // of a run that ended early: what ended it. Then it is never Kept.
}

// Judge holds every promise against what was measured.
func (p Promises) Judge(m Measured) Verdict {
	v := Verdict{Outcome: Kept}
	for _, promise := range p {
		j := promise.judge(m)
		v.Promises = append(v.Promises, j)
		if j.Outcome == Broken || j.Outcome == NotMeasured && v.Outcome == Kept {
			v.Outcome = j.Outcome
		}
	}
	return v
}

// CutShort is the verdict of a run that ended before its time: what is broken stays broken, nothing is kept.
func (v Verdict) CutShort(why string) Verdict {
	v.Why = why
	if v.Outcome == Kept {
		v.Outcome = NotMeasured
	}
	return v
}

func (p Promise) judge(m Measured) Judged {
	bound := p.Bound
	if p.All {
		bound = float64(m.Players)
	}
	value, ok := m.Values[p.Name]
	ok = ok && !math.IsNaN(value) && (!p.All || m.Players > 0) // all of nobody is nothing
	j := Judged{Promise: p.Name, Asked: p.asked(), Measured: "not measured", Outcome: NotMeasured, Bound: bound}
	if !ok {
		return j
	}
	j.Value, j.Measured, j.Outcome = value, p.Name.say(value), Kept
	if p.Name == Seated {
		if m.Players > 0 {
			j.Measured += " of " + Seated.say(float64(m.Players))
		}
		if value < bound {
			j.Outcome = Broken
		}
		return j
	}
	switch {
	case value > bound:
		j.Outcome = Broken
	case m.AtLeast[p.Name]:
		j.Outcome = NotMeasured
	}
	if m.AtLeast[p.Name] {
		j.Measured = "over " + j.Measured
	}
	if j.Outcome == Broken && value != bound && j.Measured == p.Name.say(bound) { // broken by less than is said
		j.Measured = p.Name.sayExactly(value)
	}
	return j
}

// The exit codes of a command that ran a plan.
const (
	ExitKept   = 0
	ExitBroken = 1 // or not measured
	ExitCannot = 2 // the plan cannot run
)

// ExitCode is what a command ends with after a run with this verdict.
func (v Verdict) ExitCode() int {
	if v.Outcome == Kept {
		return ExitKept
	}
	return ExitBroken
}
