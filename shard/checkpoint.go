package shard

import (
	"muster/shard/replay"
)

// What a zone does beside the lease: checkpoints, and saying that it is paused.

// checkpoint makes one when one is due: right behind a record, when the World is what that record closes. It is let out
// when the record is durable (rule 27). Saving a World takes less than cloning it, so no clone is
// made for the background.
func (z *Zone) checkpoint() {
	if z.tailNumber < z.kept+keepRecords && z.world.Tick() < z.keptTick+keepTicks {
		return
	}
	z.kept, z.keptTick = z.tailNumber, z.world.Tick()
	z.keep = &replay.Checkpoint{
		Number: z.tailNumber, Head: z.tail, Closed: z.world.Tick(), Lease: z.chainLease, Epoch: z.epoch, Owner: z.owner,
		Nonce: z.mine, Setup: z.world.Setup(), Saved: z.world.AppendSave(nil),
	}
}

// safe lets a checkpoint out whose record is durable.
func (z *Zone) safe() {
	if z.keep != nil && z.keep.Number <= z.baseNumber {
		z.out = append(z.out, Action{Keep: z.keep})
		z.keep = nil
	}
}

// stalled says once that the zone waits for its records: the ticks that its lease allows are stepped and shown.
func (z *Zone) stalled() {
	if !z.stalling {
		z.stalling = true
		z.out = append(z.out, Action{Stall: &Stall{}})
	}
}

// resumed notes that this is over.
func (z *Zone) resumed() {
	if z.stalling {
		z.stalling = false
		z.out = append(z.out, Action{Stall: &Stall{Over: true}})
	}
}

// Quarantine stops the zone with a reason, wherever it stands.
func (z *Zone) Quarantine(why error) {
	if z.phase != retired {
		z.stop(why)
	}
}
