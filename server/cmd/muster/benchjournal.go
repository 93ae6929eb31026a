package main

import (
	"context"
	"time"

	"muster/lab/bench"
	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/sources"
)

type benchJournalCmd struct {
	lasting `embed:""`
	Dir     string        `help:"Directory on the disk to measure; a temporary one in it is used." default:"." placeholder:"DIR"`
	For     time.Duration `name:"for" help:"How long each of the runs takes; of fifty zones three times as long." default:"1s"`
	JSON    bool          `help:"Print one JSON object."`

	Shared  bool `help:"Measure a journal that shards share in place of files: 1, 50 and 256 zones on servers that are started for it."`
	Servers int  `help:"How many of those: 3, or 1 as muster up --shards runs it." enum:"1,3" default:"3"`
}

// Run measures the segment files and the bare file in turn, and then fifty zones; or a shared journal.
func (c *benchJournalCmd) Run(ctx context.Context) error {
	cfg := bench.JournalConfig{Dir: c.Dir, For: c.For}
	if c.Shared {
		r, err := bench.SharedJournal(ctx, cfg, c.Servers, openUnlocked)
		if err != nil {
			return err
		}
		return sayReport(r, c.JSON)
	}
	r, err := bench.Journal(cfg)
	if err != nil {
		return err
	}
	return sayReport(r, c.JSON)
}

// openUnlocked opens a shared journal whose servers let everybody in.
func openUnlocked(ctx context.Context, place string) (journal.Store, error) {
	return sources.OpenShared(ctx, place, etcd.Access{}, false)
}
