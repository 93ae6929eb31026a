package league

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/ai"
	"muster/assets"
	"muster/game"
	"muster/shard/replay"
)

// printer prints, stumbles once over its own list, and is closed.
type printer struct {
	turns  int
	closed *int
	errs   error
}

func (c *printer) Think(v *game.View, _ []game.Talk) []game.Order {
	if c.turns++; c.turns == 50 {
		if c.errs != nil {
			panic(c.errs)
		}
		_ = v.Squads[len(v.Squads)]
	}
	return nil
}

func (c *printer) Printed() string {
	return map[int]string{3: "the bridge?\x1b[31m\nor the ford", 50: "oh\n"}[c.turns]
}
func (c *printer) Finish(game.Result) { *c.closed++ }

// played is a short duel of the printer against a regular, kept.
func played(t *testing.T, which Which, errs error) (o Outcome, closed int) {
	p := Player{Set: assets.Embedded(), Find: func(name string) (Commanders, error) {
		if name == "veteran/raider" {
			return func(*game.Setup, uint8, uint64) ai.Commander { return &printer{closed: &closed, errs: errs} }, nil
		}
		return ai.New, nil
	}}
	jobs := Jobs([]string{"veteran/raider", "regular"}, []string{"duel"}, 1, 9)
	KeepAs(jobs, which, t.TempDir())
	o, err := p.Play(jobs[0])
	require.NoError(t, err)
	return o, closed
}

// Whoever lost finds the game, sound, with what the enemy intended and what it printed itself.
func TestALostGameIsKept(t *testing.T) {
	o, closed := played(t, KeepLost, nil)
	require.Equal(t, 1, o.Winner)
	require.Equal(t, o.Turns[0].Crashes+1, closed, "each one that crashed was let go, and the last")
	require.Equal(t, "00-000-duel-veteran-raider-regular.muster", filepath.Base(o.Replay))
	b, err := os.ReadFile(o.Replay)
	require.NoError(t, err)
	f, err := replay.Import(b, replay.Anybody)
	require.NoError(t, err)
	report, err := replay.Verify(f.Match, f.Records)
	require.NoError(t, err)
	require.Equal(t, []any{uint64(o.Hash), o.Ticks}, []any{report.Hash, report.Ticks})
	require.Less(t, len(b), 8<<10)

	lines, err := os.Open(o.Replay + replay.IntentionsSuffix)
	require.NoError(t, err)
	defer lines.Close()
	said, err := replay.ReadIntentions(lines)
	require.NoError(t, err)
	setup, err := Duel(assets.Embedded(), "duel")
	require.NoError(t, err)
	require.NotEmpty(t, said.At(setup, 1, 200))

	log, err := os.ReadFile(o.Replay + replay.LogSuffix)
	require.NoError(t, err)
	require.Contains(t, string(log), "tick 2, seat 0: the bridge?[31m\ntick 2, seat 0: or the ford\n")
	require.Contains(t, string(log), "tick 49, seat 0: oh\n")
	require.Regexp(t, `tick 49, seat 0: crashed: runtime error: index out of range \[4\] with length 4 `+
		`\(league.\(\*printer\).Think, observe_test.go:\d+\)\n`, string(log))
}

// What a runner of foreign code says is told as it is: no stack of ours, and no line of ours to look for.
func TestACrashOfForeignCodeIsToldWithoutOurStack(t *testing.T) {
	o, _ := played(t, KeepCrashed, errors.New("plug-in: unreachable"))
	require.Equal(t, "tick 49: plug-in: unreachable", o.Turns[0].Crash)
	require.FileExists(t, o.Replay, "a game in which somebody crashed is kept")
}

// The fight is the same one, whoever watches, and nothing is kept that nobody asked for.
func TestAGameThatIsKeptIsTheSameGame(t *testing.T) {
	play := func(which Which) Outcome {
		p := Player{Set: assets.Embedded(), Find: func(string) (Commanders, error) { return ai.New, nil }}
		jobs := Jobs([]string{"regular", "elite"}, []string{"duel"}, 2, 5)
		KeepAs(jobs, which, filepath.Join(t.TempDir(), "kept"))
		o, err := p.Play(jobs[1])
		require.NoError(t, err)
		return o
	}
	without, with := play(""), play(KeepAll)
	require.Equal(t, without.Hash, with.Hash)
	require.Empty(t, without.Replay)
	require.FileExists(t, with.Replay)
	_, err := os.Stat(with.Replay + replay.LogSuffix)
	require.ErrorIs(t, err, fs.ErrNotExist, "who prints nothing leaves no log")
	require.Contains(t, with.Replay, "00-001-duel-elite-regular", "the first name leads the first team")
}

// A league's lost games are those of its first commander; of the others those that crashed.
func TestOfOthersGamesOnlyCrashesAreKept(t *testing.T) {
	jobs := Jobs([]string{"mine.wasm", "a", "b"}, []string{"duel"}, 1, 1)
	KeepAs(jobs, KeepLost, "kept")
	require.Equal(t, []Which{KeepLost, KeepLost, KeepCrashed},
		[]Which{jobs[0].Keep.Which, jobs[1].Keep.Which, jobs[2].Keep.Which})
	for name, want := range map[string]string{
		"bots/mine.v2.wasm": "mine.v2", "exec:python3 bots/bot.py": "bot", "veteran/raider": "veteran-raider",
		"exec:": "exec:",
	} {
		require.Equal(t, want, short(name))
	}
}
