package battle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/keys"
	"muster/game"
)

// desk is a player at a duel: seat 0 of team red, whose squads are 0 rifles, 1 rifles, 2 machine gun, 3 scouts.
type desk struct {
	t    *testing.T
	b    *Battle
	now  time.Time
	view *game.View

	world *game.World // that view is of
	given uint32      // orders to world
}

func sit(t *testing.T) *desk { return sitAt(t, "duel") }

// sitAt is seat 0 of a scenario.
func sitAt(t *testing.T, scenario string) *desk {
	s, err := assets.Embedded().Setup(scenario)
	require.NoError(t, err)
	w, v := game.New(s, 1), &game.View{}
	w.Step(&game.Input{})
	w.View(0, v)
	d := &desk{t: t, b: New(s, 0), now: time.Unix(50, 0), view: v, world: w}
	d.b.Resize(1280, 720, 1)
	d.see()
	d.b.Resize(1280, 720, 1) // the cards are known now
	return d
}

// see shows the desk's view as it is now.
func (d *desk) see() {
	f := client.Frame{View: d.view, Tick: float64(d.view.Tick), Passed: []*game.View{d.view}}
	for _, u := range d.view.Units {
		f.Units = append(f.Units, client.Placed{X: float64(u.X), Y: float64(u.Y), Facing: float64(u.Facing)})
	}
	d.b.SetFrame(f, d.now)
}

func (d *desk) do(in Input) []game.Order {
	d.now = d.now.Add(time.Second) // so that clicks are single ones
	in.Now, in.Elapsed = d.now, time.Second/60
	d.b.Pass(in.Now)
	return d.b.Update(&in)
}

func (d *desk) click(at Point, more ...func(*Input)) []game.Order {
	in := Input{Pointer: at, Left: Button{Down: true, Held: true}}
	for _, m := range more {
		m(&in)
	}
	orders := d.do(in)
	in.Left = Button{Up: true}
	return append(orders, d.do(in)...)
}

func (d *desk) rightClick(at Point) []game.Order {
	return append(d.do(Input{Pointer: at, Right: Button{Down: true, Held: true}}), d.do(Input{
		Pointer: at, Right: Button{Up: true},
	})...)
}

func (d *desk) press(a keys.Action, at Point) []game.Order {
	return d.do(Input{Actions: []keys.Action{a}, Pointer: at})
}

// squadAt is a pixel on a squad of the own team.
func (d *desk) squadAt(id uint8) Point {
	for _, p := range d.b.Pieces {
		if p.Squad == id {
			return d.b.Camera.ToScreen(p.At)
		}
	}
	require.Fail(d.t, "no such squad in sight")
	return Point{}
}

func (d *desk) ground(x, y float64) Point { return d.b.Camera.ToScreen(Point{X: x, Y: y}) }

// enemy puts an enemy unit at a cell.
func (d *desk) enemy(x, y uint16) {
	d.view.Units = append(d.view.Units, game.UnitView{
		ID: 900, Team: 1, Squad: game.NoSquad, X: x * 16, Y: y * 16, HP: 50,
	})
	d.see()
}

func TestTheCameraBeginsAtTheOwnSquads(t *testing.T) {
	d := sit(t)
	at := d.squadAt(2)
	require.True(t, at.X > 0 && at.X < 1280 && at.Y > 0 && at.Y < 720, "%v", at)
}

func TestAClickSelectsAnOwnSquadAndElsewhereNothing(t *testing.T) {
	d := sit(t)
	d.click(d.squadAt(2))
	require.Equal(t, Selection{2}, d.b.Selected)
	d.click(d.squadAt(0), func(in *Input) { in.Shift = true })
	require.Equal(t, Selection{0, 2}, d.b.Selected)
	d.click(d.squadAt(2), func(in *Input) { in.Shift = true })
	require.Equal(t, Selection{0}, d.b.Selected, "shift on a selected squad takes it away")
	d.click(d.ground(20, 28))
	require.Empty(t, d.b.Selected)
}

func TestADoubleClickSelectsAllOfAKind(t *testing.T) {
	d := sit(t)
	in := Input{Now: d.now, Pointer: d.squadAt(1), Left: Button{Down: true, Held: true}}
	for range 2 {
		in.Left, in.Now = Button{Down: true, Held: true}, in.Now.Add(100*time.Millisecond)
		d.b.Update(&in)
		in.Left = Button{Up: true}
		d.b.Update(&in)
	}
	require.Equal(t, Selection{0, 1}, d.b.Selected)
}

