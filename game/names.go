package game

// The names by which texts for people, reports and logs are keyed.

var refusals = [...]string{
	"obeyed", "unknown_order", "unknown_squad", "not_your_squad", "squad_lost", "off_map", "no_way", "unknown_target",
	"not_visible", "no_weapon", "no_ability", "not_ready", "too_far", "not_here", "no_room", "no_cover", "no_supply",
	"full_strength", "queue_full", "broken", "carried", "not_your_seat", "match_over", "malformed", "too_many",
	"not_your_turn", "committed", "too_late",
}

// String is the refusal's key.
func (r Refusal) String() string { return nameOf(refusals[:], int(r)) }

var orderKinds = [...]string{
	"none", "move", "attack", "attack_move", "hold", "capture", "retreat", "suppress", "take_cover", "enter", "board",
	"leave",
	"patrol", "guard", "stance", "formation", "smoke", "grenade", "heal", "sandbags", "lay_mine", "clear_mines",
	"repair", "reinforce",
}

// String is the order's key.
func (k OrderKind) String() string { return nameOf(orderKinds[:], int(k)) }

var formations = [...]string{"as_it_is", "line", "column", "wedge", "spread"}

// String is the formation's key.
func (f Formation) String() string { return nameOf(formations[:], int(f)) }

var stances = [...]string{"fire_at_will", "return_fire", "hold_fire"}

// String is the stance's key.
func (s Stance) String() string { return nameOf(stances[:], int(s)) }

var modes = [...]string{"domination", "last_stand", "hold_out", "escort"}

// String is the mode's key.
func (m Mode) String() string { return nameOf(modes[:], int(m)) }

var conditionKinds = [...]string{"alone", "score", "held", "arrives", "fallen", "gone", "holdless", "clock"}

// String is the condition's key.
func (k ConditionKind) String() string { return nameOf(conditionKinds[:], int(k)) }

var combatEventKinds = [...]string{"shot", "hit", "death", "heard", "captured", "blast", "broke", "rallied", "arrived"}

// String is the combat event's key.
func (k CombatEventKind) String() string { return nameOf(combatEventKinds[:], int(k)) }

var endReasons = [...]string{
	"not_over", "elimination", "score_reached", "clock_ran_out", "abandoned", "held_out", "overrun", "escorted",
	"escort_lost", "point_held",
}

// String is the end's key.
func (r EndReason) String() string { return nameOf(endReasons[:], int(r)) }

var turnKinds = [...]string{"real_time", "together", "alternate"}

// String is the kind's key.
func (k TurnKind) String() string { return nameOf(turnKinds[:], int(k)) }

var timeUps = [...]string{"stand", "ai"}

// AllTimeUps lists what may become of whose time is up.
func AllTimeUps() (all []TimeUp) {
	for u := range TimeUps {
		all = append(all, u)
	}
	return all
}

// String is the key of what becomes of whose time is up.
func (u TimeUp) String() string { return nameOf(timeUps[:], int(u)) }

var phases = [...]string{"flowing", "unopened", "planning", "running"}

// String is the phase's key.
func (p Phase) String() string { return nameOf(phases[:], int(p)) }

var seatStates = [...]string{"idle", "thinking", "out_of_time", "done"}

// String is the state's key.
func (s SeatState) String() string { return nameOf(seatStates[:], int(s)) }

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
