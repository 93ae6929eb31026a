package node

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"muster/server/peer"
	"muster/shard"
	"muster/shard/replay"
)

// standsBy reports whether this shard and others of its journal stand by for each other.
func (p *Node) standsBy() bool { return p.cfg.Standby && p.store.Shared && p.cfg.Key != nil }

// openPeers makes the other shards of the journal known, if they are to stand by.
func (p *Node) openPeers() (err error) {
	switch {
	case p.standsBy():
	case p.cfg.Standby && p.store.Shared:
		p.cfg.Log.Warn("no other shard stands by for matches, and none is handed over: " +
			"shards know each other by the cluster's key; give --cluster-key FILE")
		return nil
	default:
		return nil
	}
	p.peers, err = peer.New(peer.Config{
		Self: p.entry(), Secrets: func() [][32]byte { return p.cfg.Key.Derive("peers") }, Registry: p.cfg.Registry,
		Zones: p.shard, Door: p.door, Owner: p.ownerBehind, Log: p.cfg.Log, Metrics: p.cfg.Metrics,
	})
	return err
}

// runPeers has them watched for as long as the shard serves.
func (p *Node) runPeers(ctx context.Context) error {
	if p.peers == nil {
		<-ctx.Done()
		return nil
	}
	return p.peers.Run(ctx)
}

// privateAPI is what the private listener serves.
func (p *Node) privateAPI() http.Handler {
	queue := p.door.Control(p.keyOf)
	if p.peers == nil {
		return queue
	}
	return p.peers.Serve(queue)
}

// inherit takes up a match that we stood by for.
func (p *Node) inherit(h *shard.Host) { p.peers.Inherited(h) }

func (p *Node) handOver(ctx context.Context, match, to string) (string, error) {
	return p.peers.HandOver(ctx, match, to)
}

// drained has the registry hear whether the shard drains, and hands its matches over if it does.
func (p *Node) drained() {
	p.poke()
	if p.door.Draining() && !p.stopping.Load() {
		go p.handAllOver(context.Background())
	}
}

// handOverBy is until when a shard that stops hands its matches over.
func handOverBy(began time.Time, drain time.Duration) time.Time {
	return began.Add(max(drain, handOverAtLeast))
}

// handAllOver hands all matches over while the shard drains, until ctx ends. Those that cannot be stay.
func (p *Node) handAllOver(ctx context.Context) {
	if p.peers == nil {
		return
	}
	p.handing.run(ctx, func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		go func() {
			for ctx.Err() == nil {
				if !p.door.Draining() {
					cancel() // it was taken back
				}
				time.Sleep(lookEvery)
			}
		}()
		p.peers.HandAllOver(ctx)
	})
}

// ownerBehind returns whose a match is by the records of its journal behind one; empty if nobody took it over there.
func (p *Node) ownerBehind(match string, number uint64) (owner string, err error) {
	recs, durable, err := p.store.Read(match, number+1)
	if err != nil {
		return "", err
	}
	for _, rec := range recs {
		r, err := replay.DecodeRecord(rec.Payload)
		if err != nil {
			return "", fmt.Errorf("record %d: %w", rec.Number, err)
		}
		if r.Kind == replay.TakeOver && rec.Number <= durable {
			owner = r.Owner
		}
	}
	return owner, nil
}
