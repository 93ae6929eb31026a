package node

import (
	"net"
	"strings"

	"muster/server/reach"
)

// addresses are where players reach the door, the best first.
func (p *Node) addresses() []string {
	if p.cfg.Public != "" {
		return strings.Split(p.cfg.Public, ",")
	}
	return reach.Addresses(p.listener.Addr())
}

// Address is the best of them.
func (p *Node) Address() string { return p.addresses()[0] }

// lonely warns where the door is open to everybody and nobody else can be told of an address.
func (p *Node) lonely() {
	if listen := p.listener.Addr(); p.cfg.Public == "" && !reach.OnlyHere(listen) && reach.OnlyHere(p.Address()) {
		p.cfg.Log.Warn("this machine has no address but loopback: players on others cannot join; "+
			"give --public HOST:PORT, under which they reach --udp", "udp", listen)
	}
}

// Control is where the private listener is.
func (p *Node) Control() net.Addr { return p.private.Addr() }

// ID is the shard's name.
func (p *Node) ID() string { return p.cfg.ID }
