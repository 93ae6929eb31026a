package swarm

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"muster/lab/rawpeer"
)

// SoakConfig is what Soak needs. The attacks come at a tenth of the rate at which Attack makes them.
type SoakConfig struct {
	AttackConfig               // Joins and JoinRate do not count: players join at a steady rate
	Players      int           // honest bots
	Calm         time.Duration // that they play at first without attacks, to compare with
	For          time.Duration // that they play with all of them
	Progress     func(string)  // hears each minute how it goes; may be nil
}

// SoakReport is what became of the server and of who played.
type SoakReport struct {
	Calm     Report         `json:"calm"`
	Attacked Report         `json:"attacked"`
	Visitors Report         `json:"visitors"` // who joined, looked and left during the attacks
	Attacks  []AttackResult `json:"attacks"`  // all rounds of each together
	Heap     []HeapSample   `json:"heap"`
	SlopeMBH float64        `json:"heap_slope_mb_per_h"` // of the live heap, without the first quarter; 0 of too few samples
	Flood    uint64         `json:"flood_sent"`          // links begun and never finished
}

// HeapSample is the live heap behind a collection.
type HeapSample struct {
	At time.Duration `json:"at_ns"`
	MB float64       `json:"mb"`
}

// Err reports what went worse than it may.
func (r SoakReport) Err() (err error) {
	joined, came := r.Visitors.Joined+r.Attacked.Joined, r.Visitors.Players+r.Attacked.Players
	if joined*100 < came*99 {
		err = fmt.Errorf("%d of %d players joined: %s", joined, came, strings.Join(append(r.Visitors.Errors, r.Attacked.Errors...), "; "))
	}
	if was, is := r.Calm.ViewIntervalP99, r.Attacked.ViewIntervalP99; is > was*soakInterval {
		err = errors.Join(err, fmt.Errorf("views came %.0f ms apart (99 %%), and %.0f ms without the attacks", is, was))
	}
	if r.SlopeMBH > soakSlope {
		err = errors.Join(err, fmt.Errorf("the live heap grew by %.1f MB an hour", r.SlopeMBH))
	}
	for _, a := range r.Attacks {
		if most := float64(honestPatience.Milliseconds()); a.HonestMS > most {
			err = errors.Join(err, fmt.Errorf("%s: the name's owner logged in within %.0f ms, %.0f asked", a.Name, a.HonestMS, most))
		}
		if a.Done == 0 || a.Refused < a.Done {
			err = errors.Join(err, fmt.Errorf("%s: %d of %d refused %s", a.Name, a.Refused, a.Done, a.Trouble))
		}
	}
	return err
}

// Soak plays in peace for a while and then goes on while a server of your own is attacked in every way, steadily.
func Soak(ctx context.Context, cfg SoakConfig) (r SoakReport, err error) {
	if cfg.Flood < 0 || cfg.Flood > maxFlood || cfg.Calm <= 0 || cfg.For <= 0 {
		return r, fmt.Errorf("soak: 0 to %d half-open links a second and some time in peace and under attack, not %d, %v and %v", maxFlood, cfg.Flood, cfg.Calm, cfg.For)
	}
	s := siegeOf(cfg.AttackConfig)
	s.callers, s.pause = guessers/soakShare, soakPause
	play := Config{Matchmaker: cfg.Matchmaker, Scenario: cfg.Scenario, Players: cfg.Players, Duration: cfg.Calm, Seed: cfg.Seed}
	if r.Calm, err = Run(ctx, play); err != nil {
		return r, err
	}
	packets, err := rawpeer.Initials(floodPackets)
	if err != nil {
		return r, err
	}
	a, leave, err := s.seat(ctx)
	if err != nil {
		return r, err
	}
	defer leave()
	play.Duration, play.Seed = cfg.For, cfg.Seed+1
	raging, stop := context.WithTimeout(ctx, cfg.For)
	defer stop()
	r.Attacks = make([]AttackResult, len(attacks))
	var work sync.WaitGroup
	var flood rawpeer.Flood
	var broken [3]error
	work.Go(func() { r.Attacked, broken[0] = Run(raging, play) })
	work.Go(func() { broken[1] = flood.Run(raging, a.Addr, packets, cfg.Flood/soakShare) })
	work.Go(func() { r.Heap, broken[2] = s.watchHeap(raging, cfg.Progress) })
	work.Go(func() { r.Visitors = s.visit(raging, int(cfg.For/soakVisit), soakVisit, func() {}) })
	for i := range attacks {
		foe := s.attacker(i)
		work.Go(func() { r.Attacks[i] = foe.harass(raging, i) })
	}
	work.Wait()
	r.Flood, r.SlopeMBH = flood.Sent.Load(), slope(r.Heap, cfg.For/4)
	return r, errors.Join(broken[:]...)
}

