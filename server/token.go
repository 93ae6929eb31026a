package server

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"time"

	"muster/game"
)

// resume is what a resume token says. It opens the door of its match again, on this shard or after a restart, and is a
// witness of how far the journal had come. Its form, little-endian:
//
//	version   1   tokenVersion
//	expires   8   Unix seconds
//	epoch     4   of the owner that published the head
//	number    8   of the journal's last record when the token was made
//	head     32   hash of that record
//	seat      1   noSeat for a spectator
//	audience  1
//	match   1+n   length and bytes
//	player  1+n
//	name    1+n   what others see; journals hold no names, so it comes back with its owner
//	mac      16   HMAC-SHA256 of all before it, cut to 128 bits
type resume struct {
	Expires  time.Time
	Epoch    uint32
	Number   uint64
	Head     [16]byte
	Seat     int // -1 for a spectator
	Audience game.Audience
	Match    string
	Player   string
	Name     string
}

const (
	tokenVersion = 1
	noSeat       = 255
	macSize      = 16
	tokenHead    = 1 + 8 + 4 + 8 + len([16]byte{}) + 1 + 1
)

// seal makes the token's bytes.
func (r *resume) seal(key *[32]byte) []byte {
	b := make([]byte, 0, tokenHead+3+len(r.Match)+len(r.Player)+len(r.Name)+macSize)
	b = append(b, tokenVersion)
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Expires.Unix()))
	b = binary.LittleEndian.AppendUint32(b, r.Epoch)
	b = binary.LittleEndian.AppendUint64(b, r.Number)
	b = append(b, r.Head[:]...)
	seat := byte(noSeat)
	if r.Seat >= 0 {
		seat = byte(r.Seat)
	}
	b = append(b, seat, byte(r.Audience))
	for _, s := range []string{r.Match, r.Player, r.Name} {
		s = cut(s)
		b = append(append(b, byte(len(s))), s...)
	}
	return append(b, macOf(key, b)...)
}

// openToken reads a token. False means that it is none of ours, damaged or expired, which all count the same.
func openToken(key *[32]byte, b []byte, now time.Time) (r resume, ok bool) {
	if len(b) < tokenHead+3+macSize || len(b) > maxToken || b[0] != tokenVersion {
		return r, false
	}
	body := b[:len(b)-macSize]
	if subtle.ConstantTimeCompare(macOf(key, body), b[len(body):]) != 1 {
		return r, false
	}
	r.Expires = time.Unix(int64(binary.LittleEndian.Uint64(body[1:])), 0)
	r.Epoch = binary.LittleEndian.Uint32(body[9:])
	r.Number = binary.LittleEndian.Uint64(body[13:])
	rest := body[21+copy(r.Head[:], body[21:]):]
	r.Seat, r.Audience = int(rest[0]), game.Audience(rest[1])
	if rest[0] == noSeat {
		r.Seat = -1
	}
	rest = rest[2:]
	for _, s := range []*string{&r.Match, &r.Player, &r.Name} {
		if len(rest) == 0 || len(rest) <= int(rest[0]) {
			return r, false
		}
		n := 1 + int(rest[0])
		*s, rest = string(rest[1:n]), rest[n:]
	}
	return r, len(rest) == 0 && now.Before(r.Expires)
}

func macOf(key *[32]byte, b []byte) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write(b)
	return h.Sum(nil)[:macSize]
}

// cut bounds what came from outside, on a rune's edge.
func cut(s string) string {
	if len(s) <= maxWhat {
		return s
	}
	n := maxWhat
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
