package journal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
)

// The files of a journal directory are segments 00000001.seg, 00000002.seg, ... and a lock. A segment is
//
//	magic   8 bytes "MUSTERJ" and the version, 1
//	number  u32 of this segment
//	cut     u64: the segment before counts up to this byte only. What a failed write or a crash left behind it was
//	        never acknowledged, and is void even if it shows up again
//	sum     u32 CRC-32C of the 20 bytes before
//
// and then frames, until its end or until the next segment's cut (integers little-endian, varints
// as in encoding/binary):
//
//	mark    1 byte 0xA7, to find the next frame behind damage
//	sum     u32 CRC-32C of the rest of the frame
//	kind    1 byte: 1 names a zone, 2 is a record, 3 gives a zone up: what stands before it of that zone is void;
//	        5 keeps a zone's chain again, 6 is a record in there;
//	        with 0x80 added it is the first of its group: all before it was synced
//	zone    varint: the zone's number in this segment
//	kind 1: length varint, the zone's name
//	kind 3: length varint, 0
//	kind 5: length varint, first record's number varint, hash before it 16, and the zone's whole chain from there on
//	        as frames of kind 6, which are as those of kind 2: what stands before of that zone does not count any more
//	kind 2: record's number varint, first 4 bytes of its hash, length varint, payload
//
// Up to commit 749cd07 a group began with a frame of its own instead, of 7 bytes: kind 3, zone 0, and no length
// (oldGroup). It is read and no longer written; a release that wrote it cannot read what is written now.
//
// A record costs 6 bytes, 4 of hash and three to ten of varints beyond its payload.
// A frame that does not add up with nothing valid behind it is a torn tail, and the segment ends there. So it does at a
// sector of zeros in the last group: disks write the sectors of a group in any order, and a power cut may leave a later
// one without an earlier one, of which nothing was acknowledged. Otherwise, with valid frames behind it, it is damage:
// every zone whose next record is missing then is cut off at that place and says so, the others live on.
const (
	segmentMagic = "MUSTERJ\x01"
	headSize     = 8 + 4 + 8 + 4
	frameMark    = 0xA7
	nameFrame    = 1
	recordFrame  = 2
	givenUpFrame = 3
	keepFrame    = 5
	keptFrame    = 6
	groupFrame   = 4    // an oldGroup, once it is read
	firstOfGroup = 0x80 // added to a kind
	sector       = 512  // the least that a disk writes whole
	noCut        = 1<<64 - 1
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendHead(b []byte, number uint32, cut uint64) []byte {
	from := len(b)
	b = append(b, segmentMagic...)
	b = binary.LittleEndian.AppendUint32(b, number)
	b = binary.LittleEndian.AppendUint64(b, cut)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[from:], castagnoli))
}

// ErrVersion reports that a segment was written by another version.
var ErrVersion = errors.New("journal: this segment is not of version 1")

func readHead(b []byte) (number uint32, cut uint64, err error) {
	switch {
	case len(b) < headSize:
		return 0, 0, fmt.Errorf("the head is cut short at byte %d of %d", len(b), headSize)
	case !bytes.Equal(b[:7], []byte(segmentMagic[:7])):
		return 0, 0, errors.New("the head is not that of a segment")
	case b[7] == 0: // no version is: a disk tore the head, as it may write some bytes of it and zeros behind them
		return 0, 0, errors.New("the head was never finished")
	case b[7] != segmentMagic[7]:
		return 0, 0, ErrVersion
	case crc32.Checksum(b[:headSize-4], castagnoli) != binary.LittleEndian.Uint32(b[headSize-4:]):
		return 0, 0, errors.New("the head's checksum is wrong")
	}
	return binary.LittleEndian.Uint32(b[8:]), binary.LittleEndian.Uint64(b[12:]), nil
}

// frame is a decoded frame; payload points into what was read.
type frame struct {
	kind    byte
	first   bool // of its group
	zone    uint64
	number  uint64 // of the record
	link    [4]byte
	payload []byte
	size    int // of the whole frame
}

