package league

import (
	"os"
	"path/filepath"
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
	b, err := os.ReadFile("../../server/cmd/muster/testdata/den312d.map")
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

// idlers watches for squads that stand about: nobody shoots or moves, no enemy is in sight of the team near them, they guard
// nothing, and a point is not the team's.
type idlers struct {
	s     *game.Setup
	since map[[2]uint8]game.Tick // by team and squad
	worst game.Tick
	who   [2]uint8
	at    game.Tick
}

func (c *idlers) watch(w *game.World) {
	for team := range c.s.Scenario.Teams {
		var v game.View
		w.View(game.Audience(team), &v)
		for _, q := range v.Squads {
			key := [2]uint8{uint8(team), q.ID}
			if !c.idle(&v, uint8(team), q) {
				delete(c.since, key)
				continue
			}
			if _, known := c.since[key]; !known {
				c.since[key] = v.Tick
			}
			if t := v.Tick - c.since[key]; t > c.worst {
				c.worst, c.who, c.at = t, key, v.Tick
			}
		}
	}
}

func (c *idlers) idle(v *game.View, team uint8, q game.SquadView) bool {
	k := &c.s.Rules.Kinds[q.Kind]
	if q.Alive == 0 || q.Broken || k.Abilities&game.CanHeal != 0 || k.Weapons[0].Indirect {
		return false // medics and mortars stand behind the others and wait for work
	}
	todo := false
	for i, p := range v.Points {
		todo = todo || p.Owner != int8(team)
		for _, u := range v.Units {
			if u.Team == team && u.Squad == q.ID && near(u, &c.s.Scenario.Points[i]) {
				return false // it holds or takes a point
			}
		}
	}
	for _, u := range v.Units {
		switch {
		case u.Team == team && u.Squad == q.ID && u.Flags&(game.Moving|game.Firing|game.Working|game.Aboard) != 0:
			return false
		case u.Team != team:
			return false // there is an enemy to be minded
		}
	}
	return todo
}

func near(u game.UnitView, p *game.PointSetup) bool {
	dx, dy := int32(u.X)/game.ViewStep-p.X, int32(u.Y)/game.ViewStep-p.Y
	r := int32(p.Radius) + 3
	return dx*dx+dy*dy <= r*r
}

// In any mode, on any map, a match between commanders of any level ends by its goals or its time, and no squad stands about for more
// than ten seconds while there is something to do. The recruit is the exception: with four orders a minute it takes its time.
func TestNobodyIsStuckOrIdle(t *testing.T) {
	setups := map[string]*game.Setup{"maze": theMaze(t), "arena": setup(t, "arena"), "village": setup(t, "village"), "duel": setup(t, "duel")}
	for name, s := range setups {
		for _, level := range []string{"recruit", "regular", "veteran", "elite"} {
			if level == "elite" && name == "village" {
				continue // for time
			}
			style, err := assets.Embedded().Style(level)
			require.NoError(t, err)
			c := &idlers{s: s, since: map[[2]uint8]game.Tick{}}
			f := Play(s, 5, ai.Make(style), 0, c.watch)
			t.Logf("%s, %s: %s after %d s, at most %d ticks idle (team %d squad %d, until %d)", name, level, f.Result.Reason, f.Ticks/20, c.worst, c.who[0], c.who[1], c.at)
			require.NotEqual(t, game.NotOver, f.Result.Reason)
			if level != "recruit" {
				require.LessOrEqual(t, c.worst, game.Tick(10*s.Rules.TickRate), "%s, %s", name, level)
			}
		}
	}
}
