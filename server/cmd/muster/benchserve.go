package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"syscall"
	"time"

	"muster/lab/baseline"
)

type benchServeCmd struct {
	lasting `embed:""`
	Clients int     `help:"Clients, in a process of their own; 8 to a match." default:"64"`
	Seconds float64 `help:"Seconds that each round measures." default:"5"`
	March   float64 `help:"Seconds before that, until they fight." default:"20"`
	Rounds  int     `help:"Rounds of each kind, taken in turn; medians are told." default:"3"`
	Bare    bool    `help:"Measure the bare loops, too." default:"true" negatable:""`
	Profile string  `help:"Write a CPU profile of the server's first round, and with .heap behind its name one of its memory." placeholder:"FILE"`
	JSON    bool    `help:"Print one JSON object."`
}

// serveReport is what --json prints. CPU is of the server's process, user and system.
type serveReport struct {
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
}

const serveHz = 20

// Run measures the server and the bare loops in turn.
func (c *benchServeCmd) Run(ctx context.Context) error {
	if c.Clients < 1 || c.Rounds < 1 {
		return fmt.Errorf("bench serve: at least one client and one round are needed")
	}
	r := serveReport{Clients: c.Clients}
	cpu := map[string][]float64{} // us a view, by kind
	for round := range c.Rounds {
		s, err := c.serve(ctx, round == 0)
		if err != nil {
			return err
		}
		cpu["muster"] = append(cpu["muster"], s.cpuPerView(c))
		r.keep(s)
		if !c.Bare {
			continue
		}
		for _, kind := range baseline.Kinds {
			s, err := c.bareLoop(ctx, kind, r.ViewBytes)
			if err != nil {
				return fmt.Errorf("bare %s: %w", kind, err)
			}
			cpu[kind] = append(cpu[kind], s.cpuPerView(c))
		}
	}
	r.CPUPerView, r.BareQUIC, r.BareWSS, r.BareUDP = median(cpu["muster"]), median(cpu["quic"]), median(cpu["wss"]), median(cpu["udp"])
	r.CPUPerClientS, r.BareQUICClient = r.CPUPerView*serveHz, r.BareQUIC*serveHz
	if r.BareQUIC > 0 {
		r.RatioBareQUIC = r.CPUPerView / r.BareQUIC
	}
	return c.tell(r)
}

func (c *benchServeCmd) tell(r serveReport) error {
	if c.JSON {
		return sayJSON(r)
	}
	_, err := fmt.Fprintf(stdout, `%d clients, views of %d bytes in the mean, %.1f a second
server CPU: %.1f us a view; bare QUIC %.1f, WebSocket %.1f, UDP %.1f; ratio to bare QUIC %.2f
heap %.0f KB a client; tick p99 %.1f ms; view interval p99 %.1f ms; %d starved
`, r.Clients, r.ViewBytes, r.ViewsPerS, r.CPUPerView, r.BareQUIC, r.BareWSS, r.BareUDP, r.RatioBareQUIC, r.HeapKB, r.TickP99MS, r.ViewP99MS, r.Starved)
	return err
}

// keep takes the figures of a round of the server; the worst rounds count.
func (r *serveReport) keep(s *served) {
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

// cpuPerView counts the views that are due, so that a server that sends fewer does not look cheaper a view... nor dearer.
func (s *served) cpuPerView(c *benchServeCmd) float64 {
	return float64(s.cpu.Microseconds()) / (float64(c.Clients) * serveHz * c.Seconds)
}

func median(list []float64) float64 {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// window measures this process while clients, a process of their own, take what it serves.
func (c *benchServeCmd) window(ctx context.Context, job clientsJob, profile string) (*served, error) {
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
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return nil, err
		}
		defer pprof.StopCPUProfile()
	}
	before := usage()
	time.Sleep(time.Duration(c.Seconds * float64(time.Second)))
	s := &served{cpu: usage() - before}
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

// usage is the CPU time of this process.
func usage() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // it asks for ourselves
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// bareLoop is a round of a bare loop with datagrams of a size.
func (c *benchServeCmd) bareLoop(ctx context.Context, kind string, size int) (*served, error) {
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
