package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// errScan is what every error of the pre-scan wraps.
var errScan = errors.New("wire: malformed msgpack")

// scanBody walks over one msgpack value without making anything of it: lengths must fit, nesting and counts stay within
// limits. The decoder behind it allocates what a message claims, and one of 10 bytes can claim four billion elements.
// It returns in which field of the message the trouble is, from 1; 0 for none of them.
func scanBody(b []byte) (field byte, err error) {
	s := scanner{b: b, left: maxItems}
	s.value(maxDepth)
	if s.err == nil && s.at != len(b) {
		s.field = 0
		s.fail("%d bytes too many", len(b)-s.at)
	}
	return s.field, s.err
}

type scanner struct {
	b     []byte
	at    int
	left  int // values that may still come
	field byte
	err   error
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("%w at byte %d: %s", errScan, s.at, fmt.Sprintf(format, args...))
	}
}

// skip passes over n bytes.
func (s *scanner) skip(n uint64) {
	if s.err == nil && n > uint64(len(s.b)-s.at) {
		s.fail("%d bytes are claimed and %d are left", n, len(s.b)-s.at)
	}
	if s.err == nil {
		s.at += int(n)
	}
}

// size reads a big-endian length of n bytes.
func (s *scanner) size(n int) uint64 {
	from := s.at
	s.skip(uint64(n))
	if s.err != nil {
		return 0
	}
	var full [8]byte
	copy(full[8-n:], s.b[from:s.at])
	return binary.BigEndian.Uint64(full[:])
}

// value passes over one value. The codes are those of the msgpack specification.
func (s *scanner) value(depth int) {
	if s.left--; s.left < 0 {
		s.fail("more than %d values", maxItems)
	}
	c := byte(s.size(1))
	switch {
	case s.err != nil, c <= 0x7f, c >= 0xe0, c == 0xc0, c == 0xc2, c == 0xc3:
	case c <= 0x8f:
		s.items(2*uint64(c&0x0f), depth)
	case c <= 0x9f:
		s.items(uint64(c&0x0f), depth)
	case c <= 0xbf:
		s.skip(uint64(c & 0x1f))
	default:
		s.long(c, depth)
	}
}

// long passes over values whose length or bytes follow the code.
func (s *scanner) long(c byte, depth int) {
	switch c {
	case 0xc4, 0xd9:
		s.skip(s.size(1))
	case 0xc5, 0xda:
		s.skip(s.size(2))
	case 0xc6, 0xdb:
		s.skip(s.size(4))
	case 0xcc, 0xd0:
		s.skip(1)
	case 0xcd, 0xd1:
		s.skip(2)
	case 0xca, 0xce, 0xd2:
		s.skip(4)
	case 0xcb, 0xcf, 0xd3:
		s.skip(8)
	case 0xdc:
		s.items(s.size(2), depth)
	case 0xdd:
		s.items(s.size(4), depth)
	case 0xde:
		s.items(2*s.size(2), depth)
	case 0xdf:
		s.items(2*s.size(4), depth)
	default:
		s.fail("a value of type 0x%02x, which no message has", c)
	}
}

func (s *scanner) items(n uint64, depth int) {
	if depth == 0 {
		s.fail("nested deeper than %d levels", maxDepth)
	}
	if n > uint64(max(s.left, 0)) {
		s.fail("%d values are claimed and %d may still come", n, s.left)
	}
	for i := uint64(0); i < n && s.err == nil; i++ {
		if depth == maxDepth {
			s.field = byte(min(i+1, 255))
		}
		s.value(depth - 1)
	}
}
