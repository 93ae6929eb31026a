package wire

import (
	"errors"
	"fmt"
	"reflect"
)

// ErrMessage is what every error about a control message's bytes wraps.
var ErrMessage = errors.New("wire: malformed message")

// malformed is a message that cannot be read, and where it stops making sense.
type malformed struct {
	kind, field byte // field counts from 1; 0 for the message itself
	err         error
}

func (m *malformed) Error() string {
	if m.kind == 0 {
		return fmt.Sprintf("malformed message: %v", m.err)
	}
	return fmt.Sprintf("malformed message: %s: %v", fieldName(m.kind, m.field), m.err)
}

func (m *malformed) Unwrap() []error { return []error{ErrMessage, m.err} }

// fieldName is what a kind and a field are called here; empty for kinds and fields that do not exist.
func fieldName(kind, field byte) string {
	m := blank(kind)
	if m == nil {
		return ""
	}
	t := reflect.TypeOf(m).Elem()
	if field == 0 || int(field) > t.NumField() {
		return t.Name()
	}
	return t.Name() + "." + t.Field(int(field)-1).Name
}

// A link ends with a code that names the reason and, for a malformed message, its kind and field:
//
//	bits 0-7 Reason | 8-15 kind | 16-23 field, from 1
func code(r Reason, err error) uint32 {
	c := uint32(r)
	var m *malformed
	if errors.As(err, &m) {
		c |= uint32(m.kind)<<8 | uint32(m.field)<<16
	}
	return c
}

// closed reads such a code.
func closed(c uint32) (r Reason, field string) {
	return Reason(min(c&0xff, uint32(Internal))), fieldName(byte(c>>8), byte(c>>16))
}
