package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"muster/server/cluster/plan"
)

// played is what of a bots' report counts for a verdict.
type played struct {
	Players     int
	Starved     int
	ViewP50     float64 `json:"view_gap_p50_ms"`
	ViewP99     float64 `json:"view_gap_p99_ms"`
	ViewMax     float64 `json:"view_gap_max_ms"`
	OrderP50    float64 `json:"order_effect_p50_ms"`
	OrderP99    float64 `json:"order_effect_p99_ms"`
	SeatedAtEnd int     `json:"seated_at_end"`
	AtEnd       bool    `json:"-"` // it was there to the end
}

// audit is what muster replay verify says of journals and answers.
type audit struct {
	Matches []struct{ Reason, Error string }
	Answers struct {
		Lines    int
		Unknown  int `json:"unknown_match"`
		Lost     int
		Doubled  int
		Moved    int `json:"wrong_tick"`
		Altered  int `json:"wrong_outcome"`
		Intruded int `json:"not_admitted_but_there"`
	}
	Errors []string
}

// verify holds what each crowd of bots was answered against the journal, as operators do it, and has the supervisor
// hear of it. If that fails for one, nobody knows that nothing is lost.
func (c *shell) verify(ctx context.Context, crowds, answers, args []string) {
	x := Seen{What: Verified, Crowds: crowds}
	for _, file := range answers {
		a, err := c.audit(ctx, append(slices.Clone(args), "--answers", file, "--json"))
		if err != nil {
			x.Audits, x.Trouble = nil, err.Error()
			break
		}
		x.Audits = append(x.Audits, a)
	}
	c.send(x)
}

// verified keeps what an audit came to: of a plan that is followed, or of the whole run.
func (c *shell) verified(x *Seen) {
	if x.Crowds != nil {
		c.followed.audits = x.Audits
		if x.Trouble != "" {
			c.followed.troubles = append(c.followed.troubles, x.Trouble)
		}
		return
	}
	c.audits = x.Audits
	if x.Trouble != "" {
		c.troubles = append(c.troubles, x.Trouble)
	}
}

// auditArgs has every shard's data looked into beside the journal: a shared one gives a finished match up as soon as
// two shards have its replay, which is what is left of it.
func (c *shell) auditArgs() []string {
	args := []string{"replay", "verify"}
	if c.cfg.Plan.Nodes.Journal > 0 {
		args = append(args, "--data", c.layout.journal())
	}
	for _, n := range c.sup.nodes {
		if n.kind == plan.Shards {
			args = append(args, "--data", c.site.Data(n.name))
		}
	}
	return args
}

func (c *shell) audit(ctx context.Context, args []string) (a audit, err error) {
	var out, wrong bytes.Buffer
	cmd := exec.CommandContext(ctx, c.cfg.Program, args...)
	cmd.Stdout, cmd.Stderr = &out, &wrong
	failed := cmd.Run() // it fails when anything is wrong, and says all of it
	if err := json.Unmarshal(lastLine(out.Bytes()), &a); err != nil {
		return a, fmt.Errorf("verify the answers: %w: %s", errors.Join(failed, err), strings.TrimSpace(wrong.String()))
	}
	return a, nil
}

func lastLine(b []byte) []byte {
	b = bytes.TrimSpace(b)
	return b[bytes.LastIndexByte(b, '\n')+1:]
}

// result is what became of everything.
func (c *shell) result() Result {
	c.recordNew()
	r := Result{Began: c.began, Timeline: c.sup.Timeline(), Data: c.dir, Troubles: c.troubles}
	if c.temporary {
		r.Data = ""
	}
	bots, err := c.reports(c.crowdNames())
	if err != nil && c.sup.audits() {
		r.Troubles = append(r.Troubles, err.Error())
	}
	m := c.meter.measured(bots, c.audits)
	if cores, ok := c.overhead(); ok {
		m.Set(plan.Overhead, cores)
	}
	r.Measured, r.Verdict = m, c.cfg.Plan.Promises.Judge(m)
	if why := c.sup.ending.why; why != "" && c.cfg.Plan.For > 0 {
		r.Verdict = r.Verdict.CutShort(why)
	}
	return r
}

// meter makes what promises are held against of the timeline as it goes on, and at the end of what bots and audits
// said.
type meter struct {
	m     plan.Measured
	ended map[string]bool // nodes that have
}

// measured is what all of it comes to.
func (t *meter) measured(bots []played, audits []audit) plan.Measured {
	for i := range bots {
		bots[i].measure(&t.m)
	}
	for i := range audits {
		audits[i].measure(&t.m)
	}
	return t.m
}

// update measures what the timeline shows. Who is ready comes back only if it had ended before.
func (t *meter) update(timeline []plan.Entry) {
	for i := range timeline {
		e := &timeline[i]
		switch e.Kind {
		case "up":
			t.m.SetTime(plan.UpWithin, e.Took)
		case "ended":
			if t.ended == nil {
				t.ended = map[string]bool{}
			}
			t.ended[e.Node] = true
		case "ready":
			if e.At > 0 && t.ended[e.Node] {
				longest(&t.m, plan.BackWithin, e.Took)
			}
		case "placed", notPlaced:
			t.longest(plan.PlacedWithin, e, notPlaced)
		case takenOver, notTakenOver:
			t.longest(plan.TakenOverWithin, e, notTakenOver)
		case notBack:
			t.longest(plan.BackWithin, e, notBack)
		}
	}
}

// longest notes the longest time of something, and if an entry is that it was not over.
func (t *meter) longest(of plan.Name, e *plan.Entry, unfinished string) {
	longest(&t.m, of, e.Took)
	if e.Kind == unfinished {
		t.m.Unfinished(of)
	}
}

// measure adds what a process of bots counted. What took no time at all was never seen.
func (b *played) measure(m *plan.Measured) {
	if b.AtEnd {
		m.Players += b.Players
		add(m, plan.Seated, b.SeatedAtEnd)
	}
	add(m, plan.Starved, b.Starved)
	for name, took := range map[plan.Name]float64{
		plan.ViewGapP50: b.ViewP50, plan.ViewGapP99: b.ViewP99, plan.ViewGapMax: b.ViewMax,
		plan.OrderP50: b.OrderP50, plan.OrderP99: b.OrderP99,
	} {
		if took > 0 {
			longest(m, name, ms(took))
		}
	}
}

// measure adds what an audit found. Where nobody was answered anything, no answer was held against the journal.
func (a *audit) measure(m *plan.Measured) {
	if w := &a.Answers; w.Lines > 0 {
		add(m, plan.OrdersLost, w.Lost+w.Unknown+w.Moved+w.Altered+w.Intruded)
		add(m, plan.OrdersDoubled, w.Doubled)
	}
	void := 0
	for _, match := range a.Matches {
		if match.Reason == "void" {
			void++
		}
	}
	// each audit looks at all matches
	m.Set(plan.MatchesVoided, max(m.Values[plan.MatchesVoided], float64(void)))
	m.Set(plan.Desyncs, max(m.Values[plan.Desyncs], float64(len(a.Errors))))
}

func ms(v float64) time.Duration { return time.Duration(v * float64(time.Millisecond)) }

func add(m *plan.Measured, n plan.Name, v int) { m.Set(n, m.Values[n]+float64(v)) }

func longest(m *plan.Measured, n plan.Name, d time.Duration) {
	m.SetTime(n, max(d, ms(1000*m.Values[n])))
}
