package game

import "pgregory.net/rapid"

// busyFight is the fixed fight with everything in it that the rules know: heights, a building, walls and bridges that
// fall, vehicles, a transport, all abilities, a wave and supply.
func busyFight() *Setup {
	s := fixedFight()
	r := &s.Rules
	r.Terrains = append(r.Terrains,
		Terrain{
			Name: "house", Letter: '%', Cost: [MoveClasses]uint8{32, 0, 0}, Cover: 60, Conceal: 30, BlocksSight: true,
			BlocksFire: true, Building: true, HP: 120, Ruin: 5,
		},
		Terrain{Name: "brick", Letter: 'b', Conceal: 30, BlocksSight: true, BlocksFire: true, HP: 40, Ruin: 5},
		Terrain{Name: "rubble", Letter: ':', Cost: [MoveClasses]uint8{32, 64, 32}, Cover: 30, Conceal: 30},
		Terrain{Name: "sandbags", Letter: '^', Cost: [MoveClasses]uint8{24, 0, 32}, Cover: 50},
		Terrain{Name: "bridge", Letter: '+', Cost: [MoveClasses]uint8{16, 16, 16}, HP: 60, Ruin: 8},
		Terrain{Name: "water", Letter: '~'},
	)
	shell := Weapon{
		MinRange: 3, Range: 20, Accuracy: 60, FarAccuracy: 60, Burst: 1, Reload: 30, Settle: 5, Damage: 40,
		Penetration: 20, Area: 2, Suppression: 60, Ammo: 40, Indirect: true, Flight: 15,
	}
	r.Kinds = append(r.Kinds,
		Kind{
			Name: "mortar", Letter: 'O', HP: 60, Speed: 24, Turn: 16, Sight: 10, Size: 100,
			Weapons: [MaxWeapons]Weapon{shell},
		},
		Kind{
			Name: "tank", Letter: 'T', Class: Tracks, HP: 200, Armour: [Sides]uint8{12, 8, 4}, Speed: 60, Turn: 6,
			Sight: 14, Size: 150, Turret: true, Room: 4, Price: 5, Abilities: CanSmoke, Weapons: [MaxWeapons]Weapon{
				{
					Range: 16, Accuracy: 80, FarAccuracy: 40, Burst: 1, Reload: 40, Damage: 60, Penetration: 16,
					Area: 1, Suppression: 50, MoveFire: true,
				},
				{
					Range: 10, Accuracy: 50, FarAccuracy: 20, Burst: 4, Reload: 20, Damage: 10, Penetration: 6,
					Suppression: 20, MoveFire: true,
				},
			},
		},
	)
	r.Kinds[0].Price, r.Kinds[0].Abilities = 1, allAbilities
	r.Works = Works{
		SmokeRange: 10, SmokeRadius: 2, SmokeTicks: 80, Ready: 20, HealEvery: 4, RepairEvery: 4, BuildTicks: 30,
		MineTicks: 6, Sandbags: 6, MineSight: 3, Grenade: Weapon{
			Range: 6, Damage: 40, Penetration: 6, Area: 1,
			Suppression: 80, Flight: 8,
		}, Mine: Weapon{Damage: 90, Penetration: 20, Area: 1, Suppression: 90},
	}
	s.Map.Heights = make([]uint8, len(s.Map.Cells))
	for i := range s.Map.Cells {
		switch x, y := i%24, i/24; {
		case x >= 9 && x <= 12 && y >= 6 && y <= 9:
			s.Map.Heights[i] = uint8(min(x-8, 13-x))
		case x >= 16 && x <= 17 && y >= 3 && y <= 5:
			s.Map.Cells[i] = 3
		case x == 14 && y >= 6 && y <= 8:
			s.Map.Cells[i] = 4
		case x == 6 && y >= 12:
			s.Map.Cells[i] = 8 - uint8(y%2)
		}
	}
	sc := &s.Scenario
	sc.Supply = 10
	sc.Squads = append(
		sc.Squads, SquadSetup{Seat: 0, Kind: 1, Count: 2, X: 3, Y: 4},
		SquadSetup{Seat: 1, Kind: 2, Count: 1, X: 20, Y: 12, Facing: 128},
		SquadSetup{Seat: 0, Kind: 2, Count: 2, X: 4, Y: 10}, SquadSetup{
			Seat: 1, Kind: 0, Count: 4, X: 21, Y: 3, Arrives: 50,
		},
	)
	sc.Points[0].Owner = 1
	if err := s.Check(); err != nil {
		panic(err)
	}
	return s
}

// anyInput draws orders, sensible and not, of all kinds alike (rapid by itself favours small numbers): some of a number
// that was used, for squads and targets that do not exist, off the map.
func anyInput(t *rapid.T, w *World) *Input {
	in := &Input{}
	for range rapid.IntRange(0, 4).Draw(t, "orders") {
		seat := uint8(rapid.IntRange(0, 2).Draw(t, "seat"))
		seq := rapid.Uint32Range(0, 3).Draw(t, "seq")
		if seq > 0 && int(seat) < len(w.seats) {
			seq = w.LastSeq(seat, AI) + 1 + uint32(countOf(in, seat))
		}
		place := anyPlace(t, w)
		in.Orders = append(in.Orders, Order{
			Seat: seat, Leader: AI, Seq: seq,
			Kind:  OrderKind(mix(rapid.Uint64().Draw(t, "kind")) % uint64(OrderKinds+1)),
			Flags: OrderFlags(rapid.IntRange(0, 3).Draw(t, "flags")),
			Squad: uint8(rapid.IntRange(0, 3).Draw(t, "squad")),
			X:     place[0], Y: place[1],
			Target: uint16(rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, 19)).Draw(t, "target")),
			Facing: rapid.Uint8().Draw(t, "facing"), Arg: uint8(rapid.IntRange(0, 5).Draw(t, "arg")),
		})
	}
	if rapid.IntRange(0, 40).Draw(t, "change") == 0 {
		seat := uint8(rapid.IntRange(0, 2).Draw(t, "which"))
		in.Seats = []SeatChange{
			{Seat: seat, Leader: Player},
			{Seat: seat, Leader: Leader(rapid.IntRange(0, 2).Draw(t, "to"))},
		}
	}
	return in
}

// anyPlace is one on the map or a little off it, or where there is something: a house, a wall, a
// bridge, a unit, a mine.
func anyPlace(t *rapid.T, w *World) [2]uint16 {
	cell := int32(0)
	switch rapid.IntRange(0, 5).Draw(t, "place") {
	case 0:
		cell = 4*24 + 16
	case 1:
		cell = 7*24 + 14
	case 2:
		cell = 13*24 + 6
	case 3:
		cell = w.units[rapid.IntRange(0, len(w.units)-1).Draw(t, "unit")].cell
	case 4:
		if len(w.mines) > 0 {
			cell = w.mines[0].cell
			break
		}
		fallthrough
	default:
		return [2]uint16{
			uint16(rapid.IntRange(0, 25*ViewStep).Draw(t, "x")), uint16(rapid.IntRange(0, 17*ViewStep).Draw(t, "y")),
		}
	}
	return [2]uint16{uint16(cell%24)*ViewStep + 8, uint16(cell/24)*ViewStep + 8}
}

func countOf(in *Input, seat uint8) (n int) {
	for i := range in.Orders {
		if in.Orders[i].Seat == seat {
			n++
		}
	}
	return n
}
