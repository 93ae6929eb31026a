package replay

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"muster/game"
	"muster/printable"
	"muster/shard/journal"
)

// An exported replay is one file that holds a match whole, on any machine:
//
//	magic   8 bytes "MUSTERR" and the version, 1
//	zstd of: the match's name | how many records, and their payloads | how many key frames, each its tick and
//	         its World (game.AppendSave) | the head, 16 bytes
//
// Numbers are varints; names, payloads and Worlds stand behind their length. Numbers and hashes of records are not
// stored: they follow from the payloads. The head at the end tells a file that was cut or changed
// from one that is whole.
const exportMagic = "MUSTERR\x01"

// FileSuffix is what the names of files of exported replays end in.
const FileSuffix = ".muster"

// FileName is the name of the file of a match's replay: any name of a match makes one.
func FileName(match string) string { return journal.SafeName(match) + FileSuffix }

// MatchOf is the match whose replay has a file name that FileName made, wherever the file lies.
func MatchOf(file string) (match string, ok bool) {
	return journal.ZoneOf(strings.TrimSuffix(filepath.Base(file), FileSuffix))
}

// ErrExport is what every error about an exported replay wraps, but for one that is too large.
var ErrExport = errors.New("replay: this is no exported replay, or not a whole one")

// ErrLarge reports that a replay is larger than one from anybody may be.
var ErrLarge = errors.New("replay: the replay is too large")

// File is an exported replay: a match, and key frames so that any tick of it can be shown at once.
type File struct {
	Match   string
	Records []journal.Record
	frames  []keyFrame
}

// NewFile makes one of a match's records. It folds them all, once; progress, if not nil, is told the tick that it has
// come to. A match that cannot be folded to its end gets no key frames behind the break, and one of other rules gets
// none: the release that has them does without.
func NewFile(match string, recs []journal.Record, progress func(at, of game.Tick)) (*File, error) {
	p, err := OpenPlayer(match, recs)
	var other *FingerprintError
	if errors.As(err, &other) {
		return &File{match, recs, nil}, nil
	}
	if err != nil {
		return nil, err
	}
	p.prepare(fileApart(p.Setup()), progress)
	return &File{match, recs, thinned(p.frames)}, nil
}

// thinned leaves out every other key frame until they take no more than they may: without them
// all a file is still whole.
func thinned(frames []keyFrame) []keyFrame {
	for {
		size := 0
		for i := range frames {
			size += len(frames[i].saved)
		}
		if len(frames) < 2 || len(frames) <= fileFrames && size <= maxSaved {
			return frames
		}
		for i := range (len(frames) + 1) / 2 {
			frames[i] = frames[2*i]
		}
		frames = frames[:(len(frames)+1)/2]
	}
}

// fileApart is how far key frames of a file are apart: a minute, less where a tick takes long.
func fileApart(s *game.Setup) game.Tick {
	units := 0
	for i := range s.Scenario.Squads {
		units += int(s.Scenario.Squads[i].Count)
	}
	return game.Tick(max(min(60*int(s.Rules.TickRate), 60*int(s.Rules.TickRate)*frugalUnits/max(units, 1)),
		framesApart))
}

// frugalUnits is how many units a match may have until key frames come closer than a minute: a minute of 256 units is
// stepped in a tenth of a second.
const frugalUnits = 256

// Export packs it.
func (f *File) Export() []byte {
	plain, head := appendBlob(nil, []byte(f.Match)), journal.Hash{}
	plain = binary.AppendUvarint(plain, uint64(len(f.Records)))
	for i := range f.Records {
		plain, head = appendBlob(plain, f.Records[i].Payload), f.Records[i].Hash
	}
	plain = binary.AppendUvarint(plain, uint64(len(f.frames)))
	for i := range f.frames {
		plain = appendBlob(appendTicks(plain, f.frames[i].tick), f.frames[i].saved)
	}
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedBetterCompression))
	if err != nil {
		panic(err) // its options are constants
	}
	defer w.Close()
	return w.EncodeAll(append(plain, head[:]...), []byte(exportMagic))
}

// Exported reports whether bytes begin like an exported replay.
func Exported(b []byte) bool { return len(b) >= 8 && string(b[:7]) == exportMagic[:7] }

