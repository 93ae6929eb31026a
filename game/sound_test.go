package game

import (
	"github.com/stretchr/testify/require"
)

// requireSound checks the invariants of World, what follows from the rest, and that no team's View
// tells more than it may.
func requireSound(t require.TestingT, w *World) {
	requireSoundUnits(t, w)
	requireSoundSquads(t, w)
	requireSoundGround(t, w)
	for team := range w.scores {
		requireSecret(t, w, uint8(team))
	}
}

// A unit stands alone, on a cell that it can stand on, with no more health than its kind has; or it sits in a transport
// of its own side that has room for it; or it has not come.
func requireSoundUnits(t require.TestingT, w *World) {
	stands, riders := map[int32]int{}, map[uint16]int{}
	for i := range w.units {
		u := &w.units[i]
		kind := &w.setup.Rules.Kinds[u.kind]
		require.LessOrEqual(t, u.hp, kind.HP)
		require.True(t, u.hp == 0 || u.died == 0, "unit %d lives and died at %d", i, u.died)
		switch {
		case u.hp == 0:
			require.EqualValues(t, noCell, u.goal, "the fallen go nowhere")
		case u.off == aboard:
			riders[u.carrier]++
			carrier := &w.units[u.carrier]
			require.True(t, carrier.here() && carrier.team == u.team && kind.Class == Foot, "unit %d rides in %d",
				i, u.carrier)
		case u.off == onMap:
			_, two := stands[u.cell]
			require.False(t, two, "two units on one cell")
			stands[u.cell] = i
			require.Equal(t, i, w.stand.at(u.cell))
			require.NotEqualValues(t, Impassable, w.ground.cost[kind.Class][u.cell], "unit %d stands where it cannot",
				i)
			require.True(t, u.left >= 0 && u.left <= diagonalStep && u.steps <= u.pathN)
		}
	}
	for cell := range w.setup.Map.Cells {
		_, stood := stands[int32(cell)]
		require.NotEqual(t, stood, w.stand.none(int32(cell)))
	}
	for carrier, n := range riders {
		require.LessOrEqual(t, n, int(w.setup.Rules.Kinds[w.units[carrier].kind].Room))
	}
}

// A squad's morale, stance, formation and queue are within their bounds; one that is broken runs and has nothing
// waiting; points are no further than all the way. That all of them refer to what exists is what Restore checks.
func requireSoundSquads(t require.TestingT, w *World) {
	require.NoError(t, w.sound())
	for i := range w.squads {
		sq := &w.squads[i]
		require.True(t, sq.morale <= maxMorale && sq.stance < Stances && sq.formation > AsItIs &&
			sq.formation < Formations && sq.waiting <= MaxQueue)
		require.True(t, !sq.broken || sq.order == Retreat && sq.waiting == 0, "broken squad %d does %v", i, sq.order)
	}
	for i := range w.points {
		p := &w.points[i]
		require.True(t, p.progress < w.setup.Scenario.CaptureTicks && (p.progress == 0 || p.taker != NoTeam) &&
			(p.taker == NoTeam || p.taker != p.owner))
	}
	require.True(t, len(w.altered) <= MaxMarks/2 && len(w.clouds) <= maxClouds && len(w.mines) <= MaxMarks/4 &&
		len(w.shells) <= maxShells)
}

// Ground and fog, which were brought up to date step by step, are what a World gets that is made anew from the bytes.
func requireSoundGround(t require.TestingT, w *World) {
	anew, err := Restore(w.setup, w.AppendSave(nil))
	require.NoError(t, err)
	require.Equal(t, w.Hash(), anew.Hash())
	for team := range w.scores {
		require.Equal(t, countsOf(&anew.fog[team]), countsOf(&w.fog[team]),
			"fog follows from where units are and what teams know")
	}
	a, b := anew.ground, w.ground
	require.Equal(t, a.code, b.code)
	require.Equal(t, a.cost, b.cost)
	require.Equal(t, a.solid, b.solid)
	require.Equal(t, a.cover, b.cover)
	require.Equal(t, a.conceal, b.conceal)
	for level := range a.opaque {
		for c := range a.opaque[level] { // the bits of teams that there are
			require.Zero(t, (a.opaque[level][c]^b.opaque[level][c])&(1<<len(w.scores)-1),
				"sight at cell %d from height %d", c, level)
		}
	}
	for class := range MoveClasses {
		same := map[int32]int32{}
		for c := range int32(len(a.code)) {
			r := b.regionOf(class, c)
			if was, ok := same[r]; ok {
				require.Equal(t, was, a.regionOf(class, c), "what hangs together")
			}
			same[r] = a.regionOf(class, c)
		}
	}
}

// A View holds its team's own units, whole, and of others those in sight alone, without what a watcher could not know;
// no mine that was not found; no squad of another team; and its combat events name nobody who is not in it.
func requireSecret(t require.TestingT, w *World, team uint8) {
	var v View
	w.View(Audience(team), &v)
	shown := map[uint16]bool{NoUnit: true}
	for i, uv := range v.Units {
		shown[uv.ID] = true
		require.True(t, i == 0 || v.Units[i-1].ID < uv.ID, "ids ascend")
		if uv.Team == team {
			continue
		}
		unit := &w.units[w.named[team][uv.ID]]
		require.True(t, w.sees(team, unit) && unit.off == onMap, "a view shows what the team does not see")
		require.Zero(t, uv.Ammo)
		require.EqualValues(t, NoSquad, uv.Squad)
		require.Zero(t, uv.Flags&Aboard)
	}
	for _, sq := range v.Squads {
		require.Equal(t, team, w.setup.Scenario.Seats[sq.Seat].Team)
	}
	for _, m := range v.Marks {
		if m.Kind == Mine {
			cell := int32(m.Y)*w.ground.w + int32(m.X)
			known := false
			for i := range w.mines {
				known = known || w.mines[i].cell == cell && w.mines[i].known>>team&1 == 1
			}
			require.True(t, known, "a mine that was not found is told")
		}
	}
	for _, h := range v.CombatEvents {
		switch h.Kind {
		case Shot, Hit, Death:
			require.True(t, shown[h.Source] && shown[h.Target], "%+v names somebody who is not shown", h)
		case Broke, Rallied, Arrived:
			require.True(t, shown[h.Target], "%+v names somebody who is not shown", h)
		}
	}
}

// countsOf lists a team's watchers by cell.
func countsOf(w *watchers) []int {
	counts := make([]int, len(w.page)*pageCells)
	for c := range counts {
		counts[c] = w.of(int32(c))
	}
	return counts
}
