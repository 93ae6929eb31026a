package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

// drawn draws the right button out from one cell to another.
func (d *desk) drawn(from, to Point) []game.Order {
	at, end := d.b.Camera.ToScreen(from), d.b.Camera.ToScreen(to)
	d.do(Input{Pointer: at, Right: Button{Down: true, Held: true}})
	d.do(Input{Pointer: end, Right: Button{Held: true}})
	return d.do(Input{Pointer: end, Right: Button{Up: true}})
}

// A second click on the place where squads were sent, on their way or there, changes nothing.
func TestTheSameMoveGivenTwiceKeepsTheLine(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	to := Point{X: 24, Y: 24}
	d.b.LookAt(to)
	first := d.rightClick(d.ground(to.X, to.Y))
	require.Equal(t, first, d.rightClick(d.ground(to.X, to.Y)))
	d.stand(first)
	require.Equal(t, first, d.rightClick(d.ground(to.X, to.Y)), "now that they are there")
	near := d.rightClick(d.ground(to.X+1, to.Y))
	for i := range near {
		require.InDelta(t, int(first[i].X)+16, int(near[i].X), 2, "the same line, a step aside")
		require.InDelta(t, int(first[i].Y), int(near[i].Y), 2)
	}

	d.b.Selected = Selection{0, 1}
	pair := d.rightClick(d.ground(to.X, to.Y))
	require.Greater(t, PlaceOf(pair[0].X, pair[0].Y).To(PlaceOf(pair[1].X, pair[1].Y)), apart-0.2,
		"others make a line of their own, also where they are already")
}

// stand puts squads where orders sent them.
func (d *desk) stand(orders []game.Order) {
	for _, o := range orders {
		for i := range d.view.Units {
			if u := &d.view.Units[i]; u.Squad == o.Squad {
				u.X, u.Y = o.X, o.Y
			}
		}
	}
	d.see()
}

// Which way a line looks does not hang on the end that it was drawn from.
func TestALineLooksAtTheEnemyOrTheWayItCame(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	low, high := Point{X: 24, Y: 30}, Point{X: 24, Y: 22}
	from, _ := d.b.middleOf(d.b.Selected)
	d.b.LookAt(Point{X: 20, Y: 26})
	looks := func(want int) {
		t.Helper()
		for _, ends := range [][2]Point{{low, high}, {high, low}} {
			orders := d.drawn(ends[0], ends[1])
			require.Len(t, orders, 4)
			require.InDelta(t, want, int(int8(orders[0].Facing)), 1)
		}
	}
	require.Less(t, from.X, 20.0, "they come from the west")
	looks(0)
	d.enemy(16, 26)
	looks(-128)
	d.view.Units = d.view.Units[:len(d.view.Units)-1]
	d.see()
	looks(-128) // he was seen there
	d.enemy(24, 14)
	looks(0) // of one who is in line with them nothing follows

	d = sit(t)
	d.press(keys.SelectAll, Point{})
	from, _ = d.b.middleOf(d.b.Selected)
	left, right := Point{X: from.X + 6, Y: from.Y}, Point{X: from.X + 14, Y: from.Y}
	require.Equal(t, Point{Y: -8}, d.b.front(left, right), "they go along it: to the left of the way it was drawn")
	require.Equal(t, Point{Y: 8}, d.b.front(right, left))
}
