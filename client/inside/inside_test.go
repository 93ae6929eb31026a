package inside

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/host"
	"muster/game"
	"muster/shard/replay"
)

// until reads what a match says until something of it is as wanted.
func until(t *testing.T, m host.Match, wanted func(u client.Update) bool) client.Update {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		u, err := m.Next(ctx)
		require.NoError(t, err)
		require.NotEqual(t, client.Closed, u.Link, "%v", u.Err)
		if wanted(u) {
			return u
		}
	}
}

func tick(n game.Tick) func(client.Update) bool {
	return func(u client.Update) bool { return u.View != nil && u.View.Tick >= n }
}

// Somebody plays in a page, leaves, comes back after a reload and goes on, and watches what was played.
func TestAPagePlaysAloneAndGoesOnAfterAReload(t *testing.T) {
	b := newBrowser(t)
	p := b.open()
	saves, err := p.Saves().List()
	require.NoError(t, err)
	require.Empty(t, saves)
	require.Empty(t, b.workers, "nothing was ever kept: nothing is fetched to find that out")

	m, err := p.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann", Level: "veteran"})
	require.NoError(t, err)
	seq, err := m.Order(game.Order{Kind: game.Move, Squad: 0, X: 20 * game.ViewStep, Y: 20 * game.ViewStep})
	require.NoError(t, err)
	u := until(t, m, func(u client.Update) bool { return len(u.Answers) > 0 })
	require.Equal(t, seq, u.Answers[0].Seq)
	require.Equal(t, game.Obeyed, u.Answers[0].Refusal)
	all, _, err := p.Ticks(t.Context())
	require.NoError(t, err)
	require.NotZero(t, all)
	left := until(t, m, tick(20)).View.Tick
	require.NoError(t, m.Close())
	_, _, err = p.Ticks(t.Context())
	require.EqualError(t, err, errNoMatch.Error())

	p = b.reload()
	saves, err = p.Saves().List()
	require.NoError(t, err)
	require.Len(t, saves, 1)
	require.Equal(t, []string{"duel", "veteran"}, []string{saves[0].Scenario, saves[0].Level})
	m, err = p.Saves().Continue(t.Context(), saves[0].ID, "Ann")
	require.NoError(t, err)
	first := until(t, m, tick(1)).View.Tick
	require.GreaterOrEqual(t, first, left, "nothing shown is lost")
	require.NoError(t, m.Close())

	shared := ""
	kept := p.Replays(func(name string, r host.Recording) (string, error) { shared = name; return "downloads", nil })
	list, err := kept.List()
	require.NoError(t, err)
	require.Len(t, list, 1)
	rec, err := kept.Open(list[0].ID)
	require.NoError(t, err)
	require.Contains(t, string(rec.Intentions), `"act":"`)
	f, err := replay.Import(rec.Replay, replay.Anybody)
	require.NoError(t, err)
	require.NotEmpty(t, f.Records)
	_, err = kept.Share(list[0].ID)
	require.NoError(t, err)
	require.Equal(t, list[0].ID, shared)
	require.NoError(t, kept.Add("ridge", time.Now(), rec))
	list, err = kept.List()
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.NoError(t, p.Saves().Delete(saves[0].ID))
	saves, err = p.Saves().List()
	require.NoError(t, err)
	require.Empty(t, saves)
}

// A match of one's own waits for its page, which paints the battlefield first: nothing of it is missed.
func TestAMatchWaitsUntilItIsShown(t *testing.T) {
	p := newBrowser(t).open()
	m, err := p.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	ticks := func() uint64 {
		all, _, err := p.Ticks(t.Context())
		require.NoError(t, err)
		return all
	}
	require.Eventually(t, func() bool { // what was under way comes to its end, and then nothing goes on
		before := ticks()
		time.Sleep(time.Second)
		return ticks() == before
	}, 3*time.Minute, time.Millisecond)
	until(t, m, tick(game.Tick(ticks())+5))
	require.NoError(t, m.Close())
}

