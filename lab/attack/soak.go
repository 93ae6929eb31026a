package attack

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

	"muster/client/loadtest"
	"muster/lab/rawpeer"
)

// SoakConfig is what Soak needs. The attacks come at a tenth of the rate at which Attack makes them.
type SoakConfig struct {
	Config                 // Joins and JoinRate do not count: players join at a steady rate
	Players  int           // honest bots
	Calm     time.Duration // that they play at first without attacks, to compare with
	For      time.Duration // that they play with all of them
	Progress func(string)  // hears each minute how it goes; may be nil
}

// Soak plays in peace for a while and then goes on while a server of your own is attacked in every way, steadily.
func Soak(ctx context.Context, cfg SoakConfig) (r SoakReport, err error) {
	if cfg.Flood < 0 || cfg.Flood > maxFlood || cfg.Calm <= 0 || cfg.For <= 0 {
		return r, fmt.Errorf("soak: 0 to %d half-open links a second and some time in peace and under attack, "+
			"not %d, %v and %v", maxFlood, cfg.Flood, cfg.Calm, cfg.For)
	}
	r.cfg = cfg
	run := newRun(cfg.Config)
	run.callers, run.pause = guessers/soakShare, soakPause
	play := loadtest.Config{
		Matchmaker: cfg.Matchmaker, Scenario: cfg.Scenario, Players: cfg.Players, Duration: cfg.Calm, Seed: cfg.Seed,
	}
	if r.Calm, err = loadtest.Run(ctx, play); err != nil {
		return r, err
	}
	packets, err := rawpeer.Initials(floodPackets)
	if err != nil {
		return r, err
	}
	a, leave, err := run.seat(ctx)
	if err != nil {
		return r, err
	}
	defer leave()
	play.Duration, play.Seed = cfg.For, cfg.Seed+1
	raging, stop := context.WithTimeout(ctx, cfg.For)
	defer stop()
	r.Attacks = make([]Result, len(attacks))
	var work sync.WaitGroup
	var flood rawpeer.Flood
	var broken [4]error
	work.Go(func() { r.Attacked, broken[0] = loadtest.Run(raging, play) })
	work.Go(func() { broken[1] = flood.Run(raging, a.Addr, packets, cfg.Flood/soakShare) })
	work.Go(func() { r.Heap, broken[2] = run.watchHeap(raging, cfg.Progress) })
	work.Go(func() { r.Visitors, broken[3] = run.visit(raging, max(1, int(cfg.For/soakVisit)), soakVisit, nil) })
	for i := range attacks {
		foe := run.attacker(i)
		work.Go(func() { r.Attacks[i] = foe.harass(raging, i) })
	}
	work.Wait()
	r.Flood, r.SlopeMBH = flood.Sent.Load(), slope(r.Heap, cfg.For/4)
	return r, errors.Join(broken[:]...)
}

// harass makes one attack again and again, at a tenth of the time, until ctx ends; a round that it
// cuts short does not count.
func (run *attackRun) harass(ctx context.Context, n int) (all Result) {
	all = Result{Name: attacks[n].name, Metric: attacks[n].metric}
	for ctx.Err() == nil {
		began := time.Now()
		var r Result
		err := attacks[n].run(ctx, run, &r)
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
func (run *attackRun) watchHeap(ctx context.Context, progress func(string)) (all []HeapSample, err error) {
	began := time.Now()
	every := time.NewTicker(time.Minute)
	defer every.Stop()
	for {
		select {
		case <-every.C:
		case <-ctx.Done():
			return all, nil
		}
		mb, err := run.heap(ctx)
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
func (run *attackRun) heap(ctx context.Context) (mb float64, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, run.cfg.Admin+"/debug/pprof/heap?gc=1&debug=1", nil)
	if err != nil {
		return 0, fmt.Errorf("read the server's heap: %w", err)
	}
	resp, err := run.honest.Do(req)
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

// slope is that of the straight line with the least squares through the lowest sample of every few from some time on,
// in MB an hour: some are taken while a crowd of spectators is there.
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
