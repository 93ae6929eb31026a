package game

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Twins are two Worlds that differ only in what a team does not see. They go on with the same orders of that team,
// while what it does not see goes on differently. Every byte of its Views and every answer must be the same but for
// contact: what was seen, heard, hit by, blocked by, a mine, and what is public. After contact there are new twins, so
// that this is tried from the first tick of a battle to its last.
type Twins struct {
	worlds [2]*World
	views  [2]View
	before [2][]int32 // by unit: where it stood before the Step, noCell if it was not on the map
	team   uint8
	parted bool // worlds[1] is a twin of worlds[0]
	rng    *rand.Rand
	Quiet  int // ticks in which every byte was equal
	Fought int // those of them in which somebody of another team was in sight
	Heard  int // ticks in which only what was heard was not
	Met    int // ticks of contact
}

// busyThree is the busy fight with a third team, and short sight, so that there is much to hide.
func busyThree(t *testing.T) *Setup {
	s := busyFight()
	for i := range s.Rules.Kinds {
		s.Rules.Kinds[i].Sight = 6
	}
	s.Scenario.Teams = append(s.Scenario.Teams, TeamSetup{"green", 12, 14})
	s.Scenario.Seats = append(s.Scenario.Seats, SeatSetup{Team: 2})
	s.Scenario.Squads = append(s.Scenario.Squads, SquadSetup{Seat: 2, Count: 5, X: 12, Y: 14}, SquadSetup{
		Seat: 2, Kind: 2, Count: 2, X: 15, Y: 13,
	})
	require.NoError(t, s.Check())
	return s
}

// Nothing that a team does not see changes a byte of what it is told, with everything in the fight that the rules know,
// and with others who fight each other out of sight.
func TestTwinsTellNothingInABusyFight(t *testing.T) {
	s, quiet, fought, met := busyThree(t), 0, 0, 0
	for seed := range uint64(40) {
		twins := NewTwins(s, uint8(seed%3), seed)
		require.NoError(t, twins.Run(400), "seed %d", seed)
		quiet, fought, met = quiet+twins.Quiet, fought+twins.Fought, met+twins.Met
	}
	t.Logf("%d ticks in which every byte was equal, %d of them with others in sight, and %d of contact",
		quiet, fought, met)
	require.Greater(t, quiet, 4000)
	require.Greater(t, fought, 1000)
	require.Greater(t, met, 400)
}

// NewTwins scatters everybody over the middle of the map, so that they meet.
func NewTwins(s *Setup, team uint8, seed uint64) *Twins {
	tw := &Twins{
		worlds: [2]*World{New(s, seed), New(s, seed)}, team: team, rng: rand.New(rand.NewPCG(seed, uint64(team))),
	}
	w := tw.worlds[0]
	for i := range w.squads {
		sq, at := &w.squads[i], tw.somewhere(w)
		for u := sq.first; u < sq.first+sq.count; u++ {
			if w.units[u].here() && tw.rng.IntN(4) > 0 {
				tw.move(w, u, at)
			}
		}
	}
	w.Step(&Input{})
	return tw
}

// Run plays some ticks. An error tells of what a team could learn of what it cannot see.
func (tw *Twins) Run(ticks int) error {
	for range ticks {
		if tw.worlds[0].result.Reason != NotOver {
			return nil
		}
		if !tw.parted {
			tw.worlds[0].CloneTo(tw.worlds[1])
			tw.parted = true
		}
		if tw.rng.IntN(6) == 0 && !tw.meddle() {
			tw.parted = false
			continue
		}
		if err := tw.step(); err != nil {
			return fmt.Errorf("team %d, tick %d: %w", tw.team, tw.worlds[0].tick, err)
		}
	}
	return nil
}