// A match of one's own stands still when it is told to, and goes on.
func TestAPageHoldsItsMatch(t *testing.T) {
	p := newBrowser(t).open()
	m, err := p.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	until(t, m, tick(5))
	m.(host.Paced).Pace(0)
	for late := 0; ; late++ { // what was under way arrives, and then nothing more
		quiet, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := m.Next(quiet)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			break
		}
		require.Less(t, late, 1000, "it stands still") // on a busy machine it is told so late
	}
	m.(host.Paced).Pace(100)
	until(t, m, func(u client.Update) bool { return u.View != nil })
	require.NoError(t, m.Close())
}

// What goes wrong in the worker is told by the page, as the screen knows it.
func TestWhatGoesWrongInTheWorkerIsTold(t *testing.T) {
	b := newBrowser(t)
	p := b.open()
	_, err := p.Start(t.Context(), host.Choice{Scenario: "nowhere", Name: "Ann"})
	require.ErrorContains(t, err, `there is no scenario "nowhere"`)
	_, err = p.Replays(nil).Open("none.replay")
	require.ErrorContains(t, err, "none.replay")

	foreign := &replay.FingerprintError{Stored: 7, Have: 8, Release: "1.0"}
	told := toldSaves(savesOf([]host.Save{{ID: "a", Err: errors.Join(errors.New("no"), foreign)}, {ID: "b"}}))
	var again *replay.FingerprintError
	require.ErrorAs(t, told[0].Err, &again)
	require.Equal(t, foreign, again)
	require.NoError(t, told[1].Err)

	b.troubles <- Full
	m, err := p.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	u := until(t, m, func(u client.Update) bool { return len(u.Notices) > 0 })
	require.Equal(t, "not_kept_full", u.Notices[0].Key)
	for _, lang := range assets.Languages {
		words, err := assets.Embedded().Words(lang)
		require.NoError(t, err)
		for _, why := range []Trouble{Refused, Full, Elsewhere, Insecure} {
			require.Contains(t, words, "notice.not_kept_"+string(why), lang)
		}
	}
	require.NoError(t, m.Close())
	require.ErrorContains(t, p.Replays(nil).Add("duel", time.Now(), host.Recording{}), "full")
}

// A worker that has died is told of, and the next battle starts another.
func TestAWorkerThatDiedIsStartedAgain(t *testing.T) {
	b := newBrowser(t)
	p := b.open()
	m, err := p.Start(t.Context(), host.Choice{Scenario: "duel", Name: "Ann"})
	require.NoError(t, err)
	until(t, m, tick(5))
	b.workers[0].control.Close(0, "")
	require.NoError(t, m.Close(), "who leaves a match that has died has left")
	require.Eventually(t, func() bool { // the disk is let go of
		all, err := p.Saves().List()
		return err == nil && len(all) == 1 && all[0].Err == nil
	}, time.Minute, 20*time.Millisecond)
	require.Len(t, b.workers, 2)
	entries, err := os.ReadDir(filepath.Join(b.dir, "matches"))
	require.NoError(t, err)
	require.Len(t, entries, 1)
}

// What came over a port is not what it should be: a page that is older than its worker, or a mistake.
func FuzzUnpack(f *testing.F) {
	for _, a := range []any{ask{N: 1, Do: doOpen, ID: "x"}, answer{N: 1, Wrong: &wrong{Text: "no"}}} {
		b, err := pack(a, host.Recording{Replay: []byte("replay"), Intentions: []byte("{}")})
		require.NoError(f, err)
		f.Add(b)
	}
	f.Add([]byte{0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 0, 0, '{'})
	f.Fuzz(func(t *testing.T, b []byte) {
		var a answer
		rec, err := unpack(b, &a)
		if err != nil {
			return
		}
		again, err := pack(a, rec)
		require.NoError(t, err)
		var same answer
		rec2, err := unpack(again, &same)
		require.NoError(t, err)
		require.Equal(t, rec, rec2)
	})
}
