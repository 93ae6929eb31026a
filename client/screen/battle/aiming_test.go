package battle

import (
	"testing"

	"github.com/stretchr/testify/require"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/game"
)

// give carries orders out in the desk's world, and returns what the rules say to each.
func (d *desk) give(orders []game.Order) (said []game.Refusal) {
	in := &game.Input{}
	for _, o := range orders {
		d.given++
		o.Leader, o.Seq = game.AI, d.given // AI leads seats at first
		in.Orders = append(in.Orders, o)
	}
	d.world.Step(in)
	for i := range orders {
		a, ok := d.world.Answer(0, game.AI, d.given-uint32(len(orders)-1-i))
		require.True(d.t, ok)
		said = append(said, a.Refusal)
	}
	d.look()
	return said
}

// look shows the desk its world as it is now.
func (d *desk) look() {
	d.view = &game.View{}
	d.world.View(0, d.view)
	d.see()
}

func (d *desk) pass(ticks int) {
	for range ticks {
		d.world.Step(&game.Input{})
	}
	d.look()
}

// aim selects a squad by its number, aims an order and returns what a click on a cell would come to.
func (d *desk) aim(kind game.OrderKind, x, y float64, squads ...uint8) *Aiming {
	d.b.pick(squads, false)
	d.press(keys.AimFor(kind), Point{})
	require.Equal(d.t, kind, d.b.Aim)
	d.b.LookAt(Point{X: x, Y: y})
	return d.b.Aiming(d.ground(x, y))
}

func TestAThrowShowsWhatItHitsAndWhoThrows(t *testing.T) {
	d := sit(t)
	from, _ := d.b.middleOf([]uint8{0})
	near := cellAt(Point{X: from.X + 5, Y: from.Y})
	d.enemy(uint16(near.X), uint16(near.Y)+1)
	a := d.aim(game.Grenade, near.X, near.Y, 0, 1, 2)
	require.Equal(t, near, a.At)
	require.Equal(t, []Ring{{Hurts, 1}, {Frightens, 2}}, a.Rings)
	require.Equal(t, []Touch{{At: Point{X: near.X - 0.5, Y: near.Y + 0.5}}}, a.Touched)
	require.Len(t, a.Doers, 1, "one throws")
	require.EqualValues(t, 0, a.Doers[0].Squad)
	require.EqualValues(t, 7, a.Doers[0].Reach)
	require.False(t, a.Doers[0].Far)
	require.Zero(t, a.Friends)

	a = d.aim(game.Grenade, near.X+20, near.Y, 0)
	require.True(t, a.Doers[0].Far)
	require.Empty(t, a.Touched)

	at := d.b.Pieces[0].At
	a = d.aim(game.Grenade, at.X, at.Y, 0)
	require.NotZero(t, a.Friends, "the player is warned of those of the own side")

	a = d.aim(game.Smoke, near.X, near.Y, 0, 1, 2, 3)
	require.Equal(t, []Ring{{Smokes, 3}}, a.Rings)
	require.EqualValues(t, 12, a.Doers[0].Reach)
}

// Whether a squad goes there first, or why it does not, is the rules' word and not a second opinion.
func TestWhatIsSaidOfAnAimIsWhatTheRulesAnswer(t *testing.T) {
	for _, c := range []struct {
		kind game.OrderKind
		x, y float64
	}{
		{game.Grenade, 12, 26},
		{game.Grenade, 60, 26},
		{game.Sandbags, 8, 24},
		{game.Sandbags, 60, 26},
		{game.ClearMines, 10, 26},
		{game.Suppress, 30, 25},
		{game.AttackMove, 30, 25},
		{game.Repair, 8, 27},
	} {
		d := sitAt(t, "village")
		a := d.aim(c.kind, c.x, c.y, 0, 3) // rifles and engineers
		for i, why := range d.give(d.click(d.ground(c.x, c.y))) {
			require.Equal(t, why, a.Doers[i].Why, "%s at %v, %v", c.kind, c.x, c.y)
			require.True(t, a.Why == game.Obeyed || a.Why == why)
		}
	}
	d := sitAt(t, "village")
	require.Equal(t, game.NotHere, d.aim(game.ClearMines, 10, 26, 3).Why)
}

func TestSandbagsStandAsTheirGhost(t *testing.T) {
	short := 0
	for _, c := range []struct{ x, y float64 }{{9, 28}, {2, 20}, {7, 23}, {4, 35}, {11, 26}} {
		d := sitAt(t, "village")
		a := d.aim(game.Sandbags, c.x, c.y, 3)
		require.Len(t, a.Works, 3)
		var ghost []Point
		for _, w := range a.Works {
			if w.Fits {
				ghost = append(ghost, w.At)
			}
		}
		require.Equal(t, []game.Refusal{game.Obeyed}, d.give(d.click(d.ground(c.x, c.y))))
		var stand []Point
		for range 100 {
			d.pass(10)
			for _, m := range d.view.Marks {
				if m.Kind == game.Altered {
					stand = append(stand, Point{X: float64(m.X) + 0.5, Y: float64(m.Y) + 0.5})
				}
			}
			if len(stand) > 0 {
				break
			}
		}
		require.ElementsMatch(t, ghost, stand, "at %v", c)
		if len(ghost) < 3 {
			short++
		}
	}
	require.Equal(t, 2, short, "beside a house and a wood")
}

