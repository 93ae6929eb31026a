package httpd

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"muster/server/wire"
	"muster/shard/replay"
)

// Health is what a process tells anybody. /healthz says that it lives: restart it if not. /readyz says whether to send
// anybody here. Why not is for operators (see Operators): it may tell of matches.
func Health(ready func() error) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		switch err := ready(); {
		case err == nil:
			fmt.Fprintln(w, "ready")
		case errors.Is(err, ErrDraining):
			w.Header().Set("Retry-After", "5")
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		default:
			w.Header().Set("Retry-After", "1")
			http.Error(w, "not ready", http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("GET /version", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{
			"version": replay.Version(), "protocol": []int{wire.OldestProtocol, wire.NewestProtocol},
		})
	})
	return mux
}

// ErrDraining is what a process answers that is about to go.
var ErrDraining = errors.New("draining: no more matches are opened here")
