package observe

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
	"muster/server/node"
	"muster/server/peer"
	"muster/shard/registry"
)

// system is one whose looks are made by hand.
type system struct {
	t      *testing.T
	o      *Observer
	now    time.Time
	shards map[string]*fake
	deaf   map[[2]string]int64 // the first has not heard the second for so many milliseconds
	away   string
	told   int64 // events that were seen
}

type fake struct {
	entry    registry.Shard
	zones    map[string]*node.Zone
	unlisted bool
	answer   *Answer // instead of its zones
}

// watching makes a system of so many shards with so many matches each, whose standby is the next shard.
func watching(t *testing.T, shards, matches int) *system {
	s := &system{
		t: t, o: New(0), now: time.UnixMilli(1_790_000_000_000), shards: map[string]*fake{},
		deaf: map[[2]string]int64{},
	}
	for i := range shards {
		id := fmt.Sprint("shard-", i+1)
		s.shards[id] = &fake{
			entry: registry.Shard{ID: id, Began: 1, HandsOver: true, Shared: true, Capacity: 50},
			zones: map[string]*node.Zone{},
		}
		for j := range matches {
			match := fmt.Sprintf("m%d-%d", i+1, j+1)
			s.shards[id].zones[match] = &node.Zone{
				Match: match, Epoch: 1, Standby: fmt.Sprint("shard-", (i+1)%shards+1), Ready: true,
			}
		}
	}
	s.look()
	require.Empty(t, s.o.State().Events, "what is there at first is no news")
	require.Empty(t, s.looks(int(settles/lookEvery)))
	return s
}

func (s *system) snapshot() *Snapshot {
	look := &Snapshot{Away: s.away, Answers: map[string]Answer{}}
	look.Matchmakers = []registry.Matchmaker{{ID: "queue-1", Leads: true}}
	look.Answers["queue-1"] = Answer{Queue: &api.QueueFigures{Matchmaker: "queue-1", Began: 1}}
	for _, id := range slices.Sorted(maps.Keys(s.shards)) {
		f := s.shards[id]
		if !f.unlisted {
			look.Shards = append(look.Shards, f.entry)
		}
		if f.answer != nil {
			look.Answers[id] = *f.answer
			continue
		}
		z := &node.Zones{Shard: id, Began: f.entry.Began}
		for _, m := range slices.Sorted(maps.Keys(f.zones)) {
			z.Zones = append(z.Zones, *f.zones[m])
		}
		for _, other := range slices.Sorted(maps.Keys(s.shards)) {
			if other != id {
				silent := s.deaf[[2]string{id, other}]
				z.Peers = append(z.Peers, peer.Heard{ID: other, Silent: max(silent, 20), Call: 1})
			}
		}
		look.Answers[id] = Answer{Zones: z, Took: time.Millisecond}
	}
	return look
}

// look has half a second pass, and tells what is new in words.
func (s *system) look() (news []string) {
	s.now = s.now.Add(lookEvery)
	state := s.o.See(s.now, s.snapshot())
	for i := range state.Events {
		if e := &state.Events[i]; e.Number > s.told {
			s.told = e.Number
			news = append(news, e.Words(plainWords))
		}
	}
	return news
}

func (s *system) looks(n int) (news []string) {
	for range n {
		news = append(news, s.look()...)
	}
	return news
}

// plainWords says an event by its key and what is put into it.
func plainWords(key string, pairs ...string) string {
	words := strings.TrimPrefix(key, "console.event.")
	for i := 0; i < len(pairs); i += 2 {
		if v := pairs[i+1]; v != "" && v != "0" && v != "0 ms" {
			words += " " + pairs[i] + "=" + v
		}
	}
	return words
}

// dead has nobody hear a shard, which does not answer.
func (s *system) dead(id string, a Answer, silent int64) {
	s.shards[id].answer = &a
	for other := range s.shards {
		s.deaf[[2]string{other, id}] = silent
	}
}

