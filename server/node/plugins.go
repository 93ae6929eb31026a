package node

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/lineup"
	"muster/ai/plugin"
	"muster/game"
	"muster/private"
	"muster/server"
	"muster/shard"
	"muster/shard/journal"
)

// commanders are those of a server: what harm plug-ins do in its matches is kept in a directory
// beside them, a file each.
type commanders struct {
	lineup.Leaders
	dir string
	log *slog.Logger
}

// before makes commanders as the flags say, and others where none does or where a plug-in has done too much harm.
func (w *commanders) before(others league.Commanders) server.Commanders {
	return func(match string, s *game.Setup, seat uint8, seed uint64) ai.Commander {
		switch c, ok := w.Of(s, seat); {
		case !ok:
			return others(s, seat, seed)
		case c.Module == nil:
			return c.Makes(s, seat, seed)
		default:
			return w.plugin(c.Module, match, s, seat, seed, others)
		}
	}
}

func (w *commanders) plugin(
	m *plugin.Module, match string, s *game.Setup, seat uint8, seed uint64, others league.Commanders,
) ai.Commander {
	file := m.RecordName(journal.SafeName(match))
	record, err := plugin.NewRecord(filepath.Join(w.dir, file), len(s.Scenario.Seats)), private.Mkdir(w.dir)
	if err == nil {
		var c ai.Commander
		if c, err = record.Lead(m, s, seat, seed); err == nil {
			return c
		}
	}
	if !errors.Is(err, plugin.ErrHarmful) || record.ReportOnce() {
		w.log.Error("plug-in disabled for this match; a built-in commander leads instead",
			"match", match, "seat", seat, "record", file, "error", err)
	}
	return others(s, seat, seed)
}

// tidy forgets what was done in matches that are over. One that cannot be resumed just now may be so
// later: its file is young.
func (w *commanders) tidy(live []*shard.Host) error {
	known := map[string]bool{}
	for _, h := range live {
		known[journal.SafeName(h.Match())] = true
	}
	files, err := os.ReadDir(w.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, f := range files {
		match, _, _ := strings.Cut(f.Name(), ".")
		if info, gone := f.Info(); gone == nil && !known[match] && time.Since(info.ModTime()) > harmKept {
			err = errors.Join(err, os.Remove(filepath.Join(w.dir, f.Name())))
		}
	}
	return err
}