// harass makes one attack again and again, at a tenth of the time, until ctx ends; a round that it cuts short does not count.
func (s *siege) harass(ctx context.Context, n int) (all AttackResult) {
	all = AttackResult{Name: attacks[n].name, Metric: attacks[n].metric}
	for ctx.Err() == nil {
		began := time.Now()
		var r AttackResult
		err := attacks[n].run(ctx, s, &r)
		if ctx.Err() != nil {
			return all
		}
		if err != nil { // its own link broke, or no seat was free: it tells nothing of the attack
			all.Trouble = err.Error()
		} else {
			all.Done, all.Refused, all.HonestMS = all.Done+r.Done, all.Refused+r.Refused, max(all.HonestMS, r.HonestMS)
		}
		if r.Trouble != "" {
			all.Trouble = r.Trouble
		}
		select {
		case <-time.After(max(soakRest, (soakShare-1)*time.Since(began))):
		case <-ctx.Done():
		}
	}
	return all
}

// watchHeap looks at the live heap each minute, until ctx ends.
func (s *siege) watchHeap(ctx context.Context, progress func(string)) (all []HeapSample, err error) {
	began := time.Now()
	every := time.NewTicker(time.Minute)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return all, nil
		}
		mb, err := s.heap(ctx)
		if ctx.Err() != nil {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, HeapSample{time.Since(began), mb})
		if progress != nil {
			progress(fmt.Sprintf("%.0f min: live heap %.1f MB", time.Since(began).Minutes(), mb))
		}
	}
}

// heap has the server collect its garbage and tell what is left.
func (s *siege) heap(ctx context.Context) (mb float64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.cfg.Admin+"/debug/pprof/heap?gc=1&debug=1", nil)
	if err != nil {
		return 0, fmt.Errorf("read the server's heap: %w", err)
	}
	resp, err := s.honest.Do(req)
	if err != nil {
		return 0, fmt.Errorf("read the server's heap: %w", err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if n, ok := strings.CutPrefix(lines.Text(), "# HeapAlloc = "); ok {
			bytes, err := strconv.ParseFloat(n, 64)
			return bytes / (1 << 20), err
		}
	}
	return 0, errors.Join(errors.New("the server's heap profile does not tell its size"), lines.Err())
}

// slope is that of the straight line with the least squares through the lowest sample of every few from some time on, in MB an
// hour: some are taken while a crowd of spectators is there.
func slope(all []HeapSample, from time.Duration) float64 {
	var n, x, y, xx, xy float64
	all = slices.DeleteFunc(slices.Clone(all), func(h HeapSample) bool { return h.At < from })
	for few := range slices.Chunk(all, soakFew) {
		low := slices.MinFunc(few, func(a, b HeapSample) int { return cmp.Compare(a.MB, b.MB) })
		at := low.At.Hours()
		n, x, y, xx, xy = n+1, x+at, y+low.MB, xx+at*at, xy+at*low.MB
	}
	if n < soakSamples {
		return 0
	}
	return (n*xy - x*y) / (n*xx - x*x)
}
