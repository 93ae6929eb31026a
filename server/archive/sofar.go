package archive

import (
	"context"

	"muster/game"
	"muster/server"
	"muster/shard/journal"
	"muster/shard/replay"
)

// SoFar is the beginning of a match that runs as a replay's file, up to a tick and nothing behind it. It has no key
// frames: whoever reads it folds it. It holds the seed and all orders, and is for the queue's process alone.
func (a *Archive) SoFar(ctx context.Context, match string, until game.Tick) ([]byte, error) {
	done, err := a.readAlone(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	recs, durable, err := a.store.Read(match, 1)
	if err != nil {
		return nil, err
	}
	n := 0
	for n < len(recs) && recs[n].Number <= durable && goesTo(&recs[n]) <= until {
		n++
	}
	if n == 0 {
		return nil, server.ErrNoReplay
	}
	f := replay.File{Match: match, Records: recs[:n:n]}
	return f.Export(), nil
}

// goesTo is the last tick that a record tells of: of one that begins a turn, its end. One that cannot be read tells of
// what nobody may see.
func goesTo(rec *journal.Record) game.Tick {
	r, err := replay.DecodeRecord(rec.Payload)
	switch {
	case err != nil:
		return 1<<32 - 1
	case r.Input.Turn.Close != 0:
		return r.Lease
	}
	return r.Tick
}
