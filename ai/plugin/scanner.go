package plugin

import "fmt"

// scanner reads WebAssembly's numbers. After the first error nothing is read any more and everything is 0.
type scanner struct {
	all     []byte
	at, end int
	err     error
	locals  *int // that all functions may have yet
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("byte %d: "+format, append([]any{s.at}, args...)...)
	}
}

func (s *scanner) more() bool { return s.err == nil && s.at < s.end }

func (s *scanner) byte() byte {
	if !s.more() {
		s.fail("it is cut short")
		return 0
	}
	s.at++
	return s.all[s.at-1]
}

func (s *scanner) skip(n int64) {
	if s.err != nil || n > int64(s.end-s.at) {
		s.fail("it is cut short")
		return
	}
	s.at += int(n)
}

// number is unsigned, of 32 bits: seven a byte, the lowest first.
func (s *scanner) number() (n uint32) {
	for shift := 0; ; shift += 7 {
		b := s.byte()
		if s.err == nil && shift == 28 && b > 0x0f {
			s.fail("a number of more than 32 bits")
		}
		if s.err != nil {
			return 0
		}
		if n |= uint32(b&0x7f) << shift; b < 0x80 {
			return n
		}
	}
}

// signed passes over a signed number of at most so many bytes.
func (s *scanner) signed(most int) {
	for range most {
		if s.byte() < 0x80 {
			return
		}
	}
	s.fail("a number of more than %d bytes", most)
}

// part is what stands behind its length.
func (s *scanner) part(what string) *scanner {
	n := s.number()
	if s.err == nil && int64(n) > int64(s.end-s.at) {
		s.fail("a %s of %d bytes, and there are %d more", what, n, s.end-s.at)
	}
	if s.err != nil {
		return &scanner{err: s.err, locals: s.locals}
	}
	p := &scanner{all: s.all, at: s.at, end: s.at + int(n), locals: s.locals}
	s.at = p.end
	return p
}

func (s *scanner) name() []byte {
	p := s.part("name")
	s.err = p.err
	return p.all[p.at:p.end]
}

// each reads a list, if there can be so many: each takes least bytes.
func (s *scanner) each(what string, most, least int, read func()) int {
	n := s.number()
	switch {
	case s.err != nil:
	case n > uint32(most):
		s.fail("%d %s, and %d are the most", n, what, most)
	case int64(n)*int64(least) > int64(s.end-s.at):
		s.fail("%d %s, and the section ends in %d bytes", n, what, s.end-s.at)
	}
	for i := uint32(0); i < n && s.err == nil; i++ {
		read()
	}
	return int(n)
}

// value is a type of a value: a number's, a vector's or a reference's.
func (s *scanner) value() {
	switch of := s.byte(); of {
	case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f:
	default:
		s.fail("a value of type %#x is not known", of)
	}
}

// constant passes over an expression that says where something begins, or what it is at first.
func (s *scanner) constant() {
	for s.err == nil {
		switch op := s.byte(); op {
		case 0x0b:
			return
		case 0x41: // i32.const
			s.signed(5)
		case 0x42: // i64.const
			s.signed(10)
		case 0x43: // f32.const
			s.skip(4)
		case 0x44: // f64.const
			s.skip(8)
		case 0x23: // global.get
			s.number()
		case 0xfd: // v128.const
			s.number()
			s.skip(16)
		default:
			s.fail("instruction %#x makes no constant", op)
		}
	}
}
