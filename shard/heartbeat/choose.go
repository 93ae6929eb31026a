package heartbeat

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// Candidate is a shard that may stand by.
type Candidate struct {
	ID       string
	Capacity int // matches
	Region   string
}

// near is how much more a shard in the owner's region weighs: its players live there, and go elsewhere only where
// nobody else is left.
const near = 1000

// Choose picks the standby of a match among candidates, for an owner in a region; ok is false without any. It is
// rendezvous hashing with weights: each candidate gets its share by capacity, when one goes only its own matches move,
// and whoever comes takes some from each.
func Choose(match, region string, among []Candidate) (id string, ok bool) {
	best := math.Inf(-1)
	for _, c := range among {
		weight := float64(max(c.Capacity, 1))
		if c.Region == region {
			weight *= near
		}
		if s := -weight / math.Log(lot(match, c.ID)); s > best || s == best && c.ID < id {
			best, id, ok = s, c.ID, true
		}
	}
	return id, ok
}

// lot is a number between 0 and 1, without either, that a match draws for a shard.
func lot(match, id string) float64 {
	h := sha256.Sum256([]byte(match + "\x00" + id))
	return (float64(binary.BigEndian.Uint64(h[:])>>11) + 0.5) / (1 << 53)
}
