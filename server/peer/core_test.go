package peer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/shard/heartbeat"
	"muster/shard/registry"
)

// world drives cores in time that stands still until it is let pass.
type world struct {
	now    time.Time
	cores  map[string]*core
	silent map[string]bool // beats of these are not heard
}

func entry(id string, began int64) registry.Shard {
	return registry.Shard{
		ID: id, Began: began, Rules: "r", Shared: true, HandsOver: true, Control: "https://" + id, Capacity: 10,
	}
}

func newWorld(ids ...string) *world {
	w := &world{now: time.Unix(1000, 0), cores: map[string]*core{}, silent: map[string]bool{}}
	var all []registry.Shard
	for _, id := range ids {
		w.cores[id] = newCore(entry(id, 1))
		all = append(all, entry(id, 1))
	}
	for _, c := range w.cores {
		c.list(all, w.now)
	}
	w.pass(100 * time.Millisecond)
	return w
}

// pass lets time pass in steps of a beat, and tells who bids for what meanwhile.
func (w *world) pass(d time.Duration) (bids map[string][]bid) {
	bids = map[string][]bid{}
	for end := w.now.Add(d); w.now.Before(end); {
		w.now = w.now.Add(heartbeat.Every)
		for id, c := range w.cores {
			for other := range w.cores {
				if other != id && !w.silent[other] {
					c.beat(other, w.cores[other].self.Began, w.now)
				}
			}
			bids[id] = append(bids[id], c.tick(w.now)...)
		}
	}
	return bids
}

// declare has everybody declare what is due and be answered: who is asked folds at once.
func (w *world) declare() {
	for _, c := range w.cores {
		for _, to := range c.dueNow(w.now) {
			other := w.cores[to]
			d := c.declaration(to, w.now)
			_, _, refused := other.declared(d, w.now)
			var s api.Standings
			for _, m := range d.Matches {
				s.Matches = append(s.Matches, api.StandingMatch{
					Match: m.Match, Ready: true, Refused: refused[m.Match],
				})
			}
			c.answered(to, s, func(string) uint32 { return 0 }, w.now)
		}
	}
}

