package history

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/klauspost/compress/zstd"
)

// quantise makes a value an integer that is in the order of the values: the first bits of its float64, rounded.
func quantise(v float64, bits uint) int64 {
	shift := 52 - bits
	most := math.Float64bits(math.MaxFloat64) >> shift
	q := min(most, (math.Float64bits(math.Abs(v))+1<<(shift-1))>>shift)
	if v < 0 {
		return -int64(q)
	}
	return int64(q)
}

// unquantise is the value of an integer.
func unquantise(q int64, bits uint) float64 {
	v := math.Float64frombits(uint64(max(q, -q)) << (52 - bits))
	if q < 0 {
		return -v
	}
	return v
}

// encoder makes the slots of a chunk, one after another.
type encoder struct {
	buf   []byte
	n     int64 // slots
	plain bool  // values as they are, not their differences
	last  int64 // the value before; 0 if they are plain
}

// put sets a slot that is not before those that are set, and reports whether it did.
func (e *encoder) put(slot, v int64) bool {
	if slot < e.n {
		return false
	}
	for ; e.n < slot; e.n++ {
		e.buf = append(e.buf, 0)
	}
	d := v - e.last
	e.buf = binary.AppendUvarint(e.buf, uint64(d<<1^d>>63)+1)
	if !e.plain {
		e.last = v
	}
	e.n++
	return true
}

func (e *encoder) reset() { *e = encoder{buf: e.buf[:0], plain: e.plain} }

// cut leaves the first slots alone.
func (e *encoder) cut(slots int64) {
	old := e.buf
	*e = encoder{plain: e.plain}
	_ = eachOf(old, daySlots, e.plain, func(slot, v int64) { // it made them itself
		if slot < slots {
			e.put(slot, v)
		}
	})
}

var errChunk = errors.New("a chunk is damaged")

// resume goes on with slots that another encoder made, and gives each value to f.
func (e *encoder) resume(b []byte, slots int64, f func(slot, v int64)) error {
	for at := 0; at < len(b); e.n++ {
		token, n := binary.Uvarint(b[at:])
		if n <= 0 || e.n >= slots {
			return errChunk
		}
		at += n
		if token == 0 {
			continue
		}
		v := e.last + (int64((token-1)>>1) ^ -int64((token-1)&1))
		f(e.n, v)
		if !e.plain {
			e.last = v
		}
	}
	e.buf = append(e.buf, b...)
	return nil
}

// each decodes the slots of a chunk.
func each(b []byte, slots int64, f func(slot, v int64)) error { return eachOf(b, slots, false, f) }

// eachPlain decodes those of one whose values are plain.
func eachPlain(b []byte, slots int64, f func(slot, v int64)) error { return eachOf(b, slots, true, f) }

func eachOf(b []byte, slots int64, plain bool, f func(slot, v int64)) error {
	e := encoder{plain: plain}
	return e.resume(b, slots, f)
}

// packer compresses chunks. It keeps its tables: the writer has one.
type packer struct{ w *zstd.Encoder }

func newPacker() (packer, error) {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true),
		zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(maxChunk))
	return packer{w}, err
}

func (p packer) pack(parts ...[]byte) []byte {
	var raw []byte
	for _, part := range parts[:len(parts)-1] {
		raw = append(binary.AppendUvarint(raw, uint64(len(part))), part...)
	}
	return p.w.EncodeAll(append(raw, parts[len(parts)-1]...), nil)
}

// unpacker reads them again, within bounds.
type unpacker struct{ r *zstd.Decoder }

func newUnpacker() (unpacker, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxTail))
	return unpacker{r}, err
}

// unpack gives so many parts.
func (u unpacker) unpack(b []byte, parts int) (all [][]byte, err error) {
	raw, err := u.r.DecodeAll(b, nil)
	if err != nil {
		return nil, errors.Join(errChunk, err)
	}
	for range parts - 1 {
		n, size := binary.Uvarint(raw)
		if size <= 0 || n > uint64(len(raw)-size) {
			return nil, errChunk
		}
		all, raw = append(all, raw[size:size+int(n)]), raw[size+int(n):]
	}
	return append(all, raw), nil
}
