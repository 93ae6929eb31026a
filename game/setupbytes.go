package game

import "fmt"

// setupVersion is the first byte of a Setup's binary form; turnsVersion is that of one with Turns, which stand last,
// and endsVersion that of one with Ends: a byte that says whether Turns follow, these, and the Ends.
const (
	setupVersion = 2
	turnsVersion = 3
	endsVersion  = 4
)

// AppendSetup appends the binary form of s (uncompressed; callers compress).
func AppendSetup(b []byte, s *Setup) []byte {
	b = append(b, versionOf(s), s.Rules.TickRate)
	b = put(b, uint32(len(s.Rules.Terrains)))
	for i := range s.Rules.Terrains {
		t := &s.Rules.Terrains[i]
		b = put(append(putText(b, t.Name), t.Letter), t.Cost[:]...)
		b = putFlag(putFlag(putFlag(put(b, t.Cover, t.Conceal), t.BlocksSight), t.BlocksFire), t.Building)
		b = append(put(b, t.HP), t.Ruin)
	}
	b = put(b, uint32(len(s.Rules.Kinds)))
	for i := range s.Rules.Kinds {
		b = appendKind(b, &s.Rules.Kinds[i])
	}
	b = appendWorks(b, &s.Rules.Works)
	b = putSigned(putText(b, s.Map.Name), s.Map.W, s.Map.H)
	b = append(b, s.Map.Cells...)
	b = append(putFlag(b, len(s.Map.Heights) > 0), s.Map.Heights...)
	b = appendScenario(b, &s.Scenario)
	turns := s.Scenario.Turns.Kind != RealTime
	if len(s.Scenario.Ends) > 0 {
		b = putFlag(b, turns)
	}
	if turns {
		b = s.Scenario.Turns.appendTo(b)
	}
	if len(s.Scenario.Ends) > 0 {
		b = appendEnds(b, s.Scenario.Ends)
	}
	return b
}

func versionOf(s *Setup) byte {
	if len(s.Scenario.Ends) > 0 {
		return endsVersion
	}
	if s.Scenario.Turns.Kind != RealTime {
		return turnsVersion
	}
	return setupVersion
}

func appendKind(b []byte, k *Kind) []byte {
	b = append(putText(b, k.Name), k.Letter)
	b = put(put(put(b, uint8(k.Class), k.HP), k.Armour[:]...), k.Turn, k.Sight, k.Size)
	b = put(putFlag(put(b, k.Speed), k.Turret), uint8(k.Abilities), k.Room)
	b = put(b, k.Price)
	for i := range k.Weapons {
		b = appendWeapon(b, &k.Weapons[i])
	}
	return b
}

func appendWeapon(b []byte, w *Weapon) []byte {
	b = append(b, w.MinRange, w.Range, w.Accuracy, w.FarAccuracy, w.Burst, w.Settle, w.Damage, w.Penetration, w.Area,
		w.Suppression, w.Ammo, w.Flight)
	return putFlag(putFlag(put(b, w.Reload), w.MoveFire), w.Indirect)
}

func appendWorks(b []byte, w *Works) []byte {
	b = append(b, w.SmokeRange, w.SmokeRadius, w.HealEvery, w.RepairEvery, w.Sandbags, w.MineSight)
	b = put(b, w.SmokeTicks, w.Ready, w.BuildTicks, w.MineTicks)
	return appendWeapon(appendWeapon(b, &w.Grenade), &w.Mine)
}

func appendScenario(b []byte, s *Scenario) []byte {
	b = append(putText(putText(b, s.Name), s.Map), uint8(s.Mode), s.Side, s.Charge, s.Goal)
	b = put(b, uint32(len(s.Teams)))
	for i := range s.Teams {
		b = putSigned(putText(b, s.Teams[i].Name), s.Teams[i].StartX, s.Teams[i].StartY)
	}
	b = put(b, uint32(len(s.Seats)))
	for i := range s.Seats {
		b = put(b, s.Seats[i].Team)
	}
	b = put(b, uint32(len(s.Squads)))
	for i := range s.Squads {
		q := &s.Squads[i]
		b = put(putSigned(put(b, q.Seat, q.Kind, q.Count), q.X, q.Y), q.Facing)
		b = put(b, q.Arrives)
	}
	b = put(b, uint32(len(s.Points)))
	for i := range s.Points {
		b = put(putSigned(putText(b, s.Points[i].Name), s.Points[i].X, s.Points[i].Y), s.Points[i].Radius,
			s.Points[i].Owner)
	}
	return put(put(b, uint32(s.Clock), s.ScoreToWin), s.CaptureTicks, s.ScoreEvery, s.Supply)
}

// DecodeSetup reads what AppendSetup wrote, to the last byte, and checks it as Check does.
func DecodeSetup(b []byte) (*Setup, error) {
	c, s := &cursor{b: b}, &Setup{}
	v := c.byte("version")
	if c.err == nil && (v < setupVersion || v > endsVersion) {
		return nil, fmt.Errorf("%w: a set-up of version %d, and this build reads versions %d to %d",
			ErrBytes, v, setupVersion, endsVersion)
	}
	c.rules(&s.Rules)
	s.Map = Map{
		Name: c.text("map's name", MaxName), W: int32(c.count("map's width", MaxSide)),
		H: int32(c.count("map's height", MaxSide)),
	}
	s.Map.Cells = append(s.Map.Cells, c.bytes("map's cells", int(s.Map.W*s.Map.H))...)
	if c.flag("whether there are heights") {
		s.Map.Heights = append(s.Map.Heights, c.bytes("map's heights", int(s.Map.W*s.Map.H))...)
	}
	c.scenario(&s.Scenario)
	if v == turnsVersion || v == endsVersion && c.flag("whether there are turns") {
		s.Scenario.Turns = c.turnClock()
	}
	if v == endsVersion {
		s.Scenario.Ends = c.ends()
	}
	rest, err := c.done()
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("%w at byte %d: %d bytes too many", ErrBytes, c.at, len(rest))
	}
	if err == nil {
		err = s.Check()
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}
