package console

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"muster/client/screen/i18n"
	"muster/matchmaker/api"
	"muster/server/cluster/plan"
)

// faulted is the page of a cluster that muster cluster started: its nodes with the faults that fit them, what goes on
// now, and what happened.
type faulted struct {
	api.Cluster
	Progress *progress // of the plan that it follows, or did last; nil for none
	Happened []line
	Times    []string // for which a fault may last
	Ends     []string // of links: what may be chosen
	words    i18n.Words
}

// line is one of the timeline, in words of the reader's language.
type line struct {
	At        time.Time
	Mark      string // no colour alone says whether it was done or seen
	Class     string
	Who, Node string
	Text      string
	Took      time.Duration
}

// times are for how long faults may last by a button; the first is until they are lifted.
var times = []string{"", "1s", "5s", "15s", "60s"}

// maxHappened is how many lines are listed.
const maxHappened = 40

func faults(ctx context.Context, _ *Console, v *visit) (any, error) {
	all, err := v.api.Cluster(ctx)
	if err != nil {
		return nil, err
	}
	f := &faulted{Cluster: all, Times: times, words: v.words}
	f.Happened = f.lines(all.Timeline[max(0, len(all.Timeline)-maxHappened):])
	slices.Reverse(f.Happened)
	f.Progress = progressOf(all.Plan, v.words)
	f.Nodes = slices.DeleteFunc(f.Nodes, func(n api.ClusterNode) bool { return n.State == "left" })
	for _, kind := range []plan.Kind{plan.Shards, plan.Journal, plan.Matchmakers, plan.Directory, plan.Database} {
		if slices.ContainsFunc(all.Nodes, func(n api.ClusterNode) bool { return n.Kind == string(kind) }) {
			f.Ends = append(f.Ends, string(kind))
		}
	}
	for i := range all.Nodes {
		if n := &all.Nodes[i]; n.ID != n.Kind {
			f.Ends = append(f.Ends, n.ID)
		}
	}
	f.Ends = append(f.Ends, string(plan.Players))
	return f, nil
}

// lines are entries of a timeline as people read them.
func (f *faulted) lines(entries []api.ClusterEntry) (all []line) {
	for i := range entries {
		e := &entries[i]
		l := line{At: e.At, Who: e.Who, Node: e.Node, Took: time.Duration(e.Took) * time.Millisecond}
		l.Text = f.words.Or("console.happened."+key(e.Kind), e.What)
		l.Text = strings.ReplaceAll(l.Text, "{what}", e.What)
		switch {
		case e.Kind == "ended" || strings.HasPrefix(e.Kind, "not "):
			l.Mark, l.Class = "×", "bad"
		case e.Seen:
			l.Mark, l.Class = "✓", "good"
		case e.Kind == string(plan.Heal) || e.Kind == string(plan.Continue):
			l.Mark, l.Class = "◂", "good"
		default:
			l.Mark, l.Class = "▸", "warn"
		}
		all = append(all, l)
	}
	return all
}

// key is a word as keys of texts have it.
func key(word string) string { return strings.NewReplacer("-", "_", " ", "_").Replace(word) }

// Lasted is how long it took or lasts, in words.
func (l line) Lasted() string {
	if l.Took == 0 {
		return ""
	}
	return l.Took.Round(time.Millisecond).String()
}

// verb is something that can be done to a node, as a button: in the supervisor's own words.
type verb struct {
	Key   string // of its text
	Words string
	Bad   bool
}

// Verbs are what is done to a node most.
func (f *faulted) Verbs(n api.ClusterNode) []verb {
	do := func(kind plan.ActionKind, bad bool) verb {
		return verb{"console.fault." + key(string(kind)), string(kind) + " " + n.ID, bad}
	}
	switch {
	case n.State == "dead", n.State == "gone":
		return []verb{{"console.fault.bring_back", "heal " + n.ID, false}}
	case !runs(n):
		return nil
	case n.Still:
		return []verb{do(plan.Continue, false), do(plan.Kill, true)}
	}
	return []verb{do(plan.Kill, true), do(plan.Stop, false), do(plan.Restart, false)}
}

// More are the others that fit it.
func (f *faulted) More(n api.ClusterNode) (all []verb) {
	if !runs(n) {
		return nil
	}
	kind := plan.Kind(n.Kind)
	add := func(of plan.ActionKind, with ...string) {
		words := append([]string{string(of), n.ID}, with...)
		all = append(all, verb{"console.fault." + key(string(of)), strings.Join(words, " "), of == plan.Gone})
	}
	add(plan.Slow, "cpu=0.1")
	if kind != plan.Bots && kind != plan.Commanders { // these write nothing that matters
		add(plan.FullDisk)
		add(plan.SlowSync, "delay=50ms")
		add(plan.FailingSync)
	}
	if kind != plan.Journal && kind != plan.Database { // these have no clock of their own
		add(plan.Skew, "offset=-3s")
	}
	add(plan.Gone)
	return all
}

func runs(n api.ClusterNode) bool { return n.State == "ready" || n.State == "starting" }

// Mark is how a node's badge looks: fine, wait or bad.
func (f *faulted) Mark(n api.ClusterNode) string {
	switch {
	case n.Still, n.State == "dead", n.State == "gone":
		return "bad"
	case n.State == "ready":
		return "fine"
	}
	return "wait"
}

// StateKey is the text of a node's state.
func (f *faulted) StateKey(n api.ClusterNode) string {
	if n.Still {
		return "console.cluster.still"
	}
	return "console.cluster." + n.State
}

// FaultKey is the text of a kind of fault.
func (f *faulted) FaultKey(of api.ClusterFault) string { return "console.lasting." + key(of.Kind) }

// Shards is how many shards stay, with so many more.
func (f *faulted) Shards(more int) int {
	for _, n := range f.Nodes {
		if n.Kind == string(plan.Shards) && n.State != "leaving" && n.State != "left" {
			more++
		}
	}
	return more
}

// actInCluster has the cluster do what a button says, in the supervisor's own words.
func actInCluster(ctx context.Context, v *visit) (string, []string, error) {
	words := strings.Fields(v.form("words"))
	if len(words) == 0 {
		return "", nil, errNotChosen
	}
	if how := v.form("for"); how != "" && plan.ActionKind(words[0]).Lasts() {
		words = append(words, "for="+how)
	}
	return askCluster(ctx, v, words)
}

// hurtLink has what goes between two ends suffer as a form says.
func hurtLink(ctx context.Context, v *visit) (string, []string, error) {
	kind := v.form("do")
	words := []string{kind, v.form("from"), v.form("to")}
	if v.form("oneway") != "" {
		words = append(words, "oneway")
	}
	for _, value := range []string{"latency", "loss", "rate"} {
		if text := strings.TrimSpace(v.form(value)); text != "" && kind == string(plan.Net) {
			words = append(words, value+"="+text)
		}
	}
	if how := v.form("for"); how != "" {
		words = append(words, "for="+how)
	}
	return askCluster(ctx, v, words)
}

func askCluster(ctx context.Context, v *visit, words []string) (string, []string, error) {
	said := "console.cluster_done"
	if plan.ActionKind(words[0]).TakesTime() {
		said = "console.cluster_begun"
	}
	return said, []string{"what", strings.Join(words, " ")}, v.api.ActInCluster(ctx, words...)
}

// errNotChosen is a form without what it is about.
var errNotChosen = &api.Problem{Status: http.StatusUnprocessableEntity, Detail: "nothing was chosen"}
