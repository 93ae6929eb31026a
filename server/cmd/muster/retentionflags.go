package main

import (
	"time"

	"muster/server/archive"
)

// retentionFlags are what of old matches is kept, and for how long.
type retentionFlags struct {
	JournalAge  time.Duration `help:"How long a finished match's records stay in the journal's files once its replay is written; 0 = forever. A shared journal gives them up within a minute, when the replay stands on two shards." default:"24h"`
	ReplayAge   time.Duration `name:"replay-age" help:"Replays of finished matches are deleted when they are so old; 0 for never." default:"720h"`
	Explain     bool          `help:"Keep what commanders intend beside the replays, for muster replay play to draw."`
	VoidForeign bool          `name:"void-foreign" help:"Void live matches that need the rules of another release; without this flag they wait for that release."`
	ReplaySize  int64         `name:"replay-size" help:"Bytes that replays may take together; over that the oldest are deleted. 0 for no bound." default:"10000000000"`
}

func (f *retentionFlags) retention() archive.Retention {
	return archive.Retention{JournalAge: f.JournalAge, ReplayAge: f.ReplayAge, ReplaySize: f.ReplaySize}
}
