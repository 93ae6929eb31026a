package simulate

import (
	"time"

	"muster/shard"
	"muster/shard/journal"
	"muster/shard/replay"
)

// In every second run by turns the match is put to bed at any slot at which its zone allows that, whoever is there: the
// players' links end, and who says Hello wakes it, at any node, as does the alarm at each node that knows of it. What
// stands before a Chapter may be missing when somebody folds.

func sleepy(seed uint64) bool { return byTurns(seed) && seed/4%2 == 1 }

// dozeOneIn is how often an owner tries to put the match to bed: once in so many slots.
const dozeOneIn = 10

// doze puts the match to bed at times, unless everything must work.
func (n *node) doze(z *shard.Zone, now uint64) {
	if s := n.sim; s.sleepy && !s.calm && s.chance(dozeOneIn) {
		z.Sleep(now, true)
	}
}

func (n *node) mayWake() bool {
	return n.sim.sleepy && n.up && n.zone == nil && !n.sim.over && (n.sim.kind != embedded || n.id == 0)
}

// wake takes the match over if its journal says that it sleeps.
func (n *node) wake() {
	if !n.mayWake() {
		return
	}
	n.read(1, func(recs []journal.Record, _ uint64) {
		if _, asleep := slept(recs); asleep && n.mayWake() {
			n.sim.faults.Woken++
			n.sim.note("wakes", n.id, uint64(len(recs)), 0)
			n.stands.b, n.waking = nil, true
			n.resume(len(n.sim.kept))
		}
	})
}

func slept(recs []journal.Record) (alarm uint64, asleep bool) {
	if len(recs) == 0 {
		return 0, false
	}
	return replay.Slept(recs[len(recs)-1].Payload)
}

// sleepsOn reports whether the match sleeps and is not to be woken now: its alarm will.
func (n *node) sleepsOn(recs []journal.Record) bool {
	alarm, asleep := slept(recs)
	if !asleep || n.waking {
		n.waking = false
		return false
	}
	if alarm > 0 {
		now := n.sim.clock().Add(n.skew)
		n.deliver(max(0, time.UnixMilli(int64(alarm)).Sub(now)), n.wake)
	}
	return true
}

// asleep is the end of a zone that was put to bed.
func (n *node) asleep() {
	n.sim.faults.Slept++
	n.read(1, func(recs []journal.Record, _ uint64) {
		if n.zone == nil {
			n.waking = false
			n.sleepsOn(recs)
		}
	})
}

// fromChapter leaves out what stands before the last Chapter, at times, as if it were kept elsewhere.
func (s *sim) fromChapter(recs []journal.Record) []journal.Record {
	if !s.sleepy || s.chance(2) {
		return recs
	}
	for i := len(recs) - 1; i > 0; i-- {
		if replay.Opens(&recs[i]) {
			s.faults.Chapters++
			return recs[i:]
		}
	}
	return recs
}

// keepAgain has the match's whole chain written again, as a log does whose oldest segment is to go.
func (l *logStore) keepAgain() {
	recs, durable, err := l.log.Read(match, 1)
	if err == nil && uint64(len(recs)) == durable && l.log.Keep(match, journal.Hash{}, recs, func(error) {}) == nil {
		l.sim.faults.Kept++
	}
}
