package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"muster/shard/journal"
	"muster/shard/journal/jetstream"
)

// journalOf is an open journal and what lies beside it.
type journalOf struct {
	journal.Store
	annex  journal.Annex
	shared bool // other shards use it too
}

// openFiles opens segment files; a test that cuts the power puts another disk under them.
var openFiles = journal.OpenFiles

// openJournal opens the journal at url, or the segment files in the data directory if there is none.
func openJournal(ctx context.Context, url, data string, replicas int, log *slog.Logger) (*journalOf, error) {
	switch {
	case isShared(url):
		return openShared(ctx, url, replicas)
	case url != "":
		return nil, fmt.Errorf("--journal %s: it must be nats://HOST:PORT, with commas between several", url)
	}
	files, err := openFiles(filepath.Join(data, "journal"))
	if err != nil {
		return nil, err
	}
	for _, d := range files.Damage() {
		log.Error("the journal is damaged", "error", d)
	}
	return &journalOf{files, annexIn(data), false}, nil
}

// isShared tells that a journal's place is a cluster.
func isShared(place string) bool {
	return strings.HasPrefix(place, "nats://") || strings.HasPrefix(place, "tls://")
}

// annexIn is what lies beside the segment files of a data directory.
func annexIn(data string) journal.Annex { return journal.OpenDirAnnex(filepath.Join(data, "beside")) }

// openShared tries until the servers answer: they may be starting, or electing a leader.
func openShared(ctx context.Context, url string, replicas int) (j *journalOf, err error) {
	ctx, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	for {
		switch j, err = tryShared(ctx, url, replicas); {
		case err == nil:
			return j, nil
		case errors.Is(err, jetstream.ErrUnfit):
			return nil, fmt.Errorf("--journal %s: %w", url, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("--journal %s: %w (%w)", url, err, context.Cause(ctx))
		case <-time.After(lookEvery):
		}
	}
}

func tryShared(ctx context.Context, url string, replicas int) (*journalOf, error) {
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	s, err := jetstream.Open(ctx, jetstream.Config{URL: url, Replicas: replicas})
	if err != nil {
		return nil, err
	}
	annex, err := s.Annex(ctx)
	switch {
	case err == nil:
		return &journalOf{s, annex, true}, nil
	case replicas == 0: // who only reads makes none
		return &journalOf{s, journal.NewMemoryAnnex(), true}, nil
	}
	return nil, errors.Join(err, s.Close())
}
