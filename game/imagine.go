package game

// Imagination makes Worlds of what a team knows, for looking ahead. It holds what they share: one is made for a match
// and used for every View.
type Imagination struct {
	setup  *Setup
	ground *ground
}

// Sighting is a unit that a team believes in without seeing it: the last known place of an enemy, say.
type Sighting struct {
	Team, Kind, HP uint8
	X, Y           uint16 // view steps
	Facing         uint8
}

// Belief is what a team thinks of what it does not see.
type Belief struct{ Hidden []Sighting }

// NewImagination prepares for a match. The Setup must have passed Check.
func NewImagination(s *Setup) *Imagination { return &Imagination{s, groundOf(s)} }

// imagining is a World on its way.
type imagining struct {
	w     *World
	s     *Setup // its own: the scenario's squads are those that are known
	team  uint8
	ids   []uint16        // by unit: the View's, NoUnit for those believed in
	seats [MaxTeams]uint8 // one of each team: who leads imagined enemies
}

// World imagines what goes on at v's tick: the team's own squads with their orders, the enemies in sight in squads of
// those who are near each other, and those of the belief. Orders may name units by the ids of the View, and own squads
// by theirs. Chance draws from the seed given. What nobody told the team is taken to be as usual: enemies hold, with
// full ammunition. v must be a team's; it never ends by one side being gone, since that cannot be known.
func (im *Imagination) World(v *View, b *Belief, seed uint64) *World {
	s := *im.setup
	s.Scenario.Squads = nil
	m := &imagining{s: &s, team: uint8(v.Audience)}
	m.w = &World{setup: &s, ground: im.ground, seed: seed, tick: v.Tick, result: v.Result, imagined: true}
	m.publicly(v)
	m.w.turns = imaginedTurns(&v.Turn, v.Tick)
	m.w.stand = newPlaces(len(s.Map.Cells), len(v.Units)+len(b.Hidden))
	m.own(v)
	m.charge(im.setup)
	m.ends(im.setup)
	m.enemies(v, b)
	m.marks(v)
	m.names(v)
	m.w.derive()
	m.orders(v)
	m.w.deploy()
	return m.w
}

// publicly takes over what everybody knows.
func (m *imagining) publicly(v *View) {
	w, sc := m.w, &m.s.Scenario
	w.scores, w.supply = append(w.scores, v.Scores...), make([]uint32, len(v.Scores))
	w.supply[m.team] = v.Supply
	for i := range v.Points {
		p := &v.Points[i]
		w.points = append(w.points, point{
			p.Owner, p.Taker, uint16(uint32(p.Progress) * uint32(sc.CaptureTicks) / pointAll), p.Contested, v.Tick,
		})
	}
	for i, c := range sc.Seats {
		w.seats = append(w.seats, seat{team: c.Team, leader: AI})
		m.seats[c.Team] = uint8(i)
	}
}

// own draws up the team's own squads.
func (m *imagining) own(v *View) {
	for i := range v.Squads {
		q := &v.Squads[i]
		sq := m.squad(q.Seat, q.Kind, m.team)
		sq.number, sq.morale, sq.stance, sq.formation, sq.broken = q.ID, q.Morale, q.Stance, q.Formation, q.Broken
		if !q.Ready {
			sq.ready = m.s.Rules.Works.Ready
		}
		if q.Level > 0 && int(q.Level) <= len(levels) {
			sq.xp = levels[q.Level-1]
		}
		for j := range v.Units {
			if u := &v.Units[j]; u.Squad == q.ID && u.Team == m.team && u.HP > 0 {
				m.unit(u)
				m.ids = append(m.ids, u.ID)
			}
		}
	}
}

// squad begins a squad; the units that follow are its.
func (m *imagining) squad(seat, kind, team uint8) *squad {
	w := m.w
	w.squads = append(w.squads, squad{
		task: task{order: Hold, cell: noCell, target: NoUnit}, seat: seat, kind: kind, team: team,
		number: uint8(len(w.squads)), back: noCell, morale: maxMorale, formation: Line, first: uint16(len(w.units)),
	})
	m.s.Scenario.Squads = append(m.s.Scenario.Squads, SquadSetup{Seat: seat, Kind: kind})
	return &w.squads[len(w.squads)-1]
}

// unit adds a unit to the squad begun last, on its cell or, where somebody stands, near it.
func (m *imagining) unit(v *UnitView) {
	w := m.w
	sq := &w.squads[len(w.squads)-1]
	u := unit{squad: uint8(len(w.squads) - 1), kind: v.Kind, team: v.Team, facing: v.Facing}
	w.equip(&u)
	u.hp, u.supp, u.flags = v.HP, v.Suppression, v.Flags&(Pinned|InCover|Fleeing)
	if v.Team == m.team {
		u.guns[0].ammo = v.Ammo
	}
	x, y := min(int32(v.X)/ViewStep, w.ground.w-1), min(int32(v.Y)/ViewStep, w.ground.h-1)
	if u.cell = w.free(y*w.ground.w+x, m.s.Rules.Kinds[v.Kind].Class, int(NoTeam)); u.cell == noCell ||
		v.Flags&Aboard != 0 {
		u.cell, u.off = y*w.ground.w+x, away // in a transport, or where there is no room: it plays no part
	} else {
		w.stand.put(u.cell, len(w.units))
	}
	w.units = append(w.units, u)
	sq.count++
}