func TestABoxSelectsWhatItHolds(t *testing.T) {
	d := sit(t)
	a, z := d.ground(0, 30), d.ground(20, 45)
	d.do(Input{Pointer: z, Left: Button{Down: true, Held: true}})
	d.do(Input{Pointer: a, Left: Button{Held: true}})
	require.True(t, d.b.Box.On)
	d.do(Input{Pointer: a, Left: Button{Up: true}})
	require.Equal(t, Selection{0, 1, 2, 3}, d.b.Selected)
	require.False(t, d.b.Box.On)
}

func TestOnlyOwnLivingSquadsAreCommanded(t *testing.T) {
	d := sit(t)
	d.view.Squads[0].Seat = 1 // an ally's
	d.view.Squads[1].Alive = 0
	d.see()
	d.press(keys.SelectAll, Point{})
	require.Equal(t, Selection{2, 3}, d.b.Selected)
	d.click(d.squadAt(0))
	require.Empty(t, d.b.Selected)
	d.press(keys.SelectAll, Point{})
	d.view.Squads[2].Alive = 0
	d.see()
	require.Equal(t, Selection{3}, d.b.Selected, "a lost squad leaves the selection")
}

func TestARightClickMeansWhatLiesThere(t *testing.T) {
	d := sit(t)
	require.Empty(t, d.rightClick(d.ground(20, 30)), "nothing selected, nothing ordered")
	d.click(d.squadAt(2))
	d.enemy(15, 30)
	require.Equal(t, []game.Order{{Kind: game.Move, Squad: 2, X: 20 * 16, Y: 30 * 16}}, d.rightClick(d.ground(20, 30)))
	require.Equal(t, []game.Order{{Kind: game.Attack, Squad: 2, Target: 900}}, d.rightClick(d.ground(15, 30)))
	require.Equal(t, []game.Order{{Kind: game.Capture, Squad: 2, Target: 2}}, d.rightClick(d.ground(32.5, 36.5)))
	d.view.Points[2].Owner = 0
	d.see()
	require.Equal(t, game.Move, d.rightClick(d.ground(32.5, 36.5))[0].Kind, "one goes to one's own point")
	require.Len(t, d.b.Show.All, 1, "earlier markers have faded")
}

func TestSquadsThatGoTogetherStandSideBySide(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	orders := d.rightClick(d.ground(20, 24))
	require.Len(t, orders, 4)
	for i, a := range orders {
		for _, b := range orders[i+1:] {
			far := Point{X: float64(a.X), Y: float64(a.Y)}.To(Point{X: float64(b.X), Y: float64(b.Y)}) / game.ViewStep
			require.GreaterOrEqual(t, far, apart-0.2)
		}
	}
}

func TestWaysOfSquadsThatGoTogetherDoNotCross(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	for _, to := range []Point{{X: 25, Y: 37}, {X: 6, Y: 26}, {X: 24, Y: 28}} {
		d.b.LookAt(to)
		orders := d.rightClick(d.ground(to.X, to.Y))
		require.Equal(t, game.Move, orders[0].Kind)
		from, _ := d.b.middleOf(d.b.Selected)
		across := func(p Point) float64 { return (p.Y-from.Y)*(to.X-from.X) - (p.X-from.X)*(to.Y-from.Y) }
		for _, a := range orders {
			for _, b := range orders {
				now, _ := d.b.middleOf([]uint8{a.Squad})
				other, _ := d.b.middleOf([]uint8{b.Squad})
				if across(now) < across(other)-0.01 {
					require.Less(t, across(PlaceOf(a.X, a.Y)), across(PlaceOf(b.X, b.Y)), "squads %d and %d to %v",
						a.Squad, b.Squad, to)
				}
			}
		}
	}
}

func TestOrdersStayOnTheMap(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	for _, o := range d.rightClick(d.ground(-30, 500)) {
		require.Less(t, int32(o.Y), d.b.Setup.Map.H*game.ViewStep)
		require.Less(t, int32(o.X), d.b.Setup.Map.W*game.ViewStep)
	}
}

func TestKeysOrder(t *testing.T) {
	d := sit(t)
	d.do(Input{Actions: []keys.Action{keys.Group(3)}})
	require.Equal(t, Selection{3}, d.b.Selected)
	for action, want := range map[keys.Action]game.Order{
		keys.AtOnce(game.Hold):    {Kind: game.Hold, Squad: 3},
		keys.AtOnce(game.Retreat): {Kind: game.Retreat, Squad: 3},
		keys.Capture:              {Kind: game.Capture, Squad: 3, Target: 2},
	} {
		require.Equal(t, []game.Order{want}, d.press(action, d.ground(10, 30)))
	}
	require.Equal(t, []game.Order{{Kind: game.Capture, Squad: 3, Target: 1}}, d.press(keys.Capture, d.ground(31, 23)),
		"the point under the pointer goes first")
}

