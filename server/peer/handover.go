package peer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"muster/matchmaker/api"
	"muster/server"
)

// HandOver has another shard go on with a match that runs here: the one that is named, or whichever stands by. Until
// the other one stands by, has folded the journal and holds the players' links, the match stays; an error that wraps
// server.ErrStays says that it did. Then the match's ownership ends. Where nobody goes on with it, this shard does.
func (p *Peers) HandOver(ctx context.Context, match, to string) (at string, err error) {
	h, err := p.cfg.Zones.Host(match)
	if err != nil || h == nil {
		return "", fmt.Errorf("%w: it does not run here", server.ErrStays)
	}
	if !p.beginMove(match) {
		return "", fmt.Errorf("%w: it is being handed over already", server.ErrStays)
	}
	if at, err = p.prepare(ctx, match, to); err != nil {
		p.endMove(match)
		p.metrics.moves.WithLabelValues(moveRefused).Inc()
		return "", fmt.Errorf("%w: %w", server.ErrStays, err)
	}
	return p.letGo(h, at)
}

func (p *Peers) beginMove(match string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, moves := p.moving[match]; moves {
		return false
	}
	p.moving[match] = struct{}{}
	return true
}

func (p *Peers) endMove(match string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.moving, match)
	p.core.unforce(match)
}

// prepare has a peer stand by, and waits until it is ready. Where no peer is named, others are asked when one refuses.
func (p *Peers) prepare(ctx context.Context, match, to string) (at string, err error) {
	err = errors.New("no peer is there that could go on with it")
	for range maxAsked {
		p.mu.Lock()
		next, why := p.core.force(match, to, time.Now())
		p.mu.Unlock()
		if why != nil {
			return "", errors.Join(why, err)
		}
		if next == "" {
			return "", err
		}
		p.poke()
		if err = p.ready(ctx, match, next); err == nil {
			return next, nil
		}
		if to != "" || ctx.Err() != nil {
			return "", err
		}
		p.mu.Lock()
		p.core.passOver(match, next, time.Now())
		p.mu.Unlock()
	}
	return "", err
}

// ready waits until a peer stands by for a match, has folded its journal, and holds its players' links, for which it is
// not waited long: who has none comes over by redirect.
func (p *Peers) ready(ctx context.Context, match, at string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	links := time.Time{}
	for {
		p.mu.Lock()
		v, accepted, err := p.core.standingAt(match, at)
		p.mu.Unlock()
		switch {
		case err != nil:
			return err
		case accepted && v.Ready && links.IsZero():
			links = time.Now().Add(linksWithin)
		}
		if accepted && v.Ready && (v.Links >= p.cfg.Door.Sessions(match) || time.Now().After(links)) {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("shard %s is not ready to go on with it: %w", at, context.Cause(ctx))
		case <-time.After(askEvery):
			p.mu.Lock()
			p.core.dueAt(at)
			p.mu.Unlock()
			p.poke()
		}
	}
}

// HandAllOver hands all matches over, for as long as any runs here and a peer is there that may take one, until ctx
// ends. It does so again and again: a match may come while the shard drains, since a bid for it was under way or its
// standby could not go on with it, and nobody stands by for such a one yet.
func (p *Peers) HandAllOver(ctx context.Context) {
	for p.handEachOver(ctx); len(p.cfg.Zones.Hosts()) > 0 && p.haveHeirs(); p.handEachOver(ctx) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(handAgain):
		}
	}
}

// haveHeirs reports whether a peer is there that may take matches.
func (p *Peers) haveHeirs() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.core.candidates(time.Now())) > 0
}

// handEachOver tries to hand every match over, a few at once. What cannot be handed over stays.
func (p *Peers) handEachOver(ctx context.Context) {
	places := make(chan struct{}, maxMoves)
	defer func() {
		for range maxMoves {
			places <- struct{}{} // until the last has given its place back
		}
	}()
	for _, h := range p.cfg.Zones.Hosts() {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return
		}
		go func() {
			defer func() { <-places }()
			if _, err := p.HandOver(ctx, h.Match(), ""); err != nil {
				p.trust.warn("a match is not handed over", "match", h.Match(), "why", err)
			}
		}()
	}
}

// force has one peer stand by for a match: the one named, or whichever is best.
func (c *core) force(match, to string, now time.Time) (id string, err error) {
	o := c.own[match]
	if o == nil {
		return "", errors.New("it has only just begun: try again in a moment")
	}
	if to == "" {
		if to = o.standby; to == "" || now.Before(c.peers[to].refused[match]) {
			to = c.pick(match, c.candidates(now), now)
		}
	} else if err := c.mayGoTo(to); err != nil {
		return "", err
	}
	if to != "" {
		c.standBy(o, to)
		o.forced = true
		c.dueAt(to)
	}
	return to, nil
}

// mayGoTo returns why no match may go to a shard, or nil if one may.
func (c *core) mayGoTo(to string) error {
	p := c.peers[to]
	switch {
	case to == c.self.ID:
		return errors.New("it runs there already")
	case p == nil:
		return fmt.Errorf("no shard %s with the same journal and rules is there", to)
	case p.at.Draining:
		return fmt.Errorf("shard %s drains", to)
	case !c.alive(p):
		return fmt.Errorf("shard %s is silent", to)
	}
	return nil
}

// passOver has a peer not be chosen for a match for a while.
func (c *core) passOver(match, id string, now time.Time) {
	if p := c.peers[id]; p != nil {
		p.refused[match] = now.Add(refusedFor)
	}
	if o := c.own[match]; o != nil && o.standby == id {
		c.standBy(o, "")
	}
}

// unforce has a match's standby be chosen as usual again.
func (c *core) unforce(match string) {
	if o := c.own[match]; o != nil {
		o.forced, c.chosenFrom = false, nil
	}
}

// standingAt is how far a peer is that was forced to stand by for a match, or why it will not.
func (c *core) standingAt(match, id string) (v api.StandingMatch, accepted bool, err error) {
	o, p := c.own[match], c.peers[id]
	switch {
	case o == nil:
		return v, false, errors.New("the match runs here no more")
	case p == nil || !c.alive(p):
		return v, false, fmt.Errorf("shard %s is gone", id)
	case o.standing.Refused != "":
		return v, false, fmt.Errorf("shard %s refuses: %s", id, o.standing.Refused)
	case o.standby != id:
		return v, false, fmt.Errorf("shard %s stands by no more", id)
	}
	return o.standing, o.accepted, nil
}

// hears reports whether the process of a peer that was heard last is not silent.
func (c *core) hears(id string) bool {
	p := c.peers[id]
	return p != nil && c.alive(p)
}
