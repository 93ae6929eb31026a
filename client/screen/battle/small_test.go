package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

// The map's southern edge can be brought out from under the cards, and its northern one from under the top bar, however
// much of a small window these take.
func TestNoPartOfTheMapStaysUnderTheHUD(t *testing.T) {
	for _, window := range [...][3]float64{{640, 360, 0.75}, {640, 360, 1.14}, {1280, 720, 1}, {1280, 720, 2}} {
		d := sit(t)
		d.b.Resize(window[0], window[1], window[2])
		c := &d.b.Camera
		c.Centre(Point{X: 20, Y: 0})
		require.GreaterOrEqual(t, c.ToScreen(Point{}).Y, d.b.Layout.Top.H-0.01, "%v", window)
		c.Centre(Point{X: 20, Y: c.MapH})
		require.LessOrEqual(t, c.ToScreen(Point{Y: c.MapH}).Y, d.b.Layout.Cards[0].Y+0.01, "%v", window)
		c.ZoomAt(0, Point{})
		require.GreaterOrEqual(t, c.ToScreen(Point{}).Y, d.b.Layout.Top.H-0.01, "all of it from afar, %v", window)
		require.LessOrEqual(t, c.ToScreen(Point{Y: c.MapH}).Y, d.b.Layout.Cards[0].Y+0.01, "%v", window)
	}
}

// A replay's bar is higher than the cards: the whole map is shown above it.
func TestTheWholeMapIsShownAboveABar(t *testing.T) {
	d := sit(t)
	d.b.Watch(game.All)
	d.b.Resize(640, 360, 0.75)
	c := &d.b.Camera
	c.ZoomAt(0, Point{})
	d.b.SetFoot(110)
	require.GreaterOrEqual(t, c.ToScreen(Point{}).Y, d.b.Layout.Top.H-0.01)
	require.LessOrEqual(t, c.ToScreen(Point{Y: c.MapH}).Y, 250.01)
	c.ZoomAt(2, Point{X: 100, Y: 100})
	near := c.Zoom
	d.b.SetFoot(90)
	require.InDelta(t, near, c.Zoom, 0.001, "who has come nearer stays there")
}

// The digit or the card of a squad that is lost selects nobody: the next order is not for whoever was selected before.
func TestALostSquadTakesTheSelectionWithIt(t *testing.T) {
	d := sit(t)
	d.view.Squads[3].Alive = 0
	for _, choose := range []func(){
		func() { d.press(keys.Group(3), Point{}) },
		func() { d.click(d.b.Layout.Cards[3].Mid()) },
	} {
		d.b.pick([]uint8{0}, false)
		d.do(Input{Actions: []keys.Action{keys.Group(3)}, Shift: true})
		require.Equal(t, Selection{0}, d.b.Selected, "nothing to add")
		choose()
		require.Empty(t, d.b.Selected)
		require.Empty(t, d.press(keys.AtOnce(game.Retreat), Point{}))
	}
}

// Told to reinforce, squads that are whole are not asked, and do not complain; all are if none lacks anybody.
func TestReinforcingAsksThoseWhoLackMen(t *testing.T) {
	d := sit(t)
	d.view.Squads[1].Alive, d.view.Supply = 3, 100
	d.see()
	d.press(keys.SelectAll, Point{})
	require.Equal(t, []game.Order{{Kind: game.Reinforce, Squad: 1}}, d.press(keys.AtOnce(game.Reinforce), Point{}))
	d.b.pick([]uint8{0, 2}, false)
	require.Len(t, d.press(keys.AtOnce(game.Reinforce), Point{}), 2)
}

// What is asked for lies where none of the own units are.
func TestUnitsUnderABoxAreCounted(t *testing.T) {
	d := sit(t)
	all := d.b.OwnUnder(Rect{W: 1280, H: 720})
	require.Equal(t, 5+5+3+2+4, all, "men and badges")
	at, _ := d.b.Above(0)
	require.Equal(t, 1, d.b.OwnUnder(Rect{X: at.X - 1, Y: at.Y - 1, W: 2, H: 2}))
	require.Zero(t, d.b.OwnUnder(Rect{X: 1000, W: 280, H: 300}))
}
