package server

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"muster/game"
	"muster/matchmaker/api"
)

// resume is what a resume token says. It opens the door of its match again, on this shard or after a restart, and is a
// witness of how far the journal had come. Its form, little-endian:
//
//	version   1   tokenVersion
//	nonce    24   drawn for each token
//
// and sealed with XChaCha20-Poly1305, since the journal's length would tell players how often hidden opponents order:
//
//	expires   8   Unix seconds
//	epoch     4   of the owner that published the head
//	number    8   of the journal's last record when the token was made
//	head     16   hash of that record
//	seat      1   noSeat for a spectator, embedSeat for one in a frame of another page
//	audience  1
//	stint     8   the queue's number for the player's time in the seat
//	first    16   the join ticket that it goes back to
//	match   1+n   length and bytes
//	player  1+n
//	name    1+n   what others see; journals hold no names, so it comes back with its owner
type resume struct {
	Expires  time.Time
	Epoch    uint32
	Number   uint64
	Head     [16]byte
	Seat     int // -1 for a spectator
	Embedded bool
	Audience game.Audience
	Stint    int64
	First    game.TicketID
	Match    string
	Player   string
	Name     string
}

const (
	tokenVersion = 3
	noSeat       = 255
	embedSeat    = 254
	sealedFrom   = 1 + chacha20poly1305.NonceSizeX
	leastToken   = 8 + 4 + 8 + 16 + 1 + 1 + 8 + 16 + 3 // bytes of what is sealed
)

// seal makes the token's bytes.
func (r *resume) seal(key *[32]byte) []byte { return sealToken(key, r.plain()) }

// plain is what is sealed.
func (r *resume) plain() []byte {
	b := make([]byte, 0, leastToken+len(r.Match)+len(r.Player)+len(r.Name))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Expires.Unix()))
	b = binary.LittleEndian.AppendUint32(b, r.Epoch)
	b = binary.LittleEndian.AppendUint64(b, r.Number)
	b = append(b, r.Head[:]...)
	seat := byte(noSeat)
	switch {
	case r.Seat >= 0:
		seat = byte(r.Seat)
	case r.Embedded:
		seat = embedSeat
	}
	b = append(b, seat, byte(r.Audience))
	b = binary.LittleEndian.AppendUint64(b, uint64(r.Stint))
	b = append(b, r.First[:]...)
	for _, s := range []string{r.Match, r.Player, r.Name} {
		s = cut(s)
		b = append(append(b, byte(len(s))), s...)
	}
	return b
}

func sealToken(key *[32]byte, b []byte) []byte {
	head := make([]byte, sealedFrom, sealedFrom+len(b)+chacha20poly1305.Overhead)
	head[0] = tokenVersion
	rand.Read(head[1:]) // never fails, by its documentation
	return sealer(key).Seal(head, head[1:sealedFrom], b, head[:1])
}

func sealer(key *[32]byte) cipher.AEAD {
	a, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic(err) // the key has the length that is asked for
	}
	return a
}

// openToken reads a token, sealed with any of the keys. False means that it is none of ours, damaged or expired, which
// all count the same.
func openToken(keys [][32]byte, b []byte, now time.Time) (r resume, ok bool) {
	if len(b) < sealedFrom || len(b) > maxToken || b[0] != tokenVersion {
		return r, false
	}
	for _, key := range keys {
		if body, err := sealer(&key).Open(nil, b[1:sealedFrom], b[sealedFrom:], b[:1]); err == nil {
			r, ok = readToken(body)
			return r, ok && now.Before(r.Expires.Add(api.Leeway))
		}
	}
	return r, false
}

func readToken(body []byte) (r resume, ok bool) {
	if len(body) < leastToken {
		return r, false
	}
	r.Expires = time.Unix(int64(binary.LittleEndian.Uint64(body)), 0)
	r.Epoch = binary.LittleEndian.Uint32(body[8:])
	r.Number = binary.LittleEndian.Uint64(body[12:])
	rest := body[20+copy(r.Head[:], body[20:]):]
	r.Seat, r.Audience = int(rest[0]), game.Audience(rest[1])
	if rest[0] == noSeat || rest[0] == embedSeat {
		r.Seat, r.Embedded = -1, rest[0] == embedSeat
	}
	r.Stint = int64(binary.LittleEndian.Uint64(rest[2:]))
	rest = rest[10+copy(r.First[:], rest[10:]):]
	for _, s := range []*string{&r.Match, &r.Player, &r.Name} {
		if len(rest) == 0 || len(rest) <= int(rest[0]) {
			return r, false
		}
		n := 1 + int(rest[0])
		*s, rest = string(rest[1:n]), rest[n:]
	}
	return r, len(rest) == 0
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
