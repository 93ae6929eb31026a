package archive

import (
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/replay"
)

// oddName is a directory that a pattern, a URL or a format takes for another one.
const oddName = `srv[1] 5%d?#*\ä`

// played is a journal with two matches of the shard "one": "ended" and "live".
func played(t *testing.T) journal.Store {
	dir := filepath.Join(t.TempDir(), "journal")
	files, err := journal.OpenFiles(dir)
	require.NoError(t, err)
	s, err := shard.Open(t.Context(), shard.Config{ID: "one", Store: files})
	require.NoError(t, err)
	for _, match := range []string{"ended", "live"} {
		setup, err := assets.Embedded().Setup("duel")
		require.NoError(t, err)
		h, err := s.Begin(t.Context(), match, setup, 5)
		require.NoError(t, err)
		for h.Stats().Records.Load() < 5 {
			time.Sleep(10 * time.Millisecond)
		}
		if match == "ended" {
			h.Abandon()
			<-h.Done()
		}
	}
	require.NoError(t, s.Close())
	require.NoError(t, files.Close())
	store, err := journal.ReadFiles(dir)
	require.NoError(t, err)
	return store
}

// Finished matches become replay files, which go when they are old or too many, and do not come again.
func TestFinishedMatchesAreKeptAsReplaysForAWhile(t *testing.T) {
	store := played(t)
	sidecar := journal.NewMemorySidecar()
	require.NoError(t, sidecar.PutCheckpoint("ended", 3, []byte{1}))
	var givenUp []string
	replays := filepath.Join(t.TempDir(), oddName, "replays")
	require.NoError(t, os.Mkdir(filepath.Dir(replays), 0o750))
	a := &Archive{
		giveUp:    func(match string) error { givenUp = append(givenUp, match); return nil },
		Retention: Retention{ReplayAge: time.Hour, ReplaySize: 1 << 30}, dir: replays, store: store, sidecar: sidecar,
		ended: func() map[string]game.Result {
			return map[string]game.Result{"ended": {}}
		}, log: slog.New(slog.DiscardHandler), done: map[string]bool{},
	}
	a.keepAll(t.Context())
	require.NoError(t, a.prune(time.Now()))
	path := filepath.Join(a.dir, "ended.muster")
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	f, err := replay.Import(b, replay.Own)
	require.NoError(t, err)
	_, err = replay.Verify("ended", f.Records)
	require.NoError(t, err)
	kept, err := sidecar.Checkpoints("ended")
	require.NoError(t, err)
	require.Empty(t, kept, "nobody resumes it")

	require.NoError(t, a.prune(time.Now().Add(2*time.Hour)))
	require.NoFileExists(t, path)
	a.done = map[string]bool{} // a restart
	a.keepAll(t.Context())
	require.NoFileExists(t, path)

	for i, name := range []string{"a", "b", "c"} {
		path := filepath.Join(a.dir, name+".muster")
		require.NoError(t, os.WriteFile(path, make([]byte, 100), 0o600))
		at := time.Now().Add(time.Duration(i-10) * time.Minute)
		require.NoError(t, os.Chtimes(path, at, at))
	}
	for i, given := range []bool{false, true} { // the note of the deleted file is new, and then a day old
		a.JournalAge = 24 * time.Hour
		require.NoError(t, a.release(t.Context(), "ended",
			game.Result{}, time.Now().Add(time.Duration(25*i)*time.Hour)))
		require.Equal(t, given, len(givenUp) == 1)
	}
	require.NoFileExists(t, path+goneSuffix, "nothing would make it again")

	a.ReplaySize = 250
	require.NoError(t, a.prune(time.Now()))
	require.NoFileExists(t, filepath.Join(a.dir, "a.muster"), "the oldest goes first")
	require.FileExists(t, filepath.Join(a.dir, "b.muster"))
	require.FileExists(t, filepath.Join(a.dir, "c.muster"))
}

// Once the records of a match are given up its replay is what is left of it: whoever asks for the copy again finds it,
// and one that is not sound stays to be looked at. While the journal has the match, that one is made again.
func TestTheReplayOfAMatchThatWasGivenUpIsNeverDeleted(t *testing.T) {
	store := played(t)
	a := &Archive{
		dir: t.TempDir(), store: store, sidecar: journal.NewMemorySidecar(), log: slog.New(slog.DiscardHandler),
	}
	require.NoError(t, a.write("ended"))
	had, err := a.proof("ended")
	require.NoError(t, err)

	a.store = journal.NewMemory() // where it was given up
	has, err := a.proof("ended")
	require.NoError(t, err)
	require.Equal(t, had, has)
	require.NoError(t, os.WriteFile(a.path("ended"), []byte("torn"), 0o640))
	_, err = a.proof("ended")
	require.ErrorContains(t, err, "not sound")
	require.FileExists(t, a.path("ended"))

	a.store = store
	_, err = a.proof("ended")
	require.ErrorContains(t, err, "not sound")
	require.NoFileExists(t, a.path("ended"), "it is made again")
	_, err = a.proof("ended")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotErrorIs(t, err, errDeleted, "nobody wanted that")
}

// A copy of another shard's replay is deleted, with a note that nobody makes it again. When the records of the match
// are gone too nobody could, and the note goes.
func TestNotesOfDeletedCopiesGo(t *testing.T) {
	store := journal.NewMemory()
	done := make(chan error, 1)
	store.Append("still/there", journal.Seal(journal.Hash{}, []byte("a record")), func(err error) { done <- err })
	require.NoError(t, <-done)
	a := &Archive{dir: t.TempDir(), store: store, log: slog.New(slog.DiscardHandler)}
	note := func(match string) string { return a.path(match) + goneSuffix }
	for _, match := range []string{"still/there", "given/up"} {
		require.NoError(t, os.WriteFile(note(match), nil, 0o600))
	}
	require.NoError(t, a.forget(time.Now().Add(noteKept-time.Minute)))
	require.FileExists(t, note("given/up"), "it is new")
	require.NoError(t, a.forget(time.Now().Add(noteKept+time.Minute)))
	require.NoFileExists(t, note("given/up"))
	require.FileExists(t, note("still/there"))
}
