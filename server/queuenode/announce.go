package queuenode

import (
	"cmp"
	"context"
	"os"

	"muster/matchmaker/lan"
	"muster/server/reach"
	"muster/shard/replay"
)

// announce advertises the queue on the local network until ctx ends. A server that nobody can be
// told of goes on without.
func (p *Node) announce(ctx context.Context) error {
	listen := p.public.Addr().String()
	if !p.cfg.Discovery || reach.OnlyHere(listen) {
		<-ctx.Done()
		return nil
	}
	host, _ := os.Hostname() // or another name
	return lan.Announce(ctx, lan.Announcement{
		Name: cmp.Or(p.cfg.ServerName, host, "Muster"), Version: replay.Version(), Players: func() int {
			return p.players(ctx)
		},
		At: func() []string {
			if p.named || p.cert != nil { // a certificate names no address
				return []string{p.shown}
			}
			return reach.Addresses(listen)
		},
	})
}

// players are those on all shards.
func (p *Node) players(ctx context.Context) (n int) {
	shards, err := p.cfg.Matchmaker.Registry.Shards(ctx)
	if err != nil {
		return 0 // nobody knows
	}
	for i := range shards {
		n += shards[i].Players
	}
	return n
}
