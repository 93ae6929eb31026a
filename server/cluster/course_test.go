package cluster

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/docs/lessons"
	"muster/matchmaker/api"
	"muster/server/cluster/plan"
)

// follow has a story's cluster follow a plan, and says why it does not.
func (y *story) follow(p plan.Plan) (why string) {
	y.after(0, Seen{What: Asked, Who: "operator", Follow: &p})
	y.run(y.now)
	for _, deed := range y.told() {
		if _, said, answered := strings.Cut(deed, " answer"); answered {
			why = strings.TrimSpace(said)
		}
	}
	return why
}

// idle is a cluster with as many nodes as lessons want, and no plan.
func idle() plan.Plan {
	return plan.Plan{Nodes: plan.Nodes{
		Shards: 2, Journal: 3, Matchmakers: 2, Directory: "served", Database: "sqlite",
	}}
}

func lesson(t *testing.T, name string) plan.Plan {
	l, found := lessons.Find(name)
	require.True(t, found)
	p, err := plan.Read(l.File(), []byte(l.Plan))
	require.NoError(t, err)
	return p
}

// A cluster that is there follows a lesson: shards and players come, its times count from then, and when it is over
// its faults are, its players leave and are asked what they saw, and there are as many shards as before.
func TestAClusterFollowsALesson(t *testing.T) {
	y := tell(t, idle()).run(10 * time.Second)
	require.Empty(t, y.follow(lesson(t, "shard-dies")))
	require.Contains(t, y.follow(lesson(t, "first")), "follows shard-dies.yaml already")
	y.run(10900 * time.Millisecond)
	require.Equal(t, gathering, y.s.course.stage, "neither the third shard nor the bots are there")
	y.run(12 * time.Second)
	require.Equal(t, following, y.s.course.stage)
	began := y.s.course.began
	require.Equal(t, 11*time.Second, began)
	y.told()
	y.run(began + 44*time.Second)
	require.Equal(t, []string{
		"21.0 kill shard-1", "21.5 start shard-1", "36.0 kill shard-2", "46.0 start shard-2",
	}, y.told())
	y.ask("cut", "shard-1", "journal")
	y.told()
	y.run(began + time.Minute)
	require.Equal(t, []string{
		"56.0 end bots-2", "56.0 end shard-3", "56.1 verify",
	}, slices.DeleteFunc(y.told(), func(deed string) bool { return strings.Contains(deed, "move") }))
	require.Equal(t, over, y.s.course.stage)
	require.Equal(t, 2, y.s.shards)
	require.Len(t, y.s.Lasting(), 1, "what others did stays")
	require.Empty(t, y.follow(lesson(t, "shard-dies")), "another one may follow")
}

// What a plan does lasts no longer than the plan, also where it is ended before its time; whom it took away for good
// comes back.
func TestAPlanThatIsEndedTakesItsFaultsAlong(t *testing.T) {
	p, err := plan.Read("mine.yaml", []byte(`
nodes: {shards: 2, journal: 1, matchmakers: 1}
links: [{from: shards, to: journal, latency: 5ms}]
load: {bots: 2, commanders: 1}
faults:
  - {at: 1s, gone: shard-2}
  - {at: 2s, stop: journal-1}
  - {at: 3s, bots: 3}
  - {at: 4s, kill: database}
`))
	require.NoError(t, err)
	y := tell(t, idle()).run(10 * time.Second)
	require.Empty(t, y.follow(p))
	y.run(20 * time.Second)
	require.Equal(t, []string{"net shards, journal: 5ms later, one way", "stop journal-1"}, y.s.Lasting())
	require.Contains(t, y.last().What, "cannot be done")
	y.told()
	y.after(0, Seen{What: Asked, Who: "operator", Quit: true})
	y.run(30 * time.Second)
	require.Equal(t, []string{
		"20.0 answer", "20.0 end bots-2", "20.0 end bots-3", "20.0 end commander-1", "20.0 start shard-2",
		"20.0 thaw journal-1",
	}, sorted(y.told()), "and nothing is verified of what was not played to its end")
	require.Empty(t, y.s.Lasting())
	require.Equal(t, over, y.s.course.stage)
	require.Equal(t, "ended by operator", y.s.course.why)
	y.after(0, Seen{What: Asked, Who: "operator", Quit: true})
	y.run(31 * time.Second)
	require.Contains(t, y.told()[0], "follows no plan")
}

