// Package clientip finds whom a connection or a request comes from. Every limit by address, and every log that names
// one, asks here, so that a client counts the same everywhere. It hides the headers in which
// proxies tell of their clients.
//
// A header is believed only as far as it was written by proxies that the operator trusts:
//
//	X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.0.0.2        from 10.0.0.1
//	                 made up  the client  trusted proxy       trusted proxy
//
// It is read from right to left, from the connection's own address on, through trusted addresses, and the first one
// that is not trusted is the client: whatever stands further left, the client may have written itself. So may it have
// written the whole of a header that the proxy does not know: Forwarded beside a proxy that writes X-Forwarded-For, or
// the other way round. Where both are there and lead to different clients, neither is believed.
package clientip

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/realclientip/realclientip-go"
)

// Proxies are the addresses whose word about their clients counts. A nil *Proxies trusts nobody.
type Proxies struct {
	ranges  []net.IPNet
	headers []header
}

// header is one of those in which proxies tell of their clients.
type header struct {
	name string
	realclientip.RightmostTrustedRangeStrategy
}

// Trust trusts proxies by address or range, such as 10.0.0.1 or 10.0.0.0/8.
func Trust(ranges []string) (*Proxies, error) {
	p := &Proxies{}
	for _, r := range ranges {
		nets, err := realclientip.AddressesAndRangesToIPNets(strings.TrimSpace(r))
		if err != nil {
			return nil, fmt.Errorf("%q is no address or range of addresses such as 10.0.0.1 or 10.0.0.0/8", r)
		}
		if ones, _ := nets[0].Mask.Size(); ones == 0 {
			return nil, fmt.Errorf("%q is every address: then whoever comes could say that they are somebody else", r)
		}
		p.ranges = append(p.ranges, nets[0])
	}
	for _, name := range []string{"X-Forwarded-For", "Forwarded"} {
		h, err := realclientip.NewRightmostTrustedRangeStrategy(name, p.ranges)
		if err != nil {
			return nil, err
		}
		p.headers = append(p.headers, header{name, h})
	}
	return p, nil
}

// Trusts reports whether the word of whoever has an address counts.
func (p *Proxies) Trusts(ip netip.Addr) bool {
	if p == nil || !ip.IsValid() {
		return false
	}
	for _, r := range p.ranges {
		if r.Contains(net.IP(ip.Unmap().WithZone("").AsSlice())) {
			return true
		}
	}
	return false
}

// Of is the address that a request comes from. It is the connection's own, unless that is a trusted proxy's that tells
// of another one. It is invalid where there is no connection from the network.
func (p *Proxies) Of(r *http.Request) netip.Addr {
	ip := Parse(r.RemoteAddr)
	if !p.Trusts(ip) {
		return ip
	}
	client := ip
	for _, h := range p.headers {
		if len(r.Header.Values(h.name)) == 0 {
			continue
		}
		told, err := netip.ParseAddr(h.ClientIP(r.Header, ""))
		if err != nil || client != ip && client != told.Unmap() {
			return ip
		}
		client = told.Unmap()
	}
	return client
}

// Ignores reports whether a request tells of its client by a header that is not believed, since
// its proxy is not trusted.
func (p *Proxies) Ignores(r *http.Request) bool {
	told := len(r.Header.Values("X-Forwarded-For"))+len(r.Header.Values("Forwarded")) > 0
	return told && !p.Trusts(Parse(r.RemoteAddr))
}

// Proxied reports whether a request tells that a proxy passed it on, whoever that is. One that tells nothing is not
// found.
func Proxied(r *http.Request) bool {
	for _, name := range []string{
		"X-Forwarded-For", "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via",
	} {
		if len(r.Header.Values(name)) > 0 {
			return true
		}
	}
	return false
}

// Local reports whether a request comes from this machine itself.
func Local(r *http.Request) bool { return Parse(r.RemoteAddr).IsLoopback() }

type senderKey struct{}

// From remembers in ctx whose request is answered, for requests that are made within the process in its course.
func From(ctx context.Context, r *http.Request) context.Context {
	return context.WithValue(ctx, senderKey{}, r.RemoteAddr)
}

// Pass has a request that is made within the process come from where the one that From remembered came from.
func Pass(r *http.Request) {
	if at, ok := r.Context().Value(senderKey{}).(string); ok {
		r.RemoteAddr = at
	}
}

// Parse reads the address of a connection, host:port; it is invalid for a link within the process.
func Parse(remote string) netip.Addr {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap()
}

// Network is whom an address belongs to: itself, or its /64 in IPv6, which one machine has whole. All that do not come
// from the network share the zero one.
func Network(ip netip.Addr) netip.Prefix {
	ip, bits := ip.Unmap().WithZone(""), 64
	if ip.Is4() {
		bits = 32
	}
	p, _ := ip.Prefix(bits) // always fits a valid address
	return p
}
