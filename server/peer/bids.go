package peer

import (
	"context"
	"errors"
	"time"

	"muster/shard"
)

// watch lets time pass, and bids for what must be bid for.
func (p *Peers) watch(ctx context.Context, now time.Time) {
	p.mu.Lock()
	uneasy := p.core.uneasy()
	p.mu.Unlock()
	var at []shard.Standing
	if uneasy {
		at = p.cfg.Zones.Standing()
	}
	p.mu.Lock()
	for _, v := range at {
		p.core.grew(v.Match, v.Number)
	}
	bids := p.core.tick(now)
	ctxs := make([]context.Context, len(bids))
	for i, b := range bids {
		var stop context.CancelFunc
		ctxs[i], stop = context.WithTimeout(ctx, bidWithin)
		p.calming[b.match] = stop
	}
	p.mu.Unlock()
	for i, b := range bids {
		p.work.Go(func() { p.bid(ctxs[i], b) })
	}
}

// bid tries to go on with a match whose owner is silent. Who is heard again meanwhile keeps it, if it is not too late.
func (p *Peers) bid(ctx context.Context, b bid) {
	defer p.calm(b.match)
	log := p.cfg.Log.With("match", b.match, "cause", b.cause)
	began := time.Now()
	err := error(nil)
	select {
	case p.bids <- struct{}{}:
		_, err = p.cfg.Zones.Bid(ctx, b.match)
		<-p.bids
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		log.Info("match taken over: its owner is silent", "took", time.Since(began).Round(time.Millisecond))
		return // Inherited has told the rest
	}
	log.Warn("cannot take over a match whose owner is silent", "error", err)
	p.mu.Lock()
	p.core.lost(b.match, hopeless(err))
	p.mu.Unlock()
	if hopeless(err) {
		p.cfg.Zones.StandDown(b.match)
	}
}

// hopeless reports whether no later bid of this shard can win either: it is not repeated. Whoever can go on with the
// match, if anybody, is told so by the queue.
func hopeless(err error) bool {
	for _, why := range []error{
		shard.ErrFenced, shard.ErrEnded, shard.ErrRuns, shard.ErrNotStanding,
		shard.ErrQuarantined, shard.ErrVoid, shard.ErrForeign,
	} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
}

// calm ends a bid, if one is under way.
func (p *Peers) calm(match string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stop := p.calming[match]; stop != nil {
		stop()
		delete(p.calming, match)
	}
}

// Inherited is for shard.Config.Inherited: a match that we stood by for is ours now.
func (p *Peers) Inherited(h *shard.Host) {
	p.mu.Lock()
	cause := p.core.won(h.Match(), h.Cause() == shard.HandedOver, time.Now())
	p.mu.Unlock()
	if h.Cause() == shard.Silent {
		p.metrics.tookOver(cause)
	}
	p.cfg.Door.Inherit(h)
	p.poke() // it needs a standby now
}

// ended takes in that a peer's process has.
func (p *Peers) ended(id string, why error) {
	p.mu.Lock()
	p.core.ended(id)
	p.mu.Unlock()
	if errors.Is(why, errBye) {
		p.cfg.Log.Info("peer left", "peer", id)
		return
	}
	p.cfg.Log.Warn("peer's process ended, or cannot be reached", "peer", id, "error", why)
}

// deaf takes in that a peer does not let us hear its beats.
func (p *Peers) deaf(id string, why error) {
	p.mu.Lock()
	p.core.deaf(id)
	p.mu.Unlock()
	p.trust.warn("a peer refuses its beats: it and this shard do not watch each other", "peer", id, "error", why)
}