func TestMinesAreShownWithTheirBlastAndFoundToBeCleared(t *testing.T) {
	d := sitAt(t, "village")
	a := d.aim(game.LayMine, 9, 28, 3)
	require.Equal(t, []Work{{At: Point{X: 9.5, Y: 28.5}, Mine: true, Fits: true}}, a.Works)
	require.Equal(t, []Ring{{Hurts, 1}, {Frightens, 2}}, a.Rings)
	v := *d.view // views are never written to
	d.view = &v
	d.view.Marks = append(d.view.Marks, game.Mark{X: 11, Y: 26, Kind: game.Mine}, game.Mark{
		X: 12, Y: 28, Kind: game.Mine,
	})
	d.see()
	a = d.aim(game.ClearMines, 9, 28, 3)
	require.Equal(t, []Touch{{At: Point{X: 11.5, Y: 26.5}}}, a.Touched, "two cells off, not three")
	require.Equal(t, game.Obeyed, a.Doers[0].Why)
}

func TestWhoIsTendedIsShown(t *testing.T) {
	d := sitAt(t, "village")
	for i := range d.view.Units {
		d.view.Units[i].HP-- // before it is looked at
	}
	d.see()
	tank, _, _ := d.b.Where(4)
	a := d.aim(game.Repair, tank.X, tank.Y, 3)
	car := Point{X: 8.5, Y: 29.5}
	require.Equal(t, []Touch{{At: tank, Friend: true}, {At: car, Friend: true}}, a.Touched,
		"vehicles, and nobody on foot")
}

// Men of a squad that is to fire at a place halt where they reach it, and the others go on: that tells
// who has a line of fire.
func TestWhoHasALineOfFireIsCounted(t *testing.T) {
	d := sit(t)
	at, _ := d.b.middleOf([]uint8{2})
	a := d.aim(game.Suppress, at.X+4, at.Y, 2)
	require.Equal(t, 3, a.Doers[0].Men)
	require.Equal(t, 3, a.Doers[0].Lines)
	require.False(t, a.Doers[0].Far)
	a = d.aim(game.Suppress, at.X+40, at.Y, 2)
	require.Zero(t, a.Doers[0].Lines)
	require.True(t, a.Doers[0].Far)
}

func TestOnAnEnemyTheLinesOfFireOfAnAttackAreShown(t *testing.T) {
	d := sit(t)
	at, _ := d.b.middleOf([]uint8{2})
	near := cellAt(Point{X: at.X + 5, Y: at.Y})
	v := *d.view
	d.view = &v
	d.enemy(uint16(near.X), uint16(near.Y))
	foe := d.ground(near.X-0.5, near.Y-0.5)
	require.Nil(t, d.b.Aiming(foe), "nobody is selected")
	d.b.pick([]uint8{2}, false)
	a := d.b.Aiming(foe)
	require.Equal(t, game.Attack, a.Kind)
	require.Equal(t, 3, a.Doers[0].Lines)
	require.Nil(t, d.b.Aiming(d.ground(near.X+4, near.Y)), "nobody is there")
	require.Equal(t, []game.Order{{Kind: game.Attack, Squad: 2, Target: 900}}, d.rightClick(foe))
}

func TestWhatIsSaidBesideThePointer(t *testing.T) {
	en, err := i18n.Load("en")
	require.NoError(t, err)
	said := func(a *Aiming) (lines []string) {
		for _, h := range a.Hints(en) {
			lines = append(lines, h.Text)
		}
		return lines
	}
	ok, far := Doer{Reach: 7}, Doer{Reach: 7, Far: true}
	for _, c := range []struct {
		a    Aiming
		want string
	}{
		{Aiming{Kind: game.Grenade, Doers: []Doer{ok}, Friends: 1}, "1 of your own in the blast"},
		{Aiming{Kind: game.Grenade, Doers: []Doer{far}}, "Out of range: moves closer first"},
		{Aiming{Kind: game.Grenade, Doers: []Doer{far}, Why: game.NotReady}, "Not ready yet"},
		{Aiming{Kind: game.Sandbags, Doers: []Doer{{Far: true}}, Works: []Work{{}}}, "Moves there first"},
		{
			Aiming{Kind: game.Suppress, Doers: []Doer{{Men: 3, Lines: 1}, {Men: 2, Lines: 2}}},
			"3 of 5 have a line of fire",
		},
		{Aiming{Kind: game.Suppress, Doers: []Doer{{Men: 3}}}, "No line of fire: moves first"},
		{
			Aiming{Kind: game.Suppress, Doers: []Doer{{Men: 3, Far: true, Reach: 12}}},
			"Out of range: moves closer first",
		},
		{Aiming{Kind: game.Guard}, "Point at a friendly squad"},
	} {
		require.Equal(t, []string{c.want}, said(&c.a))
	}
	require.Empty(t, said(&Aiming{Kind: game.Smoke, Doers: []Doer{ok}}), "nothing to say")
	require.Empty(t, said(&Aiming{Kind: game.AttackMove, Doers: []Doer{{}}}))
	require.Empty(t, said(&Aiming{Kind: game.Attack}))
	require.Equal(t, "Guard", (&Battle{Aim: game.Guard}).AimName(en))
	require.Equal(t, "Face a direction", (&Battle{Aim: game.Hold}).AimName(en))
}

func TestNothingIsAimedWhereAClickMeansSomethingElse(t *testing.T) {
	d := sit(t)
	d.press(keys.SelectAll, Point{})
	require.Nil(t, d.b.Aiming(d.ground(20, 30)), "nothing is aimed")
	d.press(keys.AimFor(game.AttackMove), Point{})
	require.Len(t, d.b.Aiming(d.ground(20, 30)).Goals, 4, "where each will go")
	require.Nil(t, d.b.Aiming(d.b.Layout.Cards[0].Mid()))
	require.Nil(t, d.b.Aiming(Point{X: -1, Y: -1}), "a page lies over the battle")
	d.do(Input{})
	at := d.b.Aiming(d.b.Layout.Minimap.Mid()).At
	require.InDelta(t, 32, at.X, 1)
	require.InDelta(t, 24, at.Y, 1)
}
