package main

import (
	"context"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
	"muster/shard/sources"
)

// sourceFlags name where matches are looked for.
type sourceFlags struct {
	Data        []string `sep:"none" help:"Directory of a server's data, which may be running; a file that replay export wrote; or etcd://HOST:PORT (etcds:// for TLS) of a journal that shards share. Several times for several of them: a shared journal has no match that was given up, the directories of its shards have the replays." default:"muster-data" placeholder:"DIR"`
	Large       bool     `help:"Read also replays that take more than 64 MB of memory or go on for days: of servers that you trust."`
	accessFlags `embed:""`
}

func (f *sourceFlags) sources() *sources.Sources {
	return &sources.Sources{Data: f.Data, Access: f.access(), Large: f.Large}
}

// snapshot reads all that is there now.
func (f *sourceFlags) snapshot(ctx context.Context) (*journal.Snapshot, error) {
	s, err := f.sources().Snapshot(ctx)
	return s, working(ctx, err)
}

// accessFlags are how a shared journal is reached whose servers do not let everybody in.
type accessFlags struct {
	CA          string `name:"journal-ca" help:"File of the authority that signed the certificates of a shared journal's servers, in PEM; nothing for those that this system trusts. For etcds://." placeholder:"FILE" env:"MUSTER_JOURNAL_CA"`
	Credentials string `name:"journal-credentials" help:"File with NAME:PASSWORD in its first line, for a shared journal whose servers ask for one." placeholder:"FILE" env:"MUSTER_JOURNAL_CREDENTIALS"`
}

func (f *accessFlags) access() etcd.Access { return etcd.Access{CA: f.CA, Credentials: f.Credentials} }
