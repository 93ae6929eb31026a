package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"muster/ai"
	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/lab/baseline"
)

// clientsJob is what a process of clients does; it comes on its stdin.
type clientsJob struct {
	Kind    string        `json:"kind"` // muster, spy or hidden (see bench timing), or one of the bare ones
	Addr    string        `json:"addr"`
	Joins   []client.Join `json:"joins"`
	Clients int           `json:"clients"`
	Seconds float64       `json:"seconds"` // from when all are in
	Over    string        `json:"over"`    // a wire.LinkKind of muster's clients; empty for QUIC
	Socket  string        `json:"socket"`  // where WebSockets lead, up to the shard's address
}

// clientsReport is what it prints at the end.
type clientsReport struct {
	PerClientS    float64 `json:"per_client_s"` // views a client and second
	IntervalP99MS float64 `json:"interval_p99_ms"`
	Starved       int     `json:"starved"` // clients with over a second between two views

	// Of bench timing.
	Came    []came      `json:"came,omitempty"`    // when each view came
	Ordered []game.Tick `json:"ordered,omitempty"` // ticks of own orders
}

// Clients is the process of clients: it reads what to do from in, and says to out when all are in, and
// at the end what they saw.
func Clients(ctx context.Context, in io.Reader, out io.Writer) error {
	var job clientsJob
	if err := json.NewDecoder(in).Decode(&job); err != nil {
		return fmt.Errorf("bench clients: the job on stdin: %w", err)
	}
	if job.Kind == "spy" || job.Kind == "hidden" {
		r, err := sit(ctx, &job, out)
		return errors.Join(err, json.NewEncoder(out).Encode(r))
	}
	var pulses []func(ctx context.Context) error // each waits for one view
	for i := range job.Clients {
		pulse, err := join(ctx, &job, i)
		if err != nil {
			return fmt.Errorf("bench clients: client %d: %w", i, err)
		}
		pulses = append(pulses, pulse)
	}
	fmt.Fprintln(out, "ready")
	return json.NewEncoder(out).Encode(gather(ctx, &job, pulses))
}

func join(ctx context.Context, job *clientsJob, i int) (func(context.Context) error, error) {
	if job.Kind != "muster" {
		c, err := baseline.Dial(ctx, job.Kind, job.Addr)
		if err != nil {
			return nil, err
		}
		go baseline.Talk(ctx, c)
		return func(ctx context.Context) error { _, err := c.Receive(ctx); return err }, nil
	}
	c, err := client.Dial(ctx, client.Config{Join: job.Joins[i], Dial: job.dialOver()})
	if err != nil {
		return nil, err
	}
	style, err := assets.Embedded().Style("veteran") // as busy as a person
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	commander := ai.Make(style)(c.Setup(), uint8(c.Seat()), uint64(i))
	return func(ctx context.Context) error { return fight(ctx, c, commander) }, nil
}

// fight waits for a view and has the commander think about it.
func fight(ctx context.Context, c *client.Client, commander ai.Commander) error {
	for {
		u, err := c.Next(ctx)
		if err != nil {
			return err
		}
		if u.Link == client.Closed {
			return u.Err
		}
		if u.View == nil {
			continue
		}
		if u.View.Result.Reason == game.NotOver {
			for _, o := range commander.Think(u.View, u.Talk) {
				if _, err := c.Order(o); err != nil {
					break // too many are unanswered: later
				}
			}
		}
		return nil
	}
}

// gather takes views with all clients until the time is over.
func gather(ctx context.Context, job *clientsJob, pulses []func(context.Context) error) (r clientsReport) {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(job.Seconds*float64(time.Second)))
	defer cancel()
	gaps := hdrhistogram.New(1, 60_000_000, 3)
	var mu sync.Mutex
	var work sync.WaitGroup
	views := 0
	for _, pulse := range pulses {
		work.Go(func() {
			last, starved := time.Time{}, false
			for pulse(ctx) == nil {
				now := time.Now()
				mu.Lock()
				views++
				if !last.IsZero() {
					_ = gaps.RecordValue(now.Sub(last).Microseconds()) // beyond a minute the run is over
					if !starved && now.Sub(last) > time.Second {
						starved = true
						r.Starved++
					}
				}
				mu.Unlock()
				last = now
			}
		})
	}
	work.Wait()
	r.PerClientS = float64(views) / float64(len(pulses)) / job.Seconds
	r.IntervalP99MS = float64(gaps.ValueAtQuantile(99)) / 1000
	return r
}

// clients is the process, seen from the server.
type clients struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

// startClients starts the process and waits until all clients are in.
func startClients(ctx context.Context, job clientsJob) (*clients, error) {
	cmd, err := self(ctx, "bench", "clients")
	if err != nil {
		return nil, err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := json.NewEncoder(in).Encode(job); err != nil {
		return nil, err
	}
	c := &clients{cmd, bufio.NewReader(out)}
	if line, err := c.out.ReadString('\n'); err != nil || line != "ready\n" {
		_ = cmd.Wait()
		return nil, fmt.Errorf("the clients' process said %q: %w", line, err)
	}
	return c, nil
}

func (c *clients) report() (r clientsReport, err error) {
	err = json.NewDecoder(c.out).Decode(&r)
	_, _ = io.Copy(io.Discard, c.out)
	if waited := c.cmd.Wait(); err == nil {
		err = waited
	}
	return r, err
}
