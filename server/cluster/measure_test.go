package cluster

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// audited is an audit of so many answers.
func audited(lines, intruded int, errs ...string) (a audit) {
	a.Answers.Lines, a.Answers.Intruded, a.Errors = lines, intruded, errs
	return a
}

func measure(timeline []plan.Entry, bots []played, audits []audit) plan.Measured {
	var m meter
	m.update(timeline)
	return m.measured(bots, audits)
}

// The measure of a run is made of its timeline, of what bots saw and of the audit. Who is ready for the first time did
// not come back.
func TestARunIsMeasured(t *testing.T) {
	m := measure([]plan.Entry{
		{Kind: "ready", Node: "shard-1", At: -time.Second, Took: 9 * time.Second},
		{Kind: "up", Took: 3 * time.Second},
		{Kind: "ended", Node: "shard-1", At: time.Second},
		{Kind: "ready", Node: "shard-1", At: time.Second, Took: 2 * time.Second},
		{Kind: "ready", Node: "shard-3", At: 2 * time.Second, Took: 5 * time.Second},
		{Kind: "placed", Took: 4 * time.Second},
	}, []played{
		{Players: 4, SeatedAtEnd: 4, Starved: 1, ViewP99: 50, ViewMax: 900},
		{Players: 4, SeatedAtEnd: 3, ViewP99: 60, AtEnd: true},
		{Players: 2, SeatedAtEnd: 1, ViewP99: 70, ViewMax: 100, AtEnd: true},
	}, []audit{audited(9, 0), audited(2, 1, "a hash differs")})
	require.Equal(t, 6, m.Players)
	require.Equal(t, map[plan.Name]float64{
		plan.UpWithin: 3, plan.BackWithin: 2, plan.PlacedWithin: 4, plan.Seated: 4, plan.Starved: 1,
		plan.ViewGapP99: 0.07, plan.ViewGapMax: 0.9, plan.OrdersLost: 1,
		plan.OrdersDoubled: 0, plan.MatchesVoided: 0, plan.Desyncs: 1,
	}, m.Values)
	require.Empty(t, m.AtLeast)
}

// What nobody saw is not measured, and what was not over yet took longer than was seen.
func TestWhatNobodySawIsNotMeasured(t *testing.T) {
	m := measure([]plan.Entry{
		{Kind: notPlaced, Took: 30 * time.Second},
		{Kind: notBack, Node: "shard-1", Took: time.Minute},
	}, nil, []audit{audited(0, 0)})
	require.NotContains(t, m.Values, plan.OrdersLost, "nobody was answered")
	for _, p := range []plan.Promise{{Name: plan.PlacedWithin, Bound: 40}, {Name: plan.BackWithin, Bound: 90}} {
		require.Equal(t, plan.NotMeasured, plan.Promises{p}.Judge(m).Outcome, p.Name)
	}
}

// A node that is away when everything ends is noted, and so are matches that were still to be moved.
func TestWhatWasStillToComeIsNoted(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.sick["shard-2"] = true
	y.ask("kill", "shard-2")
	y.run(4 * time.Second)
	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 2})
	y.run(5 * time.Second)
	y.after(0, Seen{What: MustEnd})
	y.run(time.Minute)
	took := map[string]time.Duration{}
	for _, e := range y.s.Timeline() {
		took[e.Kind] = e.Took
	}
	require.Equal(t, 3*time.Second, took[notBack])
	require.Equal(t, time.Second, took[notPlaced])
}

// Each process of bots has a report and answers of its own, and an earlier run's count for nothing.
func TestEachProcessOfBotsCounts(t *testing.T) {
	c := openTest(t)
	log, file := c.logFile("bots"), c.site.File("bots.answers")
	say := func(file, text string) int64 {
		f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		require.NoError(t, err)
		defer f.Close()
		at, err := f.Seek(0, 2)
		require.NoError(t, err)
		_, err = f.WriteString(text)
		require.NoError(t, err)
		return at
	}
	report := func(players int) string { return fmt.Sprintf("6 of 6 joined\n{\"players\":%d}\n", players) }
	say(log, report(9))
	say(file, "an earlier run's\n")
	require.NoError(t, c.crowdStarts("bots", say(log, report(6))))
	require.NoFileExists(t, file)
	say(file, "first\n")
	require.NoError(t, c.crowdStarts("bots", say(log, "joining\n")))
	say(file, "second\n")
	require.Equal(t, []string{filepath.Join(c.dir, "bots.1.answers"), file}, c.answers(c.crowdNames()))
	_, err := c.reports(c.crowdNames())
	require.EqualError(t, err, "bots ended without a report: what players saw is not known")
	say(log, report(5))
	all, err := c.reports(c.crowdNames())
	require.NoError(t, err)
	require.Equal(t, []played{{Players: 6}, {Players: 5, AtEnd: true}}, all)
}

// A run that never was up has a verdict that can be written.
func TestARunThatNeverWasUpHasAVerdict(t *testing.T) {
	c := openTest(t)
	require.NotContains(t, c.result().Measured.Values, plan.Overhead)
}
