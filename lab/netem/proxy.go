package netem

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Limits.
const (
	maxClients  = 4096  // addresses that are passed on, a socket each; datagrams of further ones are dropped
	maxDatagram = 65535 // bytes
)

// Proxy passes datagrams between any number of clients and one server.
type Proxy struct {
	cfg    Config
	listen *net.UDPConn
	to     *net.UDPAddr

	Passed, Dropped atomic.Uint64 // datagrams, both ways

	mu      sync.Mutex
	clients map[string]*client
	count   uint64
	work    sync.WaitGroup
	closed  bool
}

// client is one address on the near side.
type client struct {
	addr     *net.UDPAddr
	far      *net.UDPConn // towards the server
	up, down *Way
}

// Listen opens a proxy on addr for the server at to.
func Listen(addr, to string, cfg Config) (*Proxy, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	far, err := net.ResolveUDPAddr("udp", to)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	near, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	l, err := net.ListenUDP("udp", near)
	if err != nil {
		return nil, fmt.Errorf("lossy proxy: %w", err)
	}
	return &Proxy{cfg: cfg, listen: l, to: far, clients: map[string]*client{}}, nil
}

// Addr is where clients dial.
func (p *Proxy) Addr() string { return p.listen.LocalAddr().String() }

// Run passes datagrams on until ctx ends.
func (p *Proxy) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, p.close)
	defer stop()
	b := make([]byte, maxDatagram)
	for {
		n, from, err := p.listen.ReadFromUDP(b)
		if ctx.Err() != nil {
			p.work.Wait()
			return nil
		}
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("lossy proxy: %w", err)
			}
			continue // an ICMP error of one client is not ours
		}
		c := p.client(from)
		if c == nil {
			p.Dropped.Add(1)
			continue
		}
		p.deliver(c.up, b[:n], func(d []byte) { _, _ = c.far.Write(d) }) // a datagram may be lost
	}
}

func (p *Proxy) close() {
	p.listen.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.clients {
		c.far.Close()
	}
}

// client finds or makes the way of an address; nil if there are too many.
func (p *Proxy) client(from *net.UDPAddr) *client {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.clients[from.String()]
	if c != nil || p.closed || len(p.clients) >= maxClients {
		return c
	}
	far, err := net.DialUDP("udp", nil, p.to)
	if err != nil {
		return nil
	}
	c = &client{addr: from, far: far, up: NewWay(p.cfg, 2*p.count), down: NewWay(p.cfg, 2*p.count+1)}
	p.count++
	p.clients[from.String()] = c
	p.work.Go(func() { p.back(c) })
	return c
}

// Rebind gives every client a new address towards the server, as a router does that has forgotten them.
func (p *Proxy) Rebind() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, c := range p.clients {
		far, err := net.DialUDP("udp", nil, p.to)
		if err != nil {
			return fmt.Errorf("lossy proxy: rebind: %w", err)
		}
		c.far.Close()
		moved := &client{addr: c.addr, far: far, up: c.up, down: c.down}
		p.clients[key] = moved
		p.work.Go(func() { p.back(moved) })
	}
	return nil
}

// back passes on what the server says to a client.
func (p *Proxy) back(c *client) {
	b := make([]byte, maxDatagram)
	for {
		n, err := c.far.Read(b)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil {
			p.deliver(c.down, b[:n], func(d []byte) { _, _ = p.listen.WriteToUDP(d, c.addr) })
		}
	}
}

// deliver sends a datagram when its way says so.
func (p *Proxy) deliver(w *Way, b []byte, send func([]byte)) {
	now := time.Now()
	times := w.Pass(now, len(b))
	if len(times) == 0 {
		p.Dropped.Add(1)
		return
	}
	p.Passed.Add(1)
	d := append([]byte(nil), b...)
	for _, at := range times {
		if wait := at.Sub(now); wait > 0 {
			time.AfterFunc(wait, func() { send(d) })
		} else {
			send(d)
		}
	}
}