// take has matches go on at another shard.
func (s *system) take(from, to, cause string, silent int64) {
	for match, z := range s.shards[from].zones {
		z.Epoch, z.Cause, z.From, z.Silent = z.Epoch+1, cause, from, silent
		s.shards[to].zones[match] = z
		delete(s.shards[from].zones, match)
	}
}

var refused = Answer{Refused: true, Err: "nothing listens there"}

// A kill is seen with the next look, and the take-over with the one after it.
func TestAKillAndATakeOverAreSeen(t *testing.T) {
	s := watching(t, 3, 4)
	s.dead("shard-2", refused, 300)
	require.Equal(t, []string{"died node=shard-2"}, s.look())
	require.Equal(t, Ended, s.o.State().Node("shard-2").Health)
	s.take("shard-2", "shard-3", "silence", 310)
	require.Equal(t, []string{"took_silent node=shard-3 other=shard-2 n=4 for=310 ms"}, s.look())
	require.Empty(t, s.looks(5))

	s.shards["shard-2"].answer, s.shards["shard-2"].entry.Began = nil, 2
	require.Equal(t, []string{"restarted node=shard-2 for=3.5 s"}, s.looks(2))
	s.deaf = map[[2]string]int64{}
	require.Empty(t, s.looks(10), "that the others hear it a moment later is nothing")
}

// What is seen of one take-over in two looks is one event.
func TestATakeOverInTwoLooksIsOneEvent(t *testing.T) {
	s := watching(t, 2, 2)
	s.dead("shard-2", refused, 300)
	s.look()
	late := s.shards["shard-2"].zones["m2-2"]
	delete(s.shards["shard-2"].zones, "m2-2")
	s.take("shard-2", "shard-1", "closed", 250)
	require.Equal(t, []string{"took_closed node=shard-1 other=shard-2 n=1 for=250 ms"}, s.look())
	s.shards["shard-2"].zones["m2-2"] = late
	s.take("shard-2", "shard-1", "closed", 260)
	require.Empty(t, s.look())
	events := s.o.State().Events
	require.Equal(t, 2, events[len(events)-1].N)
	require.Equal(t, []string{"m2-1", "m2-2"}, events[len(events)-1].Matches)
}

// A process that stands still is silent at once where the others do not hear it either; where they do, it is we who
// cannot reach it, after more than a moment.
func TestSilenceIsToldFromACutOfOurOwn(t *testing.T) {
	s := watching(t, 3, 1)
	s.dead("shard-2", Answer{Err: "no answer within 450ms"}, 310)
	require.Equal(t, []string{"fell_silent node=shard-2 for=310 ms why=no answer within 450ms"}, s.look())

	s = watching(t, 3, 1)
	s.dead("shard-2", Answer{Err: "no answer within 450ms"}, 30)
	require.Empty(t, s.looks(cutAfter-1), "it may be busy")
	require.Equal(t, []string{"lost_sight node=shard-2 n=2 why=no answer within 450ms"}, s.look())
	s.shards["shard-2"].answer = nil
	require.Equal(t, []string{"back node=shard-2 for=500 ms"}, s.look())
}

// Where hardly anybody answers, it is we who are too slow or cut off: nobody is called dead for that.
func TestWeMayBeCutOffOurselves(t *testing.T) {
	s := watching(t, 4, 2)
	for _, f := range s.shards {
		f.answer = &Answer{Err: "no answer within 450ms"}
	}
	require.Equal(t, []string{"blind n=4"}, s.looks(5))
	require.Equal(t, 4, s.o.State().Blind)
	require.Equal(t, Up, s.o.State().Node("shard-1").Health)
	require.Len(t, s.o.State().Matches, 8)
	for _, f := range s.shards {
		f.answer = nil
	}
	require.Equal(t, []string{"sees"}, s.looks(3))
	for _, f := range s.shards {
		f.answer = &refused
	}
	require.Len(t, s.look(), 4, "but who is gone is")
}

