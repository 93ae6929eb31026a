package baseline

import (
	"context"
	"net"
	"net/netip"
)

type udpServer struct{ l *net.UDPConn }

func listenUDP() (Server, error) {
	l, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	return &udpServer{l}, nil
}

func (s *udpServer) Addr() string { return s.l.LocalAddr().String() }

// Serve takes the first datagram of an address for its joining.
func (s *udpServer) Serve(ctx context.Context, l Load) error {
	stop := context.AfterFunc(ctx, func() { s.l.Close() })
	defer stop()
	known := map[netip.AddrPort]bool{}
	var links []netip.AddrPort
	b := make([]byte, 2048)
	for len(links) < l.Clients {
		_, from, err := s.l.ReadFromUDPAddrPort(b)
		if err != nil {
			return err
		}
		if !known[from] {
			known[from] = true
			links = append(links, from)
		}
	}
	go func() {
		for {
			if _, _, err := s.l.ReadFromUDPAddrPort(b); err != nil {
				return
			}
		}
	}()
	spread(ctx, l, links, func(to netip.AddrPort, b []byte) { _, _ = s.l.WriteToUDPAddrPort(b, to) })
	return nil
}

type udpClient struct {
	c *net.UDPConn
	b [2048]byte
}

func dialUDP(addr string) (Client, error) {
	to, err := net.ResolveUDPAddr("udp", addr)
	if err != nil {
		return nil, err
	}
	c, err := net.DialUDP("udp", nil, to)
	if err != nil {
		return nil, err
	}
	u := &udpClient{c: c}
	return u, u.Send(context.Background(), make([]byte, upSize))
}

func (c *udpClient) Receive(ctx context.Context) (int, error) {
	stop := context.AfterFunc(ctx, c.Close)
	defer stop()
	return c.c.Read(c.b[:])
}

func (c *udpClient) Send(_ context.Context, b []byte) error {
	_, err := c.c.Write(b)
	return err
}
func (c *udpClient) Close() { c.c.Close() }
