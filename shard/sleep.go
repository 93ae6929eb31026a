package shard

import (
	"errors"

	"muster/game"
	"muster/shard/replay"
)

// A match by turns in which nothing is due is put to bed (docs/lease.md, rules 41 to 43): its owner writes a Sleep or a
// Chapter, which is a hand-over to nobody yet, and stops. Whoever wakes it takes it over as any other.

// ErrAsleep reports that the match sleeps: nobody owns it, and nothing is due before its alarm.
var ErrAsleep = errors.New("the match sleeps until somebody comes or its time is up")

const (
	// chapterAfter is how many records a chapter has before the next begins. Then waking folds no more than that, and
	// what is kept of a sleeper is small.
	chapterAfter = 64
	// maxChapter bounds the World and the set-up of a Chapter, unpacked: a larger one sleeps without
	maxChapter = 1 << 20
	// leastSleep is how long a match must have until its alarm, or it is not worth two records
	leastSleep = 5_000 // milliseconds
)

// MaySleep reports whether the match may be put to bed at a time of day in Unix milliseconds: a turn is planned, of all
// that was said nothing waits to be written or told, nobody's AI has a plan to make, and no time is up soon.
func (z *Zone) MaySleep(now uint64) bool {
	if !z.Still() || z.Waits() || z.last != forever || z.leaving || z.abandon {
		return false
	}
	if len(z.inFlight)+len(z.drafts)+len(z.again)+len(z.pending) > 0 || z.decided < z.world.Tick() {
		return false
	}
	if !z.queue.Empty() || len(z.queue.Talk) > 0 {
		return false
	}
	rest := z.world.Rest()
	due := rest.Until > 0 && now+leastSleep > rest.Until
	return rest.Phase == game.Planning && !rest.Closable && rest.StandIns == 0 && !due && !z.world.AIPlans()
}

// Sleep puts the match to bed, if it may sleep then: it stops with ErrAsleep when that is durable. Once a turn at most
// it closes a chapter of the journal, if that is asked for and worth it. There is no way back (rule 25); who wants the
// match meanwhile takes it over.
func (z *Zone) Sleep(now uint64, chapters bool) {
	if !z.MaySleep(now) {
		return
	}
	t := z.world.Tick()
	r := &replay.Record{Kind: replay.Sleep, Tick: t, Alarm: z.world.Rest().Until}
	if chapters && z.tailNumber >= z.chapter+chapterAfter && z.world.Rest().Turn != z.toldTurn {
		z.asChapter(r)
	}
	z.sleeping, z.alarm, z.last = true, r.Alarm, t
	z.send(r, flight{tick: t, lease: t, last: true})
}

// asChapter makes a Chapter of a Sleep.
func (z *Zone) asChapter(r *replay.Record) {
	saved, setup := z.world.AppendSave(nil), z.world.Setup()
	if len(saved)+len(game.AppendSetup(nil, setup)) > maxChapter {
		return
	}
	r.Kind, r.Saved, r.Setup, r.WorldHash = replay.Chapter, saved, setup, z.world.Hash()
	r.Number, r.Prev, r.Epoch, r.Owner, r.Nonce = z.tailNumber+1, z.tail, z.epoch, z.owner, z.mine
	z.chapter, z.toldTurn = r.Number, z.world.Rest().Turn
	r.Fingerprint, r.Release = replay.Fingerprint(), replay.Release()
}
