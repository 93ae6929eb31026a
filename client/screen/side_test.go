//go:build window

package screen

import (
	"fmt"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/field"
	"muster/game"
)

// opened is a battle as its first view shows it, on a bare ground.
func opened(t *testing.T, a *app, scenario string) *field.Field {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	w, v := game.New(s, 1), &game.View{}
	w.Step(&game.Input{})
	w.View(game.Audience(s.Scenario.Seats[0].Team), v)
	f := field.Empty(s, 0, ebiten.NewImage(8, 8))
	f.Panels.Goals, f.Lesson = true, field.LessonOf(scenario)
	f.Battle.Plans.Folded = true
	f.Battle.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
	f.SetFrame(frameOf(v), a.Now)
	a.show(shown{battlefield{f}})
	return f
}

// What is asked for lies over none of the player's squads when a match begins: a lesson cannot ask for a squad that its
// own text hides.
func TestWhatIsAskedForHidesNoneOfTheOwnSquads(t *testing.T) {
	lessons := assets.Embedded().Lessons()
	for _, r := range []room{{640, 360, 100, 100}, {640, 360, 200, 100}} {
		for _, lang := range []string{"en", "zh"} {
			onMain(func() {
				a := newTestApp(t, look{lang, r.scale})
				a.fit(float64(r.w), float64(r.h), 1)
				for _, scenario := range append(lessons, "duel", "village", "convoy", "front") {
					name := fmt.Sprintf("%s.%s.%dx%d.%d", scenario, lang, r.w, r.h, r.scale)
					f := opened(t, a, scenario)
					drawnIn(t, a, r, "begin."+name)
					for _, box := range f.Panels.Sides {
						require.Zero(t, f.Battle.OwnUnder(box), name)
					}
					if f.Lesson != nil {
						require.NotZero(t, f.Panels.Sides[0].W+f.Panels.Sides[1].W, name)
					}
				}
			})
		}
	}
}
