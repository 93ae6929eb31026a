package game

import (
	"encoding/binary"
	"math/bits"
)

// Hash is a 64-bit digest of everything that can influence a later Step.
func (w *World) Hash() uint64 {
	w.buf = w.AppendSave(w.buf[:0])
	return digest(w.buf)
}

// digest folds eight bytes at a time by a full multiplication, as wyhash does (Wang Yi, 2019). It guards against
// divergence, not against forgery: the journal's chain does that.
func digest(b []byte) uint64 {
	const k0, k1 = 0xa0761d6478bd642f, 0xe7037ed1a0b428db
	h := uint64(k0) ^ uint64(len(b))
	for ; len(b) >= 8; b = b[8:] {
		h = fold(h^binary.LittleEndian.Uint64(b), k1)
	}
	var tail [8]byte
	copy(tail[:], b)
	return fold(h^binary.LittleEndian.Uint64(tail[:]), k0)
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return mix(hi ^ lo)
}

// revision counts changes of what a fight comes to that the fixed fight does not show.
const revision = 5

// Fingerprint identifies the simulation: the hash of a fixed fight. Journals of another fingerprint are refused.
func Fingerprint() uint64 {
	w := New(fixedFight(), 1)
	for range 400 {
		in := Input{}
		if w.tick == 0 {
			in.Orders = []Order{
				{Seat: 0, Leader: AI, Seq: 1, Kind: AttackMove, Squad: 0, X: 20 * ViewStep, Y: 8 * ViewStep},
				{Seat: 1, Leader: AI, Seq: 1, Kind: Capture, Squad: 0, Target: 0},
			}
		}
		w.Step(&in)
	}
	return w.Hash() + revision
}

// fixedFight is two squads, a wood and a wall between them, and a point to fight over.
func fixedFight() *Setup {
	s := &Setup{Map: Map{Name: "fixed", W: 24, H: 16, Cells: make([]uint8, 24*16)}}
	s.Rules = Rules{TickRate: 20, Terrains: []Terrain{
		{Name: "open", Letter: '.', Cost: [MoveClasses]uint8{16, 16, 16}},
		{Name: "wood", Letter: 'f', Cost: [MoveClasses]uint8{24, 0, 0}, Cover: 40, Conceal: 50},
		{Name: "wall", Letter: '#', BlocksSight: true, BlocksFire: true},
	}, Kinds: []Kind{{
		Name: "rifle", Letter: 'R', HP: 100, Speed: 32, Turn: 16, Sight: 16,
		Weapons: [MaxWeapons]Weapon{{
			Range: 12, Accuracy: 70, FarAccuracy: 30, Burst: 2, Reload: 15, Damage: 20,
			Penetration: 10, Suppression: 20,
		}}, Size: 100,
		Abilities: CanSmoke | CanGrenade | CanHeal | CanBuild | CanMine,
	}}}
	for y := int32(3); y < 13; y++ {
		s.Map.Cells[y*24+8], s.Map.Cells[y*24+14] = 1, 2
	}
	s.Scenario = Scenario{
		Name: "fixed", Map: "fixed", Teams: []TeamSetup{{"red", 2, 8}, {"blue", 21, 8}}, Seats: []SeatSetup{{0}, {1}},
		Squads: []SquadSetup{{Seat: 0, Count: 5, X: 2, Y: 8}, {Seat: 1, Count: 5, X: 21, Y: 8, Facing: 128}},
		Points: []PointSetup{{Name: "middle", X: 11, Y: 2, Radius: 3}}, CaptureTicks: 100, ScoreEvery: 20,
	}
	return s
}
