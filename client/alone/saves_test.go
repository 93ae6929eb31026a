package alone

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client/screen/host"
	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// TestMain is also the program that plays and is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("PLAY_IN"); dir != "" {
		playUntilKilled(dir)
	}
	os.Exit(m.Run())
}

// playing is a host whose matches and replays are kept in a directory.
func playing(t testing.TB, dir string) *Matches {
	h := Open(Config{Assets: assets.Embedded(), Dir: dir, Seed: 7})
	if t != nil {
		t.Cleanup(func() { _ = h.Close() })
	}
	return h
}

// start begins a match and enters it.
func start(ctx context.Context, h *Matches, c host.Choice) (host.Match, error) {
	m, err := h.Begin(ctx, c)
	if err != nil {
		return nil, err
	}
	return m.Enter(ctx)
}

// resume goes on with a match that was left.
func resume(t *testing.T, h *Matches, id, name string) (host.Match, error) {
	m, err := h.Continue(id, name)
	if err != nil {
		return nil, err
	}
	return m.Enter(t.Context())
}

// seen plays until a tick was shown, and returns the first and the last tick that were.
func seen(t *testing.T, m host.Match, until game.Tick) (first, last game.Tick) {
	for last < until || last == 0 {
		u, err := m.Next(t.Context())
		require.NoError(t, err)
		if u.View != nil {
			if last = u.View.Tick; first == 0 {
				first = last
			}
		}
	}
	return first, last
}

// A player leaves a battle, and goes on with it another day; then it is not wanted any more. The replay stays.
func TestABattleThatWasLeftGoesOn(t *testing.T) {
	dir := t.TempDir()
	h := playing(t, dir)
	m, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann", Level: "veteran"})
	require.NoError(t, err)
	all, err := h.Saves()
	require.NoError(t, err)
	require.Empty(t, all, "what is played now was not left")
	_, left := seen(t, m, 30)
	require.NoError(t, m.Close())
	all, err = h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, []string{"duel", "veteran"}, []string{all[0].Scenario, all[0].Level})
	require.NoError(t, all[0].Err)
	require.GreaterOrEqual(t, all[0].Played, time.Second, "thirty ticks are one and a half")

	h = playing(t, dir)
	m, err = resume(t, h, all[0].ID, "Ann")
	require.NoError(t, err)
	first, last := seen(t, m, left+20)
	require.GreaterOrEqual(t, first, left, "time does not run backwards")
	require.Equal(t, 0, m.Seat())
	require.NoError(t, m.Close())
	list, err := h.replays.List()
	require.NoError(t, err)
	require.Len(t, list, 1, "one match is one replay")
	require.GreaterOrEqual(t, lengthOf(t, h, list[0].ID), last-10, "of all that was played")
	require.NoError(t, h.Delete(all[0].ID))
	all, err = h.Saves()
	require.NoError(t, err)
	require.Empty(t, all)
	list, err = h.replays.List()
	require.NoError(t, err)
	require.Len(t, list, 1)
}

func lengthOf(t *testing.T, h *Matches, id string) game.Tick {
	b, err := h.replays.Open(id)
	require.NoError(t, err)
	f, err := replay.Import(b.Replay, replay.Anybody)
	require.NoError(t, err)
	s, err := replay.Summarize(f.Match, f.Records)
	require.NoError(t, err)
	return s.Ticks
}

// playUntilKilled tells each tick that its player was shown.
func playUntilKilled(dir string) {
	h := playing(nil, dir)
	m, err := start(context.Background(), h, host.Choice{Scenario: "duel", Name: "Ann"})
	for err == nil {
		u, e := m.Next(context.Background())
		if err = e; u.View != nil {
			fmt.Println("tick", u.View.Tick)
		}
	}
	fmt.Println(err)
	os.Exit(1)
}

// The program is killed in the middle of a battle. When it is started again the battle goes on, at no tick earlier than
// what the player was shown, and its replay is there.
func TestABattleGoesOnAfterItsProgramWasKilled(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), "PLAY_IN="+dir)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var shown game.Tick
	for lines := bufio.NewScanner(out); shown < 40 && lines.Scan(); {
		_, err := fmt.Sscanf(lines.Text(), "tick %d", &shown)
		require.NoError(t, err, lines.Text())
	}
	h := playing(t, dir)
	all, err := h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.ErrorIs(t, h.Delete(all[0].ID), journal.ErrInUse, "another program plays it")
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed

	all, err = h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 1)
	list, err := h.replays.List()
	require.NoError(t, err)
	require.Len(t, list, 1, "nobody kept it, and it is kept")
	require.NotZero(t, lengthOf(t, h, list[0].ID))
	m, err := resume(t, h, all[0].ID, "Ann")
	require.NoError(t, err)
	first, _ := seen(t, m, 1)
	require.GreaterOrEqual(t, first, shown)
	require.NoError(t, m.Close())
}

// left leaves a battle behind, and returns where it is kept.
func left(t *testing.T, h *Matches) place {
	m, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	seen(t, m, 25)
	name := h.name
	require.NoError(t, m.Close())
	return h.saves.at(name)
}

