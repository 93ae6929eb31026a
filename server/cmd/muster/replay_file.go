package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"muster/server/archive"
	"muster/shard/replay"
)

type replayExport struct {
	Match string `arg:"" optional:"" help:"Match to export, as muster replay list names them; may be left out where there is one only."`
	Out   string `help:"File to write; MATCH.muster if it is not named." placeholder:"FILE"`
}

// Run writes one file that holds the match whole: replay list, verify, play and diff read it with --data FILE.
func (c *replayExport) Run(ctx context.Context, r *replayCmd) error {
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	if c.Match, err = r.match(s, c.Match); err != nil {
		return err
	}
	recs, damaged := s.Read(c.Match)
	if damaged != nil {
		return fmt.Errorf("%w: a broken match is not exported; see muster journal check", damaged)
	}
	out := c.Out
	if out == "" {
		out = c.Match + ".muster"
	}
	f, err := replay.NewFile(c.Match, recs, folding(c.Match))
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	b := f.Export()
	if err := os.WriteFile(out, b, 0o644); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	sayLine("%s: %d records in %d bytes", out, len(recs), len(b))
	return archive.CopyBeside(r.sources().ReplayFile(c.Match), out)
}

type replayDiff struct {
	Other string `arg:"" help:"The other journal: a directory of a server's data, or an exported file."`
	Match string `arg:"" optional:"" help:"Match to compare; may be left out where the first holds one only."`
}

// Run names the first tick and field where two journals of a match part, and fails if they do.
func (c *replayDiff) Run(ctx context.Context, r *replayCmd) error {
	s, err := r.snapshot(ctx)
	if err != nil {
		return err
	}
	match := c.Match
	if match == "" && len(s.Zones()) == 1 {
		match = s.Zones()[0]
	}
	if _, err := r.sources().Matches(s, []string{match}); err != nil {
		return err
	}
	other := &sourceFlags{Data: []string{c.Other}}
	o, err := other.snapshot(ctx)
	if err != nil {
		return err
	}
	if _, err := other.sources().Matches(o, []string{match}); err != nil {
		return err
	}
	a, damagedA := s.Read(match)
	b, damagedB := o.Read(match)
	if err := errors.Join(damagedA, damagedB); err != nil {
		return err
	}
	part, err := replay.Diff(match, a, b)
	if err != nil {
		return err
	}
	if part == nil {
		sayLine("%s: both agree, %d and %d records", match, len(a), len(b))
		return nil
	}
	return fmt.Errorf("%s parts at tick %d: %s is %s in the first and %s in the second",
		match, part.Tick, part.Field, part.A, part.B)
}
