package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"syscall"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

func goFigures() prometheus.Collector { return collectors.NewGoCollector() }

func processFigures() prometheus.Collector {
	return collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})
}

func newMetrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(goFigures(), processFigures())
	return r
}

// listenAdmin opens the operators' listener. What it shows tells of orders that players cannot see, so that it listens
// beyond the loopback address only where it is told so by name: an address without a host is this machine's alone.
func listenAdmin(addr string, log *slog.Logger) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("--admin: %w", err)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("TCP port %s is in use: stop what uses it, or choose another one with --admin", addr)
	case err != nil:
		return nil, fmt.Errorf("--admin: %w", err)
	}
	if !local(l.Addr()) {
		log.Warn("the operators' listener has no password: let nobody but operators reach it", "admin", l.Addr().String())
	}
	return bounded(l, 1, nil), nil
}

func local(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// operatorsOf is what a process shows to its operators alone: it reads, and changes nothing. Whatever changes something is
// a call of the API, by role, whichever listener it comes in by.
func operatorsOf(metrics prometheus.Gatherer, ready func() error) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", atMost(maxPages, readWithin, promhttp.HandlerFor(gatheredOnce(metrics), promhttp.HandlerOpts{})))
	mux.Handle("GET /readyz", atMost(maxPages, readWithin, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})))
	mux.Handle("GET /debug/pprof/", atMost(maxProfiles, profiledWithin, profiles()))
	return mux
}

func profiles() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}

// addressed lets requests through that name the listener by an address of this machine. A web page whose own name was made to
// lead to the loopback address (DNS rebinding) could read everything else.
func addressed(l net.Addr, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if local(l) && host != "localhost" && net.ParseIP(host) == nil {
			http.Error(w, "ask for "+l.String()+" by its address", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}
