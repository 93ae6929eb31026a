package link

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// inodeOf asks the kernel for the TCP socket that has a local address and speaks to a remote one, and returns it as
// /proc/PID/fd names it; empty if there is none. It costs microseconds, where the table of all sockets takes
// milliseconds to read. The question and the answer, behind a netlink header of 16 bytes each (linux/inet_diag.h):
//
//	question  family, protocol, 2 unused, states (4), id (48)
//	answer    family, state, 2 unused, id (48), expires, rqueue, wqueue, uid, inode (4 each)
//	id        ports of source and destination (2 each, big endian), source, destination (16 each), interface (4),
//	          cookie (8)
func inodeOf(local, remote netip.AddrPort) (name string, err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return "", err
	}
	defer unix.Close(fd)
	if err := unix.Sendto(fd, question(local, remote), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return "", err
	}
	b := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, b, 0)
	if err != nil {
		return "", err
	}
	return inodeIn(b[:n])
}

const (
	byFamily   = 20 // SOCK_DIAG_BY_FAMILY, a message's type
	headerSize = 16 // of netlink's
	idSize     = 48
	askSize    = headerSize + 8 + idSize
	inodeAt    = headerSize + 4 + idSize + 16
)

// question is a message that asks for one socket.
func question(local, remote netip.AddrPort) []byte {
	b, host := make([]byte, askSize), binary.NativeEndian
	host.PutUint32(b, askSize)
	host.PutUint16(b[4:], byFamily)
	host.PutUint16(b[6:], unix.NLM_F_REQUEST)
	at := b[headerSize:]
	at[0], at[1] = unix.AF_INET6, unix.IPPROTO_TCP
	if local.Addr().Unmap().Is4() {
		at[0] = unix.AF_INET
	}
	host.PutUint32(at[4:], ^uint32(0)) // in whatever state
	id := at[8:]
	binary.BigEndian.PutUint16(id, local.Port())
	binary.BigEndian.PutUint16(id[2:], remote.Port())
	copy(id[4:20], local.Addr().Unmap().AsSlice())
	copy(id[20:36], remote.Addr().Unmap().AsSlice())
	for i := 40; i < idSize; i++ {
		id[i] = 0xff // no cookie
	}
	return b
}

// inodeIn reads the answer.
func inodeIn(b []byte) (name string, err error) {
	host := binary.NativeEndian
	if len(b) < headerSize+4 {
		return "", errors.New("the kernel's answer is cut off")
	}
	if host.Uint16(b[4:]) == unix.NLMSG_ERROR {
		if no := unix.Errno(-int32(host.Uint32(b[headerSize:]))); no != unix.ENOENT {
			return "", no
		}
		return "", nil
	}
	if len(b) < inodeAt+4 || host.Uint16(b[4:]) != byFamily {
		return "", errors.New("the kernel's answer is something else")
	}
	if inode := host.Uint32(b[inodeAt:]); inode > 0 {
		return "socket:[" + strconv.FormatUint(uint64(inode), 10) + "]", nil
	}
	return "", nil
}
