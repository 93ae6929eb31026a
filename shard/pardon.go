package shard

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"muster/shard/journal"
	"muster/shard/replay"
)

// Pardon is what an operator forgives a journal that was cut short or put back. Whatever owners of epochs below Epoch
// told anybody does not count any more, for as long as the journal bears the record that it ended with. Who goes on
// with it has an epoch of at least that, so a second loss is found by what is told from then on.
type Pardon struct {
	Number uint64
	Hash   journal.Hash
	Epoch  uint32
}

// SinceWhen is one epoch for all owners since the last pardon, no lower than theirs before the first: who is told of
// it does not learn how many there were.
func (p *Publication) SinceWhen() uint32 { return max(p.Pardoned, replay.PardonedEpoch-1) }

// kept is how a sidecar has it: for people to read, too.
type kept struct {
	Record uint64 `json:"record"`
	Hash   string `json:"hash"`
	Epoch  uint32 `json:"epoch"`
}

// NewPardon forgives what is not in recs, a match's whole journal. before is the pardon that there is already, if there
// is one. The epoch is the time: it must be later than all that is lost, of which nobody knows how far it came.
func NewPardon(recs []journal.Record, before Pardon, now time.Time) (p Pardon, err error) {
	p.Epoch = max(uint32(now.Unix()), replay.PardonedEpoch, before.Epoch+1)
	for _, rec := range recs {
		r, err := replay.DecodeRecord(rec.Payload)
		if err != nil {
			return p, fmt.Errorf("record %d: %w", rec.Number, err)
		}
		p.Number, p.Hash, p.Epoch = rec.Number, rec.Hash, max(p.Epoch, r.Epoch+1)
	}
	return p, nil
}

// Pack is what a sidecar keeps.
func (p Pardon) Pack() []byte {
	b, _ := json.Marshal(kept{p.Number, p.Hash.String(), p.Epoch}) // strings and numbers always can be
	return b
}

// UnpackPardon reads what Pack made; of nothing it is a pardon that forgives nothing.
func UnpackPardon(b []byte) (p Pardon, err error) {
	if len(b) == 0 {
		return p, nil
	}
	var k kept
	if err = json.Unmarshal(b, &k); err != nil {
		return p, fmt.Errorf("pardon: %w", err)
	}
	hash, err := hex.DecodeString(k.Hash)
	if err != nil || len(hash) != len(p.Hash) {
		return p, fmt.Errorf("pardon: %q is no hash of a record", k.Hash)
	}
	return Pardon{k.Record, journal.Hash(hash), k.Epoch}, nil
}

// forgives reports whether what a witness saw does not count.
func (p Pardon) forgives(w Witness) bool { return w.Epoch < p.Epoch }

// pardon is what was forgiven a match. One whose journal was rolled back behind it forgives nothing. It fails where
// that cannot be read now.
func (s *Shard) pardon(match string) (p Pardon, err error) {
	b, err := s.cfg.Sidecar.Pardoned(match)
	if err != nil {
		return p, fmt.Errorf("what was forgiven: %w", err)
	}
	p, err = UnpackPardon(b)
	if err == nil {
		err = s.checkWitness(match, Witness{p.Epoch, p.Number, p.Hash})
		if err != nil && !isPermanent(err) {
			return p, err
		}
	}
	if err != nil {
		s.cfg.Log.Warn("pardon ignored", "match", match, "error", err)
		return Pardon{}, nil
	}
	return p, nil
}
