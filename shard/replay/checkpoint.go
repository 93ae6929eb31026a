package replay

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"muster/game"
	"muster/shard/journal"
)

// Checkpoint is what a fold had come to right behind a record, so that another fold may go on from there. It is a
// cache: it lies beside the journal and counts only if the journal has that record.
//
//	magic   8 bytes "MUSTERC" and the version, 1
//	zstd of: number (varint) | head 16 | fingerprint 8 | closed, lease, epoch (varints) | owner | nonce 16 |
//	         hash of the World 8 | set-up (game.AppendSetup) | World (game.AppendSave)
//
// Texts and blobs stand behind their length.
type Checkpoint struct {
	Number        uint64
	Head          journal.Hash
	Closed, Lease game.Tick
	Epoch         uint32
	Owner         string
	Nonce         [16]byte
	Setup         *game.Setup
	Saved         []byte // the World at Closed, as game.AppendSave makes it: cheaper than a clone
}

const checkpointMagic = "MUSTERC\x01"

// ErrCheckpoint is what every error about a checkpoint's bytes wraps.
var ErrCheckpoint = errors.New("replay: this is no checkpoint, or a damaged one")

// Pack makes its bytes. That takes milliseconds: it is for the background.
func (c *Checkpoint) Pack() ([]byte, error) {
	hash, err := game.HashSaved(c.Setup, c.Saved)
	if err != nil {
		return nil, fmt.Errorf("pack a checkpoint of tick %d: %w", c.Closed, err)
	}
	b := append(binary.AppendUvarint(nil, c.Number), c.Head[:]...)
	b = binary.LittleEndian.AppendUint64(b, Fingerprint())
	b = appendTicks(b, c.Closed, c.Lease, game.Tick(c.Epoch))
	b = append(appendBlob(b, []byte(c.Owner)), c.Nonce[:]...)
	b = binary.LittleEndian.AppendUint64(b, hash)
	b = appendBlob(b, game.AppendSetup(nil, c.Setup))
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // its options are constants
	}
	defer z.Close()
	return z.EncodeAll(appendBlob(b, c.Saved), []byte(checkpointMagic)), nil
}

// Unpack makes a fold of a checkpoint's bytes. The set-up is shared with the given one if they are the same.
func Unpack(b []byte, same *game.Setup) (*Fold, error) {
	if len(b) < len(checkpointMagic) || string(b[:len(checkpointMagic)]) != checkpointMagic {
		return nil, fmt.Errorf("%w: it does not begin like one of version %d", ErrCheckpoint, checkpointMagic[7])
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxCheckpoint), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	plain, err := r.DecodeAll(b[len(checkpointMagic):], nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	return unpackFold(&decoder{b: plain}, same)
}

func unpackFold(d *decoder, same *game.Setup) (*Fold, error) {
	f := &Fold{Setup: same, Number: d.number()}
	copy(f.Head[:], d.bytes(len(f.Head)))
	fingerprint := d.word()
	f.Closed, f.Lease, f.Epoch = d.ticks(), d.ticks(), uint32(d.ticks())
	f.Owner = string(d.blob(maxOwner))
	copy(f.Nonce[:], d.bytes(len(f.Nonce)))
	hash := d.word()
	setup, saved := d.blob(maxCheckpoint), d.blob(maxCheckpoint)
	if d.err != nil || len(d.b) > 0 {
		return nil, fmt.Errorf("%w: its parts do not add up", ErrCheckpoint)
	}
	if have := Fingerprint(); have != fingerprint {
		return nil, &FingerprintError{Stored: fingerprint, Have: have}
	}
	s, err := game.DecodeSetup(setup)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if same == nil || same.Hash() != s.Hash() {
		f.Setup = s
	}
	if f.World, err = game.Restore(f.Setup, saved); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCheckpoint, err)
	}
	if have := f.World.Hash(); have != hash || f.World.Tick() != f.Closed {
		return nil, fmt.Errorf("%w: its World(%d) has hash %016x and should have %016x",
			ErrCheckpoint, f.World.Tick(), have, hash)
	}
	return f, nil
}

// Checkpoint is what the fold has come to.
func (f *Fold) Checkpoint() *Checkpoint {
	return &Checkpoint{
		Number: f.Number, Head: f.Head, Closed: f.Closed, Lease: f.Lease, Epoch: f.Epoch, Owner: f.Owner,
		Nonce: f.Nonce, Setup: f.Setup, Saved: f.World.AppendSave(nil),
	}
}
