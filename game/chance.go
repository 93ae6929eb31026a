package game

// Chance is counter-based: each roll is a hash of what it is for. There is no stream whose position could tell of a
// fight that nobody saw.

// purpose is what a roll is for: one of the below in the low 8 bits, and in the 12 above them a weapon or another unit.
type purpose uint64

const (
	forHit purpose = iota + 1
	forReload
	forScatterX
	forScatterY
	forEscape
)

// roll returns a number in 0..n-1.
func (w *World) roll(unit int, what purpose, n uint32) uint32 {
	h := mix(w.seed ^ mix(uint64(w.tick)<<32|uint64(unit)<<16|uint64(what)))
	return uint32((h >> 32) * uint64(n) >> 32)
}

// mix is the finaliser of splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