func TestAttackMoveWaitsForAClick(t *testing.T) {
	d := sit(t)
	d.click(d.squadAt(2))
	require.Empty(t, d.press(keys.AimFor(game.AttackMove), Point{}))
	require.Equal(t, game.AttackMove, d.b.Aim)
	require.Equal(t, []game.Order{{Kind: game.AttackMove, Squad: 2, X: 320, Y: 480}}, d.click(d.ground(20, 30)))
	require.Equal(t, game.NoOrder, d.b.Aim)
	require.Equal(t, Selection{2}, d.b.Selected, "the click was the order's")
	d.press(keys.AimFor(game.AttackMove), Point{})
	require.Empty(t, d.rightClick(d.ground(20, 30)), "a right click takes the aim back")
	require.Equal(t, game.NoOrder, d.b.Aim)
}

func TestEscapeUndoesTheNearestThing(t *testing.T) {
	d := sit(t)
	d.click(d.squadAt(2))
	d.press(keys.AimFor(game.AttackMove), Point{})
	for _, left := range []func() bool{
		func() bool { return d.b.Aim == game.NoOrder && len(d.b.Selected) == 1 },
		func() bool { return len(d.b.Selected) == 0 && d.b.Wish == NoWish },
		func() bool { return d.b.Wish == keys.Back },
	} {
		d.press(keys.Back, Point{})
		require.True(t, left())
	}
}

func TestCardsAndMinimapAreClicked(t *testing.T) {
	d := sit(t)
	require.Len(t, d.b.Layout.Cards, 4)
	card := d.b.Layout.Cards[1]
	d.click(Point{X: card.X + 5, Y: card.Y + 5})
	require.Equal(t, Selection{1}, d.b.Selected)
	m := d.b.Layout.Minimap
	d.click(Point{X: m.X + m.W/2, Y: m.Y + m.H/2})
	require.InDelta(t, 32, d.b.Camera.At.X, 0.5)
	require.InDelta(t, 24, d.b.Camera.At.Y, 0.5)
	require.Equal(t, Selection{1}, d.b.Selected)
	orders := d.rightClick(Point{X: m.X + m.W/4, Y: m.Y + m.H/2})
	require.Len(t, orders, 1)
	require.InDelta(t, 16*16, float64(orders[0].X), 16)
	d.click(Point{X: d.b.Layout.Help.X + 2, Y: d.b.Layout.Help.Y + 2})
	require.Equal(t, keys.AskHelp, d.b.Wish)
	d.b.Layout.Pause = Rect{X: 670, Y: 9, W: 22, H: 26} // as the field draws it for who plays alone
	d.click(Point{X: 680, Y: 20})
	require.Equal(t, keys.Pause, d.b.Wish)
}

func TestTheCameraZoomsToThePointerAndStaysOnTheMap(t *testing.T) {
	d := sit(t)
	at := Point{X: 500, Y: 300}
	under := d.b.Camera.ToMap(at)
	d.do(Input{Wheel: 3, Pointer: at})
	require.InDelta(t, 32*1.15*1.15*1.15, d.b.Camera.Zoom, 0.01)
	require.InDelta(t, under.X, d.b.Camera.ToMap(at).X, 0.01)
	d.do(Input{Wheel: 99, Pointer: at})
	require.InDelta(t, nearest, d.b.Camera.Zoom, 0.01)
	d.do(Input{Wheel: -99, Pointer: at})
	require.LessOrEqual(t, d.b.Camera.Zoom, 20.0)
	for range 600 {
		d.do(Input{PanX: 1, PanY: -1})
	}
	require.Less(t, d.b.Camera.At.X, 64.0)
	require.Greater(t, d.b.Camera.At.Y, 0.0)
	d.do(Input{Wheel: 9, Pointer: at})
	before := d.b.Camera.At
	d.do(Input{Inside: true, ScrollAtTheEdge: true, Pointer: Point{X: 1, Y: 300}})
	require.Less(t, d.b.Camera.At.X, before.X, "the edge moves it")
}

// What was seen and ordered in a future that is lost does not count any more, and the player is told why.
func TestARestoredMatchIsToldAndForgetsWhatIsLost(t *testing.T) {
	d := sit(t)
	d.b.Sent(7, game.Order{Kind: game.Move})
	d.b.memory[99] = Seen{Tick: 900}
	d.b.Restored(d.now)
	require.Empty(t, d.b.sent)
	require.Empty(t, d.b.memory)
	require.Equal(t, []Note{{Kind: Told, Text: "notice.match_restored", Born: d.now}}, d.b.Notes.All)
}
