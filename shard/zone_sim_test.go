package shard

import (
	"container/heap"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// The simulation drives production Zones through one seeded queue of things that happen: ticks, appends that are slow,
// lost, doubled or of unknown outcome, store crashes, owners that pause, die or are taken over without cause. A
// failing seed is an exact reproduction.
type sim struct {
	t      require.TestingT
	rng    *rand.Rand
	now    int // ms
	queue  eventQueue
	serial int

	recs                              []journal.Record // the store: a crash loses what is not durable
	durable                           int
	zones                             []*actor
	shown                             map[game.Tick]uint64   // what was published of a tick
	answers                           map[uint32]game.Answer // to the player of seat 0
	seq                               uint32                 // its last order
	crashes, takeOvers, unknown, late int
}

type actor struct {
	z      *Zone
	id     string
	paused int // until
	dead   bool
}

type timedEvent struct {
	at, serial int
	do         func()
}
type eventQueue []timedEvent

func (h eventQueue) Len() int { return len(h) }
func (h eventQueue) Less(i, j int) bool {
	return h[i].at < h[j].at || h[i].at == h[j].at && h[i].serial < h[j].serial
}
func (h eventQueue) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *eventQueue) Push(x any)   { *h = append(*h, x.(timedEvent)) }
func (h *eventQueue) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (s *sim) after(ms int, do func()) {
	s.serial++
	heap.Push(&s.queue, timedEvent{s.now + ms, s.serial, do})
}

func (s *sim) between(a, b int) int { return a + s.rng.IntN(b-a+1) }

func (s *sim) nonce() (n [16]byte) {
	for i := range n {
		n[i] = byte(s.rng.Uint32())
	}
	return n
}

// perform does what the zone wants; a paused owner's actions wait until it wakes.
func (s *sim) perform(a *actor) {
	for _, act := range a.z.Actions() {
		switch {
		case act.Append != nil:
			s.store(a, act.Append)
		case act.Read != nil:
			s.after(int(act.Read.After.Milliseconds())+s.between(1, 10), func() {
				recs := append([]journal.Record(nil), s.recs[min(int(act.Read.From)-1, len(s.recs)):]...)
				durable := uint64(s.durable)
				s.deliver(a, func() { a.z.ReadBack(recs, durable) })
			})
		case act.Publish != nil:
			s.show(act.Publish)
		case act.Stop != nil:
			if !ownedElsewhere(act.Stop) && !errors.Is(act.Stop, ErrEnded) {
				require.NoError(s.t, act.Stop)
			}
		}
	}
}

// deliver gives a zone an input, not before it wakes from a pause.
func (s *sim) deliver(a *actor, input func()) {
	switch {
	case a.dead:
	case a.paused > s.now:
		s.after(a.paused-s.now, func() { s.deliver(a, input) })
	default:
		input()
		s.perform(a)
	}
}

// store carries an append out: late, perhaps twice, and perhaps without telling.
func (s *sim) store(a *actor, ap *Append) {
	copies := 1
	if s.rng.IntN(20) == 0 {
		copies = 2
	}
	for range copies {
		s.after(s.between(1, 60), func() { s.arrive(a, ap) })
	}
	if s.rng.IntN(6) == 0 {
		s.unknown++
		s.after(s.between(1, 150), func() { s.deliver(a, func() { a.z.Failed(ap.Hash()) }) })
	}
}

func (s *sim) arrive(a *actor, ap *Append) {
	head := journal.Hash{}
	if len(s.recs) > 0 {
		head = s.recs[len(s.recs)-1].Hash
	}
	if head != ap.Prev() {
		s.after(s.between(1, 10), func() { s.deliver(a, func() { a.z.Failed(ap.Hash()) }) })
		return
	}
	number := len(s.recs) + 1
	s.recs = append(s.recs, journal.Record{Number: uint64(number), Hash: ap.Hash(), Payload: ap.Payload()})
	s.after(s.between(1, 100), func() { s.sync(a, ap, number) })
}

// sync makes a record durable, with all before it, if no crash has lost it.
func (s *sim) sync(a *actor, ap *Append, number int) {
	if len(s.recs) < number || s.recs[number-1].Hash != ap.Hash() {
		s.after(s.between(1, 10), func() { s.deliver(a, func() { a.z.Failed(ap.Hash()) }) })
		return
	}
	s.durable = max(s.durable, number)
	s.after(s.between(1, 20), func() { s.deliver(a, func() { a.z.Acked(ap.Hash()) }) })
}

func (s *sim) show(p *Publication) {
	h := fnv.New64a()
	for _, v := range p.Views {
		fmt.Fprint(h, *v)
	}
	if was, ok := s.shown[p.Tick]; ok {
		require.Equal(s.t, was, h.Sum64(), "two different views of tick %d were shown", p.Tick)
		s.late++
	}
	s.shown[p.Tick] = h.Sum64()
	for _, a := range p.Answers {
		if a.Leader == game.Player && a.Tick > 0 {
			if was, ok := s.answers[a.Seq]; ok {
				require.Equal(s.t, was, a, "two answers to one order")
			}
			s.answers[a.Seq] = a
		}
	}
}

