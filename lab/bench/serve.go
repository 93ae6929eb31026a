package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"muster/lab/baseline"
)

// ServeConfig is how Serve measures.
type ServeConfig struct {
	Clients int     // in a process of their own; 8 to a match
	Seconds float64 // that each round measures
	March   float64 // seconds before that, until they fight
	Rounds  int     // of each kind, taken in turn; medians are told
	Bare    bool    // measure the baselines, too
	// measure clients over WebTransport and WebSockets, too
	Browsers bool
	// file for a CPU profile of the server's first round, and with .heap behind its name one of its memory; "" for none
	Profile string
}

// ServeReport is what Serve found. CPU is of the server's process, user and system.
type ServeReport struct {
	Clients        int     `json:"clients"`
	CPUPerClientS  float64 `json:"server_cpu_us_per_client_s"`
	CPUPerView     float64 `json:"server_cpu_us_per_view"`
	BareQUIC       float64 `json:"bare_quic_cpu_us_per_view"`
	BareWSS        float64 `json:"bare_wss_cpu_us_per_view"`
	BareUDP        float64 `json:"bare_udp_cpu_us_per_view"`
	RatioBareQUIC  float64 `json:"ratio_bare_quic"`
	HeapKB         float64 `json:"heap_kb_per_client"`
	TickP99MS      float64 `json:"tick_p99_ms"`
	ViewP99MS      float64 `json:"view_interval_p99_ms"`
	Starved        int     `json:"starved"`
	ViewBytes      int     `json:"view_bytes_mean"`
	ViewsPerS      float64 `json:"views_per_s"`
	BareQUICClient float64 `json:"bare_quic_cpu_us_per_client_s"`
	// us a view of clients over what browsers have, by wire.LinkKind; that of WebSockets with the relay
	Browsers map[string]float64 `json:"browsers_cpu_us_per_view,omitempty"`
}

const serveHz = 20

// Serve measures the whole server against loops that carry the same traffic (package baseline), in turn.
func Serve(ctx context.Context, c ServeConfig) (r ServeReport, err error) {
	if c.Clients < 1 || c.Rounds < 1 {
		return r, errors.New("bench serve: at least one client and one round are needed")
	}
	r.Clients, r.Browsers = c.Clients, map[string]float64{}
	cpu := map[string][]float64{} // us a view, by kind
	for round := range c.Rounds {
		s, err := c.serve(ctx, "", round == 0)
		if err != nil {
			return r, err
		}
		cpu["muster"] = append(cpu["muster"], s.cpuPerView(&c))
		r.addRound(s)
		if err := c.serveBrowsers(ctx, cpu); err != nil {
			return r, err
		}
		if !c.Bare {
			continue
		}
		for _, kind := range baseline.Kinds {
			s, err := c.bareLoop(ctx, kind, r.ViewBytes)
			if err != nil {
				return r, fmt.Errorf("bare %s: %w", kind, err)
			}
			cpu[kind] = append(cpu[kind], s.cpuPerView(&c))
		}
	}
	r.CPUPerView, r.BareQUIC, r.BareWSS, r.BareUDP = median(cpu["muster"]), median(cpu["quic"]), median(cpu["wss"]),
		median(cpu["udp"])
	for _, kind := range browsersKinds {
		if all := cpu[string(kind)]; len(all) > 0 {
			r.Browsers[string(kind)] = median(all)
		}
	}
	r.CPUPerClientS, r.BareQUICClient = r.CPUPerView*serveHz, r.BareQUIC*serveHz
	if r.BareQUIC > 0 {
		r.RatioBareQUIC = r.CPUPerView / r.BareQUIC
	}
	return r, nil
}

// String formats it in a few lines.
func (r ServeReport) String() string {
	return fmt.Sprintf(`%d clients, views of %d bytes in the mean, %.1f a second
server CPU: %.1f us a view; bare QUIC %.1f, WebSocket %.1f, UDP %.1f; ratio to bare QUIC %.2f
heap %.0f KB a client; tick p99 %.1f ms; view interval p99 %.1f ms; %d starved
`, r.Clients, r.ViewBytes, r.ViewsPerS, r.CPUPerView, r.BareQUIC, r.BareWSS, r.BareUDP,
		r.RatioBareQUIC, r.HeapKB, r.TickP99MS, r.ViewP99MS, r.Starved) + r.compared()
}

// serveBrowsers is a round of each kind of link that a browser has.
func (c *ServeConfig) serveBrowsers(ctx context.Context, cpu map[string][]float64) error {
	if !c.Browsers {
		return nil
	}
	for _, kind := range browsersKinds {
		s, err := c.serve(ctx, string(kind), false)
		if err != nil {
			return fmt.Errorf("over %s: %w", kind, err)
		}
		cpu[string(kind)] = append(cpu[string(kind)], s.cpuPerView(c))
	}
	return nil
}

// addRound adds the figures of a round of the server; the worst rounds count.
func (r *ServeReport) addRound(s *served) {
	r.HeapKB, r.TickP99MS = max(r.HeapKB, s.heapKB), max(r.TickP99MS, s.tickP99MS)
	r.ViewP99MS, r.Starved = max(r.ViewP99MS, s.seen.IntervalP99MS), max(r.Starved, s.seen.Starved)
	r.ViewBytes, r.ViewsPerS = s.viewBytes, s.seen.PerClientS
}

// served is one round.
type served struct {
	cpu       time.Duration
	seen      clientsReport
	heapKB    float64
	tickP99MS float64
	viewBytes int
}

// cpuPerView counts the views that are due, so that a server that sends fewer does not look
// cheaper a view... nor dearer.
func (s *served) cpuPerView(c *ServeConfig) float64 {
	return float64(s.cpu.Microseconds()) / (float64(c.Clients) * serveHz * c.Seconds)
}

// window measures this process while clients, a process of their own, take what it serves.
func (c *ServeConfig) window(ctx context.Context, job clientsJob, profile string) (s *served, err error) {
	march := 1.0 // joining is another matter
	if job.Kind == "muster" {
		march += c.March
	}
	job.Seconds = march + c.Seconds + 1
	clients, err := startClients(ctx, job)
	if err != nil {
		return nil, err
	}
	time.Sleep(time.Duration(march * float64(time.Second)))
	stop, err := profiled(profile)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	before := usage()
	time.Sleep(time.Duration(c.Seconds * float64(time.Second)))
	s = &served{cpu: usage() - before}
	runtime.GC()
	if profile != "" {
		if err := heapProfile(profile + ".heap"); err != nil {
			return nil, err
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.heapKB = float64(m.HeapAlloc) / 1024 / float64(c.Clients)
	s.seen, err = clients.report()
	return s, err
}

func heapProfile(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}

// bareLoop is a round of a bare loop with datagrams of a size.
func (c *ServeConfig) bareLoop(ctx context.Context, kind string, size int) (*served, error) {
	s, err := baseline.Listen(kind)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, baseline.Load{Clients: c.Clients, Size: size, Hz: serveHz}) }()
	r, err := c.window(ctx, clientsJob{Kind: kind, Addr: s.Addr(), Clients: c.Clients}, "")
	stop()
	if served := <-done; err == nil {
		err = served
	}
	return r, err
}
