package doctor

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Buffers looks how large a UDP socket's buffers can be made.
func Buffers() Finding {
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return Broken("UDP buffers", err, "see whether this system has UDP at all")
	}
	defer c.Close()
	in, out, known := buffersOf(c)
	if !known {
		return skipped("UDP buffers", "this system does not tell")
	}
	return judgeBuffers(in, out)
}

func judgeBuffers(in, out int) Finding {
	if in >= wantBuffer && out >= wantBuffer {
		return fine("UDP buffers", "%.1f MB to receive, %.1f MB to send", mega(in), mega(out))
	}
	return Finding{
		"UDP buffers", Warning,
		fmt.Sprintf("%.1f MB to receive, %.1f MB to send, where QUIC wants %.1f: "+
			"packets are lost when many come at once", mega(in), mega(out), mega(wantBuffer)),
		fmt.Sprintf("sysctl -w net.core.rmem_max=%d net.core.wmem_max=%d, and the same in a file under /etc/sysctl.d",
			wantBuffer, wantBuffer),
	}
}

func mega(n int) float64 { return float64(n) / (1 << 20) }

// Link is an interface that players come in by.
type Link struct {
	Name string
	MTU  int
}

// MTU looks at the interfaces that have the given addresses (HOST:PORT).
func MTU(addrs []string) (all []Finding) {
	for _, l := range linksOf(addrs) {
		all = append(all, judgeMTU(l))
	}
	if len(all) == 0 {
		return []Finding{
			skipped("MTU", "no interface of this machine has %s: it is another machine's", strings.Join(addrs, ", ")),
		}
	}
	return all
}

func linksOf(addrs []string) (links []Link) {
	faces, _ := net.Interfaces() // none is told so
	for _, face := range faces {
		own, _ := face.Addrs()
		for _, a := range own {
			p, err := netip.ParsePrefix(a.String())
			l := Link{face.Name, face.MTU}
			has := func(addr string) bool {
				at, bad := netip.ParseAddrPort(addr)
				return bad == nil && at.Addr().Unmap() == p.Addr()
			}
			if err == nil && slices.ContainsFunc(addrs, has) && !slices.Contains(links, l) {
				links = append(links, l)
			}
		}
	}
	return links
}

func judgeMTU(l Link) Finding {
	switch {
	case l.MTU < leastMTU:
		return Finding{
			"MTU", Trouble, fmt.Sprintf("%s carries packets of %d bytes: nobody can join by it", l.Name, l.MTU),
			fmt.Sprintf("ip link set %s mtu 1500, or at least %d; of a tunnel raise it at both ends", l.Name, usualMTU),
		}
	case l.MTU < usualMTU:
		return Finding{
			"MTU", Warning, fmt.Sprintf("%s carries packets of %d bytes: IPv4 works, IPv6 does not", l.Name, l.MTU),
			fmt.Sprintf("ip link set %s mtu %d or more", l.Name, usualMTU),
		}
	}
	return fine("MTU", "%s carries packets of %d bytes; %d are enough", l.Name, l.MTU, usualMTU)
}

// Door is where players come in, as the flags have it.
type Door struct {
	Listen   string   // --udp
	Public   []string // --public
	Offered  []string // what players will be told
	Queue    string   // --http; empty of a shard by itself
	OnlyHere func(addr string) bool
}

// Addresses judges what players will dial.
func Addresses(d Door) (all []Finding) {
	for _, addr := range d.Public {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			all = append(all, Finding{
				"addresses", Trouble, fmt.Sprintf("--public %s: %v", addr, err),
				"give it as HOST:PORT, with commas between several",
			})
		}
	}
	if len(all) > 0 {
		return all
	}
	told := strings.Join(d.Offered, ", ")
	elsewhere := slices.ContainsFunc(d.Offered, func(a string) bool { return !d.OnlyHere(a) })
	switch {
	case len(d.Public) == 0 && strings.HasSuffix(d.Listen, ":0"):
		return []Finding{{
			"addresses", Warning,
			fmt.Sprintf("--udp %s is another port after each start: players look for a shard that was started again "+
				"where it was before", d.Listen),
			"give --udp a port of its own, such as :7400",
		}}
	case elsewhere:
		return []Finding{fine("addresses", "players dial %s", told)}
	case !d.OnlyHere(d.Listen):
		return []Finding{{
			"addresses", Trouble,
			fmt.Sprintf("this machine has no address but loopback: players will be told %s, "+
				"and those on other machines cannot join", told),
			"connect it to a network, or name the address that leads here with --public HOST:PORT",
		}}
	case d.Queue != "" && !d.OnlyHere(d.Queue):
		return []Finding{{
			"addresses", Trouble,
			fmt.Sprintf("the queue (--http %s) is open to other machines, and the door (--udp %s) is not: "+
				"who finds the queue cannot join", d.Queue, d.Listen),
			"give --udp :7400, or close the queue too",
		}}
	}
	return []Finding{fine("addresses", "players dial %s: from this machine alone, as --udp says", told)}
}