func appendFrame(b []byte, f *frame) []byte {
	from := len(b)
	kind := f.kind
	if f.first {
		kind |= firstOfGroup
	}
	b = append(b, frameMark, 0, 0, 0, 0, kind)
	b = binary.AppendUvarint(b, f.zone)
	if f.kind == recordFrame || f.kind == keptFrame {
		b = binary.AppendUvarint(b, f.number)
		b = append(b, f.link[:]...)
	}
	b = append(binary.AppendUvarint(b, uint64(len(f.payload))), f.payload...)
	binary.LittleEndian.PutUint32(b[from+1:], crc32.Checksum(b[from+5:], castagnoli))
	return b
}

// oldGroup is the frame that began a group.
var oldGroup = []byte{frameMark, 0x4B, 0xDF, 0x86, 0xC5, 3, 0}

// HasOldForm reports whether the segments of a directory were written by a release that cannot
// read what is written now.
func HasOldForm(disk Disk) (bool, error) {
	names, err := disk.Segments()
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // of a new one there is no directory yet
		return false, fmt.Errorf("look at the segments: %w", err)
	}
	for _, name := range names {
		old, err := beginsOld(disk, name)
		if old || err != nil {
			return old, err
		}
	}
	return false, nil
}

// beginsOld looks at the first frame: every segment that holds anything begins with a group.
func beginsOld(disk Disk, name string) (bool, error) {
	f, err := disk.Open(name)
	if err != nil {
		return false, fmt.Errorf("look at a segment: %w", err)
	}
	defer f.Close()
	b := make([]byte, len(oldGroup))
	n, err := f.ReadAt(b, headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("look at a segment: %w", err)
	}
	return bytes.Equal(b[:n], oldGroup), nil
}

// readFrame decodes the frame at the front of b; false if there is none that adds up.
func readFrame(b []byte) (f frame, ok bool) {
	if len(b) < 7 || b[0] != frameMark {
		return f, false
	}
	if bytes.HasPrefix(b, oldGroup) {
		return frame{kind: groupFrame, first: true, size: len(oldGroup)}, true
	}
	f.kind, f.first = b[5]&^firstOfGroup, b[5]&firstOfGroup != 0
	at := 6
	number := func() (n uint64) {
		n, size := binary.Uvarint(b[min(at, len(b)):])
		ok = ok && size > 0
		at += max(size, 0)
		return n
	}
	ok = true
	f.zone = number()
	switch f.kind {
	case nameFrame, givenUpFrame, keepFrame:
	case recordFrame, keptFrame:
		f.number = number()
		if at+4 > len(b) {
			return f, false
		}
		at += copy(f.link[:], b[at:])
	default:
		return f, false
	}
	length := number()
	if at > len(b) {
		return f, false
	}
	if !ok || length > uint64(len(b)-at) {
		return f, false
	}
	f.payload, f.size = b[at:at+int(length)], at+int(length)
	return f, crc32.Checksum(b[5:f.size], castagnoli) == binary.LittleEndian.Uint32(b[1:])
}

// scan calls each for every frame of a segment's bytes from headSize on, and gap for every stretch that is damaged
// (valid frames follow it). It returns where the valid part ends.
func scan(b []byte, each func(at int, f frame), gap func(from, to int)) (end int) {
	end = min(headSize, len(b))
	for at := end; at < len(b); {
		f, ok := readFrame(b[at:])
		if !ok {
			next := at + 1
			for ; next < len(b); next++ { // what stands inside another frame is nothing without it
				if f, ok = readFrame(b[next:]); ok && f.kind == keptFrame {
					ok = false
				}
				if ok {
					break
				}
			}
			if !ok || unwritten(b, at, next) && !grouped(b[next:]) {
				return end
			}
			gap(at, next)
			at = next
		}
		each(at, f)
		at += f.size
		end = at
	}
	return end
}

// unwritten reports whether some sector of a stretch, as far as it lies in it, is zeros: it was never written.
func unwritten(b []byte, from, to int) bool {
	for at := from; at < to; {
		end := min(at/sector*sector+sector, to)
		if len(bytes.Trim(b[at:end], "\x00")) == 0 {
			return true
		}
		at = end
	}
	return false
}

// grouped reports whether a group begins somewhere in b: then everything before it had been synced.
func grouped(b []byte) bool {
	for at := 0; at < len(b); {
		f, ok := readFrame(b[at:])
		switch {
		case !ok:
			at++
		case f.first:
			return true
		default:
			at += f.size
		}
	}
	return false
}
