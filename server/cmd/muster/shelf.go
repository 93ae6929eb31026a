package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/shard/journal"
	"muster/shard/replay"
)

// keeping is what of old matches is kept, and for how long.
type keeping struct {
	JournalAge  time.Duration `help:"How long a finished match's records stay in the journal's files once its replay is written; 0 = forever. A shared journal gives them up within a minute, when the replay stands on two shards." default:"24h"`
	ReplayAge   time.Duration `name:"replay-age" help:"Replays of finished matches are deleted when they are so old; 0 for never." default:"720h"`
	Explain     bool          `help:"Keep what commanders intend beside the replays, for muster replay play to draw."`
	VoidForeign bool          `name:"void-foreign" help:"Void live matches that need the rules of another release; without this flag they wait for that release."`
	ReplaySize  int64         `name:"replay-size" help:"Bytes that replays may take together; over that the oldest are deleted. 0 for no bound." default:"10000000000"`
}

// shelf makes a replay file of every match that has ended, gives up its records after a while, and deletes old files.
type shelf struct {
	keeping
	dir    string
	store  journal.Store
	annex  journal.Annex
	ended  func() map[string]game.Result
	giveUp func(match string) error
	log    *slog.Logger
	done   map[string]bool           // matches that were seen to, kept or deleted since; of run alone
	copies *copies                   // where the journal is shared; then its records go as soon as it lets them
	why    map[string]string         // records of a match stay, as it was told last; of run alone
	proven map[string]api.KeptReplay // of matches whose records are still there; of run alone

	making sync.Mutex // one file at a time
}

const (
	replaySuffix = ".muster"
	goneSuffix   = ".gone" // behind that, of an empty file in a deleted one's place
)

// run looks after it until ctx ends. It is background work: one match after the other.
func (a *shelf) run(ctx context.Context) error {
	a.done, a.why, a.proven = map[string]bool{}, map[string]string{}, map[string]api.KeptReplay{}
	every := archiveEvery
	if a.copies != nil {
		every = sharedEvery
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		a.keepAll(ctx)
		if err := errors.Join(a.prune(time.Now()), a.forget(time.Now())); err != nil {
			a.log.Warn("old replays are not deleted", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// keepAll makes the files that are missing. What cannot be made now is tried again.
func (a *shelf) keepAll(ctx context.Context) {
	for match, result := range a.ended() {
		if ctx.Err() != nil {
			return
		}
		if kept := a.done[match]; !kept {
			if err := a.keep(match); err != nil {
				a.log.Warn("replay of a finished match not kept", "match", match, "error", err)
				continue
			}
			if a.done[match] = true; a.copies == nil {
				continue
			}
		}
		err := a.release(ctx, match, result, time.Now())
		if err != nil && ctx.Err() == nil && a.why[match] != err.Error() {
			a.log.Warn("records of a finished match not given up; this is tried again and again", "match", match, "error", err)
			a.why[match] = err.Error()
		}
	}
}

func (a *shelf) path(match string) string {
	return filepath.Join(a.dir, journal.SafeName(match)+replaySuffix)
}

// release gives up the records of a match whose file, or the note that it is gone, is old enough: its result was told by then.
// Where the journal is shared, it is asked whether it was, and whether the replay stands on another shard too.
func (a *shelf) release(ctx context.Context, match string, result game.Result, now time.Time) error {
	made, err := os.Stat(a.path(match))
	if errors.Is(err, fs.ErrNotExist) {
		made, err = os.Stat(a.path(match) + goneSuffix)
	}
	if err != nil {
		return err
	}
	if a.copies != nil {
		err = a.agreed(ctx, match, result, made.ModTime(), now)
	} else if a.JournalAge == 0 || now.Sub(made.ModTime()) < a.JournalAge {
		return nil
	}
	if err != nil {
		return err
	}
	if err := a.giveUp(match); err != nil {
		return err
	}
	a.log.Info("records of a finished match given up", "match", match)
	delete(a.done, match)
	delete(a.why, match)
	delete(a.proven, match)
	if err := os.Remove(a.path(match) + goneSuffix); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// open opens the file of a match that has ended, and makes it first if it is not there: nobody who has just played waits
// for the next look. Where journals are shared, also a match that ended on another shard, which may be gone, is found.
func (a *shelf) open(ctx context.Context, match string) (*os.File, error) {
	f, err := os.Open(a.path(match))
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	made := make(chan error, 1)
	go func() { made <- a.keep(match) }() // whoever asks next finds it, also when this one waits no longer
	select {
	case err := <-made:
		if err != nil {
			return nil, err
		}
	case <-ctx.Done():
		return nil, errMaking
	case <-time.After(makeWithin):
		return nil, errMaking
	}
	f, err = os.Open(a.path(match))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, server.ErrNoReplay // it was deleted
	}
	return f, err
}

var errMaking = errors.New("it is being made; ask again in a moment")

// keep makes a match's file, unless it is there or would be deleted at once for its age.
func (a *shelf) keep(match string) error {
	a.making.Lock()
	defer a.making.Unlock()
	path := a.path(match)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if gone, err := os.Stat(path + goneSuffix); err == nil && !gone.IsDir() {
		return nil // was deleted: the journal may still have it
	}
	recs, _, err := a.store.Read(match, 1)
	if err != nil {
		return err
	}
	if s, err := replay.Summarize(match, recs); err != nil || !s.Ended {
		return errors.Join(err, server.ErrNoReplay)
	}
	f, err := replay.NewFile(match, recs, nil)
	if err != nil {
		return err
	}
	if err := makeIn(a.dir); err != nil {
		return err
	}
	if err := persist(path, f.Export()); err != nil {
		return err
	}
	a.log.Info("replay of a finished match kept", "match", match, "file", path)
	return a.annex.Forget(match) // nobody resumes it
}

// persist writes a file that is whole and on the disk, or not there.
func persist(path string, b []byte) error { return persistAs(path, b, 0o600) }

// persistSecret is persist for what nobody else may read.
func persistSecret(path string, b []byte) error { return persistAs(path, b, 0o600) }

func persistAs(path string, b []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(path+".new", path); err != nil {
		return err
	}
	return journal.Directory(filepath.Dir(path)).Sync()
}
