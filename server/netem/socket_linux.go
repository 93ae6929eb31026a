package netem

import (
	"encoding/binary"
	"net"
	"net/netip"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// prepare sets DF, and reports whether the socket reads and writes trains.
func prepare(c *net.UDPConn) (trains bool) {
	raw, err := c.SyscallConn()
	if err != nil {
		return false
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_PROBE)
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_PROBE)
		trains = unix.SetsockoptInt(int(fd), unix.IPPROTO_UDP, unix.UDP_GRO, 1) == nil
	})
	return trains
}

// oobSize is room for the one control message that is read or written: how long a train's datagrams are.
var oobSize = unix.CmsgSpace(4)

// writeTrain sends a train in one call.
func (s *socket) writeTrain(b []byte, each int, to netip.AddrPort) error {
	oob := make([]byte, unix.CmsgSpace(2))
	h := (*unix.Cmsghdr)(unsafe.Pointer(&oob[0]))
	h.Level, h.Type = unix.IPPROTO_UDP, unix.UDP_SEGMENT
	h.SetLen(unix.CmsgLen(2))
	binary.NativeEndian.PutUint16(oob[unix.CmsgLen(0):], uint16(each))
	_, _, err := s.WriteMsgUDPAddrPort(b, oob, to)
	return err
}

// eachOf is how long the datagrams are that were read at once; 0 for a single one.
func eachOf(oob []byte) int {
	all, err := unix.ParseSocketControlMessage(oob)
	if err != nil {
		return 0
	}
	for _, m := range all {
		if m.Header.Level == unix.IPPROTO_UDP && m.Header.Type == unix.UDP_GRO && len(m.Data) >= 4 {
			return int(binary.NativeEndian.Uint32(m.Data))
		}
	}
	return 0
}

// reader reads trains and holds no buffer while it waits.
type reader struct {
	raw syscall.RawConn
	oob []byte
}

func (s *socket) reader() (*reader, error) {
	raw, err := s.SyscallConn()
	return &reader{raw: raw, oob: make([]byte, oobSize)}, err
}

// read waits for a train and hands it to pass.
func (r *reader) read(pass func(b []byte, each int)) error {
	var b *[maxDatagram]byte
	var n, oobn int
	var failed error
	err := r.raw.Read(func(fd uintptr) bool {
		b = buffers.Get().(*[maxDatagram]byte)
		for ok := true; ok; ok = failed == unix.EINTR {
			n, oobn, _, _, failed = unix.Recvmsg(int(fd), b[:], r.oob, 0)
		}
		if failed == unix.EAGAIN {
			buffers.Put(b)
			b = nil
			return false
		}
		return true
	})
	if b != nil {
		defer buffers.Put(b)
	}
	if err != nil {
		return err
	}
	if failed != nil {
		return failed
	}
	pass(b[:n], eachOf(r.oob[:oobn]))
	return nil
}
