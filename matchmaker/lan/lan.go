// Package lan has servers found on the local network by themselves, as printers are: by DNS-SD over multicast DNS
// (RFC 6762, RFC 6763). It hides the library.
//
// A server is an instance of the service _muster._tcp.local; its name there is made anew with each start and means
// nothing. What it says of itself are strings of its TXT record:
//
//	name=     what people call it
//	version=  of the release
//	players=  who are there now
//	at=       host:port of the queue, one string for each of its addresses, or its URL if that was given
//
// Anybody on the network may say anything: a reader cuts what is too long and drops what does not belong on a screen.
package lan

import (
	"net"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	service = "_muster._tcp"
	domain  = "local."
)

// Server is one that was found.
type Server struct {
	Name    string
	Version string
	Players int
	URL     string // of its queue
}

// printable is s without what moves the cursor, turns the line round or is no letter at all, and
// cut to so many letters.
func printable(s string, most int) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			continue // unicode.IsPrint knows no controls, marks of direction or line ends
		}
		if n++; n > most {
			break
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// nearest chooses of a server's addresses one in a network that we are in too; what we heard came over such a one.
func nearest(at []string, own []netip.Prefix) string {
	best, rank := "", -1
	for _, a := range at {
		addr, err := netip.ParseAddrPort(a)
		if err != nil || addr.Port() == 0 || addr.Addr().IsUnspecified() || addr.Addr().IsMulticast() {
			continue
		}
		r := 0
		for _, p := range own {
			if p.Contains(addr.Addr()) {
				r = 1
			}
		}
		if r > rank {
			best, rank = a, r
		}
	}
	return best
}

// faces are the interfaces that can be spoken to many by.
func faces() (all []net.Interface) {
	every, _ := net.Interfaces() // none is told so
	for _, f := range every {
		if f.Flags&net.FlagUp != 0 && f.Flags&net.FlagMulticast != 0 && f.Flags&net.FlagLoopback == 0 &&
			len(all) < maxFaces {
			all = append(all, f)
		}
	}
	return all
}

func networks() (own []netip.Prefix) {
	addrs, _ := net.InterfaceAddrs() // none is told so
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, p)
		}
	}
	return own
}
