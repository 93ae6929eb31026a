// Package journal keeps one chain of records for each zone. It knows nothing of the game.
//
// Log (log.go) decides what the segment files hold and does nothing by itself: its caller appends, writes and syncs its
// groups on a Disk, and reads. Files is its thin shell, a lock and a goroutine around a real directory; the simulator
// drives the same Log on a disk of its own.
package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
)

// Hash chains records: each is the digest of the hash before it and its own payload. The zero Hash stands before the
// first record.
type Hash [16]byte

// Record is one link of a zone's chain.
type Record struct {
	Number  uint64 // from 1, without gaps
	Hash    Hash
	Payload []byte
}

// Store keeps the chains of many zones. All methods may be called from many goroutines.
type Store interface {
	// Append adds a record behind the one that it was sealed behind (durable or not) and calls done once, from any
	// goroutine, never before Append has returned: nil when this record and all before it are durable, ErrConflict when
	// the chain does not end there, any other error when the outcome is not known (sending the same record again is
	// always safe). Appends of one goroutine take effect in the order of the calls. The store keeps the payload;
	// nobody may write to it.
	Append(zone string, r Sealed, done func(error))

	// Read returns the records from the given number on and how many records of the chain are durable. It may miss the
	// newest records and may hold ones that are not durable yet. A zone that nobody wrote to has none.
	Read(zone string, from uint64) (recs []Record, durable uint64, err error)

	// Follow yields the durable records of a zone from the given number on as it grows: in order, none twice, none left
	// out, from another process too. It ends when ctx does; an error is the last thing it yields.
	// The zone may come later.
	Follow(ctx context.Context, zone string, from uint64) iter.Seq2[[]Record, error]

	// Zones lists all zones that have a record, sorted.
	Zones() ([]string, error)

	// GiveUp forgets a zone for good, when its match has ended and is kept elsewhere: its records cannot be read any
	// more, and their place is freed in time. When it returns without an error that is durable. A zone that nobody
	// wrote to is forgotten already.
	GiveUp(zone string) error

	// Close ends all use; appends under way are finished or reported unknown.
	Close() error
}

// Ends is a Store that tells the first and the last durable record of a chain without reading what is between.
type Ends interface {
	Ends(zone string) (first, last Record, err error)
}

// Trimmer is a Store whose chains may lose their beginnings, which are kept elsewhere then: Read begins behind them.
type Trimmer interface {
	// Trim gives up the records before one of a zone's durable ones. When it returns without an error that is durable.
	// ErrConflict reports that the chain has grown meanwhile.
	Trim(zone string, first uint64) error
}

// ErrConflict reports that the chain does not end where the append believed.
var ErrConflict = errors.New("journal: the chain goes on from another record")

// ErrGoing reports that a zone is being given up, and that whoever does it has not come to the end: there is
// nothing to read any more.
var ErrGoing = errors.New("journal: the zone is being given up")

// ErrClosed reports that the store was closed.
var ErrClosed = errors.New("journal: closed")

// DamageError reports that what a zone's chain stands on is damaged: its records from Number on cannot be read.
type DamageError struct {
	Zone   string // empty where the damage hides which zone it was
	Number uint64 // the first record that is missing or wrong
	File   string
	Offset int64
	Why    string
}

func (e *DamageError) Error() string {
	if e.Zone == "" {
		return fmt.Sprintf("the journal is damaged (%s, byte %d): %s", e.File, e.Offset, e.Why)
	}
	return fmt.Sprintf("journal of zone %q is damaged at record %d (%s, byte %d): %s",
		e.Zone, e.Number, e.File, e.Offset, e.Why)
}

// Link is the hash of a record that holds payload and follows the record with hash prev.
func Link(prev Hash, payload []byte) Hash {
	d := sha256.New()
	d.Write(prev[:])
	d.Write(payload)
	var sum [sha256.Size]byte
	return Hash(d.Sum(sum[:0])[:len(Hash{})])
}

// Sealed is a record with its place in a chain. A writer needs its hash to go on behind it, and a store believes nobody
// what the hash of a record is; since only Seal makes one, a record is hashed once for both.
type Sealed struct {
	prev, hash Hash
	payload    []byte
}

// Seal gives a payload its place behind the record whose hash is prev.
func Seal(prev Hash, payload []byte) Sealed { return Sealed{prev, Link(prev, payload), payload} }

// Prev is the hash of the record before it.
func (s *Sealed) Prev() Hash { return s.prev }

// Payload is what the record holds.
func (s *Sealed) Payload() []byte { return s.payload }

// Hash is the record's own.
func (s *Sealed) Hash() Hash {
	if s.hash == (Hash{}) {
		panic("journal: a record that was not sealed")
	}
	return s.hash
}

// String is the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }
