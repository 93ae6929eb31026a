package pgtest

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
)

// socket is what PostgreSQL calls its socket in the directory that it is given.
const socket = ".s.PGSQL.5432"

// Gate is a way to a server that can be shut, as when the server's machine is gone.
type Gate struct {
	URL string // of the same database, through the gate
	dir string
	l   net.Listener

	mu    sync.Mutex
	conns []net.Conn
}

// NewGate makes an open gate to the server of a URL that Start or a name in it made.
func NewGate(to string) (*Gate, error) {
	u, err := url.Parse(to)
	if err != nil {
		return nil, err
	}
	q := u.Query()
	behind := filepath.Join(q.Get("host"), socket)
	g := &Gate{}
	if g.dir, err = os.MkdirTemp("", "muster-gate"); err != nil { // short, as Start's
		return nil, err
	}
	if g.l, err = net.Listen("unix", filepath.Join(g.dir, socket)); err != nil {
		return nil, err
	}
	q.Set("host", g.dir)
	u.RawQuery = q.Encode()
	g.URL = u.String()
	go g.serve(behind)
	return g, nil
}

func (g *Gate) serve(behind string) {
	for {
		in, err := g.l.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("unix", behind)
		if err != nil {
			in.Close()
			continue
		}
		g.mu.Lock()
		g.conns = append(g.conns, in, out)
		g.mu.Unlock()
		go pour(in, out)
		go pour(out, in)
	}
}

func pour(to, from net.Conn) {
	_, _ = io.Copy(to, from) // until one of them is closed
	to.Close()
}

// Shut lets nobody through any more, and breaks the connections that are.
func (g *Gate) Shut() error {
	g.l.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range g.conns {
		c.Close()
	}
	return os.RemoveAll(g.dir)
}
