package game_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
)

var update = flag.Bool("update", false, "rewrite the traces of the stories")

// A story is a text: what it tells, a drawn map with units (upper case red, lower case blue, each a squad of its own, digits
// are capture points), and commands, each with the trace that it leaves:
//
//	> red 0 move 12,5        an order to red's squad 0; also attack N, attack-move, hold, capture N, retreat
//	> step 10                ten ticks; the answers and what red sees and hears of shots, hits and deaths are told
//	> view red               the map as red sees it: what is out of sight is blank
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			told := tell(t, string(text))
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(told), 0o644))
				return
			}
			require.Equal(t, string(text), told)
		})
	}
}

// story is one being told.
type story struct {
	t     *testing.T
	world *game.World
	queue []game.Order
	seqs  [2]uint32
}

// tell plays a text and returns it with the traces that come of it.
func tell(t *testing.T, text string) string {
	head, rest, ok := strings.Cut(text, "\n> ")
	require.True(t, ok, "there are no commands")
	said, drawn, ok := strings.Cut(strings.TrimSpace(head), "\n\n")
	require.True(t, ok, "a story says what it tells, then draws a map")
	s := &story{t: t, world: game.New(drawnSetup(t, drawn), 7)}
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s\n\n%s\n", said, drawn)
	for part := range strings.SplitSeq(rest, "\n> ") {
		command, _, _ := strings.Cut(part, "\n")
		fmt.Fprintf(b, "\n> %s\n%s", command, s.do(command))
	}
	return b.String()
}

// drawnSetup makes a fight of a drawn map, by the rules of the game.
func drawnSetup(t *testing.T, drawn string) *game.Setup {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	rows := strings.Split(drawn, "\n")
	s.Map = game.Map{Name: "drawn", W: int32(len(rows[0])), H: int32(len(rows))}
	s.Scenario.Squads, s.Scenario.Points, s.Scenario.Clock = nil, nil, 0
	for y, row := range rows {
		require.Len(t, row, int(s.Map.W), "row %d", y)
		for x := range len(row) {
			s.Map.Cells = append(s.Map.Cells, drawnCell(s, row[x], int32(x), int32(y)))
		}
	}
	s.Scenario.Teams[0].StartX, s.Scenario.Teams[0].StartY = 0, 0
	s.Scenario.Teams[1].StartX, s.Scenario.Teams[1].StartY = s.Map.W-1, 0
	require.NoError(t, s.Check())
	return s
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
				s.Scenario.Squads = append(s.Scenario.Squads, game.SquadSetup{Seat: uint8(seat), Kind: uint8(code), Count: 1, X: x, Y: y, Facing: uint8(128 * seat)})
			}
		}
	}
	return 0
}

var teams = []string{"red", "blue"}

func (s *story) do(command string) string {
	words := strings.Fields(command)
	switch words[0] {
	case "step":
		n := 0
		_, err := fmt.Sscan(words[1], &n)
		require.NoError(s.t, err, command)
		return s.step(n)
	case "view":
		return s.draw(game.Audience(s.team(words[1])))
	}
	s.order(words)
	return ""
}

func (s *story) team(name string) int {
	for i, team := range teams {
		if team == name {
			return i
		}
	}
	require.Fail(s.t, "no such team", name)
	return 0
}

func (s *story) order(words []string) {
	team := s.team(words[0])
	s.seqs[team]++
	o := game.Order{Seat: uint8(team), Leader: game.AI, Seq: s.seqs[team]}
	_, err := fmt.Sscan(words[1], &o.Squad)
	require.NoError(s.t, err)
	kinds := map[string]game.OrderKind{
		"move": game.Move, "attack": game.Attack, "attack-move": game.AttackMove, "hold": game.Hold, "capture": game.Capture, "retreat": game.Retreat,
	}
	o.Kind = kinds[words[2]]
	if len(words) > 3 {
		if n, _ := fmt.Sscanf(words[3], "%d,%d", &o.X, &o.Y); n == 2 {
			o.X, o.Y = o.X*game.ViewStep+game.ViewStep/2, o.Y*game.ViewStep+game.ViewStep/2
		} else {
			_, err := fmt.Sscan(words[3], &o.Target)
			require.NoError(s.t, err)
			o.X = 0
		}
	}
	s.queue = append(s.queue, o)
}

func (s *story) step(n int) string {
	b, heard := &strings.Builder{}, map[string]int{}
	var v game.View
	for i := range n {
		in := &game.Input{}
		if i == 0 {
			in.Orders, s.queue = s.queue, nil
		}
		s.world.Step(in)
		for _, o := range in.Orders {
			a, _ := s.world.Answer(o.Seat, o.Leader, o.Seq)
			fmt.Fprintf(b, "%s %d: %v\n", teams[o.Seat], o.Squad, a.Refusal)
		}
		s.world.View(0, &v)
		for _, h := range v.Happenings {
			heard[[]string{"shots", "hits", "deaths", "heard", "captured"}[h.Kind]]++
		}
	}
	for _, what := range []string{"shots", "hits", "deaths", "heard", "captured"} {
		if heard[what] > 0 {
			fmt.Fprintf(b, "%s: %d\n", what, heard[what])
		}
	}
	if r := s.world.Result(); r.Reason != game.NotOver {
		fmt.Fprintf(b, "over: %v, winner %d\n", r.Reason, r.Winner)
	}
	return b.String()
}

func (s *story) draw(a game.Audience) string {
	var v game.View
	var fog game.Fog
	s.world.View(a, &v)
	setup := s.world.Setup()
	setup.Fog(&v, &fog)
	cells := make([]byte, len(setup.Map.Cells))
	for i, code := range setup.Map.Cells {
		if cells[i] = ' '; fog.Visible[i] {
			cells[i] = setup.Rules.Terrains[code].Letter
		}
	}
	for i, p := range setup.Scenario.Points {
		cells[p.Y*setup.Map.W+p.X] = "-RB"[v.Points[i].Owner+1]
	}
	told := &strings.Builder{}
	for _, u := range v.Units {
		letter := setup.Rules.Kinds[u.Kind].Letter
		if u.Team == 1 {
			letter += 'a' - 'A'
		}
		cells[int32(u.Y)/game.ViewStep*setup.Map.W+int32(u.X)/game.ViewStep] = letter
		fmt.Fprintf(told, "%c hp %d", letter, u.HP)
		if u.Flags&game.Pinned != 0 {
			told.WriteString(" pinned")
		}
		told.WriteByte('\n')
	}
	b := &strings.Builder{}
	for y := range setup.Map.H {
		b.WriteString("|" + string(cells[y*setup.Map.W:(y+1)*setup.Map.W]) + "|\n")
	}
	return b.String() + told.String()
}
