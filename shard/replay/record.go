package replay

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"muster/game"
)

// tickHash is a Tick that carries the hash of the World before it, tickTurn one that begins a turn.
const (
	tickHash = End + 1
	tickTurn = Plan + 1
)

const (
	version = 1
	named   = 2 // version of a Begin that names the release
	waiting = 3 // version of a Begin that holds a Wait as well
)

// ErrRecord is what every error about a record's bytes wraps.
var ErrRecord = errors.New("replay: malformed record")

// pack and unpack make their coder anew: a match begins once, and a shared one would tie virtual-time tests together.
func pack(plain []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // its options are constants
	}
	defer w.Close()
	return w.EncodeAll(plain, nil)
}

func unpack(packed []byte, most uint64) ([]byte, error) {
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(most), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.DecodeAll(packed, nil)
}

// AppendRecord appends the binary form of r.
func AppendRecord(b []byte, r *Record) []byte {
	switch r.Kind {
	case Begin:
		form := byte(version)
		switch {
		case !r.Wait.None():
			form = waiting
		case r.Release != "":
			form = named
		}
		b = append(b, byte(Begin), form)
		b = binary.LittleEndian.AppendUint64(b, r.Fingerprint)
		b = binary.LittleEndian.AppendUint64(b, r.Seed)
		b = appendBlob(append(b, r.Nonce[:]...), []byte(r.Owner))
		b = appendBlob(b, pack(game.AppendSetup(nil, r.Setup)))
		if form >= named {
			b = appendBlob(b, []byte(r.Release[:min(len(r.Release), maxRelease)]))
		}
		if form == waiting {
			b = appendWait(b, r.Wait)
		}
		return b
	case Tick:
		return appendTick(b, r)
	case Plan:
		return game.AppendTurnInput(appendTicks(append(b, byte(Plan)), r.Tick), &r.Input)
	case TakeOver:
		b = appendTicks(append(b, byte(TakeOver)), r.Tick, r.Lease-r.Tick, game.Tick(r.Epoch))
		return appendBlob(append(b, r.Nonce[:]...), []byte(r.Owner))
	case Sleep:
		return binary.AppendUvarint(appendTicks(append(b, byte(Sleep)), r.Tick), r.Alarm)
	case Chapter:
		return appendChapter(b, r)
	case End:
		b = binary.LittleEndian.AppendUint64(appendTicks(append(b, byte(End)), r.Tick), r.WorldHash)
		return appendTicks(append(b, byte(r.Result.Winner+1), byte(r.Result.Reason)), r.Result.Tick)
	}
	return appendTicks(append(b, byte(HandOver)), r.Tick)
}

func appendTick(b []byte, r *Record) []byte {
	kind := Tick
	switch {
	case r.Input.Turn.Close != 0:
		kind = tickTurn
	case r.WorldHash != 0:
		kind = tickHash
	}
	b = appendTicks(append(b, byte(kind)), r.Tick, r.Lease-r.Tick)
	if kind != Tick {
		b = binary.LittleEndian.AppendUint64(b, r.WorldHash)
	}
	if kind == tickTurn {
		return game.AppendTurnInput(b, &r.Input)
	}
	return game.AppendInput(b, &r.Input)
}

func appendTicks(b []byte, ts ...game.Tick) []byte {
	for _, t := range ts {
		b = binary.AppendUvarint(b, uint64(t))
	}
	return b
}

func appendBlob(b, blob []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(blob))), blob...)
}

// tickOf is the tick of a record that may be none, and is not read further.
func tickOf(b []byte) game.Tick {
	d := &decoder{b: b}
	if k := Kind(d.byte()); k == Begin {
		return 0
	}
	return d.ticks()
}