// Import reads what Export packed, whoever did, if it is within bounds. The records are chained anew and must end in
// the head that was stored.
func Import(b []byte, most Bounds) (*File, error) {
	switch {
	case !Exported(b):
		return nil, fmt.Errorf("%w: it does not begin like one", ErrExport)
	case b[7] != exportMagic[7]:
		return nil, fmt.Errorf("%w: it is of version %d, and this build reads version %d",
			ErrExport, b[7], exportMagic[7])
	case len(b) > most.Bytes:
		return nil, fmt.Errorf("%w: it has %d bytes, and %d are the most", ErrLarge, len(b), most.Bytes)
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(uint64(most.Bytes)), zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	plain, err := r.DecodeAll(b[8:], nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return nil, fmt.Errorf("%w: it unpacks to more than %d bytes", ErrLarge, most.Bytes)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrExport, err)
	}
	d := &decoder{b: plain}
	f := &File{Match: string(d.blob(maxMatch))}
	if printable.Text(f.Match) != f.Match {
		d.fail(errors.New("a match's name is printable"))
	}
	head := f.records(d, most)
	f.keyFrames(d)
	if errors.Is(d.err, ErrLarge) {
		return nil, d.err
	}
	if stored := d.bytes(len(head)); d.err != nil || len(d.b) > 0 || len(f.Records) == 0 ||
		string(stored) != string(head[:]) {
		return nil, fmt.Errorf("%w: its records do not end in the head that it names", ErrExport)
	}
	return f, nil
}

// records reads and chains them, and returns their head.
func (f *File) records(d *decoder, most Bounds) (head journal.Hash) {
	of := d.number()
	switch {
	case of > uint64(most.Records):
		d.fail(fmt.Errorf("%w: it has %d records, and %d are the most", ErrLarge, of, most.Records))
	case of > uint64(len(d.b)):
		d.fail(errShort)
	}
	if d.err != nil {
		return head
	}
	f.Records = make([]journal.Record, 0, of)
	for n := uint64(1); n <= of && d.err == nil; n++ {
		payload := d.blob(len(d.b))
		if t := tickOf(payload); t > most.Ticks {
			d.fail(fmt.Errorf("%w: record %d goes on to tick %d, and %d are the most", ErrLarge, n, t, most.Ticks))
		}
		head = journal.Link(head, payload)
		f.Records = append(f.Records, journal.Record{Number: n, Hash: head, Payload: payload})
	}
	return head
}

func (f *File) keyFrames(d *decoder) {
	last, of := game.Tick(0), d.number()
	if of > fileFrames {
		d.fail(fmt.Errorf("%d key frames, and %d are the most", of, fileFrames))
	}
	for n := uint64(0); n < of && d.err == nil; n++ {
		k := keyFrame{d.ticks(), d.blob(len(d.b))}
		if n > 0 && k.tick <= last || n == 0 && k.tick != 0 {
			d.fail(errors.New("key frames that do not ascend from tick 0"))
		}
		last = k.tick
		f.frames = append(f.frames, k)
	}
}

// Play makes a Player that shows any tick at once. It trusts the file's key frames; Verify trusts nothing.
func (f *File) Play() (*Player, error) {
	if len(f.frames) == 0 {
		return OpenPlayer(f.Match, f.Records)
	}
	p := &Player{match: f.Match, frames: f.frames, apart: framesApart}
	p.inputs, p.plans = map[game.Tick][]byte{}, map[game.Tick][][]byte{}
	p.fold = &Fold{Number: uint64(len(f.Records)), Head: f.Records[len(f.Records)-1].Hash}
	for i := range f.Records {
		r, err := DecodeRecord(f.Records[i].Payload)
		if err == nil && (r.Kind == Begin) != (i == 0) {
			err = errNoBegin
		}
		if err == nil {
			err = p.skim(r, f.Records[i].Payload)
		}
		if err != nil {
			return nil, &BrokenError{f.Match, uint64(i + 1), p.last, err}
		}
	}
	if have := Fingerprint(); p.fingerprint != have {
		return nil, &BrokenError{f.Match, 1, 0, &FingerprintError{p.fingerprint, have, p.release}}
	}
	at, err := game.Restore(p.fold.Setup, f.frames[0].saved)
	if err != nil {
		return nil, fmt.Errorf("match %s: its first key frame: %w", f.Match, err)
	}
	p.at = at
	return p, nil
}

// skim takes from a record what playing needs, without folding it. It refuses the gaps that the fold does.
func (p *Player) skim(r *Record, payload []byte) error {
	if r.Kind == Begin {
		p.fold.Setup, p.fingerprint, p.release = r.Setup, r.Fingerprint, r.Release
		return nil
	}
	if r.Tick < p.last || r.Tick > p.last+maxGap {
		return fmt.Errorf("%w: tick %d behind tick %d", ErrRefused, r.Tick, p.last)
	}
	switch r.Kind {
	case Tick:
		if !r.Input.Empty() {
			p.inputs[r.Tick] = payload
		}
	case Plan:
		p.plans[r.Tick] = append(p.plans[r.Tick], payload)
	case End:
		p.fold.Ended, p.fold.Result = true, r.Result
	}
	p.last = r.Tick
	p.fold.Closed = p.last
	return nil
}
