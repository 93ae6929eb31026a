package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"muster/game"
	"muster/shard"
	"muster/shard/journal"
	"muster/shard/registry"
	"muster/shard/replay"
	"muster/wallclock"
)

// abandoned are finished matches on a shared journal whose shard never came back: nobody would ever give their records
// up. The first of the shards that are there sees to them as to its own: it keeps their replays, and gives
// them up when it is time.
type abandoned struct {
	id    string // of this shard
	store journal.Store
	// lists the zones that nobody has written to since; nil where nothing is shared
	idle     func(since time.Time) ([]string, error)
	sidecar  journal.Sidecar
	registry registry.Registry
	shard    Matches
	log      *slog.Logger

	looked  time.Time
	adopted map[string]game.Result
	void    map[string]time.Time // matches that will never end, see lost: since when this shard has known it
}

// ended lists the finished matches that this shard sees to, its own and those that it adopted.
func (o *abandoned) ended() map[string]game.Result {
	if now := wallclock.Now(); o.idle != nil && now.Sub(o.looked) >= abandonedEvery {
		o.looked = now
		if err := o.refresh(now); err != nil {
			o.log.Warn("cannot find out which finished matches lost their shard", "error", err)
		}
	}
	all := o.shard.Ended()
	maps.Copy(all, o.adopted)
	return all
}

// refresh finds the matches of shards that are gone anew. A shard that is there gives its matches up by itself.
func (o *abandoned) refresh(now time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), abandonedWithin)
	defer cancel()
	shards, err := o.registry.Shards(ctx)
	if err != nil {
		return err
	}
	here := map[string]bool{}
	for _, s := range shards {
		here[s.ID] = true
	}
	o.adopted = map[string]game.Result{}
	first := slices.IndexFunc(shards, func(s registry.Shard) bool { return s.Shared })
	if first < 0 || shards[first].ID != o.id {
		return nil // that one does it
	}
	matches, err := o.idle(now.Add(-abandonedAfter))
	if err != nil {
		return err
	}
	old, err := o.idle(now.Add(-voidKept))
	if err != nil {
		return err
	}
	void := map[string]time.Time{}
	for _, match := range matches {
		recs, _, err := o.store.Read(match, 1)
		if err != nil {
			continue // whatever is wrong with it, it is not for us to give up
		}
		owner, result, ended := ownerOf(recs)
		switch {
		case ended && !here[owner]:
			o.adopted[match] = result
		case !ended && slices.Contains(old, match) && o.lost(match, owner, here):
			void[match] = now
			if since, known := o.void[match]; known {
				void[match] = since
			}
		}
	}
	o.void = void
	return o.forget(now)
}

// lost reports whether a match that nobody has written to for long will never end: its operator gave it up, or its
// shard never came back and the queue has long voided it. One in quarantine waits for its operator.
func (o *abandoned) lost(match, owner string, here map[string]bool) bool {
	why, err := o.sidecar.Quarantined(match)
	return err == nil && (shard.Voided(why) || why == "" && owner != "" && !here[owner])
}

// forget gives up the records of void matches, when this shard has been there for long enough to
// have seen every other one.
func (o *abandoned) forget(now time.Time) (err error) {
	for match, since := range o.void {
		if now.Sub(since) < voidSeen {
			continue
		}
		if wrong := errors.Join(o.store.GiveUp(match), o.sidecar.Forget(match)); wrong != nil {
			err = errors.Join(err, fmt.Errorf("records of void match %s not given up: %w", match, wrong))
			continue
		}
		o.log.Info("deleted the records of a void match that nobody had written to", "match", match)
		delete(o.void, match)
		o.dropHead(match)
	}
	return err
}

// ownerOf reports who ran a match last, and how it ended.
func ownerOf(recs []journal.Record) (owner string, result game.Result, ended bool) {
	for i := range recs {
		r, err := replay.DecodeRecord(recs[i].Payload)
		if err != nil {
			return "", result, false
		}
		switch r.Kind {
		case replay.Begin, replay.TakeOver:
			owner = r.Owner
		case replay.End:
			result, ended = r.Result, true
		}
	}
	return owner, result, ended
}

// giveUp gives a finished match up.
func (o *abandoned) giveUp(match string) error {
	if _, own := o.shard.Ended()[match]; own {
		return o.shard.GiveUp(match)
	}
	if err := o.store.GiveUp(match); err != nil {
		return err
	}
	delete(o.adopted, match)
	o.dropHead(match)
	return o.sidecar.Forget(match)
}

// dropHead has the registry forget a match whose shard is gone and does not do it.
func (o *abandoned) dropHead(match string) {
	ctx, cancel := context.WithTimeout(context.Background(), abandonedWithin)
	defer cancel()
	if err := o.registry.DropHeads(ctx, match); err != nil {
		o.log.Warn("cannot remove the head of a deleted match from the registry", "match", match, "error", err)
	}
}
