package archive

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/shard/replay"
)

// agreed reports whether the records of a match on a shared journal may go: its replay stands here,
// and others say the rest.
func (a *Archive) agreed(ctx context.Context, match string, result game.Result, made, now time.Time) error {
	have, known := a.proven[match]
	if !known {
		var err error
		if have, err = a.proof(match); err != nil && !errors.Is(err, errDeleted) {
			delete(a.done, match) // its file may have to be made again
			return err
		}
		a.proven[match] = have
	}
	return a.copies.release(ctx, match, result, have, made, now)
}

// KeepCopy makes a replay for another shard that gives its records up, and proves that it stands here. Whoever asks
// again while it is being made finds it made.
func (a *Archive) KeepCopy(ctx context.Context, match string) (kept api.KeptReplay, err error) {
	f, err := a.Open(ctx, match)
	if err != nil {
		return kept, err
	}
	if err := f.Close(); err != nil {
		return kept, err
	}
	return a.proof(match)
}

// errDeleted says that an operator wanted no replay, as a note in its place tells. A file that is gone
// without one is made again.
var errDeleted = fmt.Errorf("it was deleted for its age, or since replays are too many: %w", server.ErrNoReplay)

// proof reads a match's file back from the disk, folds it and compares it with what the journal has. A file that is not
// the match is made again, if the journal still has the match: once its records are given up, the
// file is what is left of it.
func (a *Archive) proof(match string) (kept api.KeptReplay, err error) {
	b, err := os.ReadFile(a.path(match))
	if errors.Is(err, fs.ErrNotExist) {
		if _, noted := os.Stat(a.path(match) + goneSuffix); noted == nil {
			return kept, errDeleted
		}
	}
	if err != nil {
		return kept, err
	}
	f, err := replay.Import(b, replay.Own)
	if err == nil {
		_, err = replay.Verify(match, f.Records)
	}
	var other *replay.FingerprintError
	// the release that has its rules folds it; here its chain alone can be compared
	if err != nil && !errors.As(err, &other) {
		return kept, a.remake(match, fmt.Errorf("the replay of match %s was read back and is not sound: %w",
			match, err))
	}
	last := f.Records[len(f.Records)-1]
	stored, durable, err := a.store.Read(match, last.Number)
	switch {
	case err != nil:
		return kept, err
	case f.Match == match && durable == 0: // given up meanwhile
	case f.Match != match || durable != last.Number || len(stored) != 1 || stored[0].Hash != last.Hash:
		return kept, a.remake(match,
			fmt.Errorf("the replay of match %s has %d records that the journal does not end with", match, last.Number))
	}
	return api.KeptReplay{Records: len(f.Records), Head: hex.EncodeToString(last.Hash[:])}, nil
}

// remake removes a replay that is not the match, to be made again from the journal, unless that has
// no record of it any more.
func (a *Archive) remake(match string, why error) error {
	if _, durable, err := a.store.Read(match, 1); err != nil || durable == 0 {
		return errors.Join(why, err)
	}
	return errors.Join(why, os.Remove(a.path(match)))
}
