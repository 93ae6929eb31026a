// Package link is the network between the nodes of a cluster on one machine: proxies in user space, for TCP and UDP,
// so that what goes from one node to another can be delayed, lost, held to a rate or cut, each way by itself, while it
// runs. Nothing of it needs root.
//
// There is one proxy before each listener of a node, on a loopback port that stays. Who dials is found out once for
// each connection and each new flow of datagrams, by its local port in the system's socket tables: so all others dial
// the same address, and processes get the flags that they would get anywhere.
//
//	shard-1 --.                                     .-> how bad is shard-1 -> journal-1 now?
//	shard-2 ---+--> 127.0.0.1:port of journal-1 ---+
//	players --'     (the proxy asks who dials)      '-> how bad is journal-1 -> shard-1 now?
//
// Rules say how bad the way from one node to another is: of those that were set, the last that fits counts; if none
// does, the last of the plan's. A rate is that of each connection and each flow. netem.Stream says what a bad line
// makes of TCP: a lost segment is a stall until it is sent again, and a cut closes nothing.
package link

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"net/netip"
	"sync"

	"muster/server/cluster/plan"
	"muster/server/netem"
)

// Config is what a net needs.
type Config struct {
	Seed uint64      // the same seed decides the same for the same traffic
	Base []plan.Link // how it is when nothing else is set, and again when that is healed; later ones win
	// Owner says which node holds the other end of a connection ("tcp") or flow ("udp") of a proxy, empty for none of
	// them: a player. Nil makes everybody one; OwnerOf looks into the system's tables.
	Owner Owner
	Log   *slog.Logger
}

// Owner says which node's process has the local address, of a socket that speaks to the remote one.
type Owner func(network string, local, remote netip.AddrPort) (node string)

// Net is the network of a cluster.
type Net struct {
	owner Owner
	seed  uint64
	log   *slog.Logger

	end     context.CancelFunc
	ctx     context.Context
	work    sync.WaitGroup
	mu      sync.Mutex
	rules   rules
	lines   map[pair]*netem.Line // of all pairs that have spoken
	proxies map[listener]string  // their addresses
}

// pair is one way between two nodes.
type pair struct{ from, to string }

// listener is what a proxy stands before.
type listener struct{ network, node, target string }

// Open makes a net; Close ends it.
func Open(cfg Config) (*Net, error) {
	n := &Net{
		owner: cfg.Owner, seed: cfg.Seed, log: cfg.Log,
		lines: map[pair]*netem.Line{}, proxies: map[listener]string{},
	}
	if n.log == nil {
		n.log = slog.New(slog.DiscardHandler)
	}
	for _, l := range cfg.Base {
		if err := check(l.Trouble); err != nil {
			return nil, fmt.Errorf("link from %s to %s: %w", l.From, l.To, err)
		}
	}
	n.rules.base = append(n.rules.base, cfg.Base...)
	n.ctx, n.end = context.WithCancel(context.Background())
	return n, nil
}

// Close ends all connections and flows. Nothing of the net is left when it returns.
func (n *Net) Close() error {
	n.mu.Lock() // no proxy is being opened now, and none after
	n.end()
	n.mu.Unlock()
	n.work.Wait()
	return nil
}

// TCP puts a proxy before a listener of a node and returns the address at which all others reach it. Asked again for
// the same listener, it returns the same address.
func (n *Net) TCP(node, target string) (addr string, err error) {
	return n.proxy(listener{"tcp", node, target}, func(lines netem.Lines) (proxy, error) {
		return netem.ListenStreams(anyPort, target, lines)
	})
}

// UDP is TCP's sister for datagrams.
func (n *Net) UDP(node, target string) (addr string, err error) {
	return n.proxy(listener{"udp", node, target}, func(lines netem.Lines) (proxy, error) {
		return netem.ListenLines(anyPort, target, lines)
	})
}

// anyPort is a loopback port that is free.
const anyPort = "127.0.0.1:0"

// proxy is one of netem's.
type proxy interface {
	Addr() string
	Run(context.Context) error
}

// proxy finds or opens the proxy before a listener.
func (n *Net) proxy(l listener, open func(netem.Lines) (proxy, error)) (addr string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr, ok := n.proxies[l]; ok {
		return addr, nil
	}
	if n.ctx.Err() != nil {
		return "", errors.New("the cluster's net is closed")
	}
	var at netip.AddrPort // known before anybody can ask
	p, err := open(func(from netip.AddrPort) (up, down *netem.Line) {
		who := n.who(l.network, from, at)
		return n.line(who, l.node), n.line(l.node, who)
	})
	if err != nil {
		return "", fmt.Errorf("link to %s: %w", l.node, err)
	}
	at = netip.MustParseAddrPort(p.Addr())
	n.proxies[l] = p.Addr()
	n.work.Go(func() {
		if err := p.Run(n.ctx); err != nil {
			n.log.Error("link ended", "network", l.network, "node", l.node, "err", err)
		}
	})
	return p.Addr(), nil
}

// who is the node at the other end.
func (n *Net) who(network string, from, at netip.AddrPort) string {
	if n.owner != nil {
		if node := n.owner(network, from, at); node != "" {
			return node
		}
	}
	return string(plan.Players)
}

// line finds or makes the line from one node to another.
func (n *Net) line(from, to string) *netem.Line {
	n.mu.Lock()
	defer n.mu.Unlock()
	p := pair{from, to}
	l := n.lines[p]
	if l != nil {
		return l
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s>%s", from, to)
	cfg := config(n.rules.trouble(from, to))
	cfg.Seed = n.seed ^ h.Sum64()
	l, err := netem.NewLine(cfg)
	if err != nil {
		panic(err) // every rule was checked before it counted
	}
	n.lines[p] = l
	return l
}
