package doctor

import (
	"net"
	"syscall"
)

// Options of sockets that syscall does not name: they go over the system's bounds, for who may (see socket(7)).
const (
	forceReceive = 33 // SO_RCVBUFFORCE
	forceSend    = 32 // SO_SNDBUFFORCE
)

// buffersOf makes a socket's buffers as large as QUIC does, and tells how large they became.
func buffersOf(c *net.UDPConn) (in, out int, known bool) {
	_, _ = c.SetReadBuffer(wantBuffer), c.SetWriteBuffer(wantBuffer) // what became of it is read below
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, 0, false
	}
	err = raw.Control(func(fd uintptr) {
		in = raise(int(fd), syscall.SO_RCVBUF, forceReceive)
		out = raise(int(fd), syscall.SO_SNDBUF, forceSend)
	})
	return in, out, err == nil
}

func raise(fd, size, force int) int {
	n, _ := syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, size)
	if n < wantBuffer {
		_ = syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, force, wantBuffer) // few may
		n, _ = syscall.GetsockoptInt(fd, syscall.SOL_SOCKET, size)
	}
	return n
}
