package shard

import "time"

// Grid says how long after its tick a view leaves the shard: as long as nearly every append takes, so that a tick whose
// record held orders leaves no later than one that needed no record, and nobody can tell them apart by the clock. It is
// one figure for all zones of a shard, since one of a zone's own would move with what happens in it. Rule 12 of
// docs/lease.md lets views leave as late as we like.
//
// It has no clock: it is told how long appends took, and asked. The zero Grid is ready.
type Grid struct {
	// appends by how long they took, rounded up to gridStep; the newest slot first
	slots [gridSlots][gridSteps + 1]uint64
	newer time.Time // when the next slot begins
	look  time.Time // when delay may change
	delay time.Duration
}

// Took takes in how long an append took, from its tick until its zone knew it durable.
func (g *Grid) Took(now time.Time, took time.Duration) {
	g.roll(now)
	step := (max(took, 1) - 1) / gridStep
	g.slots[0][min(step, gridSteps)]++
}

// Delay is how long after its tick a view leaves now.
func (g *Grid) Delay(now time.Time) time.Duration {
	g.roll(now)
	if now.Before(g.look) {
		return g.delay
	}
	g.look = now.Add(gridHeld)
	if least, ok := g.enough(); ok {
		g.delay = least
	}
	return g.delay
}

// roll begins a new slot when it is time, and forgets the oldest. The first time it says how all begins: late, since
// nothing is known of the store.
func (g *Grid) roll(now time.Time) {
	if g.newer.IsZero() {
		g.newer, g.look, g.delay = now.Add(gridSlot), now.Add(gridHeld), gridMost
	}
	for n := 0; !now.Before(g.newer); n++ {
		if n == gridSlots { // a long sleep
			g.newer = now.Add(gridSlot)
			break
		}
		copy(g.slots[1:], g.slots[:])
		g.slots[0] = [gridSteps + 1]uint64{}
		g.newer = g.newer.Add(gridSlot)
	}
}

// enough is the least delay that all but one append in gridMisses met; not ok when there were none.
func (g *Grid) enough() (least time.Duration, ok bool) {
	var sum [gridSteps + 1]uint64
	all := uint64(0)
	for i := range g.slots {
		for step, n := range g.slots[i] {
			sum[step] += n
			all += n
		}
	}
	over := all
	for step := range gridSteps {
		if over -= sum[step]; over*gridMisses <= all {
			return gridStep * time.Duration(step+1), all > 0
		}
	}
	return gridMost, all > 0
}
