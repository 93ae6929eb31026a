package matchmaker

import (
	"net/http"
	"net/netip"
	"sync"

	"golang.org/x/time/rate"
)

// gate limits the requests of each address. It remembers two generations of addresses, so that it is bounded and yet
// forgets only those that were quiet for long.
type gate struct {
	mu         sync.Mutex
	young, old map[netip.Prefix]*rate.Limiter
}

func newGate() *gate { return &gate{young: map[netip.Prefix]*rate.Limiter{}} }

// limiter finds an address's limiter, or makes it.
func (g *gate) limiter(of netip.Prefix) *rate.Limiter {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l := g.young[of]; l != nil {
		return l
	}
	l := g.old[of]
	if l == nil {
		l = rate.NewLimiter(addressRate, addressBurst)
	}
	if len(g.young) >= maxAddresses {
		g.young, g.old = map[netip.Prefix]*rate.Limiter{}, g.young
	}
	g.young[of] = l
	return l
}

// limit refuses what is over the rate.
func (g *gate) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.limiter(network(r.RemoteAddr)).Allow() {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, "too many requests from this address; slow down")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// network is whom an address belongs to: itself, or its /64 in IPv6, which one machine has whole.
func network(remote string) netip.Prefix {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{} // not from the network: all such callers share one limit
	}
	ip := a.Addr().Unmap()
	if ip.Is4() {
		return netip.PrefixFrom(ip, 32)
	}
	p, _ := ip.WithZone("").Prefix(64) // always fits an IPv6 address
	return p
}
