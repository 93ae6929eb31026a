package datadir

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"muster/private"
)

// Tighten takes data directories from other users of the machine: they hold keys, accounts and journals, and releases
// before this one made some of that for all to read. It changes no directory in which others keep things too.
func Tighten(log *slog.Logger, dir string) {
	tightenOnly(log, dir, ours)
}

// TightenDatabase does so with a SQLite database outside of the data directory, and what lies beside it.
func TightenDatabase(log *slog.Logger, url string) {
	file, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return
	}
	if _, err := os.Stat(file); err != nil {
		return // it is made later, and as it should be
	}
	base := filepath.Base(file)
	tightenOnly(log, filepath.Dir(file), func(name string) bool {
		rest, ok := strings.CutPrefix(name, base)
		return ok && (rest == "" || rest[0] == '-' || rest[0] == '.')
	})
}

func tightenOnly(log *slog.Logger, dir string, ours func(string) bool) {
	done, err := private.Tighten(dir, ours)
	if done.Changed > 0 {
		log.Warn("other users of this machine could read the server's files; they cannot any more",
			"directory", dir, "changed", done.Changed, "first", done.First)
	}
	if done.Shared != "" {
		log.Info("a directory is shared with others and was left open to them; "+
			"new files in it are for this server alone", "directory", done.Shared)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("other users of this machine may be able to read some of the server's files",
			"directory", dir, "error", err)
	}
}

// ours reports whether a name in a data directory is one that the program gives.
func ours(name string) bool {
	whole := []string{
		"keys", "journal", "past", "beside", "replays", "plugins", "queue", "acme", "member", "store", "store.sock",
		"commander.lock", "console", "logs",
	}
	begun := []string{
		"cluster.key", "shard-", "shard.id", "journal.asked", "queue.id", "matchmaker.key", "matchmaker.db",
		"console.json",
		".writable-",
	}
	return slices.Contains(whole, name) || slices.ContainsFunc(begun, func(b string) bool {
		return strings.HasPrefix(name, b)
	})
}
