package matching

import (
	"cmp"
	"fmt"
	"math"
	"time"
)

// Strain is how hard a shard works, by its own measure. Zero of a release that does not say.
type Strain struct {
	TickP99  time.Duration // 99 of 100 ticks take no longer
	Busy     int           // percent of its machine's processors that its process takes
	Measured int64         // names the measure: two with the same are one that was told twice; 0 for none yet
}

// tickPeriod is the time from one tick to the next: ticks that take as long come late from then on.
const tickPeriod = 50 * time.Millisecond

// Percent is the strain as one figure: that of the measure that is worst. It may be over 100.
func (s Strain) Percent() int { return max(s.Busy, s.ticks()) }

func (s Strain) ticks() int { return int(100 * s.TickP99 / tickPeriod) }

// Cause is the measure that is worst.
func (s Strain) Cause() Cause {
	if s.ticks() >= s.Busy {
		return LongTicks
	}
	return BusyProcessors
}

// Cause is what strains a shard.
type Cause string

// The causes.
const (
	LongTicks      Cause = "ticks"
	BusyProcessors Cause = "processors"
)

// Strained reports whether the shard gets new matches only where all others are strained, too; when it stays so for a
// while, matches leave it.
func (s Strain) Strained() bool { return s.Percent() >= strainedAt }

// String says what strains the shard most, in English.
func (s Strain) String() string {
	if s.Cause() == LongTicks {
		return fmt.Sprintf("99 %% of its ticks take up to %.1f ms; they are %d ms apart",
			s.TickP99.Seconds()*1000, tickPeriod.Milliseconds())
	}
	return fmt.Sprintf("its process takes %d %% of its machine's processors", s.Busy)
}

// scaled is the strain of n matches where that of so many is s.
func (s Strain) scaled(n, of int) Strain {
	if of > 0 {
		s.TickP99, s.Busy = s.TickP99*time.Duration(n)/time.Duration(of), (s.Busy*n+of-1)/of
	}
	return s
}

// plus is the strain of a shard that takes what strains another one by more.
func (s Strain) plus(more Strain) Strain {
	s.TickP99, s.Busy = s.TickP99+more.TickP99, s.Busy+more.Busy
	return s
}

// load is how many matches the shard runs with those that are to begin there.
func (s *Shard) load() int { return s.Load + s.begins }

// percent is what strains the shard with those that are to begin there: each counts as the average of those that run.
func (s *Shard) percent() int { return s.Strain.scaled(s.load(), s.Load).Percent() }

// easier orders shards by how well they can bear another match: the least strained first, then the least full. What
// nobody notices yet, and differs by chance, makes no difference.
func easier(a, b *Shard) int {
	return cmp.Or(
		cmp.Compare(max(a.percent(), noticedAt), max(b.percent(), noticedAt)),
		cmp.Compare(a.load()*max(b.Capacity, 1), b.load()*max(a.Capacity, 1)),
	)
}

// unstrained are those of some shards that are not strained; where all are, the least strained ones.
func unstrained(all []*Shard) (found []*Shard) {
	least := math.MaxInt
	for _, s := range all {
		least = min(least, s.percent())
	}
	for _, s := range all {
		if s.percent() <= max(least, strainedAt-1) {
			found = append(found, s)
		}
	}
	return found
}