func (s *sim) tick(a *actor) {
	if a.dead {
		return
	}
	s.deliver(a, a.z.Tick)
	s.after(50+s.between(-2, 2), func() { s.tick(a) })
}

// spawn makes a candidate that takes over from what is in the store now, with cause or without.
func (s *sim) spawn() {
	s.takeOvers++
	a := &actor{id: fmt.Sprint("shard", s.takeOvers)}
	if len(s.recs) == 0 {
		a.z = BeginZone("m", a.id, s.nonce, smallFight(), 1)
	} else {
		a.z = ResumeZone("m", a.id, s.nonce, append([]journal.Record(nil), s.recs...))
	}
	s.zones = append(s.zones, a)
	s.perform(a)
	s.tick(a)
}

// play sends the player's next order, if the window allows, and repeats all that are unanswered.
func (s *sim) play() {
	if s.rng.IntN(2) == 0 && int(s.seq)-len(s.answers) < 8 {
		s.seq++
	}
	for seq := uint32(1); seq <= s.seq; seq++ {
		if _, ok := s.answers[seq]; ok {
			continue
		}
		o := game.Order{Seq: seq, Kind: game.Move, X: uint16(16 * (2 + seq%20)), Y: 16 * 8}
		for _, a := range s.zones {
			s.deliver(a, func() { a.z.Change(game.SeatChange{Leader: game.Player}); a.z.admit(o) })
		}
	}
	s.after(s.between(40, 200), s.play)
}

// trouble breaks something.
func (s *sim) trouble() {
	switch a := s.zones[s.rng.IntN(len(s.zones))]; s.rng.IntN(7) {
	case 0:
		a.dead = true
	case 1:
		a.paused = s.now + s.between(10, 3000)
	case 2, 5, 6:
		s.crashes++
		s.recs = s.recs[:s.durable+s.rng.IntN(len(s.recs)-s.durable+1)]
	case 3:
		s.deliver(a, func() { a.z.Change(game.SeatChange{Seat: 1, Leader: game.Leader(s.rng.IntN(2))}) })
	default:
		s.spawn()
	}
	s.after(s.between(30, 700), s.trouble)
}

// run lets it all happen and then folds what was left.
func (s *sim) run(ms int) {
	s.spawn()
	s.play()
	s.after(200, s.trouble)
	for s.now < ms {
		h := heap.Pop(&s.queue).(timedEvent)
		s.now = h.at
		h.do()
		if s.rng.IntN(400) == 0 {
			s.spawn()
		}
	}
	s.foldAll()
}

func (s *sim) foldAll() {
	f := &replay.Fold{Watch: func(w *game.World, _ *game.Input) {
		h := fnv.New64a()
		for team := range w.Setup().Scenario.Teams {
			fmt.Fprint(h, viewOf(w, game.Audience(team)))
		}
		fmt.Fprint(h, viewOf(w, game.All))
		if shown, ok := s.shown[w.Tick()]; ok {
			require.Equal(s.t, h.Sum64(), shown, "tick %d was shown otherwise than it folds", w.Tick())
		}
		for seq, a := range s.answers {
			if a.Tick == w.Tick() {
				folded, ok := w.Answer(0, game.Player, seq)
				require.True(s.t, ok)
				require.Equal(s.t, a, folded, "an answer was not true")
			}
		}
	}}
	for _, rec := range s.recs[:s.durable] {
		require.NoError(s.t, f.Apply(rec))
	}
	for _, a := range s.answers {
		require.LessOrEqual(s.t, a.Seq, f.World.LastSeq(0, game.Player), "an answered order is not in the journal")
	}
}

func viewOf(w *game.World, a game.Audience) game.View {
	var v game.View
	w.View(a, &v)
	return v
}

func TestNoFaultMakesAZoneContradictItself(t *testing.T) {
	seeds, shown, answered, again := 100, 0, 0, 0
	for seed := range seeds {
		s := &sim{
			t: t, rng: rand.New(rand.NewPCG(uint64(seed), 1)), shown: map[game.Tick]uint64{},
			answers: map[uint32]game.Answer{},
		}
		s.run(8_000)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
		shown, answered, again = shown+len(s.shown), answered+len(s.answers), again+s.late
	}
	t.Logf("%d seeds: %d ticks shown, %d of them again by another owner, %d orders answered",
		seeds, shown, again, answered)
	require.Greater(t, shown, 50*seeds, "a simulation in which nothing is shown proves nothing")
	require.Greater(t, answered, 5*seeds)
	require.Positive(t, again)
}
