package peer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/server"
	"muster/shard"
)

// moved is what came of a hand-over.
type moved struct {
	at      string
	err     error
	outcome string // as it is counted
}

var errLeaves = errors.New("this shard leaves")

// letGo ends the ownership and waits until somebody else owns the match; if nobody does, it is taken back. Where that
// takes too long the caller hears so, and the match is seen off all the same: there is no way back.
func (p *Peers) letGo(h *shard.Host, to string) (at string, err error) {
	end := make(chan moved, 1)
	if !p.start(func() { end <- p.seeOff(h, to) }) {
		p.endMove(h.Match())
		return "", fmt.Errorf("%w: %w", server.ErrStays, errLeaves)
	}
	m := moved{outcome: moveFailed}
	patience := time.NewTimer(stopWithin)
	defer patience.Stop()
	select {
	case <-h.Done():
		select {
		case m = <-end:
		case <-time.After(bidWithin):
			m.err = errors.New("the match was let go, and it is not known who goes on with it; " +
				"if nobody does, this shard will")
		}
	case <-patience.C:
		m.err = errors.New("the match's last record does not become durable yet; whoever owns it then goes on, " +
			"and if nobody does, this shard will")
	}
	if m.outcome != "" {
		p.metrics.moves.WithLabelValues(m.outcome).Inc()
	}
	return m.at, m.err
}

// start has work done that is waited for when we leave, unless we do so already.
func (p *Peers) start(do func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.left:
		return false
	default:
		p.work.Go(do)
		return true
	}
}

// seeOff lets a match go, waits for its last record, however late that becomes durable, and then until somebody owns
// the match, we ourselves if nobody else does. Until then it counts as being handed over.
func (p *Peers) seeOff(h *shard.Host, to string) moved {
	defer p.endMove(h.Match())
	behind, began := h.Latest().Number, time.Now()
	h.HandOver()
	select {
	case <-h.Done():
	case <-p.left:
		return moved{err: errLeaves, outcome: moveFailed}
	}
	switch {
	case errors.Is(h.Err(), shard.ErrEnded):
		return moved{err: fmt.Errorf("%w: it has just ended", server.ErrStays)}
	case !errors.Is(h.Err(), shard.ErrHandedOver):
		return moved{err: fmt.Errorf("the match stopped before it was handed over: %w", h.Err()), outcome: moveFailed}
	}
	owner, err := p.newOwner(h.Match(), to, behind)
	switch {
	case err != nil:
		return moved{err: err, outcome: moveFailed}
	case owner == p.cfg.Self.ID:
		err = fmt.Errorf("%w: shard %s did not go on with it, and it goes on here", server.ErrStays, to)
		return moved{err: err, outcome: moveTakenBack}
	}
	took := time.Since(began)
	p.metrics.gap.Observe(took.Seconds())
	p.cfg.Log.Info("match handed over", "match", h.Match(), "to", owner, "took", took.Round(time.Millisecond))
	return moved{at: owner, outcome: moveDone}
}

// newOwner waits until somebody owns a match that was let go. When the journal can be read and has no owner after a
// while, this shard takes it back, again and again: while it cannot be read, somebody else may have won.
func (p *Peers) newOwner(match, to string, behind uint64) (string, error) {
	patience := time.Now().Add(takenWithin)
	for wait := ownerEvery; ; {
		owner, err := p.cfg.Owner(match, behind)
		switch {
		case err == nil && owner != "" && owner != p.cfg.Self.ID:
			return owner, nil
		case err == nil && time.Now().After(patience):
			if p.takeBack(match, to) {
				return p.cfg.Self.ID, nil
			}
			wait = backEvery
		}
		select {
		case <-p.left:
			return "", errLeaves
		case <-time.After(wait):
		}
	}
}

// takeBack goes on with a match that was handed over to nobody.
func (p *Peers) takeBack(match, to string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), bidWithin)
	defer cancel()
	h, err := p.cfg.Zones.TakeOver(ctx, match)
	if err != nil {
		p.trust.warn("a match was handed over and nobody went on with it; this shard cannot yet either", "match", match,
			"to", to, "error", err)
		return false
	}
	p.cfg.Door.Inherit(h)
	p.cfg.Log.Warn("match handed over, but nobody took it; it goes on here", "match", match, "to", to)
	return true
}
