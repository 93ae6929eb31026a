package host

import (
	"cmp"
	"slices"
)

// ladder is the order in which the game's own battles are offered: the small ones first, they are easier to take in;
// those by turns behind the others.
var ladder = []string{
	"duel", "village", "ridge", "arena", "keep", "convoy", "crossing", "front", "clearing", "pond", "farms", "orchard",
	"ruins", "locks",
}

// Offered sorts scenarios in the order in which they are offered. What was given besides the game's own comes first:
// whoever brings a battle wants to play it.
func Offered(names []string) []string {
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Compare(slices.Index(ladder, a), slices.Index(ladder, b))
	})
	return names
}
