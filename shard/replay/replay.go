// Package replay folds a journal: what its records mean, and the World that they make.
package replay

import (
	"muster/game"
	"muster/shard/journal"
)

// Kind is what a record says.
type Kind uint8

// The records of a zone. An unknown kind is refused, never skipped.
const (
	Begin Kind = iota + 1
	Tick
	TakeOver
	HandOver
	End
)

// Record is one record of a zone's journal, decoded. Which fields count depends on Kind.
type Record struct {
	Kind  Kind
	Tick  game.Tick // Tick: the tick; TakeOver: its start; HandOver, End: the last tick
	Lease game.Tick // Tick, TakeOver: ticks up to this one may be published without another record

	Input     game.Input // Tick
	WorldHash uint64     // Tick: Hash of World(Tick-1), 0 when not given; End: Hash of World(Tick)

	Owner string   // Begin, TakeOver: the shard
	Nonce [16]byte // Begin, TakeOver: fresh for every attempt
	Epoch uint32   // TakeOver: the one before + 1

	Setup       *game.Setup // Begin
	Seed        uint64      // Begin
	Fingerprint uint64      // Begin

	Result game.Result // End
}

// AppendRecord appends the binary form of r.
func AppendRecord(b []byte, r *Record) []byte { panic("replay: AppendRecord is not built yet") }

// DecodeRecord reads the whole of b. Its error says where and what was wrong.
func DecodeRecord(b []byte) (*Record, error) { panic("replay: DecodeRecord is not built yet") }

// Fold is the state that a journal's records make, by the rules of the lease: it uses nothing but the records.
type Fold struct {
	World  *game.World // as of Closed
	Closed game.Tick   // the last tick that no record can change any more
	Lease  game.Tick
	Epoch  uint32
	Number uint64       // of the last record
	Head   journal.Hash // of the last record
	Ended  bool
}

// Apply folds one record in. A refusal means a bug, damage or a foreign writer: stop the zone, never skip.
func (f *Fold) Apply(rec journal.Record) error { panic("replay: Fold is not built yet") }
