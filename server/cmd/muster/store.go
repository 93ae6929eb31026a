package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
)

// journalOf is an open journal and what lies beside it.
type journalOf struct {
	journal.Store
	annex  journal.Annex
	shared bool // other shards use it too
}

// openFiles opens segment files; a test that cuts the power puts another disk under them.
var openFiles = journal.OpenFiles

// journalAccess is how a shared journal is reached whose servers do not let everybody in.
type journalAccess struct {
	CA          string `name:"journal-ca" help:"File of the authority that signed the certificates of a shared journal's servers, in PEM; nothing for those that this system trusts. For etcds://." placeholder:"FILE" env:"MUSTER_JOURNAL_CA"`
	Credentials string `name:"journal-credentials" help:"File with NAME:PASSWORD in its first line, for a shared journal whose servers ask for one." placeholder:"FILE" env:"MUSTER_JOURNAL_CREDENTIALS"`
}

// openJournal opens the journal at url, or the segment files in the data directory if there is none.
func openJournal(ctx context.Context, url, data string, access journalAccess, log *slog.Logger) (*journalOf, error) {
	if url != "" {
		return openShared(ctx, url, access, false)
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

// inPlace reports whether the journal's files are still where they were opened; those of a cluster are its servers' matter.
func (j *journalOf) inPlace() error {
	if files, ok := j.Store.(*journal.Files); ok {
		return files.Look()
	}
	return nil
}

// isShared reports whether a journal's place is a cluster.
func isShared(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	return ok && slices.Contains([]string{"etcd", "etcds", "nats", "tls"}, scheme)
}

// annexIn is what lies beside the segment files of a data directory.
func annexIn(data string) journal.Annex { return journal.OpenDirAnnex(filepath.Join(data, "beside")) }

// openShared tries until the servers answer: they may be starting, or electing a leader.
func openShared(ctx context.Context, url string, access journalAccess, readOnly bool) (j *journalOf, err error) {
	if strings.HasPrefix(url, "nats://") || strings.HasPrefix(url, "tls://") {
		return nil, fmt.Errorf("journal %s: shared journals moved from NATS to etcd with this release, and matches on NATS ended with the upgrade: run `muster store` and name etcd://HOST:PORT", url)
	}
	cfg := etcd.Config{ReadOnly: readOnly, Access: etcd.Access{CA: access.CA, Credentials: access.Credentials}}
	if cfg.Endpoints, cfg.Access.TLS, err = etcd.Servers(url); err != nil {
		return nil, fmt.Errorf("journal %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	for {
		var s *etcd.Store
		if s, err = tryShared(ctx, cfg); err == nil {
			return &journalOf{s, s.Annex(), true}, nil
		}
		if errors.Is(err, etcd.ErrUnfit) {
			return nil, fmt.Errorf("journal %s: %w", url, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("journal %s: %w (%w)", url, err, context.Cause(ctx))
		case <-time.After(lookEvery):
		}
	}
}

func tryShared(ctx context.Context, cfg etcd.Config) (*etcd.Store, error) {
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	return etcd.Open(ctx, cfg)
}
