package env

const (
	// MaxWorlds is how many worlds are played at once: each has a map of its own in memory, and its commanders.
	MaxWorlds = 1024
	// MaxTicks is the longest step, a minute: a learner that leads less often leads nobody.
	MaxTicks = 1200

	maxFrame = 256 << 20 // bytes of a step: what both ends hold in memory, twice
	block    = 4         // cells of a side of the grid that are taken together
)
