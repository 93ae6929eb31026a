package store

import (
	"slices"
	"time"
)

// stint is one time that a player held a seat of a match, to its end or until the seat was given up.
type stint struct {
	seated
	long time.Duration // 0 where that was not kept
}

// countsFor is the rule of whose a match is (docs/queue.md has it for players). Each seat is its last holder's, also of
// one who left and was not replaced: leaving spares no defeat and costs no victory. It is also that player's who held
// it longest, all stints together, if that is another. A player is counted once: in the last seat of all that count.
// stints are in the order in which they began; the answer is in the order of seats, who held one longest first.
func countsFor(stints []stint) (who []seated) {
	last := map[string]int{} // by player: the seat that counts, the last one that does
	for _, v := range stints {
		if of := holders(stints, v.seat); slices.Contains(of, v.player) {
			last[v.player] = v.seat
		}
	}
	for seat := range seats(stints) {
		for _, player := range holders(stints, seat) {
			at := slices.IndexFunc(stints, func(v stint) bool { return v.player == player })
			if last[player] == seat && !slices.ContainsFunc(who, func(v seated) bool { return v.player == player }) {
				who = append(who, seated{player: player, seat: seat, rating: stints[at].rating})
			}
		}
	}
	return who
}

// holders are who held a seat longest, and who held it last; one player may be both.
func holders(stints []stint, seat int) (of []string) {
	long, longest, last := map[string]time.Duration{}, "", ""
	for _, v := range stints {
		if v.seat == seat {
			long[v.player] += v.long
			last = v.player
		}
	}
	for _, v := range stints {
		if v.seat == seat && (longest == "" || long[v.player] > long[longest] ||
			long[v.player] == long[longest] && v.player == last) {
			longest = v.player
		}
	}
	switch {
	case last == "":
		return nil
	case longest == last:
		return []string{last}
	}
	return []string{longest, last}
}

// seats is one more than the highest seat.
func seats(stints []stint) (n int) {
	for _, v := range stints {
		n = max(n, v.seat+1)
	}
	return n
}
