package netem

import (
	"net"
	"net/netip"
	"sync"
)

// socket is a UDP socket that reads and writes trains: datagrams of one length (the last may be shorter) that the
// kernel hands over at once, where it can. It sends with DF set, as QUIC does: what does not fit the path is lost as on
// the way, so that both ends find the path's MTU and not the proxy's.
type socket struct {
	*net.UDPConn
	trains bool
}

// newSocket prepares a socket. What the system does not let it have it goes without.
func newSocket(c *net.UDPConn) *socket {
	_ = c.SetReadBuffer(socketBuffer)
	_ = c.SetWriteBuffer(socketBuffer)
	return &socket{UDPConn: c, trains: prepare(c)}
}

// dial opens a socket towards a server.
func dial(to netip.AddrPort) (*socket, error) {
	c, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
	if err != nil {
		return nil, err
	}
	return newSocket(c), nil
}

// write sends a train; a datagram may be lost. The address is none where the socket has one.
func (s *socket) write(b []byte, each int, to netip.AddrPort) {
	if each > 0 && each < len(b) {
		if s.trains && s.writeTrain(b, each, to) == nil {
			return
		}
		for len(b) > each {
			_, _, _ = s.WriteMsgUDPAddrPort(b[:each], nil, to)
			b = b[each:]
		}
	}
	_, _, _ = s.WriteMsgUDPAddrPort(b, nil, to)
}

// buffers are lent to who reads: flows that are silent hold none.
var buffers = sync.Pool{New: func() any { return new([maxDatagram]byte) }}
