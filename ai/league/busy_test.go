package league

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
)

// maze is a fight over a map of the MovingAI benchmarks, halls with narrow ways between them.
const maze = `map: den312d.map
teams:
  - {name: red, start: [6, 8]}
  - {name: blue, start: [58, 70]}
seats: [red, blue]
squads:
  - {seat: 0, kind: rifle, count: 5, at: [6, 8], facing: east}
  - {seat: 0, kind: assault, count: 5, at: [8, 11], facing: east}
  - {seat: 0, kind: machine_gun, count: 3, at: [5, 12], facing: east}
  - {seat: 0, kind: scout, count: 3, at: [10, 12], facing: east}
  - {seat: 1, kind: rifle, count: 5, at: [58, 70], facing: west}
  - {seat: 1, kind: assault, count: 5, at: [56, 68], facing: west}
  - {seat: 1, kind: machine_gun, count: 3, at: [59, 73], facing: west}
  - {seat: 1, kind: scout, count: 3, at: [54, 71], facing: west}
points:
  - {name: north hall, at: [24, 20], radius: 4}
  - {name: middle, at: [26, 40], radius: 4}
  - {name: south hall, at: [30, 55], radius: 4}
clock: 420
capture: 10
score_every: 2
`

func theMaze(t *testing.T) *game.Setup {
	dir := t.TempDir()
	b, err := os.ReadFile("../../lab/pathbench/testdata/den312d.map")
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "maps"), 0o700))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "scenarios"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "maps", "den312d.map"), b, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "scenarios", "maze.yaml"), []byte(maze), 0o600))
	set, err := assets.Open(dir)
	require.NoError(t, err)
	s, err := set.Setup("maze")
	require.NoError(t, err)
	return s
}

// idlers watches for squads that stand about while there is something to be had: a point that is not the team's, or
// enemies to be found. Why somebody may stand is told in idle.
type idlers struct {
	s     *game.Setup
	minds []ai.Commander         // by seat
	since map[[2]uint8]game.Tick // by team and squad
	worst game.Tick
	who   [2]uint8
	at    game.Tick
	where [2]int32
	order game.OrderKind
}

// watched makes commanders of a style whose intentions are known to the watcher.
func watched(s *game.Setup, style ai.Style) (*idlers, Commanders) {
	c := &idlers{s: s, minds: make([]ai.Commander, len(s.Scenario.Seats)), since: map[[2]uint8]game.Tick{}}
	return c, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
		c.minds[seat] = ai.Make(style)(s, seat, seed)
		return c.minds[seat]
	}
}

func (c *idlers) watch(w *game.World) {
	for team := range c.s.Scenario.Teams {
		var v game.View
		w.View(game.Audience(team), &v)
		turn := &v.Turn
		if c.s.Scenario.Turns.Kind == game.Alternate && (turn.Phase != game.Running || turn.Mover != int8(team)) {
			continue // they wait for their turn
		}
		for _, q := range v.Squads {
			key := [2]uint8{uint8(team), q.ID}
			if t := lasts(c.since, key, c.idle(&v, uint8(team), q), v.Tick); t > c.worst {
				c.worst, c.who, c.at, c.where, c.order = t, key, v.Tick, c.place(&v, q.ID), q.Order
			}
		}
	}
}

// lasts is for how long something has been so.
func lasts(since map[[2]uint8]game.Tick, key [2]uint8, so bool, now game.Tick) game.Tick {
	if !so {
		delete(since, key)
		return 0
	}
	if _, known := since[key]; !known {
		since[key] = now
	}
	return now - since[key]
}

// idle reports whether a squad stands about. Those do not who
//   - march, fire, work, ride, or are kept down by fire: one man is enough;
//   - have broken, and run;
//   - heal, or have no weapon: they keep behind the others until they are needed;
//   - stand at a point: they hold it or take it;
//   - have an enemy in sight of their team within reach of their weapons, and two cells: they wait where they chose to
//     for him to step forward;
//   - are faced by more enemies than they and the friends around them are: to go on would be to
//     die one after the other;
//   - are excused.
func (c *idlers) idle(v *game.View, team uint8, q game.SquadView) bool {
	k := &c.s.Rules.Kinds[q.Kind]
	if q.Alive == 0 || q.Broken || k.Abilities&game.CanHeal != 0 || k.Weapons[0].Range == 0 || c.excused(q) {
		return false
	}
	todo, at := c.s.Scenario.Mode == game.LastStand, c.place(v, q.ID)
	for i, p := range v.Points {
		todo = todo || p.Owner != int8(team)
		if slices.ContainsFunc(v.Units, func(u game.UnitView) bool {
			return u.Team == team && u.Squad == q.ID && near(u, &c.s.Scenario.Points[i])
		}) {
			return false
		}
	}
	reach, ours, theirs := int32(max(k.Weapons[0].Range, k.Weapons[1].Range))+2, 0, 0
	for _, u := range v.Units {
		far := root(u, at)
		switch {
		case u.HP == 0:
		case u.Team == team && u.Squad == q.ID &&
			(u.Flags&(game.Moving|game.Firing|game.Working|game.Aboard|game.Pinned) != 0 || u.Suppression > 30),
			u.Team != team && far <= reach:
			return false
		case u.Team == team && far <= 18:
			ours += int(c.s.Rules.Kinds[u.Kind].Price)
		case u.Team != team && far <= 22:
			theirs += int(c.s.Rules.Kinds[u.Kind].Price)
		}
	}
	return todo && theirs <= ours
}

