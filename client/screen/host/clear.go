package host

import (
	"net/netip"
	"net/url"
	"strings"
)

// Clear is what a page that came over plain http must be told: whoever is on the way can read along.
type Clear uint8

// What there is to be told. A page that came over https or from this machine, and a program, is told nothing.
const (
	Sealed   Clear = iota
	InHouse        // it came from a private address: those in the same network can read along
	InPublic       // from a public one: everybody on the way can
)

// shared is what providers give many homes together (RFC 6598).
var shared = netip.MustParsePrefix("100.64.0.0/10")

// ReadClear is what to tell in a page that came from an address. sealed is whether the browser trusts the way that it
// came by.
func ReadClear(page *url.URL, sealed bool) Clear {
	switch {
	case sealed || page.Scheme != "http":
		return Sealed
	case atHome(page.Hostname()):
		return InHouse
	}
	return InPublic
}

// atHome reports whether a host is named as those of a private network are.
func atHome(name string) bool {
	if at, err := netip.ParseAddr(name); err == nil {
		at = at.WithZone("").Unmap()
		return at.IsPrivate() || at.IsLoopback() || at.IsLinkLocalUnicast() || shared.Contains(at)
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	for _, end := range []string{".local", ".lan", ".internal", ".home.arpa", ".localhost"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return !strings.Contains(name, ".") // the router's own names
}
