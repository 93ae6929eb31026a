package rest

import (
	"context"
	"net/http"
	"net/netip"

	"muster/clientip"
)

type fromKey struct{}

// from is the network that a request came from.
func from(ctx context.Context) netip.Prefix {
	p, _ := ctx.Value(fromKey{}).(netip.Prefix)
	return p
}

// located remembers where a request comes from: every limit by address, and the log, goes by that.
func (s *Server) located(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ip := s.cfg.Proxies.Of(r)
		if s.cfg.Proxies.Ignores(r) {
			s.strange.Do(func() {
				s.log.Warn("requests come through a proxy that is not trusted: all its clients count as one address; "+
					"--trusted-proxy names it",
					"proxy", ip)
			})
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), fromKey{}, clientip.Network(ip))))
	})
}
