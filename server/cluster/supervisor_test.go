package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/cluster/plan"
)

// story drives a supervisor: nodes are ready half a second after they are started, and end a tenth after they are told
// to. What is done is written down.
type story struct {
	t     *testing.T
	s     *Supervisor
	now   time.Duration
	later []at
	sick  map[string]bool // nodes that end at once instead of getting ready
	deeds []string
	links []plan.Link // as they were told last
	done  bool
}

type at struct {
	when time.Duration
	seen Seen
}

var names = map[Deed]string{
	Start: "start", Kill: "kill", Freeze: "freeze", Thaw: "thaw", End: "end", Move: "move", Answer: "answer",
	Verify: "verify", Finished: "finished", Fill: "fill", Empty: "empty", Sync: "sync",
}

func tell(t *testing.T, p plan.Plan) *story {
	y := &story{t: t, s: New(p, time.Unix(0, 0), false), sick: map[string]bool{}}
	return y.run(0)
}

func (y *story) after(d time.Duration, x Seen) { y.later = append(y.later, at{y.now + d, x}) }

// run goes on until a time, or until nothing is left to do.
func (y *story) run(until time.Duration) *story {
	for !y.done {
		var seen []Seen
		next := min(y.s.Next(), until)
		for _, l := range y.later {
			next = min(next, l.when)
		}
		y.now = max(next, y.now)
		rest := y.later[:0]
		for _, l := range y.later {
			if l.when <= y.now {
				seen = append(seen, l.seen)
			} else {
				rest = append(rest, l)
			}
		}
		y.later = rest
		for _, d := range y.s.Step(y.now, seen...) {
			y.perform(d)
		}
		if y.now >= until && len(seen) == 0 {
			break
		}
	}
	return y
}

func (y *story) perform(d Do) {
	if name := names[d.What]; name != "" {
		what := strings.TrimSpace(fmt.Sprint(name, " ", d.Match, d.Node, d.Why))
		if d.What == Sync {
			what += fmt.Sprintf(" %v %v", d.Sync.Delay, d.Sync.Fails)
		}
		y.deeds = append(y.deeds, fmt.Sprintf("%.1f %s", y.now.Seconds(), what))
		if d.Ahead != 0 {
			y.deeds = append(y.deeds, fmt.Sprintf("%.1f ahead %v", y.now.Seconds(), d.Ahead))
		}
	}
	switch d.What {
	case Link:
		y.links = d.Links
	case Start:
		if y.sick[d.Node] {
			y.after(100*time.Millisecond, Seen{What: Ended, Node: d.Node, Why: "sick"})
			return
		}
		y.after(500*time.Millisecond, Seen{What: Ready, Node: d.Node})
	case Kill:
		y.forget(d.Node)
		y.after(0, Seen{What: Ended, Node: d.Node, Why: "killed"})
	case End:
		y.forget(d.Node)
		y.after(100*time.Millisecond, Seen{What: Ended, Node: d.Node, Why: "ended"})
	case Verify:
		y.after(time.Second, Seen{What: Verified, Crowds: d.Crowds})
	case Move:
		y.after(200*time.Millisecond, Seen{What: Moved, Match: d.Match, Node: d.Node})
	case Finished:
		y.done = true
	}
}

// forget drops what is still to be seen of a process that has ended.
func (y *story) forget(node string) {
	rest := y.later[:0]
	for _, l := range y.later {
		if l.seen.Node != node || l.seen.What == Moved {
			rest = append(rest, l)
		}
	}
	y.later = rest
}

// told are the deeds since the last call.
func (y *story) told() []string {
	all := y.deeds
	y.deeds = nil
	return all
}

func (y *story) ask(action plan.ActionKind, nodes ...plan.Selector) {
	y.want(plan.Action{Kind: action, Nodes: nodes})
}

func (y *story) want(a plan.Action) {
	y.after(0, Seen{What: Asked, Who: "operator", Action: a})
	y.run(y.now)
}