// root is how far a unit is from a place, in cells, rounded up.
func root(u game.UnitView, at [2]int32) (far int32) {
	dx, dy := int32(u.X)/game.ViewStep-at[0], int32(u.Y)/game.ViewStep-at[1]
	for far*far < dx*dx+dy*dy {
		far++
	}
	return far
}

// excused reports whether a squad is held back on purpose: in the reserve, or as the one that the others escort, or
// with that one, or at a post on its way, or before a point that it will attack together with others.
func (c *idlers) excused(q game.SquadView) bool {
	sc := &c.s.Scenario
	if sc.Mode == game.Escort && sc.Seats[q.Seat].Team == sc.Side && sc.Squads[sc.Charge].Seat == q.Seat &&
		sc.Squads[sc.Charge].Kind == q.Kind {
		return true
	}
	team := sc.Seats[q.Seat].Team
	storms := sc.Mode == game.HoldOut && team != sc.Side || sc.Mode == game.Escort && team == sc.Side
	for _, in := range c.minds[q.Seat].(ai.Explainer).Explain() {
		if in.Squad == q.ID && (storms && in.Act == ai.Waiting || in.Act == ai.Reserved || in.Act == ai.Ambushing ||
			in.Act == ai.Holding && sc.Mode == game.Escort) {
			return true
		}
	}
	return false
}

// place is the middle of a squad, in cells.
func (c *idlers) place(v *game.View, squad uint8) (at [2]int32) {
	n := int32(0)
	for _, u := range v.Units {
		if u.Squad == squad {
			at[0], at[1], n = at[0]+int32(u.X), at[1]+int32(u.Y), n+1
		}
	}
	if n > 0 {
		at[0], at[1] = at[0]/n/game.ViewStep, at[1]/n/game.ViewStep
	}
	return at
}

func near(u game.UnitView, p *game.PointSetup) bool {
	dx, dy := int32(u.X)/game.ViewStep-p.X, int32(u.Y)/game.ViewStep-p.Y
	r := int32(p.Radius) + 3
	return dx*dx+dy*dy <= r*r
}

// In any mode, on any map, a match between commanders of any level ends by its goals or its time, and no squad stands
// about for more than ten seconds while there is something to do, and the time that an order takes: a regular has nine
// orders a minute, and when two squads come to a halt together, one of them has to wait for the next. The recruit is
// the exception: with one order a minute it takes its time.
func TestNobodyIsStuckOrIdle(t *testing.T) {
	setups := map[string]*game.Setup{"maze": theMaze(t)}
	for _, name := range assets.Embedded().Scenarios() {
		setups[name] = setup(t, name)
	}
	played := map[string]int{
		"recruit": 2, "regular": 16, "veteran": 8, "elite": 2, "regular/defender": 8, "veteran/defender": 8,
	}
	for name, s := range setups {
		for level, seats := range played {
			if len(s.Scenario.Seats) > seats {
				continue // for time
			}
			style, err := assets.Embedded().Style(level)
			require.NoError(t, err)
			c, commanders := watched(s, style)
			f := Play(s, 5, commanders, 0, c.watch)
			t.Logf("%s, %s: %s after %d s, at most %d ticks idle (team %d squad %d at %d, order %d, until %d)",
				name, level, f.Result.Reason, f.Ticks/20, c.worst, c.who[0], c.who[1], c.where, c.order, c.at)
			require.NotEqual(t, game.NotOver, f.Result.Reason)
			if level != "recruit" {
				rate := int(s.Rules.TickRate)
				if s.Scenario.Turns.Kind == game.Alternate {
					rate *= 2 // half the time is the others'
				}
				most := 10*rate + 60*rate/style.Level.Orders + int(s.Scenario.Turns.Length) // until it is planned again
				require.LessOrEqual(t, int(c.worst), most, "%s, %s", name, level)
			}
		}
	}
}