// DecodeRecord reads the whole of b. Its error says where and what was wrong.
func DecodeRecord(b []byte) (*Record, error) {
	d := &decoder{b: b}
	r := &Record{Kind: Kind(d.byte())}
	switch r.Kind {
	case Begin:
		d.begin(r)
	case Tick, tickHash, tickTurn:
		d.tick(r)
	case Plan:
		r.Tick = d.ticks()
		d.input(r, true)
	case TakeOver:
		r.Tick, r.Lease, r.Epoch = d.ticks(), d.ticks(), uint32(d.ticks())
		r.Lease += r.Tick
		copy(r.Nonce[:], d.bytes(16))
		r.Owner = string(d.blob(maxOwner))
	case HandOver:
		r.Tick = d.ticks()
	case Sleep:
		r.Tick, r.Alarm = d.ticks(), d.number()
	case Chapter:
		d.chapter(r)
	case End:
		r.Tick, r.WorldHash = d.ticks(), d.word()
		r.Result = game.Result{Winner: int8(d.byte()) - 1, Reason: game.EndReason(d.byte()), Tick: d.ticks()}
	default:
		d.fail(fmt.Errorf("kind %d is not known to this build", r.Kind))
	}
	if d.err == nil && len(d.b) > 0 {
		d.fail(fmt.Errorf("%d bytes too many", len(d.b)))
	}
	if d.err != nil {
		return nil, fmt.Errorf("%w: byte %d of %d: %w", ErrRecord, len(b)-len(d.b), len(b), d.err)
	}
	return r, nil
}

// decoder reads from the front of b; after the first error everything is zero.
type decoder struct {
	b   []byte
	err error
}

var errShort = errors.New("cut short")

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *decoder) bytes(n int) []byte {
	if d.err != nil || n > len(d.b) {
		d.fail(errShort)
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) byte() byte {
	if b := d.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

func (d *decoder) word() uint64 {
	if b := d.bytes(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (d *decoder) number() uint64 {
	n, size := binary.Uvarint(d.b)
	if d.err != nil || size <= 0 {
		d.fail(errShort)
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) ticks() game.Tick {
	n, size := binary.Uvarint(d.b)
	if d.err != nil || size <= 0 || n > 1<<31 {
		d.fail(errShort)
		return 0
	}
	d.b = d.b[size:]
	return game.Tick(n)
}

func (d *decoder) blob(most int) []byte {
	n := int(d.ticks())
	if n > most {
		d.fail(fmt.Errorf("%d bytes where %d are the most", n, most))
		return nil
	}
	return d.bytes(n)
}

func (d *decoder) begin(r *Record) {
	v := d.byte()
	if d.err == nil && (v < version || v > waiting) {
		d.fail(fmt.Errorf("the journal is of version %d, written by a newer release; "+
			"this build reads versions %d to %d", v, version, waiting))
		return
	}
	r.Fingerprint, r.Seed = d.word(), d.word()
	copy(r.Nonce[:], d.bytes(16))
	r.Owner = string(d.blob(maxOwner))
	packed := d.blob(maxSetup)
	if v >= named {
		r.Release = string(d.blob(maxRelease))
	}
	if v == waiting {
		r.Wait = d.wait()
	}
	if d.err != nil {
		return
	}
	plain, err := unpack(packed, maxSetup)
	if err == nil {
		r.Setup, err = game.DecodeSetup(plain)
	}
	if err != nil {
		d.fail(err)
	}
}

func (d *decoder) tick(r *Record) {
	r.Tick, r.Lease = d.ticks(), d.ticks()
	r.Lease += r.Tick
	if r.Kind != Tick {
		r.WorldHash = d.word()
	}
	d.input(r, r.Kind == tickTurn)
	if r.Kind == tickTurn && d.err == nil && r.Input.Turn.Close == 0 {
		d.fail(errors.New("a turn without a number"))
	}
	r.Kind = Tick
}

// input reads what goes into the World, in a match by turns or not.
func (d *decoder) input(r *Record, turn bool) {
	if d.err != nil {
		return
	}
	decode := game.DecodeInput
	if turn {
		decode = game.DecodeTurnInput
	}
	rest, err := decode(d.b, &r.Input)
	if err != nil {
		d.fail(err)
		return
	}
	d.b = rest
}
