package netem

import (
	"net"

	"golang.org/x/sys/unix"
)

// hungUp reports whether a client has closed its connection, whatever it said before.
func hungUp(c *net.TCPConn) (gone bool) {
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	err = raw.Control(func(fd uintptr) {
		p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLRDHUP}}
		_, err := unix.Poll(p, 0)
		gone = err == nil && p[0].Revents != 0
	})
	return gone || err != nil
}
