// Package doctor looks whether a machine is fit to run a server, and says of everything that is not what to do about
// it. It changes nothing but that it opens ports and writes a small file for a moment. What it finds it judges by
// limits.go, in functions that are told everything.
package doctor

import (
	"fmt"
	"io"
	"strings"
)

// State is how a thing stands.
type State string

// The states of a finding.
const (
	OK      State = "ok"
	Warning State = "warning" // works, and worse than it could
	Trouble State = "trouble" // does not work, or not for everybody
	Skipped State = "skipped" // nobody knows
)

// Finding is what was found of one thing.
type Finding struct {
	Check string `json:"check"`
	State State  `json:"state"`
	Found string `json:"found"`
	Do    string `json:"do,omitempty"` // empty where there is nothing to do
}

func fine(check, format string, args ...any) Finding {
	return Finding{Check: check, State: OK, Found: fmt.Sprintf(format, args...)}
}

func skipped(check, format string, args ...any) Finding {
	return Finding{Check: check, State: Skipped, Found: fmt.Sprintf(format, args...)}
}

// Fine is a finding that all is well.
func Fine(check, format string, args ...any) Finding { return fine(check, format, args...) }

// Broken is a finding of what does not work.
func Broken(check string, err error, do string) Finding {
	return Finding{check, Trouble, err.Error(), do}
}

// Report is all that was found.
type Report struct {
	OK       bool      `json:"ok"` // no trouble
	Findings []Finding `json:"findings"`
}

// ReportOf sums findings up.
func ReportOf(all []Finding) Report {
	r := Report{OK: true, Findings: all}
	for _, f := range all {
		r.OK = r.OK && f.State != Trouble
	}
	return r
}

// Troubles counts what does not work.
func (r *Report) Troubles() (n int) {
	for _, f := range r.Findings {
		if f.State == Trouble {
			n++
		}
	}
	return n
}

// Print writes the report for people, a thing a line, and below it what to do.
func (r *Report) Print(w io.Writer) error {
	for _, f := range r.Findings {
		if _, err := fmt.Fprintf(w, "%-8s %-13s %s\n", f.State, f.Check, oneLine(f.Found)); err != nil {
			return err
		}
		if f.Do == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%22s -> %s\n", "", oneLine(f.Do)); err != nil {
			return err
		}
	}
	return nil
}

// oneLine keeps errors of others, which may have several, in their place.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
