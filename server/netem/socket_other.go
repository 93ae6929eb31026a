//go:build !linux

package netem

import (
	"errors"
	"net"
	"net/netip"
)

// Other systems hand datagrams over one by one.
const oobSize = 0

func prepare(*net.UDPConn) (trains bool) { return false }

func (s *socket) writeTrain([]byte, int, netip.AddrPort) error { return errors.ErrUnsupported }

func eachOf([]byte) int { return 0 }

type reader struct{ s *socket }

func (s *socket) reader() (*reader, error) { return &reader{s}, nil }

// read waits for a datagram and hands it to pass.
func (r *reader) read(pass func(b []byte, each int)) error {
	b := buffers.Get().(*[maxDatagram]byte)
	defer buffers.Put(b)
	n, err := r.s.Read(b[:])
	if err == nil {
		pass(b[:n], 0)
	}
	return err
}