// A plan that a cluster cannot follow is refused, and nothing is begun.
func TestAPlanThatDoesNotFitIsRefused(t *testing.T) {
	y := tell(t, idle())
	require.Contains(t, y.follow(lesson(t, "first")), "not up yet")
	y = tell(t, small()).run(10 * time.Second)
	require.Contains(t, y.follow(lesson(t, "shard-dies")), "wants 3 journal, and the cluster has 1")
	p := lesson(t, "first")
	p.Limits = []plan.Limit{{Of: "shards", CPU: 1}}
	require.Contains(t, y.follow(p), "limits and weights")
	mine := small()
	mine.For = time.Hour
	y = tell(t, mine).run(10 * time.Second)
	require.Contains(t, y.follow(lesson(t, "first")), "a plan of its own")
	require.Nil(t, y.s.course)
}

// A plan is begun, told of and ended by whoever reaches the cluster, as a lesson or as it is written.
func TestAPlanIsFollowedFromAfar(t *testing.T) {
	c := openTest(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c.sup = New(idle(), c.began, false)
	up := tell(t, idle()).run(10 * time.Second)
	c.sup = up.s
	go c.serve(ctx)
	r := NewRemote(c.dir)
	for _, p := range []api.ClusterPlanRequest{
		{}, {Lesson: "nothing"}, {Plan: "nodes: {shrads: 2}"}, {Plan: "faults: [{at: 1s, skew: journal, offset: 1s}]"},
	} {
		require.Equal(t, 422, api.StatusOf(r.Follow(ctx, p)), "%+v", p)
	}
	require.NoError(t, r.Follow(ctx, api.ClusterPlanRequest{Lesson: "first"}))
	s, err := r.Status(ctx)
	require.NoError(t, err)
	require.Equal(t, "first.yaml", s.Plan.Name)
	require.Equal(t, "gathering", s.Plan.Stage)
	require.Equal(t, api.ClusterStep{At: 4000, Lasts: 500, Kind: "cut", Words: "cut shard-2 journal"}, s.Plan.Steps[1])
	require.Equal(t, api.ClusterPromise{
		Name: "orders_lost", Asked: "none", Measured: "not measured", Outcome: "not measured",
	}, s.Plan.Promises[0])
	require.NoError(t, r.Quit(ctx))
	require.Equal(t, 422, api.StatusOf(r.Quit(ctx)))
}

// A plan that the cluster follows is judged by what was measured while its times counted.
func TestAFollowedPlanIsJudged(t *testing.T) {
	c := openTest(t)
	y := tell(t, idle()).run(10 * time.Second)
	c.sup = y.s
	c.report()
	p := lesson(t, "first")
	p.Load.Bots, p.Promises = 0, plan.Promises{{Name: plan.BackWithin, Bound: 0.1}, {Name: plan.UpWithin, Bound: 60}}
	require.Empty(t, y.follow(p))
	for range 100 {
		y.run(y.now + 100*time.Millisecond)
		c.report()
		if s := c.planStatus(); s.Stage == "running" && s.At > 3*time.Second {
			require.Equal(t, plan.Broken, s.Verdict.Outcome, "shard-1 took half a second")
			require.False(t, s.Final)
		}
	}
	s := c.planStatus()
	require.True(t, s.Final)
	require.Equal(t, "over", s.Stage)
	require.Equal(t, plan.Broken, s.Verdict.Outcome)
	require.Equal(t, plan.NotMeasured, s.Verdict.Promises[1].Outcome, "the cluster was up before")
	require.True(t, s.Steps[0].Done)
}
