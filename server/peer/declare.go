package peer

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"muster/matchmaker/api"
	"muster/shard"
)

// declare tells each peer what it is to stand by for, where that is due.
func (p *Peers) declare(ctx context.Context) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for _, id := range p.core.dueNow(now) {
		l := p.listeners[id]
		if l == nil || l.calling {
			continue // it stays due
		}
		l.calling = true
		d := p.core.declaration(id, now)
		p.work.Go(func() { p.declareTo(ctx, id, l, d) })
	}
}

func (p *Peers) declareTo(ctx context.Context, id string, l *listener, d api.Declaration) {
	began := time.Now()
	s, err := l.client.Declare(ctx, d)
	p.mu.Lock()
	l.calling = false
	if other := p.core.peers[id]; other != nil && err == nil {
		other.call = time.Since(began)
	}
	var refused map[string]string
	if err != nil {
		p.core.unanswered(id, api.StatusOf(err) != 0, time.Now())
	} else {
		refused = p.core.answered(id, s, p.tick, time.Now())
	}
	p.mu.Unlock()
	if err != nil && ctx.Err() == nil {
		p.trust.warn("a peer does not say whether it stands by", "peer", id, "error", err)
	}
	for match, why := range refused {
		p.trust.warn("a peer does not stand by for a match; another may", "peer", id, "match", match, "why", why)
	}
	p.show()
	p.poke()
}

// tick is how far a match is that runs here.
func (p *Peers) tick(match string) uint32 {
	if h, err := p.cfg.Zones.Host(match); err == nil && h != nil && h.Latest() != nil {
		return uint32(h.Latest().Tick)
	}
	return 0
}

// answerDeclaration begins and ends to stand by as a peer declares, and says how far that is.
func (p *Peers) answerDeclaration(w http.ResponseWriter, r *http.Request, from string) {
	var d api.Declaration
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	switch err := body.Decode(&d); {
	case err != nil:
		problem(w, http.StatusUnprocessableEntity, "the body: "+err.Error())
		return
	case d.Owner != from:
		p.trust.warn("a peer declares matches for another", "peer", from, "owner", d.Owner)
		problem(w, http.StatusForbidden, "shard "+from+" speaks for itself alone")
		return
	case len(d.Matches) > maxDeclared:
		problem(w, http.StatusRequestEntityTooLarge, "that are more matches than a shard runs")
		return
	}
	answer := p.standings(d)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the caller is gone if this fails
}

// standings does as declared, and says how far it is.
func (p *Peers) standings(d api.Declaration) (s api.Standings) {
	p.mu.Lock()
	p.core.draining = p.cfg.Door.Draining()
	_, drop, refused := p.core.declared(d, time.Now())
	p.mu.Unlock()
	p.standDown(drop)
	failed := map[string]error{}
	for _, m := range d.Matches {
		if refused[m.Match] == "" {
			failed[m.Match] = p.cfg.Zones.StandBy(m.Match, m.Epoch) // idempotent: it may have stopped meanwhile
		}
	}
	at := map[string]shard.Standing{}
	for _, v := range p.cfg.Zones.Standing() {
		at[v.Match] = v
	}
	for _, m := range d.Matches {
		row := api.StandingMatch{Match: m.Match, Refused: refused[m.Match]}
		if row.Refused == "" {
			p.fill(&row, d.Owner, at[m.Match], failed[m.Match])
		}
		s.Matches = append(s.Matches, row)
	}
	return s
}

// fill says how far we are with a match that we stand by for, or why we do not.
func (p *Peers) fill(row *api.StandingMatch, owner string, v shard.Standing, failed error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := cmp.Or(failed, v.Err)
	if errors.Is(err, shard.ErrNotReady) {
		err = nil
	}
	forged := p.core.ownedBy(row.Match, v.Owner, v.Epoch, time.Now())
	switch {
	case err != nil:
		row.Refused = err.Error()
		p.core.lost(row.Match, true)
	case forged:
		row.Refused = "by its journal, shard " + v.Owner + " owns it"
		p.trust.warn("a peer declares a match that it does not own", "peer", owner, "match", row.Match,
			"owner", v.Owner)
	default:
		row.Number, row.Tick, row.Links = v.Number, uint32(v.Tick), p.cfg.Door.WarmLinks(row.Match)
		row.Ready = v.Ready && p.core.hears(owner)
	}
}