// A battle that has ended leaves its replay and is not offered.
func TestABattleThatHasEndedIsNotOffered(t *testing.T) {
	h := playing(t, t.TempDir())
	p := left(t, h)
	l := p.readJournal()
	require.NoError(t, l.Err)
	last := l.recs[len(l.recs)-1]
	f := &replay.Fold{}
	for _, r := range l.recs {
		require.NoError(t, f.Apply(r))
	}
	end := &replay.Record{
		Kind: replay.End, Tick: f.World.Tick(),
		Result: game.Result{Reason: game.ClockRanOut, Winner: game.NoTeam, Tick: f.World.Tick()},
	}
	s, err := journal.OpenFiles(p.journal())
	require.NoError(t, err)
	done := make(chan error, 1)
	s.Append(l.match, journal.Seal(last.Hash, replay.AppendRecord(nil, end)), func(err error) { done <- err })
	require.NoError(t, <-done)
	require.NoError(t, s.Close())
	require.NoError(t, os.RemoveAll(h.replays.dir))
	require.NoError(t, os.WriteFile(h.replays.dir, nil, 0o600)) // no replay can be written
	all, err := h.Saves()
	require.NoError(t, err)
	require.Empty(t, all)
	require.DirExists(t, p.journal(), "it is all that there is of the match")
	require.NoError(t, os.Remove(h.replays.dir))
	all, err = h.Saves()
	require.NoError(t, err)
	require.Empty(t, all)
	require.NoDirExists(t, p.path)
	list, err := h.replays.List()
	require.NoError(t, err)
	require.Len(t, list, 1)
}

// What cannot be resumed is listed with its reason, may be deleted, and keeps nobody from playing.
func TestABattleThatCannotBeReadIsOfferedForDeletion(t *testing.T) {
	h := playing(t, t.TempDir())
	old, torn := left(t, h), left(t, h)
	l := old.readJournal()
	begin, err := replay.DecodeRecord(l.recs[0].Payload)
	require.NoError(t, err)
	begin.Fingerprint++
	require.NoError(t, os.RemoveAll(old.journal()))
	s, err := journal.OpenFiles(old.journal())
	require.NoError(t, err)
	done := make(chan error, 1)
	s.Append(l.match, journal.Seal(journal.Hash{}, replay.AppendRecord(nil, begin)), func(err error) { done <- err })
	require.NoError(t, <-done)
	require.NoError(t, s.Close())
	segments, err := os.ReadDir(torn.journal())
	require.NoError(t, err)
	for _, e := range segments {
		name := filepath.Join(torn.journal(), e.Name())
		b, err := os.ReadFile(name)
		require.NoError(t, err)
		for at := range min(200, len(b)) {
			b[at] ^= 0x55
		}
		require.NoError(t, os.WriteFile(name, b, 0o600))
	}

	all, err := h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 2)
	foreign := 0
	for _, one := range all {
		require.Error(t, one.Err, one.ID)
		if e := new(replay.FingerprintError); errors.As(one.Err, &e) {
			foreign++
			require.Equal(t, old.name, one.ID)
		}
		_, err := resume(t, h, one.ID, "Ann")
		require.Error(t, err)
	}
	require.Equal(t, 1, foreign)
	m, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	seen(t, m, 1)
	for _, one := range all {
		require.NoError(t, h.Delete(one.ID))
	}
	require.NoError(t, m.Close())
	all, err = h.Saves()
	require.NoError(t, err)
	require.Len(t, all, 1, "the one that was left just now")
}

// A disk that takes nothing does not keep anybody from playing.
func TestABattleIsPlayedWhereNothingCanBeKept(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "matches"), nil, 0o600))
	h := playing(t, dir)
	m, err := start(t.Context(), h, host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	seen(t, m, 1)
	require.NoError(t, m.Close())
}

// Of too many battles the ones left longest ago go.
func TestUnfinishedBattlesAreBounded(t *testing.T) {
	h := playing(t, t.TempDir())
	p := left(t, h)
	for i := range maxSaves + 3 {
		copied := filepath.Join(h.saves.dir, fmt.Sprintf("duel.20200101-0000%02d", i))
		require.NoError(t, os.CopyFS(copied, os.DirFS(p.path)))
		at := time.Now().Add(time.Duration(i-100) * time.Hour)
		require.NoError(t, filepath.WalkDir(copied, func(path string, _ os.DirEntry, err error) error {
			return errors.Join(err, os.Chtimes(path, at, at))
		}))
	}
	q, err := h.saves.make(host.Choice{Scenario: "duel"}, time.Now())
	require.NoError(t, err)
	require.NotEqual(t, p.name, q.name)
	all, err := h.saves.list(q.name)
	require.NoError(t, err)
	require.Len(t, all, maxSaves-1, "and the new one")
	require.Equal(t, p.name, all[0].ID)
	require.True(t, strings.HasSuffix(all[1].ID, fmt.Sprint(maxSaves+2)), all[1].ID)
}
