package simulate

import (
	"encoding/binary"
	"sync"

	"muster/game"
)

// fight is a set-up as small as it may be, so that many seeds can be run: two squads of one on a small field, too far
// apart for their weapons to end the match.
var fight = sync.OnceValue(func() *game.Setup {
	s := &game.Setup{Map: game.Map{Name: "field", W: 8, H: 8, Cells: make([]uint8, 64)}}
	s.Rules = game.Rules{
		TickRate: 20,
		Terrains: []game.Terrain{{Name: "open", Letter: '.', Cost: [game.MoveClasses]uint8{16, 16, 16}}},
		Kinds:    []game.Kind{{Name: "rifle", Letter: 'R', HP: 200, Speed: 32, Turn: 16, Sight: 10, Size: 100}},
	}
	s.Scenario = game.Scenario{
		Name: "field", Map: "field",
		Teams:  []game.TeamSetup{{Name: "red", StartX: 1, StartY: 4}, {Name: "blue", StartX: 6, StartY: 4}},
		Seats:  []game.SeatSetup{{Team: 0}, {Team: 1}},
		Squads: []game.SquadSetup{{Seat: 0, Count: 1, X: 1, Y: 4}, {Seat: 1, Count: 1, X: 6, Y: 4, Facing: 128}},
	}
	if err := s.Check(); err != nil {
		panic(err) // it is a constant
	}
	return s
})

// sum is a hash of what a view shows.
func sum(v *game.View) uint64 {
	h := uint64(v.Tick)<<8 | uint64(v.Audience)
	mix := func(n uint64) {
		h = (h ^ n) * 0x9e3779b97f4a7c15
		h ^= h >> 32
	}
	mix(uint64(uint8(v.Result.Winner))<<32 | uint64(v.Result.Reason)<<40 | uint64(v.Result.Tick))
	for i := range v.Units {
		u := &v.Units[i]
		mix(uint64(u.ID) | uint64(u.Kind)<<16 | uint64(u.Team)<<24 | uint64(u.X)<<32 | uint64(u.Y)<<48)
		mix(uint64(u.Squad) | uint64(u.Facing)<<8 | uint64(u.HP)<<16 | uint64(u.Suppression)<<24 |
			uint64(u.Ammo)<<32 | uint64(u.Flags)<<40)
	}
	for i := range v.Squads {
		q := &v.Squads[i]
		mix(uint64(q.ID) | uint64(q.Seat)<<8 | uint64(q.Alive)<<16 | uint64(q.Order)<<24 |
			uint64(q.X)<<32 | uint64(q.Y)<<48)
		mix(uint64(q.Target) | uint64(q.Formation)<<16 | uint64(q.Stance)<<24 | uint64(q.Morale)<<32)
	}
	for _, n := range v.Scores {
		mix(uint64(n))
	}
	mix(uint64(len(v.Waypoints))<<32 | uint64(len(v.Marks))<<16 | uint64(len(v.CombatEvents)))
	return h
}

// number reads eight bytes of a hash, for traces.
func number(h [16]byte) uint64 { return binary.BigEndian.Uint64(h[:]) }
