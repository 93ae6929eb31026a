package registry

import (
	"errors"
	"fmt"
	"time"
)

// Check reports what cannot be in a shard's entry, whoever signed it: matches would be placed by such figures.
func (s *Shard) Check(now time.Time) error {
	for _, f := range []struct {
		what    string
		n, most int64
	}{
		{"capacity", int64(s.Capacity), maxMatches},
		{"load", int64(s.Load), maxMatches},
		{"players", int64(s.Players), maxPlayers},
		{"percent of the processors", int64(s.Busy), 100},
		{"time of its beginning", s.Began, now.Add(maxAhead).UnixMilli()},
		{"time of its measure", s.Measured, now.Add(maxAhead).UnixMilli()},
	} {
		if f.n < 0 || f.n > f.most {
			return fmt.Errorf("%s %d is out of range (0 to %d)", f.what, f.n, f.most)
		}
	}
	if s.Protocol[0] > s.Protocol[1] {
		return fmt.Errorf("its oldest protocol, %d, is newer than its newest, %d", s.Protocol[0], s.Protocol[1])
	}
	return checkID(s.ID)
}

// Check reports what cannot be in a matchmaker's entry.
func (m *Matchmaker) Check() error { return checkID(m.ID) }

// Check reports what cannot be in a head. One that is too far ahead would keep the true ones out.
func (h *Head) Check() error {
	switch {
	case h.Epoch > maxEpoch:
		return fmt.Errorf("epoch %d is out of range (0 to %d)", h.Epoch, uint32(maxEpoch))
	case h.Number > maxRecords:
		return fmt.Errorf("record %d is out of range (0 to %d)", h.Number, uint64(maxRecords))
	}
	return checkID(h.Match)
}

// Sane picks those of some heads that can be, and tells of the others.
func Sane(heads []Head) (good []Head, err error) {
	for _, h := range heads {
		if bad := h.Check(); bad != nil {
			err = errors.Join(err, fmt.Errorf("put head of match %q: %w", h.Match, bad))
			continue
		}
		good = append(good, h)
	}
	return good, err
}

func checkID(id string) error {
	if id == "" || len(id) > maxID {
		return fmt.Errorf("its id has %d bytes, not 1 to %d", len(id), maxID)
	}
	return nil
}
