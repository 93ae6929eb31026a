package replay

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"muster/shard/journal"
)

// An exported replay is one file that holds a match whole, on any machine:
//
//	magic   8 bytes "MUSTERR" and the version, 1
//	zstd of: the match's name, length first (varint), and for each record its payload, length first (varint)
//
// Numbers and hashes are not stored: they follow from the payloads. The head at the end is, 16 bytes, so that a file that was
// cut or changed is told from one that is whole.
const exportMagic = "MUSTERR\x01"

// ErrExport is what every error about an exported replay wraps.
var ErrExport = errors.New("replay: this is no exported replay, or not a whole one")

// maxExport is how large an unpacked replay may be: days of a large match. A bomb stops here.
const maxExport = 1 << 30

// Export packs a match's records.
func Export(match string, recs []journal.Record) []byte {
	plain := appendBlob(nil, []byte(match))
	head := journal.Hash{}
	for i := range recs {
		plain, head = appendBlob(plain, recs[i].Payload), recs[i].Hash
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression))
	if err != nil {
		panic(err) // its options are constants
	}
	defer w.Close()
	return w.EncodeAll(append(plain, head[:]...), []byte(exportMagic))
}

// Exported tells whether bytes begin like an exported replay.
func Exported(b []byte) bool { return len(b) >= 8 && string(b[:7]) == exportMagic[:7] }

// Import reads what Export packed. The records are chained anew and must end in the head that was stored.
func Import(b []byte) (match string, recs []journal.Record, err error) {
	switch {
	case !Exported(b):
		return "", nil, fmt.Errorf("%w: it does not begin like one", ErrExport)
	case b[7] != exportMagic[7]:
		return "", nil, fmt.Errorf("%w: it is of version %d, and this build reads version %d", ErrExport, b[7], exportMagic[7])
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxExport), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return "", nil, err
	}
	defer r.Close()
	plain, err := r.DecodeAll(b[8:], nil)
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrExport, err)
	}
	if len(plain) < len(journal.Hash{}) {
		return "", nil, fmt.Errorf("%w: its head is missing", ErrExport)
	}
	stored := journal.Hash(plain[len(plain)-len(journal.Hash{}):])
	rest := plain[:len(plain)-len(journal.Hash{})]
	name, rest, ok := cutBlob(rest)
	for n := uint64(1); ok && len(rest) > 0; n++ {
		var payload []byte
		if payload, rest, ok = cutBlob(rest); ok {
			prev := journal.Hash{}
			if len(recs) > 0 {
				prev = recs[len(recs)-1].Hash
			}
			recs = append(recs, journal.Record{Number: n, Hash: journal.Link(prev, payload), Payload: payload})
		}
	}
	if !ok || len(recs) == 0 || recs[len(recs)-1].Hash != stored {
		return "", nil, fmt.Errorf("%w: its records do not end in the head that it names", ErrExport)
	}
	return string(name), recs, nil
}

// cutBlob splits off what appendBlob wrote.
func cutBlob(b []byte) (blob, rest []byte, ok bool) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, false
	}
	return b[size : size+int(n)], b[size+int(n):], true
}
