package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"muster/server/wire"
)

func goFigures() prometheus.Collector { return collectors.NewGoCollector() }

func processFigures() prometheus.Collector {
	return collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})
}

// healthOf is what a process tells its operator. /healthz says that it lives: restart it if not. /readyz says whether to
// send anybody here. ready tells why not.
func healthOf(metrics prometheus.Gatherer, ready func() error) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"version": version(), "protocol": []int{wire.OldestProtocol, wire.NewestProtocol}})
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return mux
}

var errDraining = errors.New("draining: no more matches are opened here")

// ready tells why the shard should get no more players, nil if it should.
func (p *shardPart) ready() error {
	if p.door.Draining() {
		return errDraining
	}
	if why := p.trouble(); why != "" {
		return errors.New(why)
	}
	return nil
}
