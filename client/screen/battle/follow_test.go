package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

// awhile lets a second pass, frame by frame.
func (d *desk) awhile() {
	for range 60 {
		d.do(Input{})
	}
}

func TestTheCameraFollowsTheSelectedSquads(t *testing.T) {
	d := sit(t)
	d.b.pick([]uint8{1}, false)
	d.press(keys.Follow, Point{})
	d.b.Camera.Centre(Point{X: 1, Y: 1})
	d.awhile()
	d.awhile()
	squad, ok := d.b.middleOf([]uint8{1})
	require.True(t, ok)
	want := d.b.Camera
	want.Centre(squad)
	require.InDelta(t, 0, d.b.Camera.At.To(want.At), 0.5, "as far as the map's edge lets it")

	d.do(Input{PanX: 1})
	require.False(t, d.b.Following, "who moves the camera follows nobody")
}

func TestTheCameraFollowsTheFightWhereNobodyIsSelected(t *testing.T) {
	d := sit(t)
	d.b.Watch(0)
	d.press(keys.Follow, Point{})
	still := d.b.Camera.At
	d.awhile()
	require.Equal(t, still, d.b.Camera.At, "nobody fights")

	u := &d.view.Units[0]
	u.X, u.Y = 30*game.ViewStep, 30*game.ViewStep
	d.view.CombatEvents = []game.CombatEvent{{Kind: game.Death, Source: game.NoUnit, Target: u.ID}}
	d.see()
	d.awhile()
	d.awhile()
	require.Less(t, d.b.Camera.At.To(Point{X: 30, Y: 30}), still.To(Point{X: 30, Y: 30}))
}

func TestALittleSkirmishElsewhereDoesNotTurnTheCamera(t *testing.T) {
	h := heat{}
	h.add(Point{X: 10, Y: 10}, 10, 100, 100)
	at, ok := h.hottest()
	require.True(t, ok)
	require.Equal(t, Point{X: 10, Y: 10}, at)
	h.add(Point{X: 80, Y: 80}, 12, 100, 100)
	at, _ = h.hottest()
	require.Equal(t, Point{X: 10, Y: 10}, at, "a little hotter is not enough")
	h.add(Point{X: 80, Y: 80}, 12, 100, 100)
	at, _ = h.hottest()
	require.Equal(t, Point{X: 80, Y: 80}, at)
	for range 1000 {
		h.cool()
	}
	_, ok = h.hottest()
	require.False(t, ok, "it is over")
}

func TestWhoWatchesCommandsNobody(t *testing.T) {
	d := sit(t)
	d.b.Watch(0)
	d.see()
	require.Empty(t, d.b.Cards())
	at, ok := Point{}, false
	_, at, ok = d.b.Where(2)
	require.True(t, ok)
	require.Empty(t, d.click(at))
	require.Equal(t, Selection{2}, d.b.Selected, "to see what it does")
	require.Empty(t, d.rightClick(at))
	require.Empty(t, d.press(keys.AtOnce(game.Hold), at))
	require.Empty(t, d.b.Commands())
}