func small() plan.Plan {
	return plan.Plan{
		Nodes: plan.Nodes{Shards: 2, Journal: 1, Matchmakers: 1, Directory: "served", Database: "sqlite"},
		Load:  plan.Load{Bots: 6},
	}
}

// Nodes are started in the order of what they need, and end in the reverse one.
func TestNodesStartInTheirOrderAndEndInReverse(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	require.Equal(t, []string{
		"0.0 start directory", "0.0 start journal-1",
		"0.5 start matchmaker-1", "0.5 start shard-1", "0.5 start shard-2",
		"1.0 start bots",
	}, y.told())
	require.True(t, y.s.up)
	y.after(0, Seen{What: MustEnd, Why: "Ctrl-C"})
	y.run(time.Minute)
	require.Equal(t, []string{
		"2.0 end bots",
		"2.1 end shard-1", "2.1 end shard-2",
		"2.2 end matchmaker-1",
		"2.3 end directory", "2.3 end journal-1",
		"2.4 finished",
	}, y.told())
}

// Nodes of the journal end one after another: the one that leads hands its lead over first.
func TestNodesOfTheJournalEndOneAfterAnother(t *testing.T) {
	p := small()
	p.Nodes.Journal = 3
	y := tell(t, p).run(2 * time.Second)
	y.ask("stop", "journal-2")
	y.told()
	y.after(0, Seen{What: MustEnd, Why: "Ctrl-C"})
	y.run(time.Minute)
	require.Equal(t, []string{
		"2.3 end directory", "2.3 end journal-1", "2.4 thaw journal-2", "2.4 end journal-2", "2.5 end journal-3",
		"2.6 finished",
	}, y.told()[4:])
}

// Who is taken away before all is up is not waited for.
func TestWhoIsTakenAwayEarlyIsNotWaitedFor(t *testing.T) {
	y := tell(t, small()).run(700 * time.Millisecond)
	y.want(plan.Action{Kind: plan.ScaleTo, Shards: 1})
	y.ask("gone", "matchmaker-1")
	y.run(3 * time.Second)
	require.True(t, y.s.up)
	require.Contains(t, y.told(), "1.0 start bots")
}

// A cluster that ends waits for what ends, and does not spin meanwhile.
func TestAClusterThatEndsDoesNotSpin(t *testing.T) {
	p := small()
	p.For = time.Hour
	p.Faults = []plan.Fault{{
		At: 5 * time.Second, Action: plan.Action{Kind: plan.Kill, Nodes: []plan.Selector{"shard-1"}},
	}}
	y := tell(t, p).run(2 * time.Second)
	y.ask("stop", "matchmaker-1")
	y.ask("kill", "shard-2")
	y.run(2 * time.Second)
	y.s.Step(y.now, Seen{What: MustEnd, Why: "told to end"})
	require.Equal(t, y.now+endWithin, y.s.Next(), "until the bots would be killed")
}

// A node that dies comes back, later each time; one that lived for long comes back as soon as the first time.
func TestANodeThatDiesComesBack(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.ask("kill", "shard-1")
	y.run(3 * time.Second)
	require.Equal(t, []string{"2.0 kill shard-1", "2.0 answer", "2.5 start shard-1"}, y.told())
	y.ask("kill", "shard-1")
	y.run(5 * time.Second)
	require.Equal(t, []string{"3.0 kill shard-1", "3.0 answer", "4.0 start shard-1"}, y.told())
	y.run(100 * time.Second)
	y.ask("kill", "shard-1")
	y.run(101 * time.Second)
	require.Equal(t, []string{"100.0 kill shard-1", "100.0 answer", "100.5 start shard-1"}, y.told())
}

