package swarm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"muster/lab/rawpeer"
	"muster/matchmaker/api"
)

// AttackConfig is what Attack needs.
type AttackConfig struct {
	Matchmaker string
	Admin      string // URL of the server's operators' listener, where its figures are
	Scenario   string
	Flood      int    // half-open links a second
	Joins      int    // real players who join meanwhile
	JoinRate   int    // of them a second; 0 for floodJoinRate
	Seed       uint64 // of the bots who play meanwhile
}

// AttackReport is what became of the server.
type AttackReport struct {
	FloodSent      uint64         `json:"flood_sent"`
	FloodRetried   float64        `json:"flood_retried"` // that the server answered with Retry
	FloodPerS      float64        `json:"flood_per_s"`
	Joins          int            `json:"joins"`
	Joined         int            `json:"joined"`
	JoinP50MS      float64        `json:"join_p50_ms"`
	JoinP99MS      float64        `json:"join_p99_ms"`
	JoinErrors     []string       `json:"join_errors,omitempty"` // the first few different ones
	MemoryGrowthMB float64        `json:"memory_growth_mb"`      // of the server's process during the flood, joins included
	Attacks        []AttackResult `json:"attacks"`
	WitnessStarved int            `json:"witness_starved"` // bots that played through all of it with over 1 s between views
	WitnessP99MS   float64        `json:"witness_view_interval_p99_ms"`
}

// AttackResult is one kind of attack.
type AttackResult struct {
	Name    string  `json:"name"`
	Done    int     `json:"done"`    // attempts
	Refused int     `json:"refused"` // that were ended or answered as they should
	Metric  string  `json:"metric"`  // that counts them
	Counted float64 `json:"counted"` // by how much it grew
	Trouble string  `json:"trouble,omitempty"`

	HonestMS float64 `json:"honest_ms,omitempty"` // of guessed passwords: the slowest log-in of the name's owner meanwhile
}

// Err tells what the server did not survive as it should; nil if all is well.
func (r AttackReport) Err() (err error) {
	if r.Joined*100 < r.Joins*99 {
		err = fmt.Errorf("%d of %d players joined during the flood: %s", r.Joined, r.Joins, strings.Join(r.JoinErrors, "; "))
	}
	if r.MemoryGrowthMB > maxFloodGrowthMB {
		err = errors.Join(err, fmt.Errorf("the server grew by %.1f MB during the flood", r.MemoryGrowthMB))
	}
	if r.WitnessStarved > 0 {
		err = errors.Join(err, fmt.Errorf("%d bots that played meanwhile starved", r.WitnessStarved))
	}
	for _, a := range r.Attacks {
		if a.Trouble != "" || a.Refused < a.Done || a.Counted == 0 {
			err = errors.Join(err, fmt.Errorf("%s: %d of %d refused, %s grew by %g %s", a.Name, a.Refused, a.Done, a.Metric, a.Counted, a.Trouble))
		}
	}
	return err
}

// siege is a run of Attack, as one attacker sees it.
type siege struct {
	cfg     AttackConfig
	honest  *http.Client
	http    *http.Client  // the attacker's
	callers int           // who guess passwords at once
	pause   time.Duration // between the like things of an attack
	idle    chan *api.Client
	r       AttackReport
}

// siegeOf is what all attackers share.
func siegeOf(cfg AttackConfig) *siege {
	own := &http.Client{Timeout: joinPatience}
	return &siege{cfg: cfg, honest: own, http: own, callers: guessers, idle: make(chan *api.Client, spectatorsAtOnce)}
}

// attacker is the siege by attacker n, with an address and accounts of his own.
func (s *siege) attacker(n int) *siege {
	own := *s
	own.http, own.idle = s.from(n), make(chan *api.Client, spectatorsAtOnce)
	return &own
}

// mallory is a guest of this attacker who does nothing else now.
func (s *siege) mallory(ctx context.Context) (*api.Client, error) {
	select {
	case q := <-s.idle:
		return q, nil
	default:
	}
	q := api.NewClient(s.cfg.Matchmaker, s.http)
	g, err := q.Guest(ctx, "Mallory")
	if err != nil {
		return nil, err
	}
	return q.In(g, nil), nil
}

// release lets another attack of this attacker use the guest: new ones are hard to come by.
func (s *siege) release(q *api.Client) {
	select {
	case s.idle <- q:
	default:
	}
}

