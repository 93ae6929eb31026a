package game

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrBytes is what every error about a binary form wraps.
var ErrBytes = errors.New("game: malformed bytes")

// cursor reads a binary form. After the first error it reads zeros, so that callers check once, at the end.
type cursor struct {
	b   []byte
	at  int
	err error
}

func (c *cursor) fail(what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%w at byte %d: %s", ErrBytes, c.at, what)
	}
}

func (c *cursor) number(what string, limit uint64) uint64 {
	if c.err != nil {
		return 0
	}
	n, size := binary.Uvarint(c.b[c.at:])
	switch {
	case size <= 0:
		c.fail(what + " is cut short")
		return 0
	case n > limit:
		c.fail(fmt.Sprintf("%s is %d and may be %d at most", what, n, limit))
		return 0
	}
	c.at += size
	return n
}

func (c *cursor) byte(what string) uint8           { return uint8(c.number(what, 255)) }
func (c *cursor) short(what string) uint16         { return uint16(c.number(what, 1<<16-1)) }
func (c *cursor) word(what string) uint32          { return uint32(c.number(what, 1<<32-1)) }
func (c *cursor) flag(what string) bool            { return c.number(what, 1) == 1 }
func (c *cursor) signed(what string) int32         { return int32(c.number(what, 1<<32-1)) }
func (c *cursor) count(what string, limit int) int { return int(c.number(what, uint64(limit))) }

func (c *cursor) bytes(what string, n int) []byte {
	if c.err != nil {
		return nil
	}
	if n > len(c.b)-c.at {
		c.fail(what + " is cut short")
		return nil
	}
	c.at += n
	return c.b[c.at-n : c.at]
}

func (c *cursor) text(what string, limit int) string {
	return string(c.bytes(what, c.count(what, limit)))
}

// done returns what is behind the form, or the first error.
func (c *cursor) done() ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	return c.b[c.at:], nil
}

// put appends numbers as varints.
func put[T ~uint8 | ~uint16 | ~uint32 | ~uint64](b []byte, ns ...T) []byte {
	for _, n := range ns {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

// putSigned appends numbers that may be negative by their bits.
func putSigned(b []byte, ns ...int32) []byte {
	for _, n := range ns {
		b = binary.AppendUvarint(b, uint64(uint32(n)))
	}
	return b
}

func putFlag(b []byte, on bool) []byte {
	if on {
		return append(b, 1)
	}
	return append(b, 0)
}

func putText(b []byte, s string) []byte { return append(put(b, uint32(len(s))), s...) }
