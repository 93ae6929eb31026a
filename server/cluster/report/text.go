package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"muster/printable"
	"muster/server/cluster/plan"
)

// Text prints a run for people.
func (r Run) Text(to io.Writer) error {
	var b strings.Builder
	for _, l := range r.about() {
		fmt.Fprintf(&b, "%-8s %s\n", l[0], l[1])
	}
	b.WriteString("\n")
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range r.Verdict.Promises {
		row(w, string(p.Outcome), string(p.Promise), "asked: "+p.Asked, "measured: "+p.Measured)
	}
	w.Flush()
	b.WriteString("\nTimeline\n")
	for _, e := range r.Timeline {
		row(w, at(e.At), done(e), e.Who, orDash(e.Node), e.What+e.Lasted())
	}
	w.Flush()
	_, err := io.WriteString(to, b.String())
	return err
}

// row writes the columns of a table, each on one line.
func row(w io.Writer, columns ...string) {
	for i, c := range columns {
		text := strings.TrimLeft(c, " ")
		columns[i] = c[:len(c)-len(text)] + printable.Line(text)
	}
	fmt.Fprintln(w, strings.Join(columns, "\t"))
}

// about is what is said of a run before all else.
func (r Run) about() (lines [][2]string) {
	add := func(what, said string) {
		if said = printable.Line(said); said != "" {
			lines = append(lines, [2]string{what, said})
		}
	}
	add("plan", r.File)
	add("began", r.Began.UTC().Format("2006-01-02 15:04:05 UTC")+", ran "+r.Ran.Round(time.Millisecond).String())
	add("release", r.Release)
	add("machine", r.Machine)
	add("verdict", verdict(r.Verdict))
	return lines
}

// verdict says in words what a run came to.
func verdict(v plan.Verdict) string {
	said := string(v.Outcome)
	if len(v.Promises) == 0 && v.Outcome == plan.Kept {
		said = "nothing was promised"
	}
	if v.Why != "" {
		said += " (ended early: " + v.Why + ")"
	}
	return said
}

// at writes a time of the timeline.
func at(d time.Duration) string { return fmt.Sprintf("%9.3fs", d.Seconds()) }

func done(e plan.Entry) string {
	if e.Seen {
		return "seen"
	}
	return "done"
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// JSON prints a run for programs: the verdict with every promise, and the timeline.
func (r Run) JSON(to io.Writer) error {
	out := struct {
		File     string    `json:"file,omitempty"`
		Began    time.Time `json:"began"`
		Ran      seconds   `json:"ran"`
		Release  string    `json:"release,omitempty"`
		Machine  string    `json:"machine,omitempty"`
		Outcome  string    `json:"outcome"`
		ExitCode int       `json:"exit_code"`
		Why      string    `json:"why,omitempty"`
		Promises []judged  `json:"promises"`
		Timeline []*entry  `json:"timeline"`
	}{
		r.File, r.Began, secondsOf(r.Ran), r.Release, r.Machine,
		string(r.Verdict.Outcome), r.Verdict.ExitCode(), r.Verdict.Why, judgedOf(r.Verdict),
		[]*entry{},
	}
	for _, e := range r.Timeline {
		out.Timeline = append(out.Timeline, entryOf(e))
	}
	e := json.NewEncoder(to)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
