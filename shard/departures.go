package shard

import (
	"time"

	"muster/game"
)

// Departures decides when what one zone lets out leaves the shard. A view and its answers, seat changes and talk leave
// at their tick's time plus the Grid's delay, whenever before that they were decided; what was decided too late for
// that leaves with the next tick's. So the moment tells nothing of whether a record had to become durable first (rule
// 12 of docs/lease.md: how late a view leaves that was decided does not matter).
//
// It has no clock: its caller says what time it is, and lets out what Leave returns at the time that Next tells.
type Departures struct {
	due    time.Time // of the newest tick
	period time.Duration
	steps  []stepped   // ticks of which nothing was decided yet, in order
	held   []departure // in the order in which they were decided, which is that of their times
}

type stepped struct {
	tick game.Tick
	due  time.Time
}

type departure struct {
	Action
	at time.Time
}

// Ticked notes that the zone has stepped a tick, and when that was due by its clock.
func (d *Departures) Ticked(t game.Tick, due time.Time, period time.Duration) {
	d.due, d.period = due, period
	d.steps = append(d.steps, stepped{t, due})
}

// Slotted notes that nothing was stepped at a time at which something may leave: a slot of a match that stands still.
func (d *Departures) Slotted(due time.Time, period time.Duration) { d.due, d.period = due, period }

// Hold takes an action that leaves the shard, a Publication or a Stall. missed reports whether it was decided too
// late for the moment of its own tick. What comes before the first tick, of a match that begins or
// resumes, leaves at once.
func (d *Departures) Hold(a Action, now time.Time, delay time.Duration) (missed bool) {
	at := now
	if d.period > 0 {
		due, known := d.dueOf(a.Publish)
		at = due.Add(delay)
		for at.Before(now) {
			at, missed = at.Add(d.period), known
		}
	}
	if n := len(d.held); n > 0 && at.Before(d.held[n-1].at) { // the delay has shrunk
		at = d.held[n-1].at
	}
	d.held = append(d.held, departure{a, at})
	return missed
}

// dueOf finds when a publication's tick was due; that of the newest tick stands for what has none of its own.
func (d *Departures) dueOf(p *Publication) (due time.Time, known bool) {
	if p == nil {
		return d.due, false
	}
	for len(d.steps) > 0 && d.steps[0].tick < p.Tick {
		d.steps = d.steps[1:]
	}
	if len(d.steps) == 0 || d.steps[0].tick != p.Tick {
		return d.due, false
	}
	due, d.steps = d.steps[0].due, d.steps[1:]
	return due, true
}

// Next is when something leaves; not ok when nothing is held.
func (d *Departures) Next() (at time.Time, ok bool) {
	if len(d.held) == 0 {
		return time.Time{}, false
	}
	return d.held[0].at, true
}

// Leave lets out what is due.
func (d *Departures) Leave(now time.Time) (out []Action) {
	n := 0
	for n < len(d.held) && !now.Before(d.held[n].at) {
		out = append(out, d.held[n].Action)
		n++
	}
	d.held = append(d.held[:0], d.held[n:]...)
	return out
}