func TestAMatchHasAStandbyAndGetsAnotherWithinASecond(t *testing.T) {
	w := newWorld("a", "b", "c")
	a := w.cores["a"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	first := a.own["m1"].standby
	require.Contains(t, []string{"b", "c"}, first)
	require.True(t, a.own["m1"].accepted)
	require.Contains(t, w.cores[first].kept, "m1")
	news := a.show()
	require.Len(t, news, 1)
	require.Equal(t, first, news[0].at.ID)
	require.Empty(t, a.show(), "players are told once")

	w.silent[first] = true
	w.pass(replacedAfter + 100*time.Millisecond)
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	second := a.own["m1"].standby
	require.NotEqual(t, first, second)
	require.True(t, a.own["m1"].accepted)

	a.run(map[string]uint32{}, w.now)
	w.declare()
	require.Empty(t, w.cores[second].kept, "the match has ended: nobody stands by any more")
}

// Whoever stands by bids for a silent owner's match and for no other, after 250 ms, at once where the connection is
// gone, and more patiently after a false alarm.
func TestTheStandbyBidsWhenItsOwnerIsSilent(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	b.run(map[string]uint32{"m2": 1}, w.now)
	w.declare()
	w.silent["a"] = true
	require.Empty(t, w.pass(150 * time.Millisecond)["b"])
	require.Equal(t, []bid{{"m1", causeSilence}}, w.pass(50 * time.Millisecond)["b"])
	require.Empty(t, w.pass(time.Second)["b"], "one bid at a time")

	w.silent["a"] = false
	require.Equal(t, []string{"m1"}, b.beat("a", 1, w.now), "the bid is given up")
	require.Equal(t, 1, b.falseAlarms)
	b.lost("m1", false)
	w.silent["a"] = true
	require.Empty(t, w.pass(350 * time.Millisecond)["b"], "it is more patient now")
	require.NotEmpty(t, w.pass(time.Second)["b"])
	b.lost("m1", true)
	require.Empty(t, b.kept)

	w = newWorld("a", "b")
	a, b = w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	w.silent["a"] = true
	b.ended("a")
	require.Equal(t, []bid{{"m1", causeClosed}}, w.pass(heartbeat.Every)["b"])
	require.Equal(t, causeClosed, b.won("m1", false, w.now))
}

// A shard that was started again under its name is another process: what the one before ran is bid for.
func TestAShardThatStartsAgainIsAnotherProcess(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	a.self.Began = 2
	require.Equal(t, []bid{{"m1", causeClosed}}, w.pass(heartbeat.Every)["b"])
	require.True(t, b.alive(b.peers["a"]), "and it may stand by itself")
}

// Who was never heard is not silent, and neither is who does not let us listen.
func TestNobodyIsMissedWhoWasNotHeard(t *testing.T) {
	b := newCore(entry("b", 1))
	now := time.Unix(1000, 0)
	b.list([]registry.Shard{entry("a", 1)}, now)
	_, _, refused := b.declared(api.Declaration{
		Owner: "a", Began: 1, Matches: []api.DeclaredMatch{{Match: "m1", Epoch: 1}},
	}, now)
	require.Empty(t, refused)
	require.False(t, b.hears("a"))
	b.ended("a")
	for range 100 {
		now = now.Add(heartbeat.Every)
		require.Empty(t, b.tick(now))
	}
	b.beat("a", 1, now)
	b.deaf("a")
	for range 100 {
		now = now.Add(heartbeat.Every)
		require.Empty(t, b.tick(now))
	}
}

func TestWhatIsRefused(t *testing.T) {
	w := newWorld("a", "b", "c")
	b := w.cores["b"]
	b.run(map[string]uint32{"mine": 3}, w.now)
	say := func(owner string, matches ...api.DeclaredMatch) map[string]string {
		_, _, refused := b.declared(api.Declaration{Owner: owner, Began: 1, Matches: matches}, w.now)
		return refused
	}
	require.Equal(t, "the match runs here", say("a", api.DeclaredMatch{Match: "mine", Epoch: 9})["mine"])
	require.Contains(t, say("stranger", api.DeclaredMatch{Match: "m1"})["m1"], "the registry has no peer")
	require.Contains(t, say("a", api.DeclaredMatch{Match: ""})[""], "no match's id")

	require.Empty(t, say("a", api.DeclaredMatch{Match: "m1", Epoch: 5}))
	require.Equal(t, "shard a owns it, in epoch 5", say("c", api.DeclaredMatch{Match: "m1", Epoch: 5})["m1"],
		"who claims to be the owner is not believed")
	require.Equal(t, "a", b.kept["m1"].owner)
	require.Empty(t, say("c", api.DeclaredMatch{Match: "m1", Epoch: 6}), "but who took it over is")
	require.Equal(t, "c", b.kept["m1"].owner)
	require.False(t, b.ownedBy("m1", "a", 5, w.now), "the journal may not have come so far")
	w.silent["c"] = true
	require.Empty(t, w.pass(time.Second)["b"], "then nobody bids for who only says so")
	require.True(t, b.ownedBy("m1", "a", 5, w.now.Add(time.Minute)))
	require.True(t, b.ownedBy("m1", "a", 6, w.now), "it has, and says another")
	require.False(t, b.ownedBy("m1", "c", 6, w.now))
	require.NotEmpty(t, w.pass(heartbeat.Every)["b"])

	b.draining = true
	require.Equal(t, "this shard drains", say("a", api.DeclaredMatch{Match: "m2"})["m2"])
	require.NotEmpty(t, b.dropAll())
}

// What a living owner does not declare for ten seconds is given up; what a silent one has declared is not.
func TestWhatIsNotDeclaredAnyMoreIsGivenUp(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	w.pass(givenUpAfter)
	require.Empty(t, b.giveUp(w.now))
	w.pass(heartbeat.Every)
	require.Equal(t, []string{"m1"}, b.giveUp(w.now))
}

// A peer that lives and that the registry does not list any more is in trouble: it stands by for nothing new. While the
// registry is away, who was listed is.
func TestAPeerInTroubleStandsByForNothingNew(t *testing.T) {
	w := newWorld("a", "b")
	a := w.cores["a"]
	w.pass(time.Minute)
	a.run(map[string]uint32{"m1": 1}, w.now)
	require.Equal(t, "b", a.own["m1"].standby)
	a.list(nil, w.now)
	a.run(map[string]uint32{"m1": 1}, w.now)
	require.Empty(t, a.own["m1"].standby)
	require.True(t, a.alive(a.peers["b"]))
}

// A refusal sends the match to another peer; one that does not answer is passed over for a while, too.
func TestARefusalSendsTheMatchElsewhere(t *testing.T) {
	w := newWorld("a", "b", "c")
	a := w.cores["a"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	first := a.own["m1"].standby
	refused := a.answered(first, api.Standings{Matches: []api.StandingMatch{{Match: "m1", Refused: "full"}}},
		func(string) uint32 { return 0 }, w.now)
	require.Equal(t, map[string]string{"m1": "full"}, refused)
	second := a.own["m1"].standby
	require.NotEqual(t, first, second)
	require.NotEmpty(t, second)

	for range failsUnfit {
		a.unanswered(second, false, w.now)
	}
	a.run(map[string]uint32{"m1": 1}, w.now)
	require.Empty(t, a.own["m1"].standby, "nobody is left for now")
	w.pass(refusedFor + time.Second)
	a.run(map[string]uint32{"m1": 1}, w.now)
	require.Equal(t, first, a.own["m1"].standby)
}

// The standby of a match that is handed over must not give it up before it has read so in the journal, and the new
// owner finds who stands by for it though the old one does not know yet that it has lost it.
func TestAMatchIsDeclaredUntilSomebodyElseOwnsIt(t *testing.T) {
	w := newWorld("a", "b")
	a, b := w.cores["a"], w.cores["b"]
	a.run(map[string]uint32{"m1": 1}, w.now)
	w.declare()
	to, err := a.force("m1", "b", w.now)
	require.NoError(t, err)
	require.Equal(t, "b", to)
	a.run(nil, w.now) // its last record is durable
	a.dueAt("b")
	w.declare()
	require.Contains(t, b.kept, "m1")

	b.run(map[string]uint32{"m1": 2}, w.now)
	w.declare()
	require.Equal(t, "b", a.kept["m1"].owner)
	a.unforce("m1")
	a.run(nil, w.now)
	require.NotContains(t, a.own, "m1")
}
