package shard

// Cause is why a zone runs here.
type Cause uint8

// Why a zone runs here.
const (
	Own        Cause = iota // it began here, or was resumed when the shard was opened
	Asked                   // somebody asked for it: the queue, or an operator
	Silent                  // its owner fell silent, and we stood by
	HandedOver              // its owner handed it over, and we stood by
	Woken                   // it slept, and somebody came
	Alarm                   // it slept, and its time was up
	Causes                  // how many there are
)

// Cause is why the zone runs here.
func (h *Host) Cause() Cause { return h.cause }

// owns is called once, when the zone is ours and before anybody sees it.
func (h *Host) owns() {
	h.stats.TakeOvers[h.cause].Add(1)
	if st := h.standing; st != nil {
		h.shard.stood(st)
		h.standing = nil
		if take := h.shard.cfg.Inherited; take != nil {
			take(h)
		}
	}
	if h.cause != Own {
		h.shard.publishHeadsSoon()
	}
}

// lost gives a standby back what its zone has folded, if that has bid in vain. What a zone has folded that broke is
// worth nothing, and may be half a step.
func (h *Host) lost(z *Zone) {
	st := h.standing
	if st == nil {
		return
	}
	h.standing = nil
	h.shard.past.LostBids.Add(1)
	if why := h.Err(); why != nil && !ownedElsewhere(why) {
		st.giveUp(why)
	}
	st.lost(z)
}

// HandOver ends the ownership with the next tick: whoever stands by goes on. The zone shows what it may and stops with
// ErrHandedOver. There is no way back (docs/lease.md, rule 25).
func (h *Host) HandOver() { h.post(false, func(z *Zone) { z.HandOver() }) }

// publishHeadsSoon has the registry hear of the heads at once, where players look for their matches.
func (s *Shard) publishHeadsSoon() {
	select {
	case s.soon <- struct{}{}:
	default:
	}
}
