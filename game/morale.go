package game

// Suppression is a unit's own, and passes; morale is a squad's, and decides whether it stands.
const (
	shakenAt  = 75  // a unit at or over it is slower and less accurate by a quarter
	pinnedAt  = 150 // or half as fast and half as accurate
	calmEvery = 2   // ticks in which suppression sinks by calmBy
	calmBy    = 3

	maxMorale   = 100
	breakAt     = 25 // a squad at or under it runs
	rallyAt     = 55 // and stands again at this
	moraleEvery = 10 // ticks between changes of morale by themselves
	peace       = 60 // ticks without fire after which morale grows faster
)

// Veterancy: what a squad must have learnt for each level (a hit is 1, a kill 10), and what each is worth.
var levels = [...]uint16{30, 90, 200}

const levelBonus = 8 // percent of accuracy

// level is a squad's veterancy, 0 to 3.
func (sq *squad) level() (l uint8) {
	for int(l) < len(levels) && sq.xp >= levels[l] {
		l++
	}
	return l
}

// learn lets the squad that fired learn from a hit on an enemy whom its team sees: its level would tell of others.
func (w *World) learn(source, target, by uint16) {
	if source == NoUnit || w.units[source].team == w.units[target].team ||
		!w.sees(w.units[source].team, &w.units[target]) {
		return
	}
	sq := &w.squads[w.units[source].squad]
	sq.xp = min(sq.xp+by, 1000)
}

func (w *World) frighten(t *unit, by uint8) {
	t.supp = uint8(min(uint16(t.supp)+uint16(by), 255))
	w.squads[t.squad].alarm = w.tick
}

// shake takes morale from a unit's squad: less from veterans, none from vehicles.
func (w *World) shake(t *unit, by uint8) {
	sq := &w.squads[t.squad]
	sq.alarm = w.tick
	if w.kindOf(sq).Class == Foot {
		sq.morale -= min(sq.morale, by*(6-sq.level())/6)
	}
}

// calm lets suppression pass and sets the flags that show how a unit is.
func (w *World) calm(u *unit) {
	if w.tick%calmEvery == 0 {
		u.supp -= min(u.supp, calmBy)
	}
	u.flags &^= Pinned | InCover
	if u.supp >= pinnedAt {
		u.flags |= Pinned
	}
	if w.ground.cover[u.cell] > 0 {
		u.flags |= InCover
	}
}

// heart lets morale sink under fire and grow in peace; squads break and rally.
func (w *World) heart() {
	for i := range w.squads {
		if sq := &w.squads[i]; (w.tick+Tick(i))%moraleEvery == 0 && w.kindOf(sq).Class == Foot {
			w.steady(sq)
		}
	}
	w.deploy() // those who run
}

func (w *World) steady(sq *squad) {
	units, pinned, alive := w.of(sq), 0, 0
	for i := range units {
		if u := &units[i]; u.here() {
			alive++
			if u.supp >= pinnedAt {
				pinned++
			}
		}
	}
	switch {
	case alive == 0:
		return
	case 2*pinned > alive:
		sq.morale -= min(sq.morale, 1)
	case w.tick-sq.alarm > peace:
		sq.morale = min(sq.morale+2, maxMorale)
	case sq.morale < maxMorale/2:
		sq.morale++
	}
	switch {
	case !sq.broken && sq.morale <= breakAt:
		w.breakUp(sq)
	case sq.broken && sq.morale >= rallyAt:
		w.rally(sq)
	}
}

// breakUp makes a squad run for its team's start.
func (w *World) breakUp(sq *squad) {
	sq.broken, sq.waiting = true, 0
	t := task{order: Retreat, target: NoUnit, cell: noCell}
	if w.planTask(sq, &t) != Obeyed {
		t.cell = noCell
	}
	w.start(sq, t)
	w.mark(sq, Fleeing, true)
	w.announce(sq, Broke)
}

func (w *World) rally(sq *squad) {
	sq.broken = false
	sq.task = task{order: Hold, target: NoUnit, cell: noCell}
	w.halt(sq)
	w.mark(sq, Fleeing, false)
	w.announce(sq, Rallied)
}

// mark sets or takes a flag of a squad's units.
func (w *World) mark(sq *squad, flag UnitFlags, on bool) {
	units := w.of(sq)
	for i := range units {
		units[i].flags &^= flag
		if on && units[i].here() {
			units[i].flags |= flag
		}
	}
}

// announce makes it known that a squad broke or rallied, by its leader.
func (w *World) announce(sq *squad, kind CombatEventKind) {
	units, lead := w.of(sq), w.leader(sq)
	for i := range units {
		if lead == &units[i] {
			w.loud = append(w.loud, combatEvent{kind, NoUnit, sq.first + uint16(i), noCell})
			return
		}
	}
}
