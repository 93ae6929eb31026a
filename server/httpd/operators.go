package httpd

import (
	"fmt"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"muster/server/machine"
)

// NewMetrics are those of any process with a data directory, for its own to be added.
func NewMetrics(data string) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		machine.Metrics(data))
	return r
}

// readiness shows whether the process is ready, for those who watch figures alone.
func readiness(ready func() error) prometheus.Gatherer {
	r := prometheus.NewRegistry()
	r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "muster_ready", Help: "Whether this process is ready: 1 or 0. If it is not, /readyz says why.",
	}, func() float64 {
		if ready() != nil {
			return 0
		}
		return 1
	}))
	return r
}

// Operators is what a process shows to its operators alone: it reads, and changes nothing. Whatever changes something
// is a call of the API, by role, whichever listener it comes in by.
func Operators(metrics prometheus.Gatherer, ready func() error) *http.ServeMux {
	mux := http.NewServeMux()
	all := gatheredOnce(prometheus.Gatherers{metrics, readiness(ready)})
	mux.Handle("GET /metrics", Page(promhttp.HandlerFor(all, promhttp.HandlerOpts{})))
	mux.Handle("GET /readyz", Page(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
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
