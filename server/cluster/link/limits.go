package link

// Limits.
const (
	// maxRules is how many rules are kept that were set and not healed: all are looked through when one is set. Beyond
	// that the oldest is forgotten that a later one hides, else the oldest. A plan sets a few, a person some dozens.
	maxRules = 256
	// maxTable is how much of a socket table is read: 20,000 sockets. Whoever is further down counts as a player.
	maxTable = 4 << 20
)
