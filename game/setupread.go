package game

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
		t.Cover, t.Conceal, t.BlocksSight, t.BlocksFire = c.byte("cover"), c.byte("conceal"), c.flag("blocks sight"),
			c.flag("blocks fire")
		t.Building, t.HP, t.Ruin = c.flag("building"), c.short("hp"), c.raw("ruin")
		r.Terrains = append(r.Terrains, t)
	}
	for range c.count("number of kinds", MaxKinds) {
		r.Kinds = append(r.Kinds, c.kind())
	}
	r.Works = c.works()
}

func (c *cursor) kind() Kind {
	k := Kind{
		Name: c.text("kind's name", MaxName), Letter: c.raw("letter"), Class: MoveClass(c.byte("class")),
		HP: c.byte("hp"),
	}
	for side := range k.Armour {
		k.Armour[side] = c.byte("armour")
	}
	k.Turn, k.Sight, k.Size, k.Speed, k.Turret = c.byte("turn"), c.byte("sight"), c.byte("size"), c.short("speed"),
		c.flag("turret")
	k.Abilities, k.Room, k.Price = Abilities(c.byte("abilities")), c.byte("room"), c.short("price")
	for i := range k.Weapons {
		k.Weapons[i] = c.weapon()
	}
	return k
}

func (c *cursor) weapon() (w Weapon) {
	for _, f := range []*uint8{
		&w.MinRange, &w.Range, &w.Accuracy, &w.FarAccuracy, &w.Burst, &w.Settle, &w.Damage, &w.Penetration, &w.Area,
		&w.Suppression, &w.Ammo, &w.Flight,
	} {
		*f = c.raw("weapon")
	}
	w.Reload, w.MoveFire, w.Indirect = c.short("reload"), c.flag("fires moving"), c.flag("fires indirectly")
	return w
}

func (c *cursor) works() (w Works) {
	for _, f := range []*uint8{&w.SmokeRange, &w.SmokeRadius, &w.HealEvery, &w.RepairEvery, &w.Sandbags, &w.MineSight} {
		*f = c.raw("works")
	}
	for _, f := range []*uint16{&w.SmokeTicks, &w.Ready, &w.BuildTicks, &w.MineTicks} {
		*f = c.short("works")
	}
	w.Grenade, w.Mine = c.weapon(), c.weapon()
	return w
}

func (c *cursor) scenario(s *Scenario) {
	s.Name, s.Map = c.text("scenario's name", MaxName), c.text("map's name", MaxName)
	s.Mode, s.Side, s.Charge, s.Goal = Mode(c.raw("mode")), c.raw("side"), c.raw("charge"), c.raw("goal")
	for range c.count("number of teams", MaxTeams) {
		s.Teams = append(s.Teams, TeamSetup{c.text("team's name", MaxName), c.signed("start"), c.signed("start")})
	}
	for range c.count("number of seats", MaxSeats) {
		s.Seats = append(s.Seats, SeatSetup{c.byte("team")})
	}
	for range c.count("number of squads", MaxSquads) {
		s.Squads = append(s.Squads, SquadSetup{
			c.byte("seat"), c.byte("kind"), c.byte("count"), c.signed("x"), c.signed("y"), c.byte("facing"),
			Tick(c.word("arrival")),
		})
	}
	for range c.count("number of points", MaxPoints) {
		s.Points = append(s.Points, PointSetup{
			c.text("point's name", MaxName), c.signed("x"), c.signed("y"), c.byte("radius"), c.byte("owner"),
		})
	}
	s.Clock, s.ScoreToWin = Tick(c.word("clock")), c.word("score to win")
	s.CaptureTicks, s.ScoreEvery, s.Supply = c.short("capture ticks"), c.short("score every"), c.short("supply")
}