func TestAMoveIsAMove(t *testing.T) {
	s := watching(t, 2, 3)
	s.take("shard-1", "shard-2", "handover", 0)
	require.Equal(t, []string{"moved node=shard-2 other=shard-1 n=3"}, s.look())

	gone := s.shards["shard-2"].zones["m1-1"]
	delete(s.shards["shard-2"].zones, "m1-1") // between two shards
	require.Empty(t, s.looks(2))
	require.True(t, s.o.State().Matches[0].Away)
	gone.Epoch, gone.Cause = 3, "handover"
	s.shards["shard-1"].zones["m1-1"] = gone
	require.Equal(t, []string{"moved node=shard-1 other=shard-2 n=1"}, s.look())

	delete(s.shards["shard-1"].zones, "m1-1")
	require.Empty(t, s.looks(10), "a match that ends is no event")
	require.Len(t, s.o.State().Matches, 5)
}

// Of two that show a match, the later owner has it: one that was replaced may not know yet.
func TestAnOwnerThatWasReplacedIsNotBelieved(t *testing.T) {
	s := watching(t, 2, 1)
	later := *s.shards["shard-1"].zones["m1-1"]
	later.Epoch, later.Cause = 2, "silence"
	s.shards["shard-2"].zones["m1-1"] = &later
	require.Equal(t, []string{"took_silent node=shard-2 other=shard-1 n=1"}, s.look())
	delete(s.shards["shard-2"].zones, "m1-1")
	require.Empty(t, s.look())
	require.Equal(t, "shard-2", s.o.State().Matches[0].Owner)
}

func TestAPartitionIsSeenAsOne(t *testing.T) {
	s := watching(t, 3, 1)
	s.deaf[[2]string{"shard-1", "shard-2"}], s.deaf[[2]string{"shard-2", "shard-1"}] = 400, 380
	require.Equal(t, []string{"parted node=shard-1 other=shard-2 for=400 ms"}, s.look())
	require.Empty(t, s.looks(3))
	s.deaf = map[[2]string]int64{}
	require.Equal(t, []string{"heals node=shard-1 other=shard-2"}, s.look())

	s.deaf[[2]string{"shard-3", "shard-1"}] = 500
	require.Equal(t, []string{"deaf node=shard-3 other=shard-1 for=500 ms"}, s.look())
	s.deaf = map[[2]string]int64{}
	s.look()

	for _, other := range []string{"shard-1", "shard-2"} {
		s.deaf[[2]string{"shard-3", other}], s.deaf[[2]string{other, "shard-3"}] = 400, 400
	}
	require.Equal(t, []string{"isolated node=shard-3 n=2"}, s.look())
	s.deaf = map[[2]string]int64{}
	require.Equal(t, []string{"heals_all node=shard-3"}, s.look())
}

// Where everything falls apart at once, that is one event and not hundreds.
func TestManyPartedPairsAreOneEvent(t *testing.T) {
	s := watching(t, 8, 1)
	for a := range s.shards {
		for b := range s.shards {
			if (a < "shard-5") != (b < "shard-5") {
				s.deaf[[2]string{a, b}] = 900
			}
		}
	}
	require.Equal(t, []string{"parted_many n=16"}, s.look())
	s.deaf = map[[2]string]int64{}
	require.Equal(t, []string{"heals_many n=16"}, s.look())
}

func TestAShardThatDrainsLeaves(t *testing.T) {
	s := watching(t, 2, 2)
	s.shards["shard-1"].entry.Draining = true
	require.Equal(t, []string{"drains node=shard-1"}, s.look())
	s.take("shard-1", "shard-2", "handover", 0)
	s.look()
	s.dead("shard-1", refused, 300)
	require.Equal(t, []string{"left node=shard-1"}, s.look())
	s.shards["shard-1"].unlisted = true
	require.NotContains(t, strings.Join(s.looks(3), ","), "shard-1")
	for _, z := range s.shards["shard-2"].zones {
		z.Standby = "" // there is nobody
	}
	require.Equal(t, []string{"standby_lost node=shard-2 n=4 why=no other shard is there"}, s.looks(4))
	s.looks(int(goneFor / lookEvery))
	require.Nil(t, s.o.State().Node("shard-1"))
}

