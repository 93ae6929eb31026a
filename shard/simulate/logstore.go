package simulate

import (
	"fmt"
	"slices"
	"time"

	"muster/shard/journal"
)

// logStore drives a journal.Log on a disk, as journal.Files does: one group at a time, written, synced and settled with
// time between. Another zone's records lie between the match's; now and then it is given up, and the next one follows.
type logStore struct {
	sim   *sim
	disk  *disk
	log   *journal.Log
	busy  bool
	life  int
	other struct {
		number int          // from 1
		gone   map[int]bool // were given up, durably
		head   journal.Hash
		acked  uint64
	}
}

// start opens the log, as a process that has just begun: what was acknowledged must be there.
func (l *logStore) start() {
	log, err := journal.OpenLog(l.disk)
	if err != nil {
		l.sim.note("no log", 0, 0, 0)
		l.log = nil
		l.sim.after(100*time.Millisecond, l.restart(l.life))
		return
	}
	l.log, l.busy = log, false
	for _, d := range log.Damage() {
		l.sim.require(false, "a log that was only ever cut off or torn is said to be damaged: %v", d)
	}
	recs, _, err := log.Read(match, 1)
	l.sim.require(err == nil, "the reopened log cannot be read: %v", err)
	l.sim.check.reopened(l.sim, recs)
	l.sim.note("log opened", 0, uint64(len(recs)), 0)
	l.stayAway()
	l.reopenOther()
}

func otherZone(number int) string { return fmt.Sprint("other", number) }

// past is what the directory saw before the match: segments that go when their zones are given up.
func (l *logStore) past() {
	for range l.sim.rng.IntN(4) {
		l.start()
		l.writeOther()
		g := l.log.Next()
		err := g.Write()
		if err == nil {
			err = g.Sync()
		}
		l.log.Settle(g, err)
		g.Publish()
	}
}

// stayAway: no zone that was given up comes back. What a restart does not find stays away, though nobody was told.
func (l *logStore) stayAway() {
	zones := l.log.Zones()
	for n := 1; n < l.other.number; n++ {
		there := slices.Contains(zones, otherZone(n))
		l.sim.require(!there || !l.other.gone[n], "zone %s was given up, and is there again", otherZone(n))
		l.other.gone[n] = !there
	}
}

// reopenOther checks the other zone's chain and goes on behind it.
func (l *logStore) reopenOther() {
	others, n, err := l.log.Read(otherZone(l.other.number), l.other.acked)
	l.sim.require(err == nil, "the other zone cannot be read: %v", err)
	l.sim.require(n >= l.other.acked, "the other zone has %d records and %d were acknowledged", n, l.other.acked)
	l.other.head, l.other.acked = journal.Hash{}, n // what survived is durable, though nobody was told
	if len(others) > 0 {
		l.other.head = others[len(others)-1].Hash
	}
}

func (l *logStore) append(r journal.Sealed, number uint64, done func(error)) {
	if l.log == nil {
		done(errDown)
		return
	}
	l.addOther()
	err := l.log.Append(match, r, func(err error) {
		if err == nil {
			l.sim.check.durable(r.Hash())
		}
		done(err)
	})
	if err != nil {
		done(err)
		return
	}
	l.group()
}

// addOther appends to the other zone now and then.
func (l *logStore) addOther() {
	switch {
	case l.sim.sleepy && l.sim.chance(20):
		l.keepAgain()
	case l.sim.chance(60):
		l.giveUpOther()
	case l.sim.chance(4):
		l.writeOther()
	}
}

// giveUpOther ends the other zone and begins the next.
func (l *logStore) giveUpOther() {
	number, life := l.other.number, l.life
	l.log.GiveUp(otherZone(number), func(err error) {
		if l.life == life && err == nil {
			l.other.gone[number] = true
		}
	})
	l.other.number, l.other.head, l.other.acked = number+1, journal.Hash{}, 0
}

func (l *logStore) writeOther() {
	payload := fmt.Appendf(nil, "record of the other zone at %v", l.sim.now)
	r, life, number := journal.Seal(l.other.head, payload), l.life, l.other.number
	if l.log.Append(otherZone(number), r, func(err error) {
		switch {
		case l.life != life || l.other.number != number:
		case err == nil:
			l.other.acked++
		default:
			l.reopenOther()
		}
	}) == nil {
		l.other.head = r.Hash()
	}
}

// group writes what is queued, if no group is under way.
func (l *logStore) group() {
	if l.busy || l.log == nil {
		return
	}
	g := l.log.Next()
	if g == nil {
		return
	}
	l.busy = true
	life := l.life
	step := func(then func()) func() {
		return func() {
			if l.life == life {
				then()
			}
		}
	}
	settle := func(err error) func() {
		return step(func() {
			l.log.Settle(g, err)
			if err != nil {
				l.sim.note("group failed", 0, 0, 0)
			}
			l.busy = false
			g.Publish()
			l.group()
		})
	}
	if err := g.Write(); err != nil {
		l.sim.after(20*time.Millisecond, settle(err))
		return
	}
	l.sim.after(l.syncTime()/2, step(func() { l.sim.after(l.syncTime()/2, settle(g.Sync())) }))
}

// syncTime is how long a sync takes now.
func (l *logStore) syncTime() time.Duration {
	if l.disk.sick && l.sim.chance(3) {
		return 500 * time.Millisecond
	}
	return l.sim.ms(int(l.sim.quickest/time.Millisecond)/2, int(l.sim.slowest/time.Millisecond)/2)
}

func (l *logStore) read(from uint64) ([]journal.Record, uint64, error) {
	if l.log == nil {
		return nil, 0, errDown
	}
	return l.log.Read(match, from)
}

func (l *logStore) restart(life int) func() {
	return func() {
		if l.life == life {
			l.start()
		}
	}
}

// kill ends the process: what it wrote is in the kernel and stays.
func (l *logStore) kill() {
	l.life++
	l.disk.life++
	l.log, l.busy = nil, false
	l.sim.after(l.sim.ms(5, 300), l.restart(l.life))
}

func (l *logStore) powerCut() {
	l.kill()
	l.disk.powerCut()
}

func (l *logStore) ill() {
	l.disk.sick = true
	l.sim.after(l.sim.ms(200, 3000), func() { l.disk.sick = false })
}

func (l *logStore) heal() { l.disk.sick = false }

func (l *logStore) giveUp() {} // what becomes of a zone that is given up is seen with the other one

// all is what a power cut would leave.
func (l *logStore) all() []journal.Record {
	l.kill()
	l.disk.powerCut()
	l.start()
	recs, _, _ := l.log.Read(match, 1) // start has read it already
	return recs
}
