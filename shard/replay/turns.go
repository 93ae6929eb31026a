package replay

import (
	"fmt"

	"muster/game"
)

// A match by turns has two records that others have not (docs/lease.md, rules 35 to 37): Plan, which moves no tick and
// no lease, and the Tick that begins a turn, which leases the whole of it. It has no other Ticks.

func (f *Fold) byTurns() bool { return f.Setup.Scenario.Turns.Kind != game.RealTime }

// plan applies what was planned while the World stands still.
func (f *Fold) plan(r *Record) error {
	if r.Tick != f.Lease || r.Tick > f.Closed+maxGap {
		return fmt.Errorf("%w: a plan at tick %d where the lease ends at %d", ErrRefused, r.Tick, f.Lease)
	}
	if turn := r.Input.Turn.Close; turn != 0 {
		return fmt.Errorf("%w: a plan at tick %d begins turn %d, and only a Tick does", ErrRefused, r.Tick, turn)
	}
	if err := f.run(r.Tick); err != nil {
		return err
	}
	if !f.World.CanPlan() {
		return fmt.Errorf("%w: a plan at tick %d, where no turn is planned", ErrRefused, r.Tick)
	}
	f.World.Plan(&r.Input)
	if f.Planned != nil {
		f.Planned(f.World, &r.Input)
	}
	f.Closed = r.Tick
	return nil
}

// mayStep refuses a Tick that does not begin a turn, or not one that may begin. In real time there are none.
func (f *Fold) mayStep(r *Record) error {
	turn := r.Input.Turn.Close
	switch {
	case r.Input.Turn.Open != 0:
		return fmt.Errorf("%w: tick %d opens turn %d, and only a plan does", ErrRefused, r.Tick, r.Input.Turn.Open)
	case !f.byTurns() && turn == 0:
		return nil
	case !f.byTurns() || turn == 0:
		return fmt.Errorf("%w: tick %d begins turn %d, and the match is one of %v",
			ErrRefused, r.Tick, turn, f.Setup.Scenario.Turns.Kind)
	case r.Tick != f.Lease+1 || r.Lease != f.Lease+f.Setup.Scenario.Turns.Length:
		return fmt.Errorf("%w: turn %d from tick %d to %d behind tick %d", ErrRefused, turn, r.Tick, r.Lease, f.Lease)
	case !f.World.CanClose(turn):
		return fmt.Errorf("%w: turn %d begins at tick %d while it is planned", ErrRefused, turn, r.Tick)
	}
	return nil
}