// step plays a tick in both Worlds and compares what the team is told.
func (tw *Twins) step() error {
	ins := tw.inputs()
	for i, w := range tw.worlds {
		tw.before[i] = tw.before[i][:0]
		for u := range w.units {
			cell := int32(noCell)
			if w.units[u].here() {
				cell = w.units[u].cell
			}
			tw.before[i] = append(tw.before[i], cell)
		}
		w.Step(&ins[i])
		w.View(Audience(tw.team), &tw.views[i])
	}
	for _, o := range ins[0].Orders {
		a, _ := tw.worlds[0].Answer(o.Seat, o.Leader, o.Seq)
		b, _ := tw.worlds[1].Answer(o.Seat, o.Leader, o.Seq)
		if tw.worlds[0].seats[o.Seat].team == tw.team && a != b {
			return fmt.Errorf("%v %+v was answered with %v and %v", o.Kind, o, a.Refusal, b.Refusal)
		}
	}
	return tw.compare()
}

// compare reports what cannot be explained by contact.
func (tw *Twins) compare() error {
	a, b := &tw.views[0], &tw.views[1]
	own, others, heard := tw.ownDiffers(a, b), tw.othersDiffer(a, b),
		!slices.Equal(tw.combatEvents(a, isHeard), tw.combatEvents(b, isHeard))
	touched := !slices.Equal(tw.touched(0), tw.touched(1))
	switch {
	case others || touched:
		tw.Met++
		tw.parted = false
	case own != "":
		return fmt.Errorf("%s, and nothing was seen, heard or touched", own)
	case tw.plansDiffer() != "":
		return fmt.Errorf("%s, which will show", tw.plansDiffer())
	case heard:
		tw.Heard++
	default:
		tw.Quiet++
		if len(tw.units(a, false)) > 0 {
			tw.Fought++
		}
	}
	return nil
}

// ownDiffers reports what is not the same of what is the team's own.
func (tw *Twins) ownDiffers(a, b *View) string {
	one, two := tw.units(a, true), tw.units(b, true)
	for i := range min(len(one), len(two)) {
		if one[i] != two[i] {
			return fmt.Sprintf("own unit %+v is %+v", one[i], two[i])
		}
	}
	for i := range a.Squads {
		if a.Squads[i] != b.Squads[i] {
			return fmt.Sprintf("squad %+v is %+v", a.Squads[i], b.Squads[i])
		}
	}
	ones, twos := tw.combatEvents(a, tw.isOwn), tw.combatEvents(b, tw.isOwn)
	switch {
	case len(one) != len(two):
		return fmt.Sprintf("there are %d own units and %d", len(one), len(two))
	case !slices.Equal(a.Waypoints, b.Waypoints):
		return fmt.Sprintf("orders %+v are %+v", a.Waypoints, b.Waypoints)
	case a.Supply != b.Supply:
		return fmt.Sprintf("a supply of %d is %d", a.Supply, b.Supply)
	case !slices.Equal(ones, twos):
		return fmt.Sprintf("combat events %+v are %+v", ones, twos)
	}
	return ""
}

// plansDiffer reports what is not the same of what own units and squads are about to do: it would be seen later, if
// nothing came in between.
func (tw *Twins) plansDiffer() string {
	a, b := tw.worlds[0], tw.worlds[1]
	for i := range a.units {
		if a.units[i].team == tw.team && a.units[i] != b.units[i] {
			return fmt.Sprintf("the plan of own unit %+v is %+v", a.units[i], b.units[i])
		}
	}
	for i := range a.squads {
		if a.squads[i].team == tw.team && a.squads[i] != b.squads[i] {
			return fmt.Sprintf("the plan of squad %+v is %+v", a.squads[i], b.squads[i])
		}
	}
	return ""
}

// othersDiffer reports whether something in sight or public is not the same.
func (tw *Twins) othersDiffer(a, b *View) bool {
	seen := func(v *View, h CombatEvent) bool { return !isHeard(v, h) && !tw.isOwn(v, h) }
	return !slices.Equal(tw.units(a, false), tw.units(b, false)) || !slices.Equal(a.Marks, b.Marks) ||
		!slices.Equal(tw.combatEvents(a, seen), tw.combatEvents(b, seen)) ||
		!slices.Equal(a.Points, b.Points) || !slices.Equal(a.Scores, b.Scores) || a.Result != b.Result ||
		!slices.Equal(tw.places(0), tw.places(1))
}

