// Package attack attacks a server in every way that it must survive, and tells what became of it and of who played on
// it meanwhile. It is for servers of one's own.
package attack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"muster/client/loadtest"
	"muster/lab/rawpeer"
	"muster/matchmaker/api"
)

// Config is what Run needs.
type Config struct {
	Matchmaker string
	Admin      string // URL of the server's operators' listener, where its figures are
	Scenario   string
	Flood      int    // half-open links a second
	Joins      int    // real players who join meanwhile
	JoinRate   int    // of them a second; 0 for floodJoinRate
	Seed       uint64 // of the bots who play meanwhile
}

// attackRun is a run of all attacks, as one attacker sees it.
type attackRun struct {
	cfg     Config
	honest  *http.Client
	http    *http.Client  // the attacker's
	callers int           // who guess passwords at once
	pause   time.Duration // between the like things of an attack
	idle    chan *api.Client
	r       Report
}

// newRun is what all attackers share.
func newRun(cfg Config) *attackRun {
	own := &http.Client{Timeout: requestPatience}
	return &attackRun{
		cfg: cfg, honest: own, http: own, callers: guessers, idle: make(chan *api.Client, spectatorsAtOnce),
	}
}

// attacker is the run of attacker n, with an address and accounts of his own.
func (run *attackRun) attacker(n int) *attackRun {
	own := *run
	own.http, own.idle = run.from(n), make(chan *api.Client, spectatorsAtOnce)
	return &own
}

// mallory is a guest of this attacker who does nothing else now.
func (run *attackRun) mallory(ctx context.Context) (*api.Client, error) {
	select {
	case q := <-run.idle:
		return q, nil
	default:
	}
	q := api.NewClient(run.cfg.Matchmaker, run.http)
	g, err := q.Guest(ctx, "Mallory")
	if err != nil {
		return nil, err
	}
	return q.In(g, nil), nil
}

// release lets another attack of this attacker use the guest: new ones are hard to come by.
func (run *attackRun) release(q *api.Client) {
	select {
	case run.idle <- q:
	default:
	}
}

// Run attacks a server in every way that it must survive, while bots play on. Use it on servers of your own.
func Run(ctx context.Context, cfg Config) (Report, error) {
	if cfg.Flood < 0 || cfg.Flood > maxFlood || cfg.Joins < 1 || cfg.Joins > loadtest.MaxPlayers {
		return Report{}, fmt.Errorf("attack: 0 to %d half-open links a second and 1 to %d joins, not %d and %d",
			maxFlood, loadtest.MaxPlayers, cfg.Flood, cfg.Joins)
	}
	if cfg.JoinRate == 0 {
		cfg.JoinRate = floodJoinRate
	}
	run := newRun(cfg)
	run.r.Joins = cfg.Joins
	var witness sync.WaitGroup
	playing, stop := context.WithCancel(ctx)
	var seen loadtest.Report
	var err error
	witness.Go(func() {
		seen, err = loadtest.Run(playing, loadtest.Config{
			Matchmaker: cfg.Matchmaker, Scenario: cfg.Scenario, Players: witnesses, Duration: time.Hour, Seed: cfg.Seed,
		})
	})
	failed := errors.Join(run.suite(ctx), run.flood(ctx))
	stop()
	witness.Wait()
	run.r.WitnessStarved, run.r.WitnessP99MS = seen.Starved, seen.ViewIntervalP99
	return run.r, errors.Join(failed, err)
}

// suite makes the small attacks all at once.
func (run *attackRun) suite(ctx context.Context) error {
	before, err := run.figures(ctx)
	if err != nil {
		return err
	}
	raging, cancel := context.WithTimeout(ctx, suitePatience)
	defer cancel()
	results := make([]Result, len(attacks))
	var work sync.WaitGroup
	for i, a := range attacks {
		foe := run.attacker(i)
		work.Go(func() {
			for range suiteTries {
				results[i] = Result{Name: a.name, Metric: a.metric}
				err := a.run(raging, foe, &results[i])
				if err == nil {
					break
				}
				results[i].Trouble = err.Error()
			}
		})
	}
	work.Wait()
	time.Sleep(figuresKept)
	after, err := run.figures(ctx)
	for i := range results {
		results[i].Counted = after[results[i].Metric] - before[results[i].Metric]
	}
	run.r.Attacks = results
	return err
}

// flood begins links that are never finished, while players join.
func (run *attackRun) flood(ctx context.Context) error {
	packets, err := rawpeer.Initials(floodPackets)
	if err != nil {
		return err
	}
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	before, err := run.figures(ctx)
	if err != nil {
		return err
	}
	var f rawpeer.Flood
	flooding, stop := context.WithCancel(ctx)
	defer stop()
	began, done := time.Now(), make(chan error, 1)
	go func() { done <- f.Run(flooding, a.Addr, packets, run.cfg.Flood) }()
	var most float64
	r, failed := run.visit(flooding, run.cfg.Joins, time.Second/time.Duration(run.cfg.JoinRate), func() {
		now, _ := run.figures(ctx) // the one at the end tells if there are none
		most = max(most, now[memory])
	})
	run.r.Joined, run.r.JoinP50MS, run.r.JoinP99MS, run.r.JoinErrors = r.Joined, r.JoinP50, r.JoinP99, r.Errors
	after, err := run.figures(ctx)
	stop()
	run.r.FloodSent, run.r.FloodPerS = f.Sent.Load(), float64(f.Sent.Load())/time.Since(began).Seconds()
	run.r.FloodRetried = after["muster_links_retried_total"] - before["muster_links_retried_total"]
	run.r.MemoryGrowthMB = (max(most, after[memory]) - before[memory]) / (1 << 20)
	return errors.Join(failed, err, <-done)
}

// visit has n players join one after the other, see the match and leave again. meanwhile is called once a second about.
func (run *attackRun) visit(
	ctx context.Context, n int, every time.Duration, meanwhile func(),
) (loadtest.Report, error) {
	return loadtest.Visit(ctx, loadtest.Config{
		Matchmaker: run.cfg.Matchmaker, Scenario: run.cfg.Scenario, Players: n,
	}, every, meanwhile)
}

// seat gets a seat like anyone, and a way to give it back.
func (run *attackRun) seat(ctx context.Context) (a api.Assignment, leave func(), err error) {
	q, err := run.mallory(ctx)
	if err != nil {
		return a, nil, err
	}
	if a, err = q.Seat(ctx, run.cfg.Scenario, nil); err != nil {
		return a, nil, err
	}
	return a, func() {
		ctx, cancel := context.WithTimeout(context.Background(), leavePatience)
		defer cancel()
		_ = q.Leave(ctx, a.Match) // the match ends by itself without it
		run.release(q)
	}, nil
}
