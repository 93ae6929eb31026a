// Package archive keeps what finished matches leave: each becomes a replay's file, its records are given up when it is
// time, and old files go. On a shared journal records go when the queue has the result and a second shard has the
// replay, and somebody sees to the matches of a shard that never comes back.
package archive

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
	"muster/private"
	"muster/server"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
)

// Retention is for how long what old matches left is kept.
type Retention struct {
	// of the records of a finished match whose replay is written; 0 for ever. A shared journal gives them up sooner
	JournalAge time.Duration
	ReplayAge  time.Duration // of replays; 0 for ever
	ReplaySize int64         // bytes that replays may take together; over that the oldest are deleted. 0 for no bound
}

// Config is what an archive is made from.
type Config struct {
	Retention
	Dir      string // of the replays; made when there is one, in a directory that must be there
	Store    journal.Store
	Sidecar  journal.Sidecar
	Matches  Matches
	Registry registry.Registry
	Others   *Others // nil where the journal is this shard's own
	Log      *slog.Logger
}

// Matches are those of a shard that have ended.
type Matches interface {
	Ended() map[string]game.Result
	GiveUp(match string) error
}

var _ Matches = (*shard.Shard)(nil)

// Others are those on a shared journal who are asked before records go, and whose matches are
// seen to when they are gone.
type Others struct {
	ID    string    // of this shard
	Began time.Time // this shard
	// lists the zones that nobody has written to since
	Idle func(since time.Time) ([]string, error)
	// tells the queue how a match ended
	Report func(ctx context.Context, r api.MatchReport) error
	// has another shard keep a copy of a replay
	KeepAt func(ctx context.Context, at registry.Shard, match string) (api.KeptReplay, error)
}

// Archive makes a replay file of every match that has ended, gives up its records after a while, and deletes old files.
type Archive struct {
	Retention
	dir     string
	store   journal.Store
	sidecar journal.Sidecar
	ended   func() map[string]game.Result
	giveUp  func(match string) error
	log     *slog.Logger
	done    map[string]bool           // matches that were seen to, kept or deleted since; of Run alone
	copies  *copies                   // where the journal is shared; then its records go as soon as it lets them
	why     map[string]string         // records of a match stay, as it was told last; of Run alone
	proven  map[string]api.KeptReplay // of matches whose records are still there; of Run alone

	making  sync.Mutex    // one file at a time
	reading chan struct{} // holds one who reads a match's records for somebody: they may be some megabytes
}

// New makes an archive, which does nothing by itself until it runs.
func New(cfg Config) *Archive {
	all := &abandoned{store: cfg.Store, sidecar: cfg.Sidecar, registry: cfg.Registry, shard: cfg.Matches, log: cfg.Log}
	a := &Archive{
		Retention: cfg.Retention, dir: cfg.Dir, store: cfg.Store, sidecar: cfg.Sidecar, ended: all.ended,
		giveUp: all.giveUp, log: cfg.Log, reading: make(chan struct{}, 1),
	}
	if o := cfg.Others; o != nil {
		all.id, all.idle = o.ID, o.Idle
		a.copies = &copies{id: o.ID, shards: cfg.Registry.Shards, keep: o.KeepAt, report: o.Report, company: o.Began}
	}
	return a
}

const goneSuffix = ".gone" // behind a replay's, of an empty file in a deleted one's place

// Run looks after it until ctx ends. It is background work: one match after the other.
func (a *Archive) Run(ctx context.Context) error {
	a.done, a.why, a.proven = map[string]bool{}, map[string]string{}, map[string]api.KeptReplay{}
	every := lookEvery
	if a.copies != nil {
		every = lookSharedEvery
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		a.keepAll(ctx)
		if err := errors.Join(a.prune(time.Now()), a.forget(time.Now())); err != nil {
			a.log.Warn("cannot delete old replays", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// readAlone waits until nobody else reads records, or whoever asked waits no longer. The one that may calls done.
func (a *Archive) readAlone(ctx context.Context) (done func(), err error) {
	select {
	case a.reading <- struct{}{}:
		return func() { <-a.reading }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// keepAll makes the files that are missing. What cannot be made now is tried again.
func (a *Archive) keepAll(ctx context.Context) {
	for match, result := range a.ended() {
		if ctx.Err() != nil {
			return
		}
		if kept := a.done[match]; !kept {
			if err := a.write(match); err != nil {
				a.log.Warn("cannot save the replay of a finished match", "match", match, "error", err)
				continue
			}
			if a.done[match] = true; a.copies == nil {
				continue
			}
		}
		err := a.release(ctx, match, result, time.Now())
		if err != nil && ctx.Err() == nil && a.why[match] != err.Error() {
			a.log.Warn("cannot delete the records of a finished match; retrying",
				"match", match, "error", err)
			a.why[match] = err.Error()
		}
	}
}

func (a *Archive) path(match string) string {
	return filepath.Join(a.dir, replay.FileName(match))
}

// release gives up the records of a match whose file, or the note that it is gone, is old enough: its result was told
// by then. Where the journal is shared, it is asked whether it was, and whether the replay stands on another shard too.
func (a *Archive) release(ctx context.Context, match string, result game.Result, now time.Time) error {
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
	a.log.Info("deleted the records of a finished match", "match", match)
	delete(a.done, match)
	delete(a.why, match)
	delete(a.proven, match)
	if err := os.Remove(a.path(match) + goneSuffix); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Open opens the file of a match that has ended, and makes it first if it is not there: nobody who has just played
// waits for the next look. Where journals are shared, also a match that ended on another shard,
// which may be gone, is found.
func (a *Archive) Open(ctx context.Context, match string) (*os.File, error) {
	f, err := os.Open(a.path(match))
	if !errors.Is(err, fs.ErrNotExist) {
		return f, err
	}
	made := make(chan error, 1)
	go func() { made <- a.write(match) }() // whoever asks next finds it, also when this one waits no longer
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

// write makes a match's file, unless it is there or would be deleted at once for its age.
func (a *Archive) write(match string) error {
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
	if err := private.Mkdir(a.dir); err != nil {
		return err
	}
	if err := journal.WriteFile(path, f.Export()); err != nil {
		return err
	}
	a.log.Info("saved the replay of a finished match", "match", match, "file", path)
	return a.sidecar.Forget(match) // nobody resumes it
}