// places are where exactly those stand who are in sight: a View rounds it.
func (tw *Twins) places(world int) (at []Pos) {
	w := tw.worlds[world]
	for i := range w.units {
		if u := &w.units[i]; u.team != tw.team && w.shown(Audience(tw.team), u) {
			at = append(at, Pos{u.cell, int32(u.left)})
		}
	}
	return at
}

// units are those of a View that are the team's own, or the others.
func (tw *Twins) units(v *View, own bool) (units []UnitView) {
	for _, u := range v.Units {
		if (u.Team == tw.team) == own {
			units = append(units, u)
		}
	}
	return units
}

// combatEvents are those of a View that are of a sort.
func (tw *Twins) combatEvents(v *View, sort func(v *View, h CombatEvent) bool) (of []CombatEvent) {
	for _, h := range v.CombatEvents {
		if sort(v, h) {
			of = append(of, h)
		}
	}
	return of
}

func isHeard(_ *View, h CombatEvent) bool { return h.Kind == Heard || h.Kind == Blast }

// isOwn tells of what happens to own units, as far as no other is named.
func (tw *Twins) isOwn(v *View, h CombatEvent) bool {
	ours := func(id uint16) bool {
		return id == NoUnit || slices.ContainsFunc(v.Units, func(u UnitView) bool {
			return u.ID == id && u.Team == tw.team
		})
	}
	return !isHeard(v, h) && h.Kind != Captured && ours(h.Source) && ours(h.Target)
}

// touch is something that touched an own unit: what, whom, and how.
type touch struct{ what, unit, how int }

// touched lists what touched the team's units in a tick: fire, whoever is in the way, and what
// keeps somebody from coming.
func (tw *Twins) touched(world int) (all []touch) {
	w := tw.worlds[world]
	for i := range w.squads {
		if sq := &w.squads[i]; sq.team == tw.team {
			all = append(all, touch{1, i, int(sq.alarm)})
		}
	}
	for i := range w.loud {
		if h := &w.loud[i]; (h.kind == Shot || h.kind == Hit || h.kind == Death) && h.target != NoUnit &&
			w.units[h.target].team == tw.team {
			all = append(all, touch{0, int(h.target), int(h.kind)})
		}
	}
	for i := range w.units {
		u := &w.units[i]
		if u.team != tw.team {
			continue
		}
		all = append(all, touch{2, i, int(u.hp)<<8 + int(u.supp)})
		if next := nextOf(w, u); u.wait > 0 && next != noCell && tw.stranger(world, next, 0) {
			all = append(all, touch{3, i, int(next)})
		}
		if u.here() && tw.before[world][i] == noCell && tw.stranger(world, u.cell, 8) {
			all = append(all, touch{4, i, int(u.cell)})
		}
	}
	return all
}

// nextOf is the cell that a unit is to enter next, noCell for none.
func nextOf(w *World, u *unit) int32 {
	if !u.here() || u.steps >= u.pathN {
		return noCell
	}
	return u.cell + dirX[u.path[u.steps]] + dirY[u.path[u.steps]]*w.ground.w
}

// stranger reports whether somebody of another team stands within so many cells of a cell, or did before the Step.
func (tw *Twins) stranger(world int, cell, within int32) bool {
	w := tw.worlds[world]
	for i := range w.units {
		if w.units[i].team == tw.team {
			continue
		}
		if w.units[i].here() && w.ground.far(w.units[i].cell, cell) <= within*within {
			return true
		}
		if before := tw.before[world][i]; before != noCell && w.ground.far(before, cell) <= within*within {
			return true
		}
	}
	return false
}
