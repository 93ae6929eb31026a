//go:build window

package screen

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/assets"
	"muster/client/screen/battle"
	"muster/client/screen/host"
	"muster/client/screen/kit"
	"muster/game"
)

func TestWatchingALiveMatchLooksAsItDid(t *testing.T) {
	for _, l := range looks {
		onMain(func() {
			a := newTestApp(t, l)
			s, err := assets.Embedded().Setup("village")
			require.NoError(t, err)
			ground := a.groundOf(s)
			<-ground.Done
			f := bareField(s, -1, ground.Image())
			f.watch = newWatch(a.stage, a.Now.Add(-19*time.Second), 0)
			f.battle.Watch(game.All)
			f.battle.Resize(wide, high, a.canvas.Scale)
			f.battle.Camera.ZoomAt(0, battle.Point{})
			f.watchBar(a.stage, kit.Input{})
			require.Equal(t, 71, f.watch.soon(a.Now))
			a.show(shown{battlefield{f}})
			take(t, a, l, "watch.late")

			f.lookThrough(a.stage, 1)
			league.Play(s, 7, ai.New, 400, func(w *game.World) {
				v := &game.View{}
				w.View(game.All, v)
				a.Now = a.Now.Add(50 * time.Millisecond)
				f.see(f.watch.eyes.Through(frameOf(v), s), a.Now)
				f.battle.Pass(a.Now)
			})
			f.watchBar(a.stage, kit.Input{})
			f.watchBar(a.stage, kit.Input{})
			take(t, a, l, "watch.eyes")
		})
	}
}

func TestACountdownNeverPromisesMoreThanTheDelay(t *testing.T) {
	begun := time.Unix(1000, 0)
	s := &watch{from: begun, delay: host.UsualDelay}
	require.Equal(t, 90, s.soon(begun.Add(-time.Hour)), "the clock here is late")
	require.Equal(t, 1, s.soon(begun.Add(host.UsualDelay-time.Millisecond)))
	require.Less(t, s.soon(begun.Add(time.Hour)), 1)
	require.Equal(t, -1, (&watch{}).soon(begun))
}
