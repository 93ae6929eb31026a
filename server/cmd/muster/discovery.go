package main

import (
	"cmp"
	"context"
	"os"

	"muster/matchmaker/lan"
	"muster/server/reach"
	"muster/shard/replay"
)

// discovery is what operators choose of being found on the local network.
type discovery struct {
	Discovery  bool   `help:"Have games on the local network find this server by themselves (mDNS), where --http listens beyond this machine." default:"true" negatable:""`
	ServerName string `name:"server-name" help:"What players there see of it; nothing for the machine's name." placeholder:"NAME"`
}

// announce tells the local network of the queue until ctx ends. A server that nobody can be told of goes on without.
func (p *queuePart) announce(ctx context.Context) error {
	listen := p.public.Addr().String()
	if !p.Discovery || reach.OnlyHere(listen) {
		<-ctx.Done()
		return nil
	}
	host, _ := os.Hostname() // or another name
	return lan.Announce(ctx, lan.Announcement{
		Name: cmp.Or(p.ServerName, host, "Muster"), Version: replay.Version(), Players: func() int { return p.players(ctx) },
		At: func() []string {
			if p.named || p.cert != nil { // a certificate names no address
				return []string{p.shown}
			}
			return reach.Addresses(listen)
		},
	})
}

// players are those on all shards.
func (p *queuePart) players(ctx context.Context) (n int) {
	shards, err := p.registry.Shards(ctx)
	if err != nil {
		return 0 // nobody knows
	}
	for i := range shards {
		n += shards[i].Players
	}
	return n
}