// Attack attacks a server in every way that it must survive, while bots play on. Use it on servers of your own.
func Attack(ctx context.Context, cfg AttackConfig) (AttackReport, error) {
	if cfg.Flood < 0 || cfg.Flood > maxFlood || cfg.Joins < 1 || cfg.Joins > MaxPlayers {
		return AttackReport{}, fmt.Errorf("attack: 0 to %d half-open links a second and 1 to %d joins, not %d and %d", maxFlood, MaxPlayers, cfg.Flood, cfg.Joins)
	}
	if cfg.JoinRate == 0 {
		cfg.JoinRate = floodJoinRate
	}
	s := siegeOf(cfg)
	s.r.Joins = cfg.Joins
	var witness sync.WaitGroup
	playing, stop := context.WithCancel(ctx)
	var seen Report
	var err error
	witness.Go(func() {
		seen, err = Run(playing, Config{Matchmaker: cfg.Matchmaker, Scenario: cfg.Scenario, Players: witnesses, Duration: time.Hour, Seed: cfg.Seed})
	})
	failed := errors.Join(s.storm(ctx), s.flood(ctx))
	stop()
	witness.Wait()
	s.r.WitnessStarved, s.r.WitnessP99MS = seen.Starved, seen.ViewIntervalP99
	return s.r, errors.Join(failed, err)
}

// storm makes the small attacks all at once.
func (s *siege) storm(ctx context.Context) error {
	before, err := s.figures(ctx)
	if err != nil {
		return err
	}
	raging, cancel := context.WithTimeout(ctx, stormPatience)
	defer cancel()
	results := make([]AttackResult, len(attacks))
	var work sync.WaitGroup
	for i, a := range attacks {
		foe := s.attacker(i)
		work.Go(func() {
			for range stormTries {
				results[i] = AttackResult{Name: a.name, Metric: a.metric}
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
	after, err := s.figures(ctx)
	for i := range results {
		results[i].Counted = after[results[i].Metric] - before[results[i].Metric]
	}
	s.r.Attacks = results
	return err
}

// flood begins links that are never finished, while players join.
func (s *siege) flood(ctx context.Context) error {
	packets, err := rawpeer.Initials(floodPackets)
	if err != nil {
		return err
	}
	a, leave, err := s.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	before, err := s.figures(ctx)
	if err != nil {
		return err
	}
	var f rawpeer.Flood
	flooding, stop := context.WithCancel(ctx)
	defer stop()
	began, done := time.Now(), make(chan error, 1)
	go func() { done <- f.Run(flooding, a.Addr, packets, s.cfg.Flood) }()
	var most float64
	r := s.visit(flooding, s.cfg.Joins, time.Second/time.Duration(s.cfg.JoinRate), func() {
		now, _ := s.figures(ctx) // the one at the end tells if there are none
		most = max(most, now[memory])
	})
	s.r.Joined, s.r.JoinP50MS, s.r.JoinP99MS, s.r.JoinErrors = r.Joined, r.JoinP50, r.JoinP99, r.Errors
	after, err := s.figures(ctx)
	stop()
	s.r.FloodSent, s.r.FloodPerS = f.Sent.Load(), float64(f.Sent.Load())/time.Since(began).Seconds()
	s.r.FloodRetried = after["muster_links_retried_total"] - before["muster_links_retried_total"]
	s.r.MemoryGrowthMB = (max(most, after[memory]) - before[memory]) / (1 << 20)
	return errors.Join(err, <-done)
}

// visit has n players join one after the other, see the match and leave again. meanwhile is called once a second about.
func (s *siege) visit(ctx context.Context, n int, every time.Duration, meanwhile func()) Report {
	cfg := Config{Matchmaker: s.cfg.Matchmaker, Scenario: s.cfg.Scenario, Players: n, Duration: time.Hour, Habits: Habits{visit: 1}}
	if err := cfg.complete(); err != nil {
		panic(err) // checked already
	}
	m := newMeasure(n, nil)
	var visitors sync.WaitGroup
	pace := time.NewTicker(every)
	defer pace.Stop()
	for i := range n {
		b := newBot(i, &cfg, m)
		visitors.Go(func() {
			if err := b.once(ctx); err != nil {
				m.failed(err)
			}
		})
		if i%max(1, int(time.Second/every)) == 0 {
			meanwhile()
		}
		select {
		case <-pace.C:
			continue
		case <-ctx.Done():
		}
		n = i + 1
		break
	}
	visitors.Wait()
	r := m.report()
	r.Players = n
	return r
}

// seat gets a seat like anyone, and a way to give it back.
func (s *siege) seat(ctx context.Context) (a api.Assignment, leave func(), err error) {
	q, err := s.mallory(ctx)
	if err != nil {
		return a, nil, err
	}
	if a, err = q.Seat(ctx, s.cfg.Scenario, nil); err != nil {
		return a, nil, err
	}
	return a, func() {
		ctx, cancel := context.WithTimeout(context.Background(), leavePatience)
		defer cancel()
		_ = q.Leave(ctx, a.Match) // the match ends by itself without it
		s.release(q)
	}, nil
}
