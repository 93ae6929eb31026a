package shard

import (
	"context"
	"errors"
	"fmt"

	"muster/game"
	"muster/shard/journal"
	"muster/shard/replay"
)

// keepCheckpoint puts a checkpoint beside the journal, if the shadow agrees: the journal's own bytes, folded from the
// checkpoint before, must come to the same World. All that is far from the zone's goroutine, one zone after the other;
// a zone whose last checkpoint is still at it skips one.
func (s *Shard) keepCheckpoint(h *Host, c *replay.Checkpoint) {
	if !h.keeping.CompareAndSwap(false, true) {
		return
	}
	s.idle.Go(func() {
		defer h.keeping.Store(false)
		select {
		case s.packing <- struct{}{}:
			defer func() { <-s.packing }()
		case <-s.running.Done():
			return
		}
		if err := s.shadow(h, c); err != nil {
			s.persistQuarantine(h.match, err)
			h.post(false, func(z *Zone) { z.Quarantine(err) })
			return
		}
		b, err := c.Pack()
		if err == nil {
			err = s.cfg.Sidecar.PutCheckpoint(h.match, c.Number, b)
		}
		if err != nil {
			s.cfg.Log.Warn("checkpoint not kept: a restart will take longer", "match", h.match, "error", err)
			return
		}
		h.shadow = b
		h.stats.Checkpoints.Add(1)
	})
}

// shadow folds the journal up to a checkpoint and compares. A journal that cannot be read is the zone's own trouble.
func (s *Shard) shadow(h *Host, c *replay.Checkpoint) error {
	f, recs, err := s.behind(h)
	if err != nil || f == nil {
		return nil
	}
	for _, rec := range recs {
		if rec.Number > c.Number {
			break
		}
		if err := f.Apply(rec); err != nil {
			return fmt.Errorf("shadow fold: %w", err)
		}
	}
	hash, err := game.HashSaved(c.Setup, c.Saved)
	if err != nil {
		return fmt.Errorf("shadow fold: %w", err)
	}
	if f.Number == c.Number && f.World.Hash() != hash {
		return fmt.Errorf("shadow fold of record %d: %w", c.Number, &replay.DesyncError{
			Tick: c.Closed, Stored: hash, Have: f.World.Hash(),
		})
	}
	return nil
}

// behind is the fold of the zone's last checkpoint, or what else it may be resumed from, and the records behind it.
func (s *Shard) behind(h *Host) (*replay.Fold, []journal.Record, error) {
	if h.shadow == nil {
		return s.base(h.match)
	}
	f, err := replay.Unpack(h.shadow, h.setup)
	if err != nil {
		return nil, nil, err
	}
	recs, _, err := s.cfg.Store.Read(h.match, f.Number+1)
	return f, recs, err
}

// Witness holds what a player was told against the journal, when the zone is ours. One that the journal contradicts
// quarantines the zone.
func (h *Host) Witness(ctx context.Context, w Witness) error {
	select {
	case <-h.ready:
	case <-ctx.Done():
		return ctx.Err()
	}
	if h.pardon.forgives(w) {
		return nil
	}
	select {
	case h.witness <- struct{}{}: // reading costs: one at a time
		defer func() { <-h.witness }()
	case <-ctx.Done():
		return ctx.Err()
	}
	err := h.shard.checkWitness(h.match, w)
	var refuted *WitnessError
	if !errors.As(err, &refuted) {
		// or nothing is known while the store does not answer: the zone meets that itself, and the next witness tells
		return nil
	}
	h.shard.persistQuarantine(h.match, err)
	h.post(false, func(z *Zone) { z.Quarantine(err) })
	return err
}
