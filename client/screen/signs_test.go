//go:build window

package screen

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/keys"
	"muster/game"
)

// cooling is battered, with the rifles selected, who have just thrown a grenade.
func cooling(t *testing.T, a *app) *field.Field {
	f := battered(t, a)
	b := f.Battle
	for i := range b.View.Squads {
		b.View.Squads[i].Ready = false
	}
	b.Selected = battle.Selection{0}
	b.View.Squads[2].Level = 2
	b.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
	return f
}

// window is a window in a language.
type window struct {
	room
	lang string
}

// windows are those of all sizes in both languages where pictures of them are asked for; else two that differ most.
func windows() (all []window) {
	if os.Getenv("MUSTER_SHEETS") == "" {
		return []window{{room{1280, 720, 100, 100}, "en"}, {room{640, 360, 200, 100}, "zh"}}
	}
	for _, lang := range []string{"en", "zh"} {
		for _, r := range []room{
			{1280, 720, 100, 100},
			{1280, 720, 200, 100},
			{640, 360, 100, 100},
			{640, 360, 200, 100},
			{1920, 1080, 100, 100},
		} {
			all = append(all, window{r, lang})
		}
	}
	return all
}

// Each sign on a card lies on it, and says what it is whatever the window's size.
func TestSignsOnCardsSayWhatTheyAre(t *testing.T) {
	for _, w := range windows() {
		onMain(func() {
			a := newTestApp(t, look{w.lang, w.scale})
			a.fit(float64(w.w), float64(w.h), 1)
			f := cooling(t, a)
			a.show(shown{battlefield{f}})
			drawnIn(t, a, w.room, fmt.Sprintf("signs.%s.%dx%d.%d", w.lang, w.w, w.h, w.scale))
			l := &f.Battle.Layout
			names := map[string]battle.Rect{}
			for _, s := range l.Signs {
				if s.OnMap {
					continue
				}
				at := s.Mid()
				require.True(t, slices.ContainsFunc(l.Cards, func(r battle.Rect) bool { return r.Holds(at) }),
					"%s lies on no card", s.Name)
				require.Equal(t, s.Name, f.Battle.SignAt(at).Name)
				require.NotEmpty(t, f.Battle.SignLines(&s, "U", a.Words))
				names[s.Name] = s.Rect
			}
			require.Contains(t, names, "health")
			require.Contains(t, names, "broken")
			for i, e := range f.Battle.Commands() {
				if e.Action == keys.AimFor(game.Grenade) {
					names["grenade"] = l.Commands[i]
				}
			}
			for _, name := range []string{"morale", "broken", "recruits", "grenade"} {
				if over, drawn := names[name]; drawn {
					over = battle.Rect{X: over.Mid().X - 2, Y: over.Mid().Y - 2}
					a.show(pointed{shown{battlefield{f}}, &over})
					drawnIn(t, a, w.room, fmt.Sprintf("signs.%s.%s.%dx%d.%d", name, w.lang, w.w, w.h, w.scale))
				}
			}
		})
	}
}
