package console

import (
	"cmp"
	"context"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"muster/client/screen/i18n"
	"muster/docs/lessons"
	"muster/matchmaker/api"
	"muster/server/cluster/plan"
	"muster/server/console/diagram"
)

// progress is how far a plan has come, as a page shows it.
type progress struct {
	*api.ClusterPlan
	Strip  template.HTML // drawn by diagram, and so escaped
	Lesson string        // which one it is; empty for none
	words  i18n.Words
}

// progressOf is that of the plan that a cluster follows; nil without one.
func progressOf(p *api.ClusterPlan, words i18n.Words) *progress {
	if p == nil {
		return nil
	}
	if p.For > 0 {
		p.At = min(p.At, p.For)
	}
	d := &progress{ClusterPlan: p, Strip: template.HTML(diagram.Plan(p, words.Say)), words: words}
	name := p.Name[strings.LastIndexAny(p.Name, `/\`)+1:]
	if l, found := lessons.Find(strings.TrimSuffix(name, ".yaml")); found {
		d.Lesson = l.Name
	}
	return d
}

// Clock is how far it is, in its own time.
func (p *progress) Clock() string { return diagram.Clock(p.At / 1000 * 1000) }

// Length is how long it runs.
func (p *progress) Length() string { return diagram.Clock(p.For) }

// Ends reports whether it can be ended by a button: with a cluster's own the cluster ends.
func (p *progress) Ends() bool { return !p.Own && (p.Stage == "gathering" || p.Stage == "running") }

// step is one as it is listed.
type step struct {
	api.ClusterStep
	At, Lasting string // by the plan's time
	Mark, Said  string // done, next or later: as a sign and as a key
}

// Listed are the steps: what is done, what comes next, what later.
func (p *progress) Listed() (all []step) {
	next := true
	for _, s := range p.Steps {
		at := step{ClusterStep: s, At: diagram.Clock(s.At)}
		if s.Lasts > 0 {
			at.Lasting = diagram.Clock(s.Lasts)
		}
		switch {
		case s.Done:
			at.Mark, at.Said = "✓", "done"
		case p.Stage != "gathering" && p.Stage != "running":
			at.Mark, at.Said = "–", "skipped"
		case next:
			at.Mark, at.Said, next = "▸", "next", false
		default:
			at.Mark, at.Said = "·", "later"
		}
		all = append(all, at)
	}
	return all
}

// promise is one as it is listed.
type promise struct {
	Name, Asked, Measured string
	Mark, Class, Said     string // no colour alone tells
}

// Judged are the promises: kept, broken or not measured, so far or in the end.
func (p *progress) Judged() (all []promise) {
	for _, j := range p.Promises {
		name := p.words.Or("console.promise."+j.Name, j.Name)
		at := promise{Name: name, Asked: p.bound(j.Asked), Measured: j.Measured}
		switch plan.Outcome(j.Outcome) {
		case plan.Kept:
			at.Mark, at.Class, at.Said = "✓", "fine", "kept"
		case plan.Broken:
			at.Mark, at.Class, at.Said = "×", "bad", "broken"
		default:
			at.Mark, at.Class, at.Said, at.Measured = "…", "wait", "unmeasured", "–"
		}
		if !p.Final && at.Said != "broken" {
			at.Said += "_yet"
		}
		all = append(all, at)
	}
	return all
}

// bound is what a promise asks for, in the reader's language.
func (p *progress) bound(asked string) string {
	for _, least := range []string{"at most ", "at least "} {
		if n, ok := strings.CutPrefix(asked, least); ok {
			return p.words.Say("console.plan."+key(strings.TrimSpace(least)), "n", n)
		}
	}
	return p.words.Or("console.plan.asked_"+asked, asked)
}

// Outcome is the verdict, as a sign, a class and the key of what to say; empty before the end.
func (p *progress) Outcome() (of struct{ Mark, Class, Key string }) {
	of.Mark, of.Class, of.Key = "…", "", "console.plan.verdict_unmeasured"
	switch {
	case !p.Final:
		of.Key = ""
	case p.Why != "":
		of.Key = "console.plan.verdict_ended"
	case len(p.Promises) == 0:
		of.Mark, of.Key = "✓", "console.plan.verdict_none"
	case p.Verdict == string(plan.Kept):
		of.Mark, of.Key = "✓", "console.plan.verdict_kept"
	case p.Verdict == string(plan.Broken):
		of.Mark, of.Class, of.Key = "×", "bad", "console.plan.verdict_broken"
	}
	return of
}

// taught is the page of the lessons, or of one of them.
type taught struct {
	All    []lessons.Lesson
	Lesson lessons.Lesson
	Text   template.HTML // made of our own documents
	Looks  []looked      // what to look at
	Away   bool          // it takes the matchmaker away that serves the page
	Plan   *progress     // that runs, or did last; nil for none
	*faulted
}

// looked is a page to look at while a lesson runs.
type looked struct{ URL, Key, Node string }

// Busy reports whether the cluster follows a plan now.
func (t *taught) Busy() bool { return t.Plan != nil && (t.Plan.Own || !t.Plan.Final) }

// Runs reports whether a lesson is what the cluster follows, or did last.
func (t *taught) Runs(name string) bool { return t.Plan != nil && t.Plan.Lesson == name }

func listLessons(ctx context.Context, _ *Console, v *visit) (any, error) {
	all, err := v.api.Cluster(ctx)
	if err != nil {
		return nil, err
	}
	return &taught{All: lessons.In(v.Lang), Plan: progressOf(all.Plan, v.words)}, nil
}

func showLesson(ctx context.Context, _ *Console, v *visit) (any, error) {
	l, found := lessons.FindIn(v.Lang, v.r.PathValue("lesson"))
	if !found {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	all, err := v.api.Cluster(ctx)
	if err != nil {
		return nil, err
	}
	t := &taught{Lesson: l, Plan: progressOf(all.Plan, v.words), Looks: looksOf(l)}
	t.Away = hits(l, all.Here)
	t.faulted = &faulted{Cluster: all, words: v.words}
	if t.Runs(l.Name) {
		t.Happened = t.lines(since(all.Timeline, t.Plan.ClusterPlan))
		slices.Reverse(t.Happened)
	}
	if !v.live() {
		t.Text, err = pageOf(l)
	}
	return t, err
}

// since are the lines of a plan: what happened from when its times began to count.
func since(all []api.ClusterEntry, p *api.ClusterPlan) []api.ClusterEntry {
	if p.Began.IsZero() {
		return nil
	}
	i := slices.IndexFunc(all, func(e api.ClusterEntry) bool { return !e.At.Before(p.Began) })
	if i < 0 {
		return nil
	}
	return all[max(i, len(all)-maxHappened):]
}

// looksOf are the pages to look at while a lesson runs: the system, and every node by name that it hurts.
func looksOf(l lessons.Lesson) []looked {
	all := []looked{
		{URL: base + "topology", Key: "console.topology"},
		{URL: base + "matches", Key: "console.matches"},
		{URL: base + "nodes", Key: "console.nodes"},
		{URL: base + "faults", Key: "console.faults"},
	}
	for _, e := range stepsOf(l) {
		for _, sel := range e.Nodes {
			name := string(sel)
			at := looked{URL: base + "nodes/" + name, Node: name}
			if kind := plan.KindOf(name); kind == plan.Shards && !slices.Contains(all, at) {
				all = append(all, at)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b looked) int { return cmp.Compare(a.Node, b.Node) })
	return all
}

// stepsOf are what a lesson does; its plan can be read, which a test holds.
func stepsOf(l lessons.Lesson) []plan.Event {
	p, err := plan.Read(l.File(), []byte(l.Plan))
	if err != nil {
		return nil
	}
	return p.Schedule()
}

// hits reports whether a lesson ends the process of a node, or has it stand still.
func hits(l lessons.Lesson, node string) bool {
	return slices.ContainsFunc(stepsOf(l), func(e plan.Event) bool {
		return !slices.Contains([]plan.ActionKind{plan.Cut, plan.Net, plan.Heal}, e.Kind) &&
			slices.ContainsFunc(e.Nodes, func(s plan.Selector) bool { return s.Has(node) })
	})
}

func followPlan(ctx context.Context, v *visit) (string, []string, error) {
	name := v.form("lesson")
	return "console.plan_begun", []string{"name", name}, v.api.FollowPlan(ctx, api.ClusterPlanRequest{Lesson: name})
}

func quitPlan(ctx context.Context, v *visit) (string, []string, error) {
	return "console.plan_quit", nil, v.api.QuitPlan(ctx)
}
