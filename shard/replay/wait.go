package replay

import (
	"encoding/binary"
	"time"

	"muster/game"
)

// Wait says for whom a match waits before its first tick, and how long at most. It is written into Begin, so that
// whoever goes on with the match waits as well. The fold makes nothing of it: a tick comes when its owner says so.
type Wait struct {
	Seats uint32    // a bit for each seat whose player is awaited; 0 for a match that begins at once
	Until time.Time // to the millisecond
}

// WaitFor makes a Wait.
func WaitFor(seats []int, until time.Time) (w Wait) {
	for _, n := range seats {
		if n >= 0 && n < game.MaxSeats {
			w.Seats |= 1 << n
		}
	}
	w.Until = time.UnixMilli(until.UnixMilli())
	return w
}

// None reports whether nobody is awaited.
func (w Wait) None() bool { return w.Seats == 0 }

// Awaits reports whether a seat's player is awaited.
func (w Wait) Awaits(seat int) bool { return w.Seats&(1<<seat) != 0 }

func appendWait(b []byte, w Wait) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(b, w.Seats), uint64(w.Until.UnixMilli()))
}

func (d *decoder) wait() (w Wait) {
	if b := d.bytes(4); b != nil {
		w.Seats = binary.LittleEndian.Uint32(b)
	}
	if at := d.word(); d.err == nil {
		w.Until = time.UnixMilli(int64(at))
	}
	return w
}
