// Package recording keeps a headless fight as a server would have kept it, so that its maker sees why it was lost:
//
//	NAME.muster             the fight, as an exported replay: muster replay verifies, plays and dumps it
//	NAME.muster.intentions  what commanders intended, as package replay reads it; there if any of them tells
//	NAME.muster.log         what they printed, and where they crashed; there if any of them did
//
// A line of the log is "tick 120, seat 1: text". The same fight gives the same files.
package recording

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"muster/ai"
	"muster/game"
	"muster/printable"
	"muster/shard/journal"
	"muster/shard/replay"
)

// Recording is of one fight. Its methods are called as the fight goes on, one at a time.
type Recording struct {
	match      string
	journal    *replay.Recorder
	records    []journal.Record // once it is over
	intentions Intentions
	log        bytes.Buffer
	full       bool // the log is
}

// New begins a recording, under the name that the match will have.
func New(match string, s *game.Setup, seed uint64) *Recording {
	return &Recording{match: match, journal: replay.NewRecorder(s, seed)}
}

// Tick is told of each tick before its Step.
func (r *Recording) Tick(w *game.World, in *game.Input) { r.journal.Tick(w, in) }

// Planned is told of each Plan before it.
func (r *Recording) Planned(w *game.World, in *game.Input) { r.journal.Plan(w, in) }

// Intended is told what a seat's commander intends.
func (r *Recording) Intended(tick game.Tick, seat uint8, squads []ai.Intention) {
	r.intentions.Add(tick, seat, squads)
}

// Printed is told what a seat's commander printed, or why it crashed. Over a bound nothing more is kept, and that is
// said once.
func (r *Recording) Printed(tick game.Tick, seat uint8, text string) {
	for line := range strings.Lines(text) {
		if r.full {
			return
		}
		if r.full = r.log.Len() > maxLog; r.full {
			line = fmt.Sprintf("more was printed: %d bytes are kept of a fight", maxLog)
		}
		fmt.Fprintf(&r.log, "tick %d, seat %d: %s\n", tick, seat, printable.Line(strings.TrimRight(line, "\r\n")))
	}
}

// Over is told of the World when the fight is over.
func (r *Recording) Over(w *game.World) { r.records = r.journal.End(w) }

// File is what the file of the replay is called in a directory: the recording's name, as far as a file may have it.
func (r *Recording) File(dir string) string { return filepath.Join(dir, replay.FileName(r.match)) }

// Write writes the files; file is the replay's. What an earlier fight of that name left is gone.
func (r *Recording) Write(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("record a fight: %w", err)
	}
	f := &replay.File{Match: r.match, Records: r.records} // without key frames, which would be most of it
	var err error
	for suffix, b := range map[string][]byte{
		"": f.Export(), replay.IntentionsSuffix: r.intentions.Bytes(), replay.LogSuffix: r.log.Bytes(),
	} {
		err = errors.Join(err, write(file+suffix, b))
	}
	if err != nil {
		return fmt.Errorf("record a fight: %w", err)
	}
	return nil
}

// write writes a file that has something in it, and takes one away that would not.
func write(file string, b []byte) error {
	if len(b) > 0 {
		return os.WriteFile(file, b, 0o644)
	}
	if err := os.Remove(file); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
