package names

// Limits, each with its reason. What is over is refused.
const (
	maxRunes = 24 // fits a score board
	maxMarks = 4  // on one letter, as UTS #39 has it: more pile up over the lines above and below
)
