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
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/ui"
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
			f := field.Empty(s, -1, ground.Image())
			f.Watch = field.NewWatch(a.stage, a.Now.Add(-19*time.Second), 0)
			f.Battle.Watch(game.All)
			f.Battle.Resize(wide, high, a.canvas.Scale)
			f.Battle.Camera.ZoomAt(0, battle.Point{})
			f.WatchBar(a.stage, ui.Input{})
			require.Equal(t, 71, f.Watch.Soon(a.Now))
			a.show(shown{battlefield{f}})
			take(t, a, l, "watch.late")

			f.LookThrough(a.stage, 1)
			league.Play(s, 7, ai.New, 400, func(w *game.World) {
				v := &game.View{}
				w.View(game.All, v)
				a.Now = a.Now.Add(50 * time.Millisecond)
				f.SetFrame(f.Watch.Eyes.Through(frameOf(v), s), a.Now)
				f.Battle.Pass(a.Now)
			})
			f.WatchBar(a.stage, ui.Input{})
			f.WatchBar(a.stage, ui.Input{})
			take(t, a, l, "watch.eyes")
		})
	}
}

func TestACountdownNeverPromisesMoreThanTheDelay(t *testing.T) {
	begun := time.Unix(1000, 0)
	s := &field.Watch{From: begun, Delay: host.UsualDelay}
	require.Equal(t, 90, s.Soon(begun.Add(-time.Hour)), "the clock here is late")
	require.Equal(t, 1, s.Soon(begun.Add(host.UsualDelay-time.Millisecond)))
	require.Less(t, s.Soon(begun.Add(time.Hour)), 1)
	require.Equal(t, -1, (&field.Watch{}).Soon(begun))
}
