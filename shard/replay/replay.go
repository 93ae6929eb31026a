// Package replay folds a journal: what its records mean, and the World that they make.
//
// A record is a byte that tells its kind, then (numbers are varints unless a width is given):
//
//	Begin     version 1 | fingerprint 8 bytes | seed 8 | nonce 16 | owner | zstd of game.AppendSetup
//	          version 2 | the same | release: the build that began the match, where one is known
//	          version 3, of a match that waits for its players: as 2 | seats 4 bytes, a bit each |
//	          until 8, Unix milliseconds
//	Tick      tick | lease - tick | input (game.AppendInput)
//	TickHash  tick | lease - tick | hash of World(tick-1), 8 bytes | input
//	TakeOver  start | lease - start | epoch | nonce 16 | owner
//	HandOver  tick
//	Plan      tick | input (game.AppendTurnInput): of a match by turns, while it stands still
//	TickTurn  tick | lease - tick | hash of World(tick-1), 8 bytes or 0 | input (game.AppendTurnInput): the first
//	          tick of a turn
//	End       tick | hash of World(tick) 8 bytes | winner + 1 | reason | tick of the result
//	Sleep     tick | alarm, Unix milliseconds: of a match by turns that nobody owns until somebody wakes it
//	Chapter   tick | alarm | number of this record | previous hash 16 | epoch | nonce 16 | owner | fingerprint 8 |
//	          release | hash of World(tick) 8 bytes | zstd of: set-up (game.AppendSetup) | World (game.AppendSave):
//	          a Sleep behind which a fold may begin as behind Begin
//
// Texts and blobs stand behind their length. Number, previous hash, nonce and epoch of a Tick follow from its place in
// the chain and are not stored; the chain's hash covers them all.
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
	_ // in bytes: a Tick with a hash, see tickHash
	Plan
	_ // in bytes: a Tick that begins a turn, see tickTurn
	Sleep
	Chapter
)

// Record is one record of a zone's journal, decoded. Which fields count depends on Kind.
type Record struct {
	Kind Kind
	// Tick: the tick; TakeOver: its start; HandOver, End: the last tick; Plan, Sleep, Chapter: where the World stands
	Tick  game.Tick
	Lease game.Tick // Tick, TakeOver: ticks up to this one may be published without another record

	Input     game.Input // Tick, Plan
	WorldHash uint64     // Tick: Hash of World(Tick-1), 0 when not given; End, Chapter: Hash of World(Tick)

	Owner string   // Begin, TakeOver: the shard; Chapter: the one that wrote it
	Nonce [16]byte // Begin, TakeOver: fresh for every attempt; Chapter: the one in force
	Epoch uint32   // TakeOver: the one before + 1, or a leap from PardonedEpoch on; Chapter: the one in force

	Setup       *game.Setup // Begin, Chapter
	Seed        uint64      // Begin
	Fingerprint uint64      // Begin, Chapter
	Release     string      // Begin, Chapter: the build that wrote it; empty where it did not say
	Wait        Wait        // Begin

	Alarm  uint64       // Sleep, Chapter: when to wake it, Unix milliseconds; 0 for never
	Number uint64       // Chapter: of this record
	Prev   journal.Hash // Chapter: of the record before
	Saved  []byte       // Chapter: World(Tick), as game.AppendSave makes it

	Result game.Result // End
}
