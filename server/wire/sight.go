package wire

import (
	"encoding/binary"
	"fmt"
)

// Sight is what happens in a match now, as one answer over HTTP on a shard's private listener: no session is ever sent
// it. A shard makes it for an operator who has begun to look without delay.
//
//	length  4   of the set-up, big endian
//	setup   .   as Welcome carries it
//	frame   .   the view of game.All, whole
type Sight struct {
	Setup []byte
	Frame []byte
}

// Append appends its bytes.
func (s Sight) Append(b []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s.Setup)))
	return append(append(b, s.Setup...), s.Frame...)
}

// DecodeSight reads one; its parts are b's.
func DecodeSight(b []byte) (s Sight, err error) {
	if len(b) < 4 || uint64(binary.BigEndian.Uint32(b)) > uint64(len(b)-4) {
		return s, fmt.Errorf("%w: a sight of %d bytes", ErrFrame, len(b))
	}
	at := 4 + binary.BigEndian.Uint32(b)
	return Sight{Setup: b[4:at:at], Frame: b[at:]}, nil
}
