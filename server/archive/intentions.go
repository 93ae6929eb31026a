package archive

import (
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"muster/ai"
	"muster/ai/recording"
	"muster/game"
	"muster/private"
	"muster/shard/replay"
)

// Intentions writes down what commanders intend, in a file beside where each match's replay will be. All commanders
// call it, off the tick's path.
type Intentions struct {
	dir string
	log *slog.Logger

	mu sync.Mutex
	// by match; forgetting one only has it written again; nil where the file cannot be written
	said map[string]replay.Said
}

// NewIntentions keeps them in the directory of the replays.
func NewIntentions(dir string, log *slog.Logger) *Intentions {
	return &Intentions{dir: dir, log: log, said: map[string]replay.Said{}}
}

// Write writes what has changed since the last time.
func (n *Intentions) Write(match string, tick game.Tick, seat uint8, squads []ai.Intention) {
	n.mu.Lock()
	defer n.mu.Unlock()
	said, known := n.said[match]
	switch {
	case known && said == nil:
		return
	case !known:
		if len(n.said) >= maxExplained {
			clear(n.said)
		}
		said = replay.Said{}
		n.said[match] = said
	}
	if err := n.write(match, said.Changed(tick, seat, recording.Written(squads))); err != nil {
		n.log.Warn("no longer recording this match's intentions", "match", match, "error", err)
		n.said[match] = nil
	}
}

// write goes on behind what is in the file, also what a server before this one wrote. The file is no part of the match:
// it is not synced.
func (n *Intentions) write(match string, all []replay.Intention) error {
	if len(all) == 0 {
		return nil
	}
	if err := private.Mkdir(n.dir); err != nil {
		return err
	}
	f, err := os.OpenFile(intentionsOf(filepath.Join(n.dir, replay.FileName(match))),
		os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if info, err := f.Stat(); err == nil && info.Size() > maxExplanation {
		return errors.Join(errors.New("the file is full"), f.Close())
	}
	lines := json.NewEncoder(f)
	for i := range all {
		err = errors.Join(err, lines.Encode(&all[i]))
	}
	return errors.Join(err, f.Close())
}

// intentionsOf is where what commanders intended lies, beside the file of a replay.
func intentionsOf(replayFile string) string { return replayFile + replay.IntentionsSuffix }

// CopyBeside has what lies beside a replay's file lie beside another too: what commanders intended, and printed, if
// there is anything.
func CopyBeside(from, to string) (err error) {
	for _, suffix := range []string{replay.IntentionsSuffix, replay.LogSuffix} {
		b, wrong := os.ReadFile(from + suffix)
		switch {
		case errors.Is(wrong, os.ErrNotExist) || wrong == nil && from == to:
			continue
		case wrong == nil:
			wrong = os.WriteFile(to+suffix, b, 0o644)
		}
		err = errors.Join(err, wrong)
	}
	return err
}

// ReadIntentions reads what lies beside a replay; nil where nobody asked for it.
func ReadIntentions(replayFile string) (*replay.Intentions, error) {
	f, err := os.Open(intentionsOf(replayFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return replay.ReadIntentions(f)
}
