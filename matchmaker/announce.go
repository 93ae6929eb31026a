package matchmaker

import (
	"context"
	"time"

	"muster/shard/registry"
)

// announce keeps this matchmaker in the registry.
func (m *Matchmaker) announce(ctx context.Context) {
	every := time.NewTicker(announceEvery)
	defer every.Stop()
	for {
		me := registry.Matchmaker{ID: m.cfg.ID, URL: m.cfg.URL, Admin: m.cfg.Admin, PublicKey: m.key.Public}
		if m.cfg.CertHash != nil {
			me.CertHash = m.cfg.CertHash()
		}
		if err := m.cfg.Registry.PutMatchmaker(ctx, me); err != nil && ctx.Err() == nil {
			m.log.Warn("cannot register this matchmaker", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}
