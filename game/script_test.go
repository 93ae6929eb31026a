package game_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/game"
)

var update = flag.Bool("update", false, "rewrite the traces of the stories")

// A story is a text: what it tells, a drawn map with units (upper case red, lower case blue, each a squad of its own,
// digits are capture points), if need be its heights, drawn alike, and lines that begin with "with":
//
//	with red 0 x4              the squad has four men; also: arrives 100, facing west
//	with supply 50             also: clock N, score N, hold_out TEAM, escort TEAM SQUAD POINT, last_stand,
//	                           owner POINT TEAM, start TEAM X,Y
//
// and then commands, each with the trace that it leaves:
//
//	> red 0 move 12,5          an order to red's squad 0, by its key; behind it where to or to whom, and any of:
//	                           queued, facing east, a formation, a stance
//	> step 10                  ten ticks; the answers and what red sees and hears are told
//	> view red                 the map as red sees it: what is out of sight is blank; o is smoke, x a mine
//	> squads red               what red's squads do
//
// By turns ("with turns together length 40 planning 30", more in withTurns) there is no step:
//
//	> open 0                   the next turn may be planned, at second 0
//	> red 0 move 12,5 at 20    an order for the 20th tick of the turn; "turn 3" names another turn than the next
//	> red 0 none               what is planned for red's squad 0 is forgotten
//	> red 0 none commit        red's plan is final
//	> plan 12                  what was ordered is told at second 12, and answered
//	> run                      the turn
//	> turn red                 how red knows it to stand, and what red plans
//	> player red               a player takes red's seat; "ai" behind an order has his AI give it
func TestStories(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "testdata/script/*.txt")
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
	now   uint64 // seconds, by turns
}

// tell plays a text and returns it with the traces that come of it.
func tell(t *testing.T, text string) string {
	head, rest, ok := strings.Cut(text, "\n> ")
	require.True(t, ok, "there are no commands")
	head = strings.TrimSpace(head)
	s := &story{t: t, world: game.New(storySetup(t, head), 7)}
	b := &strings.Builder{}
	b.WriteString(head + "\n")
	for part := range strings.SplitSeq(rest, "\n> ") {
		command, _, _ := strings.Cut(part, "\n")
		fmt.Fprintf(b, "\n> %s\n%s", command, s.do(command))
	}
	return b.String()
}

var teams = []string{"red", "blue"}

func (s *story) do(command string) string {
	words := strings.Fields(command)
	if told, ok := s.turnCommand(words); ok {
		return told
	}
	switch words[0] {
	case "step":
		n := 0
		_, err := fmt.Sscan(words[1], &n)
		require.NoError(s.t, err, command)
		return s.step(n)
	case "view":
		return s.draw(game.Audience(teamOf(s.t, words[1])))
	case "squads":
		return s.squads(game.Audience(teamOf(s.t, words[1])))
	}
	s.order(words)
	return ""
}

func teamOf(t *testing.T, name string) int {
	i := slices.Index(teams, name)
	require.GreaterOrEqual(t, i, 0, "there is no team %q", name)
	return i
}

// named finds what has a name as its key, -1 if nothing has.
func named[T interface {
	~uint8
	fmt.Stringer
}](most T, name string) int {
	for i := T(0); i < most; i++ {
		if i.String() == name {
			return int(i)
		}
	}
	return -1
}

var facings = []string{"east", "southeast", "south", "southwest", "west", "northwest", "north", "northeast"}

func (s *story) order(words []string) {
	team := teamOf(s.t, words[0])
	o := game.Order{Seat: uint8(team), Leader: s.world.Leader(uint8(team))}
	if words[len(words)-1] == "ai" {
		o.Leader, words = game.AI, words[:len(words)-1]
	}
	if o.Leader == s.world.Leader(o.Seat) {
		s.seqs[team]++
		o.Seq = s.seqs[team]
	} else {
		o.Seq = s.world.LastSeq(o.Seat, o.Leader) + 1
	}
	_, err := fmt.Sscan(words[1], &o.Squad)
	require.NoError(s.t, err)
	kind := named(game.OrderKinds, words[2])
	require.GreaterOrEqual(s.t, kind, 0, "there is no order %q", words[2])
	o.Kind = game.OrderKind(kind)
	for i, word := range s.turnWords(&o, words[3:]) {
		var x, y uint16
		switch facing := slices.Index(facings, word); {
		case word == "queued":
			o.Flags |= game.Queued
		case word == "facing":
			o.Flags |= game.Faced
		case facing >= 0:
			o.Facing = uint8(32 * facing)
		case named(game.Formations, word) >= 0:
			o.Arg = uint8(named(game.Formations, word))
		case named(game.Stances, word) >= 0:
			o.Arg = uint8(named(game.Stances, word))
		default:
			if n, _ := fmt.Sscanf(word, "%d,%d", &x, &y); n == 2 {
				o.X, o.Y = x*game.ViewStep+game.ViewStep/2, y*game.ViewStep+game.ViewStep/2
				continue
			}
			_, err := fmt.Sscan(word, &o.Target)
			require.NoError(s.t, err, "word %d of %v", i+3, words)
		}
	}
	s.queue = append(s.queue, o)
}

func (s *story) step(n int) string {
	b := &strings.Builder{}
	var told []int
	for i := range n {
		in := &game.Input{}
		if i == 0 {
			in.Orders, s.queue = s.queue, nil
		}
		s.world.Step(in)
		b.WriteString(s.answers(in))
		told = s.hear(told)
	}
	return b.String() + s.tellOf(told)
}

// answers are those to what was just ordered.
func (s *story) answers(in *game.Input) string {
	b := &strings.Builder{}
	for _, o := range in.Orders {
		a, ok := s.world.Answer(o.Seat, o.Leader, o.Seq)
		require.True(s.t, ok)
		fmt.Fprintf(b, "%s %d: %v\n", teams[o.Seat], o.Squad, a.Refusal)
	}
	return b.String()
}

// hear counts what red sees and hears in this tick.
func (s *story) hear(told []int) []int {
	if told == nil {
		told = make([]int, game.CombatEventKinds)
	}
	var v game.View
	s.world.View(0, &v)
	for _, h := range v.CombatEvents {
		told[h.Kind]++
	}
	return told
}

func (s *story) tellOf(told []int) string {
	b := &strings.Builder{}
	for kind, n := range told {
		if n > 0 {
			fmt.Fprintf(b, "%v: %d\n", game.CombatEventKind(kind), n)
		}
	}
	if r := s.world.Result(); r.Reason != game.NotOver {
		winner := "nobody"
		if r.Winner >= 0 {
			winner = teams[r.Winner]
		}
		fmt.Fprintf(b, "over: %v, %s wins\n", r.Reason, winner)
	}
	return b.String()
}