// A node that does not start is tried again and again, and the others go on.
func TestANodeThatDoesNotStartIsTriedAgain(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.sick["shard-2"] = true
	y.ask("kill", "shard-2")
	y.run(30 * time.Second)
	require.Equal(t, []string{
		"2.0 kill shard-2", "2.0 answer", "2.5 start shard-2", "3.6 start shard-2", "5.7 start shard-2",
		"9.8 start shard-2", "17.9 start shard-2", "28.0 start shard-2",
	}, y.told())
	y.sick["shard-2"] = false
	y.run(40 * time.Second)
	require.Equal(t, []string{"38.1 start shard-2"}, y.told())
	last := y.last()
	require.Equal(t, "ready", last.Kind)
	require.Equal(t, 36600*time.Millisecond, last.Took, "since it was ready last")
}

// A node that is gone stays away until it is healed.
func TestANodeThatIsGoneStaysAway(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.ask("gone", "shard-1")
	y.run(time.Hour)
	require.Equal(t, []string{"2.0 kill shard-1", "2.0 answer"}, y.told())
	y.ask("heal", plan.All)
	require.Equal(t, []string{"3600.0 answer", "3600.0 start shard-1"}, y.told())
}

// A node that stands still goes on when its time is over, also when it was to end meanwhile.
func TestANodeThatStandsStillGoesOn(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.s.due = []plan.Event{{
		At: 2 * time.Second, Until: 5 * time.Second,
		Action: plan.Action{Kind: plan.Stop, Nodes: []plan.Selector{"shards"}},
	}}
	y.run(10 * time.Second)
	require.Equal(t, []string{
		"3.5 freeze shard-1", "3.5 freeze shard-2", "6.5 thaw shard-1", "6.5 thaw shard-2",
	}, y.told())
	y.ask("stop", "shard-1")
	y.ask("restart", "shard-1")
	y.run(11 * time.Second)
	require.Equal(t, []string{
		"10.0 freeze shard-1", "10.0 answer", "10.0 thaw shard-1", "10.0 end shard-1", "10.0 answer",
		"10.1 start shard-1",
	}, y.told())
}

// What does not end when it is told to is killed.
func TestANodeThatDoesNotEndIsKilled(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.s.restart(y.s.find("matchmaker-1"))
	y.run(11 * time.Second)
	require.Empty(t, y.told())
	y.run(13 * time.Second)
	require.Equal(t, []string{"12.0 kill matchmaker-1", "12.0 start matchmaker-1"}, y.told())
}

// An upgrade restarts one node after another, each when the one before is ready again.
func TestAnUpgradeRestartsOneAfterAnother(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.ask("upgrade", "shards")
	y.run(5 * time.Second)
	require.Equal(t, []string{
		"2.0 answer", "2.0 end shard-1", "2.1 start shard-1", "2.6 end shard-2", "2.7 start shard-2",
	}, y.told())
}

// A plan with an end verifies what players were answered while the journal is still there.
func TestAPlanEndsInItsTimeAndIsVerified(t *testing.T) {
	p := small()
	p.For = 10 * time.Second
	y := tell(t, p).run(time.Minute)
	require.Equal(t, []string{"11.5 end bots", "11.6 verify", "12.6 end shard-1"}, y.told()[6:9])
	require.True(t, y.done)
	end := y.last()
	require.Equal(t, "finished", end.Kind)
	require.Equal(t, "the plan's time is over", end.What)
}

// What cannot be done is said, and nothing is done.
func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.ask("kill", "shard-9")
	y.ask("kill", "database")
	require.Equal(t, []string{
		"2.0 answer there is no shard-9 to kill", "2.0 answer there is no database to kill",
	}, y.told())
}

// Trouble of links is told whole each time: the plan's own, and what was done since.
func TestTroubleOfLinksIsToldWhole(t *testing.T) {
	p := small()
	p.Links = []plan.Link{{From: "shards", To: "journal", Trouble: plan.Trouble{Latency: 5 * time.Millisecond}}}
	y := tell(t, p).run(2 * time.Second)
	require.Equal(t, p.Links, y.links)
	y.ask("cut", "shard-2", "journal")
	require.Equal(t, append(p.Links,
		plan.Link{From: "shard-2", To: "journal", Trouble: plan.Trouble{Cut: true}},
		plan.Link{From: "journal", To: "shard-2", Trouble: plan.Trouble{Cut: true}}), y.links)
	y.ask("heal", "shard-2")
	require.Equal(t, p.Links, y.links)
}

