package console

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/docs/lessons"
	"muster/matchmaker/api"
	"muster/server/cluster/plan"
)

// running is a lesson in its middle.
func runningPlan() *api.ClusterPlan {
	return &api.ClusterPlan{
		Name: "shard-dies.yaml", Stage: "running", At: 12_300, For: 45_000, Began: time.Now().Add(-time.Minute),
		Steps: []api.ClusterStep{
			{At: 10_000, Kind: "kill", Words: "kill shard-1", Done: true},
			{At: 25_000, Lasts: 10_000, Kind: "kill", Words: "kill shard-2"},
			{At: 40_000, Kind: "heal", Words: "heal all"},
		},
		Promises: []api.ClusterPromise{
			{Name: "orders_lost", Asked: "none", Measured: "not measured", Outcome: "not measured"},
			{Name: "taken_over_within", Asked: "at most 2s", Measured: "38ms", Outcome: "kept"},
			{Name: "back_within", Asked: "at most 1s", Measured: "1.2s", Outcome: "broken"},
		},
		Verdict: "broken",
	}
}

// set has the fake cluster follow a plan.
func (f *fakeCluster) set(p *api.ClusterPlan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.plan = p
}

// A lesson is opened, begun and ended by button; its page has its text, what to look at, and beside it how far it is.
func TestALessonIsBegunAndFollowed(t *testing.T) {
	s := newStage(t)
	s.account("Olga", api.RoleOperator)
	b := s.signedIn("Olga")
	_, page := b.get("/console/lessons")
	for _, l := range lessons.All() {
		require.Contains(t, page, `href="/console/lessons/`+l.Name+`"`)
		require.Contains(t, page, `name="lesson" value="`+l.Name+`"`)
	}
	code, _ := b.act("follow", "lesson", "shard-dies")
	require.Equal(t, http.StatusSeeOther, code)
	s.cluster.set(runningPlan())
	_, page = b.get("/console/lessons/shard-dies")
	for _, part := range []string{
		"<h2>Why it goes well</h2>", `href="/console/nodes/shard-2"`, `href="/console/topology"`,
		"12s / 45s", "kept so far", "×</span> broken", "not measured yet", "End the plan", `class="done"`, `class="next"`,
		`class="later"`, "at most 2s", "<code>kill shard-2</code>", "for 10s", "<b>shard-2</b> killed",
	} {
		require.Contains(t, page, part)
	}
	for _, at := range []string{"/console/lessons", "/console/faults", "/console/lessons/first"} {
		_, page = b.get(at)
		require.Contains(t, page, "12s / 45s", at)
		require.NotContains(t, page, `value="flood"`, "one plan at a time")
	}
	code, _ = b.act("quit")
	require.Equal(t, http.StatusSeeOther, code)
	require.Equal(t, []string{"follow shard-dies", "quit it"}, s.cluster.asked())
	over := runningPlan()
	over.Stage, over.Final, over.Verdict, over.Why = "over", true, "not measured", "ended by operator"
	s.cluster.set(over)
	_, page = b.get("/console/lessons/shard-dies")
	require.Contains(t, page, "ended before its time")
	require.Contains(t, page, "Run again")
	require.Contains(t, page, "not done")
	code, _ = b.get("/console/lessons/nothing")
	require.Equal(t, http.StatusNotFound, code)
	log, err := s.machine.AuditOf(t.Context(), "", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"quit plan", "begin plan"}, []string{log[0].What, log[1].What})
	_, page = b.get("/console/audit")
	require.Contains(t, page, "begin a plan")
}

// What a plan came to is said in words and by a sign, not by colour alone.
func TestAVerdictIsSaidInWords(t *testing.T) {
	words, err := i18n.Load("zh")
	require.NoError(t, err)
	for _, c := range []struct {
		verdict plan.Outcome
		change  func(*api.ClusterPlan)
		key     string
	}{
		{plan.Kept, func(p *api.ClusterPlan) { p.Final = false }, ""},
		{plan.Kept, func(*api.ClusterPlan) {}, "console.plan.verdict_kept"},
		{plan.Broken, func(*api.ClusterPlan) {}, "console.plan.verdict_broken"},
		{plan.NotMeasured, func(*api.ClusterPlan) {}, "console.plan.verdict_unmeasured"},
		{plan.Kept, func(p *api.ClusterPlan) { p.Promises = nil }, "console.plan.verdict_none"},
	} {
		p := runningPlan()
		p.Final, p.Verdict = true, string(c.verdict)
		c.change(p)
		require.Equal(t, c.key, progressOf(p, words).Outcome().Key)
	}
	judged := progressOf(runningPlan(), words).Judged()
	require.Equal(t, promise{
		Name: "节点恢复用时", Asked: "不超过 1s", Measured: "1.2s", Mark: "×", Class: "bad", Said: "broken",
	}, judged[2])
	require.Equal(t, "unmeasured_yet", judged[0].Said)
}

// Every lesson has a page, a title in the reader's language, and no link that leads nowhere.
func TestLessonsArePages(t *testing.T) {
	for _, lang := range assets.Languages {
		words, err := i18n.Load(lang)
		require.NoError(t, err)
		for _, l := range lessons.In(lang) {
			text, err := pageOf(l)
			require.NoError(t, err)
			require.NotRegexp(t, `[\p{Han}，。；：、）”]\n[\p{Han}（“]`, string(text), "%s: a gap where a line is broken", l.Name)
			require.NotContains(t, text, "<h1", l.Name)
			require.NotRegexp(t, `href="[^/]`, string(text), l.Name)
			require.NotContains(t, string(text), `.md"`)
			require.Equal(t, l.Title, words.Say("console.lesson."+l.Name))
			require.NotEmpty(t, stepsOf(l))
			away := slices.Contains([]string{"upgrade", "everything"}, l.Name)
			require.Equal(t, away, hits(l, "matchmaker-1"), l.Name)
			require.Equal(t, l.Shows, words.Say("console.lesson."+l.Name+".shows"))
		}
	}
}
