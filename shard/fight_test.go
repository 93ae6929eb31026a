package shard

import "muster/game"

// smallFight is a set-up of two seats with a squad each on open ground, big enough for anything to happen in.
func smallFight() *game.Setup {
	s := &game.Setup{Map: game.Map{Name: "field", W: 24, H: 16, Cells: make([]uint8, 24*16)}}
	s.Rules = game.Rules{
		TickRate: 20,
		Terrains: []game.Terrain{{Name: "open", Letter: '.', Cost: [game.MoveClasses]uint8{16, 16, 16}}},
		Kinds: []game.Kind{{
			Name: "rifle", Letter: 'R', HP: 200, Speed: 32, Turn: 16, Sight: 10,
			Size: 100, Weapons: [game.MaxWeapons]game.Weapon{{
				Range: 6, Accuracy: 40, FarAccuracy: 20, Burst: 2,
				Reload: 20, Damage: 5, Penetration: 10, Suppression: 20,
			}},
		}},
	}
	s.Scenario = game.Scenario{
		Name: "field", Map: "field", Teams: []game.TeamSetup{
			{Name: "red", StartX: 2, StartY: 8},
			{Name: "blue", StartX: 21, StartY: 8},
		},
		Seats:  []game.SeatSetup{{Team: 0}, {Team: 1}},
		Squads: []game.SquadSetup{{Seat: 0, Count: 3, X: 2, Y: 8}, {Seat: 1, Count: 3, X: 21, Y: 8, Facing: 128}},
	}
	return s
}