// What goes on nowhere is told once, and a node that is gone for good is forgotten with what it had.
func TestMatchesThatNobodyTakesAreTold(t *testing.T) {
	s := watching(t, 3, 2)
	s.dead("shard-1", refused, 300)
	require.Equal(t, []string{"died node=shard-1", "nowhere node=shard-1 n=2"}, s.looks(20))
	s.shards["shard-1"].unlisted = true
	require.Equal(t, []string{"forgotten node=shard-1"}, s.looks(int(goneFor/lookEvery)))
	require.Len(t, s.o.State().Matches, 4)
}

func TestTheRegistryIsAway(t *testing.T) {
	s := watching(t, 2, 1)
	s.away = "connection refused"
	require.Empty(t, s.look(), "it may be busy")
	require.Equal(t, []string{"registry_away why=connection refused"}, s.looks(5))
	require.Len(t, s.o.State().Of(Shards), 2, "those who were there are")
	s.dead("shard-1", refused, 300)
	require.Equal(t, []string{"died node=shard-1"}, s.look(), "and who dies is seen")
	s.away = ""
	require.Equal(t, []string{"registry_back"}, s.look())
}

func TestAJournalThatTakesNothing(t *testing.T) {
	s := watching(t, 2, 3)
	for _, z := range s.shards["shard-1"].zones {
		z.Paused = true
	}
	require.Equal(t, []string{"pauses node=shard-1 n=3"}, s.look())
	require.Equal(t, Silent, s.o.State().Node("journal").Health)
	for _, z := range s.shards["shard-1"].zones {
		z.Paused = false
	}
	require.Equal(t, []string{"goes_on node=shard-1"}, s.look())
}

// A node that never answered from here is not called dead: its address may be of another machine.
func TestWhoNeverAnsweredIsUnknown(t *testing.T) {
	s := watching(t, 2, 1)
	s.shards["shard-3"] = &fake{entry: registry.Shard{ID: "shard-3", Began: 1}, answer: &refused}
	require.Equal(t, []string{"joined node=shard-3"}, s.looks(10))
	require.Equal(t, Unknown, s.o.State().Node("shard-3").Health)
	s.shards["shard-3"].answer = &Answer{Elsewhere: true}
	require.Empty(t, s.looks(10))
}

func TestEveryEventHasALevel(t *testing.T) {
	for _, what := range Happenings() {
		require.Contains(t, []Level{Good, Info, Warn, Bad}, (&Event{What: what}).Level(), what)
	}
}

// On a machine that is far too busy links come and go all the time: that is said once, and what matters is still seen.
func TestWhatComesAndGoesIsToldOnce(t *testing.T) {
	s := watching(t, 3, 1)
	var news []string
	for range 20 {
		s.deaf[[2]string{"shard-1", "shard-2"}] = 700
		news = append(news, s.look()...)
		delete(s.deaf, [2]string{"shard-1", "shard-2"})
		news = append(news, s.look()...)
	}
	require.Len(t, news, toldOften+1)
	require.Equal(t, "again_link node=shard-1 other=shard-2 why=link", news[toldOften])
	s.dead("shard-3", refused, 300)
	require.Equal(t, []string{"died node=shard-3"}, s.look())
	s.looks(int(quietFor / lookEvery))
	s.deaf[[2]string{"shard-1", "shard-2"}] = 700
	require.Equal(t, []string{"deaf node=shard-1 other=shard-2 for=700 ms"}, s.look())
}

// Reasons come from outside, with addresses and whatever else: nobody keeps them so.
func TestReasonsAreKeptWithoutAddresses(t *testing.T) {
	o := New(0)
	o.See(time.UnixMilli(1_790_000_000_000), &Snapshot{})
	s := o.Note(time.UnixMilli(1_790_000_001_000), Event{
		What: DatabaseAway, Node: "queue-1", Why: "dial tcp 10.0.0.5:5432:\nrefused " + strings.Repeat("断", 100),
	})
	why := s.Events[len(s.Events)-1].Why
	require.Contains(t, why, "dial tcp (address): refused")
	require.True(t, utf8.ValidString(why))
	require.LessOrEqual(t, len(why), maxWhy)
}
