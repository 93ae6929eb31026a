//go:build window

package screen

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/game"
)

func TestAReasonAndAHintForTheNextClickLieBesideEachOther(t *testing.T) {
	for _, scale := range []int{100, 200} {
		onMain(func() {
			a := newTestApp(t, look{"en", scale})
			f := fight(t, a, "village", 0, 200)
			aim(a, f, game.Grenade, 2, battle.Point{X: 30})
			at := f.Battle.Camera.ToMap(a.cursor())
			for _, why := range []game.Refusal{game.NotReady, game.TooFar, game.NoWay} {
				f.Battle.Reasons.All = append(f.Battle.Reasons.All, battle.Reason{
					Order: game.Grenade, Refusal: why, Squads: 1, Where: battle.Spot{At: at}, Born: a.Now,
				})
			}
			a.show(shown{battlefield{f}})
			drawnIn(t, a, room{wide, high, scale, 100}, "reasons")
			require.NotEmpty(t, f.Battle.Aiming(a.cursor()).Hints(a.Words))
			require.Len(t, f.Panels.Reasons, 3+1+len(f.Battle.Aiming(a.cursor()).Hints(a.Words)))
			for i, r := range f.Panels.Reasons {
				for _, o := range f.Panels.Reasons[:i] {
					require.False(t, r.Meets(o), "%v lies over %v", r, o)
				}
			}
		})
	}
}

func TestABoxIsMovedToWhereNothingLies(t *testing.T) {
	box := battle.Rect{X: 10, Y: 100, W: 50, H: 20}
	others := []battle.Rect{{X: 0, Y: 60, W: 100, H: 20}, {X: 0, Y: 90, W: 100, H: 20}}
	require.Equal(t, 38.0, field.ClearOf(box, others, 2, 0).Y, "above both")
	require.Equal(t, 112.0, field.ClearOf(box, others, 2, 44).Y, "below, where that would be over the top bar")
	require.Equal(t, box, field.ClearOf(box, others[:1], 2, 0))
}
