package wire

// The contexts of all fields, laid out in one table. What a context depends on stands behind it; an axis of n values
// multiplies what follows by n.
const (
	distances = 4 // how old the baseline is: 1, 2 to 3, 4 to 7, older or none
	roles     = 5 // what the combat events say of a unit: nothing, fired, shot at, hit, dead
	turns     = 4 // what the unit before did: nothing new, started, stopped, other flags changed
	qualities = 18
	corners   = 8 // where between two values a forecast lies
	axes      = 2

	// does a unit fire: ticks since its last shot 32, firing, moving, pinned
	ctxFires    = 0
	ctxLast     = ctxFires + 32*8            // at its last target
	ctxKnown    = ctxLast + 2                // at a unit of the baseline
	ctxTarget   = ctxKnown + 1               // else which: is there a shot before 2
	ctxHit      = ctxTarget + 2*numberSize   // does it hit
	ctxDeath    = ctxHit + 2                 // does it kill: is the target nearly dead 4
	ctxTail     = ctxDeath + 4               // how many combat events of other kinds
	ctxTailKind = ctxTail + numberSize       // their kind: the one before 16
	ctxTailUnit = ctxTailKind + 16*16        // their units: which of two
	ctxTailDir  = ctxTailUnit + 2*numberSize // where from
	ctxTailLoud = ctxTailDir + 8             // how loud
	// nothing surprising: moving, firing, role, suppressed, turn, distance
	ctxSame      = ctxTailLoud + 4
	ctxRare      = ctxSame + 2*2*roles*2*turns*4 // kind, team or squad changed
	ctxFlags     = ctxRare + 1                   // the flags changed: moving, firing, role, turn, distance
	ctxFlagsLow  = ctxFlags + 2*2*roles*turns*4  // the lower four: the old ones 16
	ctxFlagsHigh = ctxFlagsLow + 16*16           // the upper four: changed, then which
	// something of hp, suppression, ammo: role, suppressed, flags changed, distance
	ctxVitals    = ctxFlagsHigh + 1 + 16
	ctxCalm      = ctxVitals + roles*2*2*4  // suppression as foreseen: role, suppressed, distance
	ctxFear      = ctxCalm + roles*2*4      // else its change: role
	ctxHurt      = ctxFear + roles*256      // hp changed: role, distance
	ctxHP        = ctxHurt + roles*4        // by how much: was it hit in this tick
	ctxSpent     = ctxHP + 2*256            // ammo changed: did it fire in this tick, distance
	ctxAmmo      = ctxSpent + 2*4           // by how much
	ctxShift     = ctxAmmo + 256            // a standing unit turned or was moved: distance
	ctxPlace     = ctxShift + 4             // x, y as foreseen: axis, quality, corner, distance, is x
	ctxPlaceSign = ctxPlace + axes*18*8*4*2 // else on which side: quality, corner
	ctxPlaceFar  = ctxPlaceSign + 18*8      // and how far: quality, distance
	// facing as foreseen: quality, corner, distance, did the unit before turn
	ctxTurn      = ctxPlaceFar + 18*4*16
	ctxTurnSign  = ctxTurn + 18*8*4*2           // else on which side: quality, corner
	ctxTurnFar   = ctxTurnSign + 18*8           // and how far: quality, distance
	ctxFar       = ctxTurnFar + 18*4*16         // the rest of what is far
	ctxStartTurn = ctxFar + numberSize          // facing of a unit that starts: does the unit before move
	ctxStart     = ctxStartTurn + 2*256         // x, y of such a one: axis, does the unit before move
	ctxGone      = ctxStart + axes*2*numberSize // is a unit gone: did it die, distance
	ctxNew       = ctxGone + 2*4                // how many units are new
	ctxNewField  = ctxNew + numberSize          // their fields 11
	// anything changed in squads, points, scores, waypoints, result, supply, marks
	ctxRest     = ctxNewField + 11*numberSize
	ctxLength   = ctxRest + 7                    // how many there are
	ctxOne      = ctxLength + 4*numberSize       // did one of them change
	ctxField    = ctxOne + 4                     // a field of it changed
	ctxFieldBy  = ctxField + fields              // by how much
	ctxUnmarked = ctxFieldBy + fields*numberSize // is a mark gone
	ctxMark     = ctxUnmarked + 1                // how many are new, and their y, x and what
	ctxMarkKind = ctxMark + 4*numberSize         // their kind
	contexts    = ctxMarkKind + 4
)

// ageClass sorts how old a baseline is; 0 ticks stand for no baseline.
func ageClass(distance int) int {
	switch {
	case distance == 1:
		return 0
	case distance == 0 || distance >= 8:
		return 3
	case distance < 4:
		return 1
	}
	return 2
}
