// Package reach tells under which addresses others reach a port of this machine. It knows interfaces and routes, and
// sends nothing.
package reach

import (
	"net"
	"net/netip"
	"slices"
)

// Most bounds the addresses that are offered of one port: each that leads nowhere costs who dials
// it a quarter of a second.
const Most = 8

// machine is what the system says of itself; a test puts another one in its place.
type machine struct {
	// way is the address from which packets to another one would leave; not valid where there is no way.
	way        func(to netip.AddrPort) netip.Addr
	interfaces func() []netip.Addr
}

var here = machine{way, interfaces}

// documented are addresses that are nobody's (RFC 5737, RFC 3849): the way to them is the default route.
var documented = []netip.AddrPort{netip.MustParseAddrPort("192.0.2.1:9"), netip.MustParseAddrPort("[2001:db8::1]:9")}

// Addresses are the host:port under which others reach a listener on addr, the best first. Where that listens
// everywhere, they are those of the machine's ways out, then of its other interfaces; where it has no
// other, the loopback address.
func Addresses(addr string) []string { return here.addresses(addr) }

// First is the best of the Addresses.
func First(addr string) string { return Addresses(addr)[0] }

// OnlyHere reports whether an address can be reached from this machine alone.
func OnlyHere(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

func (m machine) addresses(addr string) []string {
	host, port, err := net.SplitHostPort(addr)
	ip, bad := netip.ParseAddr(host)
	everywhere := host == "" || bad == nil && ip.IsUnspecified()
	if err != nil || !everywhere {
		return []string{addr}
	}
	var all []string
	for _, ip := range m.candidates(bad == nil && ip.Is4()) {
		all = append(all, net.JoinHostPort(ip.String(), port))
	}
	if len(all) == 0 {
		return []string{net.JoinHostPort("127.0.0.1", port)}
	}
	return all[:min(len(all), Most)]
}

// candidates are this machine's addresses, each once; only4 leaves IPv6 out.
func (m machine) candidates(only4 bool) (all []netip.Addr) {
	var local []netip.Addr // good on one cable; better than nothing
	add := func(ip netip.Addr) {
		ip = ip.Unmap()
		switch {
		case !ip.IsValid() || ip.IsLoopback() || ip.IsUnspecified() || ip.IsMulticast() || only4 && !ip.Is4() ||
			slices.Contains(all, ip):
		case ip.IsLinkLocalUnicast() && !ip.Is4(): // means nothing without the name of the other's interface
		case ip.IsLinkLocalUnicast():
			local = append(local, ip)
		default:
			all = append(all, ip)
		}
	}
	for _, to := range documented {
		add(m.way(to))
	}
	for _, ip := range m.interfaces() {
		add(ip)
	}
	return append(all, local...)
}

func way(to netip.AddrPort) netip.Addr {
	c, err := net.Dial("udp", to.String()) // sends nothing: only asks which address would be used
	if err != nil {
		return netip.Addr{}
	}
	defer c.Close()
	return c.LocalAddr().(*net.UDPAddr).AddrPort().Addr()
}

// interfaces are the addresses of interfaces that are up and have a carrier, of IPv6 one of each network: others of the
// same one are temporary.
func interfaces() (all []netip.Addr) {
	faces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, face := range faces {
		if face.Flags&net.FlagUp == 0 || face.Flags&net.FlagRunning == 0 || face.Flags&net.FlagLoopback != 0 {
			continue
		}
		addrs, _ := face.Addrs() // an interface that has just gone has none
		var nets []netip.Prefix
		for _, a := range addrs {
			p, err := netip.ParsePrefix(a.String())
			if err != nil || !p.Addr().Is4() && slices.Contains(nets, p.Masked()) {
				continue
			}
			nets = append(nets, p.Masked())
			all = append(all, p.Addr())
		}
	}
	return all
}
