package node

import (
	"context"
	"crypto/ed25519"

	"muster/matchmaker/api"
	"muster/shard/registry"
	"muster/wallclock"
)

// peerKey finds the key of another shard of the shared journal by its id.
func (p *Node) peerKey(id string) (ed25519.PublicKey, bool) {
	all, err := p.cfg.Registry.Shards(context.Background())
	if err != nil {
		p.cfg.Log.Warn("cannot list shards", "error", err)
	}
	for _, s := range all {
		if s.ID == id && s.Shared && len(s.PublicKey) == ed25519.PublicKeySize {
			return s.PublicKey, true
		}
	}
	return nil, false
}

// keepAt has another shard keep a copy of a replay.
func (p *Node) keepAt(ctx context.Context, at registry.Shard, match string) (api.KeptReplay, error) {
	c := api.NewShardClient(at.Control, at.CertHash, func() (string, error) {
		return api.SignService(p.keys.Signing(), p.cfg.ID, at.ID, wallclock.Now())
	})
	defer c.Close()
	return c.KeepReplay(ctx, match)
}
