package main

import (
	"strings"

	"muster/server/reach"
)

// addresses are where players reach the door, the best first.
func (p *shardPart) addresses() []string {
	if p.public != "" {
		return strings.Split(p.public, ",")
	}
	return reach.Addresses(p.listener.Addr())
}

// address is the best of them.
func (p *shardPart) address() string { return p.addresses()[0] }

// lonely warns where the door is open to everybody and nobody else can be told of an address.
func (p *shardPart) lonely() {
	if listen := p.listener.Addr(); p.public == "" && !reach.OnlyHere(listen) && reach.OnlyHere(p.address()) {
		p.log.Warn("this machine has no address but loopback: players on others cannot join; give --public HOST:PORT, under which they reach --udp", "udp", listen)
	}
}
