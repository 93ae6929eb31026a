package game_test

import (
	"fmt"
	"strings"

	"muster/game"
)

// draw is the map as an audience sees it, and its units.
func (s *story) draw(a game.Audience) string {
	var v game.View
	var fog game.Fog
	s.world.View(a, &v)
	setup := s.world.Setup()
	setup.Fog(&v, &fog)
	letters := lettersOf(setup, &v)
	told := &strings.Builder{}
	cells := make([]byte, len(letters))
	for i := range cells {
		if cells[i] = ' '; fog.Visible[i] {
			cells[i] = letters[i]
		}
	}
	for i, p := range setup.Scenario.Points {
		cells[p.Y*setup.Map.W+p.X] = "-RB"[v.Points[i].Owner+1]
	}
	for _, u := range v.Units {
		letter := setup.Rules.Kinds[u.Kind].Letter
		if u.Team == 1 {
			letter += 'a' - 'A'
		}
		if u.Flags&game.Aboard == 0 {
			cells[int32(u.Y)/game.ViewStep*setup.Map.W+int32(u.X)/game.ViewStep] = letter
		}
		fmt.Fprintf(told, "%c hp %d%s\n", letter, u.HP, flagged(u.Flags))
	}
	b := &strings.Builder{}
	for y := range setup.Map.H {
		b.WriteString("|" + string(cells[y*setup.Map.W:(y+1)*setup.Map.W]) + "|\n")
	}
	return b.String() + told.String()
}

// lettersOf is the map as an audience knows it.
func lettersOf(setup *game.Setup, v *game.View) []byte {
	letters := make([]byte, len(setup.Map.Cells))
	for i, code := range setup.Map.Cells {
		letters[i] = setup.Rules.Terrains[code].Letter
	}
	for _, m := range v.Marks {
		at := int32(m.Y)*setup.Map.W + int32(m.X)
		switch m.Kind {
		case game.Altered:
			letters[at] = setup.Rules.Terrains[m.What].Letter
		case game.Mine:
			letters[at] = 'x'
		}
	}
	for _, m := range v.Marks {
		for i := range letters {
			dx, dy := int32(i)%setup.Map.W-int32(m.X), int32(i)/setup.Map.W-int32(m.Y)
			if m.Kind == game.Cloud && dx*dx+dy*dy <= int32(m.What)*int32(m.What) {
				letters[i] = 'o'
			}
		}
	}
	return letters
}

func flagged(flags game.UnitFlags) (told string) {
	for _, f := range []struct {
		flag game.UnitFlags
		word string
	}{{game.Pinned, " pinned"}, {game.Fleeing, " fleeing"}, {game.Aboard, " aboard"}, {game.Working, " working"}} {
		if flags&f.flag != 0 {
			told += f.word
		}
	}
	return told
}

// squads reports what a team's squads do.
func (s *story) squads(a game.Audience) string {
	var v game.View
	s.world.View(a, &v)
	b := &strings.Builder{}
	for _, sq := range v.Squads {
		fmt.Fprintf(b, "%d %s: %d alive, %v, %v, %v, morale %d, level %d", sq.ID,
			s.world.Setup().Rules.Kinds[sq.Kind].Name, sq.Alive, sq.Order, sq.Formation, sq.Stance, sq.Morale, sq.Level)
		if sq.Broken {
			b.WriteString(", broken")
		}
		for _, p := range v.Waypoints {
			if p.Squad == sq.ID {
				fmt.Fprintf(b, ", then %v", p.Kind)
			}
		}
		b.WriteByte('\n')
	}
	for i, p := range v.Points {
		fmt.Fprintf(b, "point %d: owner %d, taker %d, progress %d, contested %v\n",
			i, p.Owner, p.Taker, p.Progress, p.Contested)
	}
	if v.Supply > 0 {
		fmt.Fprintf(b, "supply %d\n", v.Supply)
	}
	return b.String()
}
