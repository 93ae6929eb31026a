package shard

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"muster/shard/journal"
	"muster/shard/replay"
)

// ErrVoid reports that an operator gave the match up: nobody goes on with it.
var ErrVoid = errors.New("the match was voided by its operator")

// voided begins the reason of a match that was quarantined because its operator gave it up.
const voided = "void: "

// Void quarantines a match that an operator gives up, with the reason. Its journal stays as it is, and
// a pardon takes it back.
func Void(sidecar journal.Sidecar, match, why string) error {
	return sidecar.Quarantine(match, voided+why)
}

// Voided reports whether that is why a match is quarantined.
func Voided(why string) bool { return strings.HasPrefix(why, voided) }

// refuse is why a quarantined match is not resumed: ErrVoid, or a reason to quarantine it.
func (s *Shard) refuse(match, why string) error {
	reason, void := strings.CutPrefix(why, voided)
	if !void {
		return s.quarantine(match, errors.New(why))
	}
	s.cfg.Log.Info("match is void", "match", match, "why", reason)
	return s.markAbsent(match, fmt.Errorf("%w: %s", ErrVoid, reason))
}

// markAbsent remembers why a match of ours does not run, though nothing is wrong with it.
func (s *Shard) markAbsent(match string, why error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beds.remove(match)
	s.absent[match] = why
	return why
}

// waitForRelease keeps a match of ours for the release that has its rules, or voids it where the operator wants that.
func (s *Shard) waitForRelease(match string, why error) error {
	var other *replay.FingerprintError
	if s.cfg.Void && errors.As(why, &other) {
		if err := Void(s.cfg.Sidecar, match, other.Error()); err != nil {
			return fmt.Errorf("void match %s: %w", match, err)
		}
		return s.refuse(match, voided+other.Error())
	}
	s.cfg.Log.Warn("match waits for another release", "match", match, "why", why)
	return s.markAbsent(match, why)
}

// Foreign lists the matches that wait for another release, with what they need.
func (s *Shard) Foreign() map[string]error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := maps.Clone(s.absent)
	maps.DeleteFunc(all, func(_ string, why error) bool { return !errors.Is(why, ErrForeign) })
	return all
}

// foreign is why a match cannot go on by the rules of this build; nil if it can, or if that cannot be read. Records
// that begin with neither Begin nor a Chapter stand behind a checkpoint, which was folded by these rules.
func foreign(recs []journal.Record) error {
	if len(recs) == 0 || !replay.Opens(&recs[0]) {
		return nil
	}
	r, err := replay.DecodeRecord(recs[0].Payload)
	if err != nil || r.Kind != replay.Begin && r.Kind != replay.Chapter || r.Fingerprint == replay.Fingerprint() {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrForeign, &replay.FingerprintError{
		Stored: r.Fingerprint, Have: replay.Fingerprint(), Release: r.Release,
	})
}

// lastOwner is who ran a match last, as far as its records tell; else empty.
func lastOwner(recs []journal.Record) string {
	for _, rec := range slices.Backward(recs) {
		r, err := replay.DecodeRecord(rec.Payload)
		if err == nil && (r.Kind == replay.TakeOver || r.Kind == replay.Begin || r.Kind == replay.Chapter) {
			return r.Owner
		}
	}
	return ""
}
