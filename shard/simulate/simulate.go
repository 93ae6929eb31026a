// Package simulate runs the whole system under one seed: production zones, segment files, tables, sessions and clients
// in one event loop, on a network that delays, loses and parts, disks that tear and forget, and
// processes that pause and die.
//
// Nothing here decides what production decides. A node (node.go) drives a shard.Zone and a table.Table as Host and
// Server do, a player (player.go) drives a client.OrderQueue as Client does, a logStore (logstore.go) drives a
// journal.Log as Files does, on a disk (disk.go) that holds what was synced and what was only written. chainStore
// (chainstore.go) stands for a remote store: it may lose a suffix that is not durable. trouble.go breaks things,
// check.go knows what must hold whatever breaks.
//
// The same seed gives the same run, bit for bit: no clock, no goroutine, no map order. Run returns a hash of its trace.
package simulate

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Options is what a run can be told beside its seed.
type Options struct {
	Length    time.Duration // virtual; 0 for three minutes
	Trace     io.Writer     // gets a line for each event; may be nil
	LyingDisk bool          // the disk forgets what it said it had synced: no store can bear that
}

// Result is what became of a run.
type Result struct {
	Seed      uint64
	Virtual   time.Duration
	Faults    Faults
	Trace     uint64 // hash of everything that happened, in order
	Shown     int    // ticks published, each counted once
	Answered  int    // orders answered to players
	Violation string // empty if everything held
}

// What the runs are like: three nodes, two players, ten quiet seconds and two for the last answers, and drains more
// where a player flooded: of the game.AnswerWindow orders that may be open the door admits twenty a second.
const (
	nodes   = 3
	players = 2
	length  = 3 * time.Minute
	quiet   = 12 * time.Second
	drains  = 4 * time.Second
	match   = "m"
)

// violation is what must never happen.
type violation string

type sim struct {
	options           Options
	rng               *rand.Rand
	fate              *rand.Rand // decides how the match ends
	now               time.Duration
	queue             eventQueue
	setup             *game.Setup
	kind              storeKind
	store             store
	nodes             []*node
	players           []*player
	check             check
	kept              []*replay.Checkpoint // beside the journal, the oldest first
	faults            Faults
	trace             trace
	calm              bool // nothing breaks any more
	over              bool // the match was ended on purpose
	turns             bool // it is played by turns
	sleepy            bool // and is put to bed at times
	patience          time.Duration
	quickest, slowest time.Duration // of appends
}

// Run runs one seed.
func Run(seed uint64, o Options) (r Result) {
	if o.Length == 0 {
		o.Length = length
	}
	s := &sim{
		options: o, rng: rand.New(rand.NewPCG(seed, 0x6d7573746572)), fate: rand.New(rand.NewPCG(seed, 0x66617465)),
		setup: fight(),
	}
	s.trace.w = o.Trace
	defer func() {
		r = Result{
			Seed: seed, Virtual: s.now, Faults: s.faults, Trace: s.trace.hash, Shown: s.check.ticks,
			Answered: s.check.answered,
		}
		if broken := recover(); broken != nil {
			v, ok := broken.(violation)
			if !ok {
				panic(broken)
			}
			r.Violation = string(v)
		}
	}()
	s.sleepy = sleepy(seed)
	if s.turns = byTurns(seed); s.turns {
		s.setup = s.fightByTurns()
	}
	s.begin()
	s.loop(o.Length - quiet)
	s.heal()
	s.loop(o.Length)
	if slices.ContainsFunc(s.players, func(p *player) bool { return p.orderQueue.Unanswered() > 0 }) {
		s.loop(o.Length + drains)
	}
	s.check.settled(s)
	s.check.foldAll(s)
	return r
}

// begin puts everything in its place.
func (s *sim) begin() {
	s.quickest, s.slowest = time.Millisecond, s.between(20, 120)*time.Millisecond
	if s.chance(4) { // a store under load
		s.quickest, s.slowest = 100*time.Millisecond, 480*time.Millisecond
	}
	s.patience = 2*s.slowest + 400*time.Millisecond
	s.kind = storeKind(s.rng.IntN(int(storeKinds)))
	s.check.begin()
	s.check.grew = s.grown
	s.store = newStore(s)
	for i := range nodes {
		s.nodes = append(s.nodes, newNode(s, i))
	}
	for i := range players {
		s.players = append(s.players, newPlayer(s, uint8(i)))
	}
	for _, n := range s.nodes {
		n.pulse()
	}
	s.nodes[0].candidate()
	s.after(100*time.Millisecond, s.detect)
	s.after(500*time.Millisecond, s.injectFault)
	s.mayEnd()
}

// detect looks whether the owner seems gone, and asks two candidates at once. It may be wrong: then they were asked for
// nothing, and nobody is harmed.
func (s *sim) detect() {
	s.after(100*time.Millisecond, s.detect)
	if s.over || s.now-s.check.lastShown < s.patience || s.now-s.check.lastAsked < s.patience {
		return
	}
	s.check.lastAsked = s.now
	if s.kind == embedded {
		s.nodes[0].candidate()
		return
	}
	first := s.rng.IntN(nodes)
	for i := range 2 {
		s.nodes[(first+i)%nodes].candidate()
	}
}

// between draws a number; n units of something.
func (s *sim) between(a, b int) time.Duration { return time.Duration(a + s.rng.IntN(b-a+1)) }

func (s *sim) ms(a, b int) time.Duration {
	return time.Duration(a*1000+s.rng.IntN((b-a)*1000+1)) * time.Microsecond
}

func (s *sim) chance(oneIn int) bool { return s.rng.IntN(oneIn) == 0 }

func (s *sim) clock() time.Time { return time.Unix(1_000_000, 0).Add(s.now) }

func (s *sim) nonce() (n [16]byte) {
	for i := range 2 {
		v := s.rng.Uint64()
		for j := range 8 {
			n[i*8+j] = byte(v >> (8 * j))
		}
	}
	return n
}

func (s *sim) require(ok bool, format string, args ...any) {
	if !ok {
		panic(violation(fmt.Sprintf("%v: ", s.now) + fmt.Sprintf(format, args...)))
	}
}

// store is where the match's journal is, as one who stands beside it sees it.
type store interface {
	append(r journal.Sealed, number uint64, done func(error))
	read(from uint64) (recs []journal.Record, durable uint64, err error)
	kill()     // its process dies and comes back
	powerCut() // and takes with it what was not durable
	ill()      // its disk fails for a while
	heal()
	giveUp()               // forgets the match, which has ended
	all() []journal.Record // what is durable in the end, or was before it was given up
}
