package kits

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/lines"
	"muster/assets"
	"muster/game"
)

// ticks are a minute and a half: points are taken and lost, and squads meet.
const ticks = 1800

// twin is a commander in this program with the logic of the kits.
type twin struct {
	setup      *game.Setup
	seat, team uint8
}

func newTwin(s *game.Setup, seat uint8, _ uint64) ai.Commander {
	return &twin{s, seat, s.Scenario.Seats[seat].Team}
}

func (c *twin) Think(v *game.View, _ []game.Talk) (orders []game.Order) {
	var free []int
	for i, p := range v.Points {
		if p.Owner != int8(c.team) {
			free = append(free, i)
		}
	}
	for i := range v.Squads {
		q := &v.Squads[i]
		idle := q.Order != game.Capture || !slices.Contains(free, int(q.Target))
		if v.Tick%10 == 0 && q.Seat == c.seat && q.Alive > 0 && len(free) > 0 && idle {
			to := uint16(c.nearest(v, q.ID, free))
			orders = append(orders, game.Order{Kind: game.Capture, Squad: q.ID, Target: to})
		}
	}
	return orders
}

// nearest is the point nearest to the middle of a squad, in sixteenths of a cell.
func (c *twin) nearest(v *game.View, squad uint8, free []int) int {
	x, y, n := 0, 0, 0
	for i := range v.Units {
		if u := &v.Units[i]; u.Squad == squad && u.HP > 0 {
			x, y, n = x+int(u.X), y+int(u.Y), n+1
		}
	}
	far := func(i int) int {
		p := c.setup.Scenario.Points[i]
		dx, dy := x/n-int(p.X)*game.ViewStep-game.ViewStep/2, y/n-int(p.Y)*game.ViewStep-game.ViewStep/2
		return dx*dx + dy*dy
	}
	return slices.MinFunc(free, func(a, b int) int { return far(a) - far(b) })
}

// made makes a kit's folder and builds it as its maker would.
func made(t *testing.T, k Kit) *lines.Program {
	folder := filepath.Join(t.TempDir(), "first_bot")
	require.NoError(t, k.Make(folder))
	require.ErrorContains(t, k.Make(folder), "is there already")
	if k.Build != "" {
		words := strings.Fields(k.Build)
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0")
		said, err := cmd.CombinedOutput()
		require.NoError(t, err, string(said))
		require.NotContains(t, string(said), "warning")
	}
	run := slices.Clone(k.Run)
	for i, word := range run {
		if file := filepath.Join(folder, word); strings.Contains(word, ".") {
			run[i] = file
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, k.Bot))
	require.NoError(t, err)
	require.Contains(t, string(text), "first_bot", "it has its own name")
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	require.NoError(t, err)
	require.Contains(t, string(readme), "exec:"+strings.Join(k.Run, " "))
	require.NotContains(t, string(readme), "$")
	p, err := lines.Runner{}.Command(run)
	require.NoError(t, err, "make setup installs it")
	return p
}

// The same logic gives the same matches in every language, and in this program.
func TestTheSameLogicPlaysTheSameMatchesInEveryLanguage(t *testing.T) {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	play := func(seed uint64, bot league.Commanders) league.Fight {
		return league.Play(s, seed, func(s *game.Setup, seat uint8, seed uint64) ai.Commander {
			if seat == uint8(seed%2) {
				return bot(s, seat, seed)
			}
			return ai.New(s, seat, seed)
		}, ticks, nil)
	}
	seeds := []uint64{7, 8, 9}
	var want []league.Fight
	for _, seed := range seeds {
		f := play(seed, newTwin)
		require.Positive(t, f.Turns[0].Orders+f.Turns[1].Orders)
		want = append(want, f)
	}
	for _, k := range Kits {
		t.Run(k.Language, func(t *testing.T) {
			p := made(t, k)
			for i, seed := range seeds {
				got := play(seed, p.New)
				for seat, turns := range got.Turns {
					require.Zero(t, turns.Crashes, turns.Crash)
					require.Equal(t, want[i].Turns[seat].Orders, turns.Orders)
				}
				require.Equal(t, want[i].Hash, got.Hash)
			}
		})
	}
}

func TestAKitIsMadeWhereNothingIs(t *testing.T) {
	_, err := Find("cobol")
	require.ErrorContains(t, err, "there are go, python, js, c")
	k, err := Find("python")
	require.NoError(t, err)
	require.ErrorContains(t, k.Make(filepath.Join(t.TempDir(), `a"b`)), "a bot's name has a letter first")
}
