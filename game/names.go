package game

// The names by which texts for people, reports and logs are keyed.

var refusals = [...]string{
	"obeyed", "unknown_order", "unknown_squad", "not_your_squad", "squad_lost", "off_map", "no_way", "unknown_target",
	"not_visible", "no_weapon", "not_your_seat", "match_over", "malformed", "too_many",
}

// String is the refusal's key.
func (r Refusal) String() string { return nameOf(refusals[:], int(r)) }

var orderKinds = [...]string{"none", "move", "attack", "attack_move", "hold", "capture", "retreat"}

// String is the order's key.
func (k OrderKind) String() string { return nameOf(orderKinds[:], int(k)) }

var endReasons = [...]string{"not_over", "elimination", "score_reached", "clock_ran_out", "abandoned"}

// String is the end's key.
func (r EndReason) String() string { return nameOf(endReasons[:], int(r)) }

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "unknown"
}