// A disk that is full has room again when its time is over, and a processor that is slow is its own again.
func TestFaultsThatLastAreUndone(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.s.due = []plan.Event{
		{At: 2 * time.Second, Until: 4 * time.Second, Action: plan.Action{
			Kind: plan.FullDisk, Nodes: []plan.Selector{"journal-1"},
		}},
		{At: 3 * time.Second, Until: 5 * time.Second, Action: plan.Action{
			Kind: plan.Slow, Nodes: []plan.Selector{"shard-1"}, CPU: 0.1,
		}},
	}
	y.told()
	y.run(4500 * time.Millisecond)
	require.Equal(t, []string{"3.5 fill journal-1"}, y.told())
	require.Equal(t, []string{"full-disk journal-1, until 4s", "slow shard-1: 0.1 cores left, until 5s"}, y.s.Lasting())
	require.InDelta(t, 0.1, y.s.find("shard-1").limit.CPU, 0)
	y.run(10 * time.Second)
	require.Equal(t, []string{"5.5 empty journal-1"}, y.told())
	require.Zero(t, y.s.find("shard-1").limit.CPU)
	require.Empty(t, y.s.Lasting())
}

// A disk suffers what all faults that last make of it: one that ends leaves the others. A node that was away when they
// began has them from its start.
func TestFaultsOfADiskAddUp(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	slow := func(of plan.Selector, delay time.Duration) plan.Action {
		return plan.Action{Kind: plan.SlowSync, Nodes: []plan.Selector{of}, Delay: delay}
	}
	y.want(slow("journal", 50*time.Millisecond))
	y.s.due = []plan.Event{{Until: time.Second, Action: slow("journal-1", 80*time.Millisecond)}}
	y.run(y.now)
	require.Equal(t, []string{"2.0 sync journal-1 50ms false", "2.0 answer", "2.0 sync journal-1 80ms false"}, y.told())
	require.Equal(t, []string{
		"slow-sync journal: 50ms longer", "slow-sync journal-1: 80ms longer, until 1s",
	}, y.s.Lasting())
	y.ask("kill", "journal-1")
	y.ask("failing-sync", "journal-1")
	y.ask("full-disk", "journal-1")
	y.told()
	y.run(10 * time.Second)
	require.Contains(t, strings.Join(y.told(), "\n"), "sync journal-1 50ms true")
	y.ask("heal", "journal-1")
	require.Equal(t, []string{
		"10.0 empty journal-1", "10.0 sync journal-1 0s false", "10.0 answer",
	}, y.told())
}

// A node whose clock is to be wrong is started again with that, and once more without when it is over.
func TestANodeGetsAWrongClockAndARightOneAgain(t *testing.T) {
	y := tell(t, small()).run(2 * time.Second)
	y.told()
	y.after(0, Seen{What: Asked, Who: "operator", For: 5 * time.Second, Action: plan.Action{
		Kind: plan.Skew, Nodes: []plan.Selector{"shard-1"}, Offset: -3 * time.Second,
	}})
	y.run(4 * time.Second)
	require.Equal(t, []string{
		"2.0 end shard-1", "2.0 answer", "2.1 start shard-1", "2.1 ahead -3s",
	}, y.told())
	y.run(9 * time.Second)
	require.Equal(t, []string{"7.0 end shard-1", "7.1 start shard-1"}, y.told())
	y.want(plan.Action{Kind: plan.Skew, Nodes: []plan.Selector{plan.All}, Offset: time.Second})
	require.Equal(t, []string{
		"9.0 answer journal-1 cannot be given a wrong clock: shards, matchmakers, a served directory, commanders " +
			"and bots can",
	}, y.told())
}
