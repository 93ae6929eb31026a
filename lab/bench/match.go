package bench

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
	"path/filepath"
	"strings"
	"time"

	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/server"
	"muster/server/httpd"
	"muster/server/lifecycle"
	"muster/shard/registry"
)

// endless is the most that the registry believes of a shard: none of its matches ever ends here.
const endless = 1_000_000

// MatchConfig is how Match measures.
type MatchConfig struct {
	Rate     int           // tickets a second, come what may
	Duration time.Duration // how long they come
	Store    string        // URL of an empty database; "" for SQLite in a new file
	Profile  string        // file for a CPU profile of the queue under load; "" for none
}

// MatchReport is what Match found. CPU is user and system time a ticket, of the queue's process and of its load's.
type MatchReport struct {
	Match10kMS  float64 `json:"match_10k_ms"`
	TicketsPerS float64 `json:"tickets_per_s"`
	CreateP50MS float64 `json:"create_p50_ms"`
	CreateP99MS float64 `json:"create_p99_ms"`
	AssignP50MS float64 `json:"assign_p50_ms"`
	AssignP99MS float64 `json:"assign_p99_ms"`
	ViewMS      float64 `json:"ticket_to_view_ms,omitempty"` // see TicketToView; Match leaves it to its caller
	CPUUS       float64 `json:"cpu_us_per_ticket"`
	LoadCPUUS   float64 `json:"load_cpu_us_per_ticket"`
	LateP99MS   float64 `json:"load_late_p99_ms"`
	Failed      int     `json:"failed"`
	Store       string  `json:"store"`
}

// Match measures the matching function, then a queue whose shard agrees to everything; another process is its load.
func Match(ctx context.Context, c MatchConfig) (r MatchReport, err error) {
	r.Match10kMS = match10k()
	collectLess()
	dir, err := os.MkdirTemp("", "muster-bench-match")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(dir)
	if c.Store == "" {
		c.Store = "sqlite:" + filepath.Join(dir, "queue.db")
	}
	r.Store, _, _ = strings.Cut(c.Store, ":")
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	at, done, err := c.queue(ctx, dir)
	if err != nil {
		return r, err
	}
	if err := c.load(ctx, at, &r); err != nil {
		return r, err
	}
	stop()
	return r, <-done
}

// String formats it in a few lines.
func (r MatchReport) String() string {
	view := ""
	if r.ViewMS > 0 {
		view = fmt.Sprintf("; from ticket to first view %.0f ms", r.ViewMS)
	}
	return fmt.Sprintf(`matching 10,000 tickets: %.0f ms%s
%s: %.0f tickets a second from create to assignment; create p50 %.1f ms, p99 %.1f ms, of which the load is late p99 %.1f ms; assigned after p50 %.0f ms, p99 %.0f ms; %d failed
processor time a ticket: %.0f us, its load %.0f us
`, r.Match10kMS, view, r.Store, r.TicketsPerS, r.CreateP50MS, r.CreateP99MS, r.LateP99MS,
		r.AssignP50MS, r.AssignP99MS, r.Failed, r.CPUUS, r.LoadCPUUS)
}

// match10k is the best of ten: what the function costs, not what else the machine does.
func match10k() float64 {
	q := Thousands(10)
	best := time.Hour
	for range 10 {
		began := time.Now()
		matching.Match(q)
		best = min(best, time.Since(began))
	}
	return float64(best.Microseconds()) / 1000
}

// queue serves a matchmaker and a shard's control API that says yes, until ctx ends.
func (c *MatchConfig) queue(ctx context.Context, dir string) (url string, done chan error, err error) {
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
		PublicKey: keys.Signing().Public().(ed25519.PublicKey), Capacity: endless,
	}); err != nil {
		return "", nil, err
	}
	m, err := matchmaker.Open(ctx, matchmaker.Config{
		ID: "bench", DataDir: dir, Store: c.Store, Registry: r, AddressRate: 1 << 20,
		Scenarios: []api.ScenarioInfo{{Name: "arena", Teams: []int{0, 0, 1, 1}}},
	})
	if err != nil {
		return "", nil, err
	}
	yes := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	secret := tls.NewListener(private, &tls.Config{
		Certificates: []tls.Certificate{keys.ListenConfig("").Certificate}, MinVersion: tls.VersionTLS13,
	})
	done = make(chan error, 1)
	go func() {
		err := lifecycle.RunAll(ctx, m.Run, func(ctx context.Context) error {
			return httpd.Serve(ctx, public, m.Handler())
		},
			func(ctx context.Context) error { return httpd.Serve(ctx, secret, yes) })
		done <- errors.Join(err, m.Close())
	}()
	return "http://" + public.Addr().String(), done, nil
}

// load runs the other process and reads its figures: a line when everybody is signed in, and one at the end.
func (c *MatchConfig) load(ctx context.Context, at string, r *MatchReport) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("the load of bench match: %w", err)
		}
	}()
	cmd, err := self(ctx, "bench",
		"queuers", "--at", at, "--rate", fmt.Sprint(c.Rate), "--duration", c.Duration.String())
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return err
	}
	lines := json.NewDecoder(out)
	var ready struct{}
	err = lines.Decode(&ready)
	stop, bad := profiled(c.Profile)
	if bad != nil {
		return bad
	}
	before := usage()
	err = errors.Join(err, lines.Decode(r))
	r.CPUUS = float64((usage() - before).Microseconds()) / max(float64(c.Rate)*c.Duration.Seconds(), 1)
	return errors.Join(err, cmd.Wait(), stop())
}
