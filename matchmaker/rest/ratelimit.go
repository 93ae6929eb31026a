package rest

import (
	"net/http"
	"net/netip"

	"golang.org/x/time/rate"
)

// limiters limit how fast each of many may ask. Whom it forgets was quiet for long.
type limiters[K comparable] struct {
	rate  rate.Limit
	burst int
	all   *recent[K, *rate.Limiter]
}

func newLimiters[K comparable](each rate.Limit, burst int) *limiters[K] {
	return &limiters[K]{each, burst, newRecent[K, *rate.Limiter](maxPaced)}
}

// of finds somebody's limiter, or makes it.
func (p *limiters[K]) of(who K) *rate.Limiter {
	if l, known := p.all.find(who); known {
		return l
	}
	return p.all.add(who, rate.NewLimiter(p.rate, p.burst))
}

// newPerAddress bounds what one address may ask.
func newPerAddress(each float64) *limiters[netip.Prefix] {
	if each > 0 {
		return newLimiters[netip.Prefix](rate.Limit(each), max(int(each), 1))
	}
	return newLimiters[netip.Prefix](addressRate, addressBurst)
}

// limit refuses what an address asks over the rate.
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.perAddress.of(from(r.Context())).Allow() {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, "too many requests from this address; slow down")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// cors lets pages of the configured origins call the API from a browser.
func (s *Server) cors(next http.Handler) http.Handler {
	allowed := map[string]bool{}
	for _, o := range s.cfg.Origins {
		allowed[o] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		w.Header().Add("Vary", "Origin")
		if origin == "" || !allowed[origin] && !allowed["*"] {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", origin)
		w.Header().Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key")
			w.Header().Set("Access-Control-Max-Age", "600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
