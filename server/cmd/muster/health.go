package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"muster/server/wire"
)

// healthOf is what a process tells anybody. /healthz says that it lives: restart it if not. /readyz says whether to send
// anybody here. Why not is for operators (see operatorsOf): it may tell of matches.
func healthOf(ready func() error) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		switch err := ready(); {
		case err == nil:
			fmt.Fprintln(w, "ready")
		case errors.Is(err, errDraining):
			w.Header().Set("Retry-After", "5")
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		default:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "not ready", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"version": version(), "protocol": []int{wire.OldestProtocol, wire.NewestProtocol}})
	})
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
