// Package sources opens journals, replays and registries by what an operator writes: a directory of a server's data, a
// replay's file, or a URL.
package sources

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
)

// Journal is an open journal and what lies beside it.
type Journal struct {
	journal.Store
	Sidecar journal.Sidecar
	Shared  bool          // other shards use it too
	Past    *journal.Past // of the beginnings of its chains; nil where it is shared
}

// OpenFiles opens segment files; a test that cuts the power puts another disk under them.
var OpenFiles = journal.OpenFiles

// OpenJournal opens the journal at url, or the segment files in the data directory if there is none.
func OpenJournal(ctx context.Context, url, data string, access etcd.Access, log *slog.Logger) (*Journal, error) {
	if url != "" {
		return openAsked(ctx, url, data, access)
	}
	files, err := OpenFiles(filepath.Join(data, "journal"))
	if err != nil {
		return nil, err
	}
	for _, d := range files.Damage() {
		log.Error("the journal is damaged", "error", d)
	}
	return &Journal{files, SidecarIn(data), false, PastIn(data)}, nil
}

// openAsked opens a shared journal. Whether its servers take the largest records is asked once, and noted in the data
// directory: a request of 8 MB costs them a moment in which matches stand still. At a socket it is a server of ours.
func openAsked(ctx context.Context, url, data string, access etcd.Access) (*Journal, error) {
	note := filepath.Join(data, askedFile)
	b, _ := os.ReadFile(note) // what cannot be read was not asked
	known := string(b) == url || etcd.SocketOf(url) != ""
	j, err := openShared(ctx, url, etcd.Config{Access: access, Known: known})
	if err != nil || known {
		return j, err
	}
	if err := journal.WriteFile(note, []byte(url)); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

const askedFile = "journal.asked"

// Whole reads chains from their first record on.
func (j *Journal) Whole() journal.Store {
	if j.Past == nil {
		return j.Store
	}
	return journal.Whole(j.Store, j.Past)
}

// InPlace reports whether the journal's files are still where they were opened; those of a cluster
// are its servers' matter.
func (j *Journal) InPlace() error {
	if files, ok := j.Store.(*journal.Files); ok {
		return files.CheckPlace()
	}
	return nil
}

// IsShared reports whether a journal's place is a cluster.
func IsShared(place string) bool {
	scheme, _, ok := strings.Cut(place, "://")
	return ok && slices.Contains([]string{"etcd", "etcds", "nats", "tls"}, scheme)
}

// SidecarIn is what lies beside the segment files of a data directory.
func SidecarIn(data string) journal.Sidecar {
	return journal.OpenDirSidecar(filepath.Join(data, "beside"))
}

// PastIn is what is kept of the beginnings of chains beside the segment files of a data directory.
func PastIn(data string) *journal.Past {
	return journal.OpenPast(filepath.Join(data, "past"))
}

// OpenShared opens the journal at a URL, and tries until the servers answer: they may be
// starting, or electing a leader.
func OpenShared(ctx context.Context, url string, access etcd.Access, readOnly bool) (j *Journal, err error) {
	return openShared(ctx, url, etcd.Config{ReadOnly: readOnly, Access: access})
}

func openShared(ctx context.Context, url string, cfg etcd.Config) (j *Journal, err error) {
	if strings.HasPrefix(url, "nats://") || strings.HasPrefix(url, "tls://") {
		return nil, fmt.Errorf("journal %s: shared journals moved from NATS to etcd with this release, "+
			"and matches on NATS ended with the upgrade: run `muster store` and name etcd://HOST:PORT", url)
	}
	if cfg.Endpoints, cfg.Access.TLS, err = etcd.Servers(url); err != nil {
		return nil, fmt.Errorf("journal %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	for {
		var s *etcd.Store
		if s, err = tryShared(ctx, cfg); err == nil {
			return &Journal{s, s.Sidecar(), true, nil}, nil
		}
		if errors.Is(err, etcd.ErrUnfit) {
			return nil, fmt.Errorf("journal %s: %w", url, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("journal %s: %w (%w)", url, err, context.Cause(ctx))
		case <-time.After(tryEvery):
		}
	}
}

func tryShared(ctx context.Context, cfg etcd.Config) (*etcd.Store, error) {
	ctx, cancel := context.WithTimeout(ctx, tryFor)
	defer cancel()
	return etcd.Open(ctx, cfg)
}
