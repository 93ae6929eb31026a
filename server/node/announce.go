package node

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"time"

	"muster/server/httpd"
	"muster/server/reach"
	"muster/server/wire"
	"muster/shard/registry"
	"muster/shard/replay"
	"muster/wallclock"
)

// poke has the registry hear of us now.
func (p *Node) poke() {
	select {
	case p.news <- struct{}{}:
	default:
	}
}

// announce keeps the entry of this shard in the registry up to date until ctx ends.
func (p *Node) announce(ctx context.Context) error {
	tick := time.NewTicker(registry.AnnounceEvery)
	defer tick.Stop()
	for {
		if err := p.cfg.Registry.PutShard(ctx, p.entry()); err != nil && ctx.Err() == nil {
			p.cfg.Log.Warn("cannot register this shard", "error", err)
		}
		if err := p.stayAlone(ctx); err != nil {
			return err
		}
		if !p.rest(ctx, tick.C) {
			return nil
		}
	}
}

// rest waits until the registry should hear of us again: at the next tick, when there is news, or when the first
// matchmaker is met. It is false when ctx ends.
func (p *Node) rest(ctx context.Context, tick <-chan time.Time) bool {
	for {
		var look <-chan time.Time
		if p.known.Load() == nil {
			look = time.After(lookEvery)
		}
		select {
		case <-ctx.Done():
			return false
		case <-tick:
			return true
		case <-p.news:
			return true
		case <-look:
			if len(p.matchmakers()) > 0 {
				return true
			}
		}
	}
}

// entry is what the shard says of itself now.
func (p *Node) entry() registry.Shard {
	at := p.addresses()
	tickP99, busy, measured := p.strain.measure(&p.shard.Stats().TickTimes, wallclock.Now())
	return registry.Shard{
		ID: p.cfg.ID, Addr: at[0], Others: at[1:min(len(at), 1+registry.MaxOthers)], CertHash: p.keys.CertHash(),
		WebHashes: p.keys.WebHashes(),
		Control:   "https://" + cmp.Or(p.cfg.ControlPublic, reach.First(p.private.Addr().String())),
		PublicKey: p.keys.Signing().Public().(ed25519.PublicKey), Version: replay.Version(),
		Rules: replay.Rules(replay.Fingerprint()), Protocol: [2]uint16{wire.OldestProtocol, wire.NewestProtocol},
		Region: p.cfg.Region, Capacity: p.capacity(), Load: len(p.shard.Hosts()), Players: p.door.Players(),
		Health: p.cfg.Health, Admin: p.cfg.Admin, Shared: p.cfg.Journal != "", HandsOver: p.standsBy(),
		Draining:  p.door.Draining(),
		StoreFull: p.room.why() != "", Began: p.began.UnixMilli(), Place: p.place, Trouble: p.trouble(),
		TickP99: tickP99, Busy: busy, Measured: measured,
	}
}

// trouble is why nobody should be sent here now; empty if there is nothing.
func (p *Node) trouble() string {
	if p.known.Load() == nil && len(p.matchmakers()) == 0 {
		return "no matchmaker is known yet, whose tickets would count"
	}
	if err := p.store.InPlace(); err != nil {
		return err.Error()
	}
	return p.shard.Unhealthy(time.Now())
}

// Ready reports why the shard should get no more players, nil if it should.
func (p *Node) Ready() error {
	if p.door.Draining() {
		return httpd.ErrDraining
	}
	if why := p.trouble(); why != "" {
		return errors.New(why)
	}
	return nil
}
