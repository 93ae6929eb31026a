package replay

import (
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
)

// Fold is the state that a journal's records make (docs/lease.md, rule 5): it uses nothing but the records.
// Invariant: World is as of Closed.
type Fold struct {
	World  *game.World
	Setup  *game.Setup
	Closed game.Tick // the last tick that no record can change any more
	Lease  game.Tick
	Epoch  uint32
	Owner  string
	Nonce  [16]byte     // of the Begin or TakeOver in force
	Number uint64       // of the last record
	Head   journal.Hash // of the last record
	Wait   Wait         // of Begin
	Ended  bool
	Result game.Result // once Ended
	Sleeper

	Watch   func(w *game.World, in *game.Input) // called after each Step, if not nil; may keep nothing
	Planned func(w *game.World, in *game.Input) // the same after each Plan
}

// ErrRefused is what a refusal wraps: a bug, damage or a foreign writer.
var ErrRefused = errors.New("replay: the fold refuses the record")

// DesyncError reports that a stored hash and the folded World's disagree.
type DesyncError struct {
	Tick         game.Tick
	Stored, Have uint64
}

func (e *DesyncError) Error() string {
	return fmt.Sprintf("replay: desync: World(%d) was %016x when it was journaled and folds to %016x now",
		e.Tick, e.Stored, e.Have)
}

// Apply folds one record in. A refusal means a bug, damage or a foreign writer: stop the zone, never skip.
func (f *Fold) Apply(rec journal.Record) error {
	if f.World == nil && f.Number == 0 && rec.Number > 1 {
		return f.open(rec)
	}
	if rec.Number != f.Number+1 || journal.Link(f.Head, rec.Payload) != rec.Hash {
		return fmt.Errorf("%w %d: it does not follow record %d", ErrRefused, rec.Number, f.Number)
	}
	r, err := DecodeRecord(rec.Payload)
	if err == nil {
		err = f.apply(r)
	}
	if err != nil {
		return fmt.Errorf("record %d: %w", rec.Number, err)
	}
	f.Number, f.Head = rec.Number, rec.Hash
	return nil
}

func (f *Fold) apply(r *Record) error {
	switch {
	case f.Ended:
		return fmt.Errorf("%w: the match has ended", ErrRefused)
	case (r.Kind == Begin) != (f.World == nil):
		return fmt.Errorf("%w: a journal begins with Begin and has one only", ErrRefused)
	case f.Asleep && r.Kind != TakeOver:
		return fmt.Errorf("%w: nobody owns a match that sleeps, and only a take-over wakes it", ErrRefused)
	}
	f.Asleep = false
	switch r.Kind {
	case Begin:
		return f.begin(r)
	case Tick:
		return f.tick(r)
	case Plan:
		return f.plan(r)
	case TakeOver:
		return f.takeOver(r)
	case Sleep, Chapter:
		return f.sleep(r)
	}
	return f.close(r)
}

func (f *Fold) begin(r *Record) error {
	if have := Fingerprint(); have != r.Fingerprint {
		return &FingerprintError{r.Fingerprint, have, r.Release}
	}
	f.Setup, f.World = r.Setup, game.New(r.Setup, r.Seed)
	f.Owner, f.Nonce, f.Wait = r.Owner, r.Nonce, r.Wait
	return nil
}

// Waits reports whether the match waits for its players: no tick has come, and none may be published yet.
func (f *Fold) Waits() bool { return !f.Wait.None() && f.Closed == 0 && f.Lease == 0 }

func (f *Fold) tick(r *Record) error {
	if r.Tick <= f.Closed || r.Lease < r.Tick || r.Tick > f.Closed+maxGap {
		return fmt.Errorf("%w: tick %d with lease %d behind tick %d", ErrRefused, r.Tick, r.Lease, f.Closed)
	}
	if err := f.run(r.Tick - 1); err != nil {
		return err
	}
	if err := f.mayStep(r); err != nil {
		return err
	}
	if r.WorldHash != 0 {
		if have := f.World.Hash(); have != r.WorldHash {
			return &DesyncError{r.Tick - 1, r.WorldHash, have}
		}
	}
	f.step(&r.Input)
	f.Closed, f.Lease = r.Tick, r.Lease
	return nil
}

// PardonedEpoch is the least epoch that a take-over may leap to: behind a pardon of what a journal has lost, of which
// nobody knows how many epochs it had. Such epochs are seconds since 1970, and no match is taken over a billion times.
const PardonedEpoch = 1 << 30

func (f *Fold) takeOver(r *Record) error {
	switch {
	case r.Tick != f.Lease || r.Lease < r.Tick || r.Tick > f.Closed+maxGap:
		return fmt.Errorf("%w: a take-over from tick %d where the lease ends at %d", ErrRefused, r.Tick, f.Lease)
	case r.Epoch != f.Epoch+1 && (r.Epoch < PardonedEpoch || r.Epoch <= f.Epoch):
		return fmt.Errorf("%w: epoch %d behind epoch %d", ErrRefused, r.Epoch, f.Epoch)
	}
	if f.byTurns() && r.Lease != r.Tick {
		return fmt.Errorf("%w: a take-over leases ticks %d to %d, and only a turn does", ErrRefused, r.Tick+1, r.Lease)
	}
	if err := f.run(f.Lease); err != nil {
		return err
	}
	f.Closed, f.Lease = f.Lease, r.Lease
	f.Epoch, f.Owner, f.Nonce = r.Epoch, r.Owner, r.Nonce
	return nil
}

// close is HandOver and End.
func (f *Fold) close(r *Record) error {
	if r.Tick < f.Closed || r.Tick > f.Closed+maxGap {
		return fmt.Errorf("%w: an end at tick %d behind tick %d", ErrRefused, r.Tick, f.Closed)
	}
	if err := f.run(r.Tick); err != nil {
		return err
	}
	if r.Kind == HandOver && f.World.Rest().Phase == game.Running && f.World.Result().Reason == game.NotOver {
		return fmt.Errorf("%w: it is handed over at tick %d, within a turn", ErrRefused, r.Tick)
	}
	f.Closed, f.Lease = r.Tick, r.Tick
	if r.Kind != End {
		return nil
	}
	if have := f.World.Hash(); have != r.WorldHash {
		return &DesyncError{r.Tick, r.WorldHash, have}
	}
	f.Ended, f.Result = true, r.Result
	return nil
}

var noInput game.Input

// run steps order-free up to a tick.
func (f *Fold) run(to game.Tick) error {
	for f.World.Tick() < to {
		if f.World.CanPlan() {
			return fmt.Errorf("%w: it goes on to tick %d, and the World stands still at tick %d",
				ErrRefused, to, f.World.Tick())
		}
		f.step(&noInput)
	}
	return nil
}

func (f *Fold) step(in *game.Input) {
	f.World.Step(in)
	if f.Watch != nil {
		f.Watch(f.World, in)
	}
}
