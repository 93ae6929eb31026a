package main

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"time"

	"muster/lab/pgtest"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/server"
	"muster/shard/registry"
)

type benchMatchCmd struct {
	lasting  `embed:""`
	Rate     int           `help:"Tickets a second, come what may." default:"2100"`
	Duration time.Duration `help:"How long they come." default:"5s"`
	Store    string        `help:"sqlite, or postgres: a server of its own, started for the benchmark." enum:"sqlite,postgres" default:"sqlite"`
	Profile  string        `help:"Write a CPU profile of the queue under load." placeholder:"FILE"`
	JSON     bool          `help:"Print one JSON object."`
}

// matchReport is what --json prints. CPU is user and system time a ticket, of the queue's process and of its load's.
type matchReport struct {
	Match10kMS  float64 `json:"match_10k_ms"`
	TicketsPerS float64 `json:"tickets_per_s"`
	CreateP50MS float64 `json:"create_p50_ms"`
	CreateP99MS float64 `json:"create_p99_ms"`
	AssignP50MS float64 `json:"assign_p50_ms"`
	AssignP99MS float64 `json:"assign_p99_ms"`
	ViewMS      float64 `json:"ticket_to_view_ms"`
	CPUUS       float64 `json:"cpu_us_per_ticket"`
	LoadCPUUS   float64 `json:"load_cpu_us_per_ticket"`
	LateP99MS   float64 `json:"load_late_p99_ms"`
	Failed      int     `json:"failed"`
	Store       string  `json:"store"`
}

// Run measures the matching function, then a player's way through everything, then a queue whose shard agrees to
// everything; another process is its load.
func (c *benchMatchCmd) Run(ctx context.Context) (err error) {
	r := matchReport{Match10kMS: match10k(), Store: c.Store}
	view, err := ticketToView(ctx)
	if err != nil {
		return err
	}
	r.ViewMS = float64(view.Microseconds()) / 1000
	collectLess() // as muster matchmaker does
	dir, err := os.MkdirTemp("", "muster-bench-match")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	url := "sqlite:" + filepath.Join(dir, "queue.db")
	if c.Store == "postgres" {
		s, err := pgtest.Start()
		if err != nil {
			return err
		}
		defer s.Stop()
		url = s.URL
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	at, done, err := benchQueue(ctx, dir, url)
	if err != nil {
		return err
	}
	if err := c.load(ctx, at, &r); err != nil {
		return err
	}
	stop()
	if err := <-done; err != nil {
		return err
	}
	if c.JSON {
		return sayJSON(r)
	}
	_, err = fmt.Fprintf(stdout, `matching 10,000 tickets: %.0f ms; from ticket to first view %.0f ms
%s: %.0f tickets a second from create to assignment; create p50 %.1f ms, p99 %.1f ms, of which the load is late p99 %.1f ms; assigned after p50 %.0f ms, p99 %.0f ms; %d failed
processor time a ticket: %.0f us, its load %.0f us
`, r.Match10kMS, r.ViewMS, r.Store, r.TicketsPerS, r.CreateP50MS, r.CreateP99MS, r.LateP99MS, r.AssignP50MS, r.AssignP99MS, r.Failed, r.CPUUS, r.LoadCPUUS)
	return err
}

// match10k is the best of ten: what the function costs, not what else the machine does.
func match10k() float64 {
	q := matching.Thousands(10)
	best := time.Hour
	for range 10 {
		began := time.Now()
		matching.Match(q)
		best = min(best, time.Since(began))
	}
	return float64(best.Microseconds()) / 1000
}

// benchQueue serves a matchmaker and a shard's control API that says yes, until ctx ends.
func benchQueue(ctx context.Context, dir, store string) (url string, done chan error, err error) {
	keys, err := server.OpenKeys(filepath.Join(dir, "keys"))
	if err != nil {
		return "", nil, err
	}
	private, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	public, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, errors.Join(err, private.Close())
	}
	r := registry.NewMemory(time.Hour)
	if err := r.PutShard(ctx, registry.Shard{
		ID: "bench", Addr: "127.0.0.1:1", CertHash: keys.CertHash(), Control: "https://" + private.Addr().String(),
		PublicKey: keys.Signing().Public().(ed25519.PublicKey), Capacity: 1 << 30,
	}); err != nil {
		return "", nil, err
	}
	m, err := matchmaker.Open(ctx, matchmaker.Config{
		ID: "bench", DataDir: dir, Store: store, Registry: r, AddressRate: 1 << 20,
		Scenarios: []api.ScenarioInfo{{Name: "arena", Teams: []int{0, 0, 1, 1}}},
	})
	if err != nil {
		return "", nil, err
	}
	yes := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	secret := tls.NewListener(private, &tls.Config{Certificates: []tls.Certificate{keys.ListenConfig("").Certificate}, MinVersion: tls.VersionTLS13})
	done = make(chan error, 1)
	go func() {
		err := together(ctx, m.Run, func(ctx context.Context) error { return serve(ctx, public, m.Handler()) },
			func(ctx context.Context) error { return serve(ctx, secret, yes) })
		done <- errors.Join(err, m.Close())
	}()
	return "http://" + public.Addr().String(), done, nil
}

// load runs the other process and reads its figures: a line when everybody is signed in, and one at the end.
func (c *benchMatchCmd) load(ctx context.Context, at string, r *matchReport) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "bench", "queuers", "--at", at, "--rate", fmt.Sprint(c.Rate), "--duration", c.Duration.String())
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("the load of bench match: %w", err)
	}
	lines := json.NewDecoder(out)
	var ready struct{}
	err = lines.Decode(&ready)
	if c.Profile != "" {
		f, bad := os.Create(c.Profile)
		if bad != nil {
			return bad
		}
		defer f.Close()
		err = errors.Join(err, pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	before := usage()
	err = errors.Join(err, lines.Decode(r))
	r.CPUUS = float64((usage() - before).Microseconds()) / max(float64(c.Rate)*c.Duration.Seconds(), 1)
	if err = errors.Join(err, cmd.Wait()); err != nil {
		return fmt.Errorf("the load of bench match: %w", err)
	}
	return nil
}
