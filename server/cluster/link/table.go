package link

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"strconv"
)

// inodes finds the sockets that have a local address in one of Linux's tables, as /proc/PID/fd names them. A line of
// /proc/net/tcp, udp, tcp6 and udp6:
//
//	sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ...
//	 0: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 48211 ...
//
// Addresses are hexadecimal, in words of four bytes as the machine has them. A socket for datagrams may speak to
// anybody and from any address of its port: both are 0 then.
func inodes(table []byte, local, remote netip.AddrPort) (names []string) {
	for line := range bytes.Lines(table) {
		fields := bytes.Fields(line)
		if len(fields) < 10 {
			continue
		}
		from, ok := tableAddr(fields[1])
		to, ok2 := tableAddr(fields[2])
		if ok && ok2 && is(from, local) && is(to, remote) {
			if n, err := strconv.ParseUint(string(fields[9]), 10, 64); err == nil && n > 0 {
				names = append(names, "socket:["+strconv.FormatUint(n, 10)+"]")
			}
		}
	}
	return names
}

// is reports whether an address in a table, in which 0 is any, may be the one that is looked for.
func is(listed, wanted netip.AddrPort) bool {
	return (listed.Addr().IsUnspecified() || listed.Addr() == wanted.Addr().Unmap()) &&
		(listed.Port() == wanted.Port() || listed.Port() == 0 && listed.Addr().IsUnspecified())
}

// tableAddr reads an address of a table; IPv4 in IPv6 is IPv4.
func tableAddr(s []byte) (netip.AddrPort, bool) {
	host, port, ok := bytes.Cut(s, []byte(":"))
	var b [16]byte
	if !ok || len(host) != 8 && len(host) != 32 || len(port) != 4 {
		return netip.AddrPort{}, false
	}
	n, err := hex.Decode(b[:], host)
	if err != nil {
		return netip.AddrPort{}, false
	}
	p, err := strconv.ParseUint(string(port), 16, 16)
	if err != nil {
		return netip.AddrPort{}, false
	}
	for i := 0; i < n; i += 4 {
		// The kernel prints the word in memory as a number of this machine.
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	addr, _ := netip.AddrFromSlice(b[:n])
	return netip.AddrPortFrom(addr.Unmap(), uint16(p)), true
}
