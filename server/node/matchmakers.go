package node

import (
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/wallclock"
)

// knownMatchmakers is who the matchmakers were when there last were any.
type knownMatchmakers struct {
	all  []registry.Matchmaker
	seen time.Time
}

// joinKeys are those of the queues that are there.
func (p *Node) joinKeys() (keys []ed25519.PublicKey) {
	for _, m := range p.matchmakers() {
		if len(m.PublicKey) == ed25519.PublicKeySize {
			keys = append(keys, m.PublicKey)
		}
	}
	return keys
}

// keyOf finds a queue's key by its id.
func (p *Node) keyOf(issuer string) (ed25519.PublicKey, bool) {
	for _, m := range p.matchmakers() {
		if m.ID == issuer && len(m.PublicKey) == ed25519.PublicKeySize {
			return m.PublicKey, true
		}
	}
	return nil, false
}

// matchmakers are those that are there. While the registry is away, and for a while after it tells of none, it is those
// that were: a ticket that one of them signed before it was started again is good.
func (p *Node) matchmakers() []registry.Matchmaker {
	all, err := p.cfg.Registry.Matchmakers(context.Background())
	if err != nil {
		p.cfg.Log.Warn("cannot list matchmakers; using the last known ones", "error", err)
	}
	last := p.known.Load()
	switch {
	case len(all) > 0:
		p.known.Store(&knownMatchmakers{all, time.Now()})
		return all
	case last != nil && (err != nil || time.Since(last.seen) < knownFor):
		return last.all
	}
	return nil
}

// Report tells a queue how a match ended, over REST: the first that takes it, since all share one database.
func (p *Node) Report(ctx context.Context, r api.MatchReport) error {
	err := errors.New("no matchmaker is there")
	for _, m := range p.matchmakers() {
		token, bad := api.SignReport(p.keys.Signing(), p.cfg.ID, m.ID, r, wallclock.Now())
		if bad != nil {
			return bad
		}
		if err = api.NewClient(m.URL, api.Pinned(m.CertHash)).As(token).Report(ctx, r); err == nil {
			return nil
		}
	}
	return err
}
