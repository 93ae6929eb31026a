package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/keys"
	"muster/game"
)

func TestTheCommandCardHasPlaceForEveryOrder(t *testing.T) {
	require.LessOrEqual(t, len(commandPlaces), commandRow*commandRows)
}

func TestAnOrderHasTheSamePlaceWhoeverIsSelected(t *testing.T) {
	d := sitAt(t, "village") // 0 rifles, 1 engineers and others
	seen := map[keys.Action]Rect{}
	for id := range uint8(len(d.b.Cards())) {
		d.do(Input{Actions: []keys.Action{keys.Group(int(id))}})
		require.Equal(t, Selection{id}, d.b.Selected)
		require.Len(t, d.b.Layout.Commands, len(d.b.Commands()), "at once, not a frame later")
		for i, e := range d.b.Commands() {
			at, known := seen[e.Action]
			require.True(t, !known || at == d.b.Layout.Commands[i], e.Name)
			seen[e.Action] = d.b.Layout.Commands[i]
		}
	}
	taken := map[Rect]bool{}
	for _, at := range seen {
		require.False(t, taken[at])
		taken[at] = true
	}
	require.Contains(t, seen, keys.AimFor(game.Sandbags))
}

func TestAnEmptyPlaceOfTheCommandCardDoesNothing(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	require.Equal(t, Rect{}, d.place(keys.AimFor(game.Heal)), "nobody here heals")
	card := d.b.Layout.Card
	d.press(keys.AimFor(game.AttackMove), Point{})
	for i := 1; i < commandRow; i++ { // behind smoke
		require.Empty(t, d.click(Point{X: card.X + (float64(i)+0.5)*card.W/commandRow, Y: card.Y + 5}))
		require.Equal(t, game.AttackMove, d.b.Aim, "nor is it a click on the map behind it")
		require.Len(t, d.b.Selected, 4)
	}
}

func TestTheCommandCardLeavesTheMapFreeWhereNobodyHasAnAbility(t *testing.T) {
	d := sitAt(t, "village") // 0 rifles, 3 engineers
	d.do(Input{Actions: []keys.Action{keys.Group(0)}})
	low := d.b.Layout.Card
	d.do(Input{Actions: []keys.Action{keys.Group(3)}})
	high := d.b.Layout.Card
	require.InDelta(t, low.H*commandRows/(commandRows-1), high.H, 0.01)
	require.InDelta(t, low.Y+low.H, high.Y+high.H, 0.01, "on the same foot")
}

func TestWhatNobodySelectedCanDoIsNotAimed(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	require.Empty(t, d.press(keys.AimFor(game.Heal), Point{}))
	require.Equal(t, game.NoOrder, d.b.Aim)
	last := d.b.Notes.All[len(d.b.Notes.All)-1]
	require.Equal(t, game.Heal, last.Order)
	require.Equal(t, game.NoAbility, last.Refusal, "the player is told at once")

	d.press(keys.AimFor(game.Grenade), Point{})
	require.Equal(t, game.Grenade, d.b.Aim)
	d.press(keys.AimFor(game.Repair), Point{})
	require.Equal(t, game.NoOrder, d.b.Aim, "what was aimed before is not meant any more")
}

func TestAnAimEndsWithTheLastWhoCouldFollowIt(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	d.press(keys.AimFor(game.Smoke), Point{})
	require.Equal(t, game.Smoke, d.b.Aim)
	for i := range d.view.Squads {
		if d.b.can(&d.view.Squads[i], game.Smoke) {
			d.view.Squads[i].Alive = 0
		}
	}
	d.see()
	require.NotEmpty(t, d.b.Selected)
	require.Equal(t, game.NoOrder, d.b.Aim)
}

func TestAnArmedAimIsUsedOnTheMinimap(t *testing.T) {
	d := sit(t)
	m := d.b.Layout.Minimap
	d.do(Input{Actions: []keys.Action{keys.Group(2)}})
	looks := d.b.Camera.At
	at := d.b.Layout.ToMinimap(Point{X: 20, Y: 30}, d.b.Camera.MapW, d.b.Camera.MapH)

	d.press(keys.AimFor(game.AttackMove), Point{})
	orders := d.do(Input{Pointer: at, Left: Button{Down: true, Held: true}})
	require.Len(t, orders, 1)
	require.Equal(t, game.AttackMove, orders[0].Kind)
	require.InDelta(t, 320, float64(orders[0].X), 16)
	require.InDelta(t, 480, float64(orders[0].Y), 16)
	d.do(Input{Pointer: m.Mid(), Left: Button{Held: true}})
	require.Equal(t, looks, d.b.Camera.At, "the button that ordered does not move the camera")
	d.do(Input{Pointer: m.Mid(), Left: Button{Up: true}})

	d.press(keys.AimFor(game.Guard), Point{})
	friend, _, _ := d.b.Where(3)
	near := d.b.Layout.ToMinimap(friend, d.b.Camera.MapW, d.b.Camera.MapH)
	require.Equal(t, []game.Order{{Kind: game.Guard, Squad: 2, Target: 3}}, d.click(Point{
		X: near.X + 2, Y: near.Y - 2,
	}))

	d.press(keys.AimFor(game.AttackMove), Point{})
	require.Empty(t, d.rightClick(at), "a right click takes the aim back there, too")
	require.Equal(t, game.NoOrder, d.b.Aim)
}

func TestARightClickOnTheMinimapMeansWhatItMeansOnTheMap(t *testing.T) {
	d := sit(t)
	d.b.Selected = Selection{2}
	on := func(p Point) Point { return d.b.Layout.ToMinimap(p, d.b.Camera.MapW, d.b.Camera.MapH) }
	point := PointAt(&d.b.Setup.Scenario.Points[1])
	want := []game.Order{{Kind: game.Capture, Squad: 2, Target: 1}}
	d.b.Camera.Centre(point)
	require.Equal(t, want, d.rightClick(d.b.Camera.ToScreen(point)))
	require.Equal(t, want, d.rightClick(on(point)))
	require.Equal(t, want, d.press(keys.Capture, on(point)), "with the key, too")

	d.view.Points[1].Owner = int8(d.b.Team)
	orders := d.rightClick(on(point))
	require.Len(t, orders, 1)
	require.Equal(t, game.Move, orders[0].Kind, "it is held already")
}
