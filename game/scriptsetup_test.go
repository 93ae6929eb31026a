package game_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

// storySetup makes a fight of a story's head, by the rules of the game.
func storySetup(t *testing.T, head string) *game.Setup {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	s.Scenario.Squads, s.Scenario.Points, s.Scenario.Clock, s.Scenario.ScoreToWin, s.Scenario.Supply = nil, nil, 0, 0, 0
	parts := strings.Split(head, "\n\n")
	require.Greater(t, len(parts), 1, "a story says what it tells, then draws a map")
	drawMap(t, s, parts[1])
	for _, part := range parts[2:] {
		if !strings.HasPrefix(part, "with ") {
			heights := strings.ReplaceAll(part, "\n", "")
			s.Map.Heights = []byte(strings.Map(func(r rune) rune { return r - '0' }, heights))
			continue
		}
		for line := range strings.SplitSeq(part, "\n") {
			with(t, s, strings.Fields(line)[1:])
		}
	}
	if !slices.ContainsFunc(s.Scenario.Squads, func(q game.SquadSetup) bool { return q.Seat == 1 }) {
		x, y := freeCell(s)
		// or the match would be over
		s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{Seat: 1, Count: 1, X: x, Y: y, Arrives: 1 << 30})
	}
	require.NoError(t, s.Check())
	return s
}

func freeCell(s *game.Setup) (x, y int32) {
	i := int32(slices.IndexFunc(s.Map.Cells, func(code uint8) bool {
		return s.Rules.Terrains[code].Cost[game.Foot] > 0
	}))
	return i % s.Map.W, i / s.Map.W
}

func drawMap(t *testing.T, s *game.Setup, drawn string) {
	rows := strings.Split(drawn, "\n")
	s.Map = game.Map{Name: "drawn", W: int32(len(rows[0])), H: int32(len(rows))}
	for y, row := range rows {
		require.Len(t, row, int(s.Map.W), "row %d", y)
		for x := range len(row) {
			s.Map.Cells = append(s.Map.Cells, drawnCell(s, row[x], int32(x), int32(y)))
		}
	}
	s.Scenario.Teams[0].StartX, s.Scenario.Teams[0].StartY = 0, 0
	s.Scenario.Teams[1].StartX, s.Scenario.Teams[1].StartY = s.Map.W-1, 0
}

// drawnCell is the terrain of a letter; units and points stand on open ground.
func drawnCell(s *game.Setup, letter byte, x, y int32) uint8 {
	for code, terrain := range s.Rules.Terrains {
		if terrain.Letter == letter {
			return uint8(code)
		}
	}
	if letter >= '0' && letter <= '9' {
		s.Scenario.Points = append(s.Scenario.Points, game.PointSetup{Name: string(letter), X: x, Y: y, Radius: 2})
	}
	for code, kind := range s.Rules.Kinds {
		for seat, as := range []byte{kind.Letter, kind.Letter + 'a' - 'A'} {
			if letter == as {
				s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{
					Seat: uint8(seat), Kind: uint8(code), Count: 1, X: x, Y: y, Facing: uint8(128 * seat),
				})
			}
		}
	}
	return 0
}

// with changes what a drawing cannot tell.
func with(t *testing.T, s *game.Setup, words []string) {
	sc := &s.Scenario
	number := func(i int) (n int) {
		_, err := fmt.Sscan(words[i], &n)
		require.NoError(t, err, words)
		return n
	}
	if mode := named(game.Modes, words[0]); mode >= 0 {
		sc.Mode = game.Mode(mode)
		if len(words) > 1 {
			sc.Side = uint8(teamOf(t, words[1]))
		}
		if sc.Mode == game.Escort {
			sc.Charge, sc.Goal = uint8(squadNamed(t, s, words[1], number(2))), uint8(number(3))
		}
		return
	}
	switch words[0] {
	case "turns":
		withTurns(t, s, words[1:])
	case "supply":
		sc.Supply = uint16(number(1))
	case "clock":
		sc.Clock = game.Tick(number(1))
	case "score":
		sc.ScoreToWin = uint32(number(1))
	case "owner":
		sc.Points[number(1)].Owner = uint8(teamOf(t, words[2]) + 1)
	case "start":
		team := &sc.Teams[teamOf(t, words[1])]
		_, err := fmt.Sscanf(words[2], "%d,%d", &team.StartX, &team.StartY)
		require.NoError(t, err)
	default:
		withSquad(t, &sc.Squads[squadNamed(t, s, words[0], number(1))], words[2:], number)
	}
}

func withSquad(t *testing.T, sq *game.SquadSetup, words []string, number func(int) int) {
	for i, word := range words {
		switch {
		case word == "arrives":
			sq.Arrives = game.Tick(number(i + 3))
		case slices.Contains(facings, word):
			sq.Facing = uint8(32 * slices.Index(facings, word))
		case strings.HasPrefix(word, "x"):
			_, err := fmt.Sscanf(word, "x%d", &sq.Count)
			require.NoError(t, err)
		}
	}
}

// squadNamed is the index of a team's squad by its own number.
func squadNamed(t *testing.T, s *game.Setup, team string, number int) int {
	for i, sq := range s.Scenario.Squads {
		if int(sq.Seat) != teamOf(t, team) {
			continue
		}
		if number == 0 {
			return i
		}
		number--
	}
	require.Fail(t, "no such squad")
	return 0
}
