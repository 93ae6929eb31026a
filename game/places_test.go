package game

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Who stands where is told as a plain map would tell it, whatever cells collide in the table.
func TestPlacesAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const cells, units = 200, 24
		p, want := newPlaces(cells, units), map[int32]int{}
		for range rapid.IntRange(1, 300).Draw(t, "turns") {
			c := int32(rapid.IntRange(0, cells-1).Draw(t, "cell"))
			if rapid.Bool().Draw(t, "leave") || len(want) == units {
				p.leave(c)
				delete(want, c)
			} else {
				unit := rapid.IntRange(0, MaxUnits-1).Draw(t, "unit")
				p.put(c, unit)
				want[c] = unit
			}
		}
		for c := range int32(cells) {
			unit, stands := want[c]
			require.Equal(t, stands, !p.none(c))
			if !stands {
				unit = noUnit
			}
			require.Equal(t, unit, p.at(c))
		}
	})
}

// Watchers are counted right up to as many as there can be, and copies are copies.
func TestWatchersAreCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, want, copied := newWatchers(3), [3]int{}, watchers{}
		for range rapid.IntRange(1, 30).Draw(t, "turns") {
			c := rapid.IntRange(0, 2).Draw(t, "cell")
			by := rapid.IntRange(-want[c], MaxUnits-want[c]).Draw(t, "by")
			for range by {
				w.more(int32(c))
			}
			for range -by {
				w.fewer(int32(c))
			}
			want[c] += by
			w.copyTo(&copied)
			for c, n := range want {
				require.Equal(t, n, w.of(int32(c)))
				require.Equal(t, n > 0, w.any(int32(c)))
				require.Equal(t, n, copied.of(int32(c)))
			}
		}
	})
}
