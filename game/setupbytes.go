package game

import "fmt"

// setupVersion is the first byte of a Setup's binary form.
const setupVersion = 1

// AppendSetup appends the binary form of s (uncompressed; callers compress).
func AppendSetup(b []byte, s *Setup) []byte {
	b = append(b, setupVersion, s.Rules.TickRate)
	b = put(b, uint32(len(s.Rules.Terrains)))
	for i := range s.Rules.Terrains {
		t := &s.Rules.Terrains[i]
		b = put(append(putText(b, t.Name), t.Letter), t.Cost[:]...)
		b = putFlag(putFlag(put(b, t.Cover, t.Conceal), t.BlocksSight), t.BlocksFire)
	}
	b = put(b, uint32(len(s.Rules.Kinds)))
	for i := range s.Rules.Kinds {
		b = appendKind(b, &s.Rules.Kinds[i])
	}
	b = putSigned(putText(b, s.Map.Name), s.Map.W, s.Map.H)
	b = append(b, s.Map.Cells...)
	return appendScenario(b, &s.Scenario)
}

func appendKind(b []byte, k *Kind) []byte {
	b = append(putText(b, k.Name), k.Letter)
	b = put(put(put(b, uint8(k.Class), k.HP, k.Armour), k.Speed), k.Turn, k.Sight)
	w := &k.Weapon
	b = put(put(put(b, w.Range, w.Accuracy, w.FarAccuracy, w.Burst), w.Reload), w.Damage, w.Penetration, w.Suppression, w.Ammo)
	return putFlag(b, w.MoveFire)
}

func appendScenario(b []byte, s *Scenario) []byte {
	b = put(putText(putText(b, s.Name), s.Map), uint32(len(s.Teams)))
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
	}
	b = put(b, uint32(len(s.Points)))
	for i := range s.Points {
		b = put(putSigned(putText(b, s.Points[i].Name), s.Points[i].X, s.Points[i].Y), s.Points[i].Radius)
	}
	return put(put(b, uint32(s.Clock), s.ScoreToWin), s.CaptureTicks, s.ScoreEvery)
}

// DecodeSetup reads what AppendSetup wrote, to the last byte, and checks it as Check does.
func DecodeSetup(b []byte) (*Setup, error) {
	c, s := &cursor{b: b}, &Setup{}
	if v := c.byte("version"); c.err == nil && v != setupVersion {
		return nil, fmt.Errorf("%w: a set-up of version %d, and this build reads version %d", ErrBytes, v, setupVersion)
	}
	c.rules(&s.Rules)
	s.Map = Map{Name: c.text("map's name", MaxName), W: int32(c.count("map's width", MaxSide)), H: int32(c.count("map's height", MaxSide))}
	s.Map.Cells = append(s.Map.Cells, c.bytes("map's cells", int(s.Map.W*s.Map.H))...)
	c.scenario(&s.Scenario)
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

func (c *cursor) raw(what string) uint8 {
	if b := c.bytes(what, 1); b != nil {
		return b[0]
	}
	return 0
}

func (c *cursor) rules(r *Rules) {
	r.TickRate = c.raw("tick rate")
	for range c.count("number of terrains", MaxTerrain) {
		t := Terrain{Name: c.text("terrain's name", MaxName), Letter: c.raw("letter")}
		for class := range t.Cost {
			t.Cost[class] = c.byte("cost")
		}
		t.Cover, t.Conceal, t.BlocksSight, t.BlocksFire = c.byte("cover"), c.byte("conceal"), c.flag("blocks sight"), c.flag("blocks fire")
		r.Terrains = append(r.Terrains, t)
	}
	for range c.count("number of kinds", MaxKinds) {
		r.Kinds = append(r.Kinds, c.kind())
	}
}

func (c *cursor) kind() Kind {
	return Kind{
		Name: c.text("kind's name", MaxName), Letter: c.raw("letter"), Class: MoveClass(c.byte("class")), HP: c.byte("hp"),
		Armour: c.byte("armour"), Speed: c.short("speed"), Turn: c.byte("turn"), Sight: c.byte("sight"),
		Weapon: Weapon{
			Range: c.byte("range"), Accuracy: c.byte("accuracy"), FarAccuracy: c.byte("far accuracy"), Burst: c.byte("burst"),
			Reload: c.short("reload"), Damage: c.byte("damage"), Penetration: c.byte("penetration"),
			Suppression: c.byte("suppression"), Ammo: c.byte("ammo"), MoveFire: c.flag("fires moving"),
		},
	}
}

func (c *cursor) scenario(s *Scenario) {
	s.Name, s.Map = c.text("scenario's name", MaxName), c.text("map's name", MaxName)
	for range c.count("number of teams", MaxTeams) {
		s.Teams = append(s.Teams, TeamSetup{c.text("team's name", MaxName), c.signed("start"), c.signed("start")})
	}
	for range c.count("number of seats", MaxSeats) {
		s.Seats = append(s.Seats, SeatSetup{c.byte("team")})
	}
	for range c.count("number of squads", MaxSquads) {
		s.Squads = append(s.Squads, SquadSetup{c.byte("seat"), c.byte("kind"), c.byte("count"), c.signed("x"), c.signed("y"), c.byte("facing")})
	}
	for range c.count("number of points", MaxPoints) {
		s.Points = append(s.Points, PointSetup{c.text("point's name", MaxName), c.signed("x"), c.signed("y"), c.byte("radius")})
	}
	s.Clock, s.ScoreToWin = Tick(c.word("clock")), c.word("score to win")
	s.CaptureTicks, s.ScoreEvery = c.short("capture ticks"), c.short("score every")
}
