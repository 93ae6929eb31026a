package game

// An attack goes after an enemy in sight. Where somebody went who is out of sight cannot be known, nor whether he
// boards, falls or is bought back: then it goes on to where he was last seen, and ends there. Nothing here may ask how
// he is before it has asked whether the team sees him.

// searchFor is how many ticks a squad looks for an enemy that it attacks and has lost.
const searchFor = 60

// prey turns a team's id into an enemy unit in sight that the squad can hurt. Whoever is out of sight is not visible,
// whatever became of him.
func (w *World) prey(sq *squad, t *task) Refusal {
	named := w.named[sq.team]
	if int(t.asked) >= len(named) {
		return UnknownTarget
	}
	t.target = named[t.asked]
	switch {
	case t.target == NoUnit:
		return NotVisible
	case w.units[t.target].team == sq.team:
		return UnknownTarget
	case !w.inView(sq.team, &w.units[t.target]):
		return NotVisible
	case !w.hurts(sq.kind, &w.units[t.target]):
		return NoWeapon
	}
	t.cell = w.units[t.target].cell
	return Obeyed
}

// attacked is whom a squad attacks, if its team sees him; nil if not.
func (w *World) attacked(sq *squad) *unit {
	if sq.target == NoUnit || w.named[sq.team][sq.asked] != sq.target || !w.inView(sq.team, &w.units[sq.target]) {
		return nil
	}
	return &w.units[sq.target]
}

// track notes where the attacked are seen, and who was seen to fall: a squad whose target is NoUnit
// attacks nobody any more.
func (w *World) track() {
	for i := range w.squads {
		sq := &w.squads[i]
		if sq.order != Attack || sq.target == NoUnit || w.named[sq.team][sq.asked] != sq.target {
			continue
		}
		switch u := &w.units[sq.target]; {
		case !w.shown(Audience(sq.team), u):
		case u.hp == 0:
			sq.target = NoUnit
		default:
			sq.back, sq.since = u.look, w.tick
		}
	}
}

// pursue follows the attacked, or goes to where he was last seen.
func (w *World) pursue(sq *squad) {
	if u := w.attacked(sq); u != nil {
		w.chase(sq, u.look, 4)
		return
	}
	if goal, why := w.reach(sq, sq.back); why == Obeyed && goal != sq.cell {
		sq.cell = goal
		w.send(sq)
	}
}

// attackOver reports whether the team saw the attacked fall, or the squad looked for him in vain
// where he was last seen.
func (w *World) attackOver(sq *squad) bool {
	return sq.target == NoUnit || w.tick-sq.since >= searchFor && w.settled(sq)
}
