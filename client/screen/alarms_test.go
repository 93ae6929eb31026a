//go:build window

package screen

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
	"muster/game"
)

// A squad is wiped out by who is seen, another is fired at by who is not: marks, notes and cards in windows of all
// sizes.
func TestAlarmsAreSeenInEveryWindow(t *testing.T) {
	for _, w := range windows() {
		onMain(func() {
			a := newTestApp(t, look{w.lang, w.scale})
			a.fit(float64(w.w), float64(w.h), 1)
			f := fight(t, a, "arena", 0, 200)
			b, v := f.Battle, f.Battle.View
			b.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
			foe, lost, hit := uint16(game.NoUnit), uint16(0), uint16(0)
			for i := range v.Units {
				switch u := &v.Units[i]; {
				case u.Team != b.Team:
					foe = u.ID
				case u.Squad == 1:
					lost = u.ID
				case u.Squad == 0:
					hit = u.ID
				}
			}
			b.Camera.Centre(battle.Point{X: 99, Y: 3})
			v.CombatEvents = []game.CombatEvent{
				{Kind: game.Death, Source: foe, Target: lost}, {Kind: game.Shot, Source: game.NoUnit, Target: hit},
			}
			v.Squads[1].Alive = 0
			v.Tick++
			f.SetFrame(frameOf(v), a.Now)
			b.Notes.All = b.Notes.All[len(b.Notes.All)-2:]
			require.True(t, b.Cards()[1].Fresh)
			a.show(shown{battlefield{f}})
			drawnIn(t, a, w.room, fmt.Sprintf("alarms.%s.%dx%d.%d", w.lang, w.w, w.h, w.scale))
		})
	}
}
