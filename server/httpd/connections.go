package httpd

import (
	"container/list"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"muster/clientip"
)

// connections is a listener that bounds how many connections there are, of each address and in all. Among too many in
// all, those that ask for nothing make room, who has been so for longest first: turning away who comes last would let a
// crowd of idle ones lock out everybody. Of one address, the one too many is closed at once.
type connections struct {
	net.Listener
	most    int               // in all
	each    int               // of one address
	proxies *clientip.Proxies // whose connections are those of many clients: they count in all alone

	mu     sync.Mutex
	all    int
	from   map[netip.Prefix]int
	silent list.List // of *connection: no request has come yet
	idle   list.List // of *connection: between two requests
}

// bounded bounds the connections of a listener. One address may have times as many as usual.
func bounded(l net.Listener, times float64, proxies *clientip.Proxies) *connections {
	return &connections{
		Listener: l, most: min(maxConnections, descriptors()/2), each: int(maxConnectionsFrom * max(1, times)),
		proxies: proxies,
		from:    map[netip.Prefix]int{},
	}
}

// connection is one that gives its place back.
type connection struct {
	net.Conn
	of *connections
	at netip.Prefix

	// Guarded by of.mu.
	rest *list.List    // that it stands in; nil while it is served, and when it is gone
	seat *list.Element // in rest
	gone bool
}

// Accept waits for the next connection for which there is room.
func (c *connections) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		me := &connection{Conn: conn, of: c, at: c.whose(conn)}
		rests, ok := c.enter(me)
		if rests != nil {
			_ = rests.Close() // nobody waits for what it says
		}
		if ok {
			return me, nil
		}
		_ = conn.Close()
	}
}

// whose is the network that a connection counts for; the zero one if it is a proxy's.
func (c *connections) whose(conn net.Conn) netip.Prefix {
	ip := clientip.Parse(conn.RemoteAddr().String())
	if c.proxies.Trusts(ip) {
		return netip.Prefix{}
	}
	return clientip.Network(ip)
}

// enter takes a place, and says which connection must be closed for it, if one must.
func (c *connections) enter(me *connection) (rests *connection, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if me.at.IsValid() && c.from[me.at] >= c.each {
		return nil, false
	}
	switch {
	case c.silent.Len() >= maxSilent:
		rests = c.silent.Front().Value.(*connection)
	case c.all < c.most:
	case c.idle.Len() > 0:
		rests = c.idle.Front().Value.(*connection)
	case c.silent.Len() > 0:
		rests = c.silent.Front().Value.(*connection)
	default:
		return nil, false
	}
	c.all++
	c.from[me.at]++
	c.put(me, &c.silent)
	if rests != nil {
		c.put(rests, nil) // it is nobody's to close any more
	}
	return rests, true
}

// put has a connection stand where it does now. The caller holds mu.
func (c *connections) put(one *connection, rest *list.List) {
	if one.rest != nil {
		one.rest.Remove(one.seat)
	}
	if one.rest = rest; rest != nil {
		one.seat = rest.PushBack(one)
	}
}

// secured speaks TLS over a listener.
type secured struct {
	net.Listener
	below net.Listener
}

// counted are the bounded connections of a listener, also where it speaks TLS; nil where they have no bounds.
func counted(l net.Listener) *connections {
	if s, ok := l.(*secured); ok {
		l = s.below
	}
	c, _ := l.(*connections)
	return c
}

// track hears from the HTTP server what becomes of a connection.
func (c *connections) track(conn net.Conn, state http.ConnState) {
	if over, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = over.NetConn()
	}
	one, ok := conn.(*connection)
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case one.gone: // to make room, which the server does not know yet
	case state == http.StateActive:
		c.put(one, nil)
	case state == http.StateIdle:
		c.put(one, &c.idle)
	}
}

// Close gives the place back.
func (one *connection) Close() error {
	one.of.leave(one)
	return one.Conn.Close()
}

func (c *connections) leave(one *connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if one.gone {
		return
	}
	one.gone = true
	c.put(one, nil)
	c.all--
	if c.from[one.at]--; c.from[one.at] == 0 {
		delete(c.from, one.at)
	}
}
