package replay

import "muster/game"

// Said is what was written last of what each squad is up to, by seat and squad: only what changes is written again.
type Said map[[2]uint8]Intention

// Changed is what is to be written of what a seat says of its squads at a tick: squads with another act, place or point
// than before, and those of which nothing is said any more. Scores alone change all the time.
func (l Said) Changed(tick game.Tick, seat uint8, squads []Intention) (all []Intention) {
	gone := map[[2]uint8]bool{}
	for key := range l {
		gone[key] = key[0] == seat
	}
	for _, now := range squads {
		key := [2]uint8{seat, now.Squad}
		now.Tick, now.Seat = tick, seat
		was := l[key]
		if was.Tick, was.Score = now.Tick, now.Score; was != now {
			l[key] = now
			all = append(all, now)
		}
		gone[key] = false
	}
	for key, is := range gone {
		if is {
			delete(l, key)
			all = append(all, Intention{Tick: tick, Seat: seat, Squad: key[1], Point: -1})
		}
	}
	return all
}
