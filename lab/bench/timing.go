package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"muster/assets"
	"muster/client"
	"muster/game"
)

// TimingConfig is how Timing measures.
type TimingConfig struct {
	Seconds float64    // of a round
	Rounds  int        // each is told
	Shared  OpenShared // for a shared journal, on three servers of this machine that sync every write; nil for files
}

// TimingReport is what came of a round. A spy who guesses has an AUC of 0.5, and finds as large a share as is false.
type TimingReport struct {
	Ticks    int     `json:"ticks"`
	Ordered  int     `json:"ordered"`   // of them with hidden orders
	LateMS   float64 `json:"late_ms"`   // by how much their views come later, median to median
	AUC      float64 `json:"auc"`       // that one of them came later than one of the others
	Found    float64 `json:"found"`     // by the threshold that tells most
	Alarms   float64 `json:"alarms"`    // of the others that the same threshold names
	MissedPM float64 `json:"missed_pm"` // publications in 1,000 that left with the next tick's
	DelayMS  float64 `json:"delay_ms"`  // after which views leave, at the end
}

// String formats it in a line.
func (r TimingReport) String() string {
	return fmt.Sprintf("%d ticks, %d with hidden orders: %.2f ms later, AUC %.3f, "+
		"a threshold finds %.0f %% with %.0f %% of the others; %.1f of 1,000 missed a delay of %.0f ms\n",
		r.Ticks, r.Ordered, r.LateMS, r.AUC, 100*r.Found, 100*r.Alarms, r.MissedPM, r.DelayMS)
}

// Timing measures what timing tells: a spy in one seat of a duel notes when its views come, and tries to tell the ticks
// in which the hidden player of the other seat gave orders. The shard is in this process, the spy and the hidden player
// are processes of their own. Each round is told when it is over.
func Timing(ctx context.Context, c TimingConfig, tell func(TimingReport) error) error {
	on := serving
	if c.Shared != nil {
		dir, err := os.MkdirTemp("", "muster-bench-*")
		if err != nil {
			return fmt.Errorf("bench timing: %w", err)
		}
		defer os.RemoveAll(dir)
		stores, err := startStores(ctx, dir)
		defer stores.stop()
		if err != nil {
			return fmt.Errorf("bench timing: %w", err)
		}
		on = onStores(stores.place, c.Shared)
	}
	for range c.Rounds {
		r, err := timingRound(ctx, c.Seconds, on)
		if err != nil {
			return fmt.Errorf("bench timing: %w", err)
		}
		if err := tell(r); err != nil {
			return err
		}
	}
	return nil
}

// serves runs a server while use lasts.
type serves func(ctx context.Context, use func(h *measured) error) error

// onStores runs it on the shared journal at place.
func onStores(place string, open OpenShared) serves {
	return func(ctx context.Context, use func(h *measured) error) (err error) {
		store, err := open(ctx, place)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		return servingOn(ctx, store, use)
	}
}

// timingRound is one match. The spy is given what a client knows: the ticks of its views and its own clock.
func timingRound(ctx context.Context, seconds float64, on serves) (r TimingReport, err error) {
	setup, err := assets.Embedded().Setup("duel")
	if err != nil {
		return r, err
	}
	err = on(ctx, func(h *measured) error {
		joins, err := h.matches(ctx, setup, 2)
		if err != nil {
			return err
		}
		hidden, err := startClients(ctx, clientsJob{Kind: "hidden", Joins: joins[1:], Clients: 1, Seconds: seconds + 1})
		if err != nil {
			return err
		}
		spy, err := startClients(ctx, clientsJob{Kind: "spy", Joins: joins[:1], Clients: 1, Seconds: seconds})
		if err != nil {
			return err
		}
		seen, err := spy.report()
		if err != nil {
			return err
		}
		gave, err := hidden.report()
		r = guess(seen.Came, gave.Ordered, time.Second/time.Duration(setup.Rules.TickRate))
		stats := h.zones.Stats()
		r.MissedPM = 1000 * float64(stats.Missed.Load()) / float64(max(stats.Publications.Load(), 1))
		r.DelayMS = float64(h.zones.Delay().Microseconds()) / 1000
		return err
	})
	return r, err
}

// came is when a view came, by the spy's clock.
type came struct {
	Tick  game.Tick     `json:"t"`
	After time.Duration `json:"ns"`
}

// sit is a client in one seat, until the time is over: the spy notes when views come; the hidden player gives an order
// that moves nobody now and then, at any time between two views.
func sit(ctx context.Context, job *clientsJob, out io.Writer) (r clientsReport, err error) {
	c, err := client.Dial(ctx, client.Config{Join: job.Joins[0]})
	if err != nil {
		return r, err
	}
	defer c.Close()
	fmt.Fprintln(out, "ready")
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, time.Duration(job.Seconds*float64(time.Second)))
	defer cancel()
	if job.Kind == "hidden" {
		go orderNowAndThen(ctx, c)
	}
	for {
		u, err := c.Next(ctx)
		now := time.Since(began)
		switch {
		case ctx.Err() != nil:
			return r, nil
		case err != nil:
			return r, err
		case u.Link == client.Closed:
			return r, errors.Join(errors.New("the match has ended"), u.Err)
		}
		if u.View != nil {
			r.Came = append(r.Came, came{u.View.Tick, now})
		}
		for _, a := range u.Answers {
			r.Ordered = append(r.Ordered, a.Tick)
		}
	}
}

func orderNowAndThen(ctx context.Context, c *client.Client) {
	for ctx.Err() == nil {
		time.Sleep(time.Duration(50+rand.IntN(300)) * time.Millisecond)
		_, _ = c.Order(game.Order{Kind: game.Hold}) // too many are unanswered: later
	}
}

// guess plays the spy: how late each view came, against those around it, and how well that tells the ticks with hidden
// orders. A view that never came counts as late as the next one that did.
func guess(seen []came, ordered []game.Tick, period time.Duration) (r TimingReport) {
	var late [2][]time.Duration // of ticks without and with hidden orders
	lags := lagsOf(seen, period)
	for tick, lag := range lags {
		with := 0
		if slices.Contains(ordered, tick) {
			with = 1
		}
		late[with] = append(late[with], lag)
	}
	if len(late[0]) == 0 || len(late[1]) == 0 {
		return r
	}
	for i := range late {
		slices.Sort(late[i])
	}
	r.Ticks, r.Ordered = len(lags), len(late[1])
	r.LateMS = float64((late[1][len(late[1])/2] - late[0][len(late[0])/2]).Microseconds()) / 1000
	share := func(list []time.Duration, least time.Duration) float64 { // that is as late at least
		n, _ := slices.BinarySearch(list, least)
		return float64(len(list)-n) / float64(len(list))
	}
	for _, d := range late[0] {
		r.AUC += (share(late[1], d) + share(late[1], d+1)) / 2 / float64(len(late[0])) // ties count half
	}
	for _, d := range late[1] {
		if found, alarms := share(late[1], d), share(late[0], d); found-alarms > r.Found-r.Alarms {
			r.Found, r.Alarms = found, alarms
		}
	}
	return r
}

// lagsOf reports how much later than those around it each tick's view came.
func lagsOf(seen []came, period time.Duration) map[game.Tick]time.Duration {
	var all []came // by tick, without gaps; After is now beyond the tick's time
	for i, c := range seen {
		first := c.Tick
		if i > 0 {
			first = seen[i-1].Tick + 1
		}
		for t := first; t <= c.Tick; t++ {
			all = append(all, came{t, c.After - time.Duration(t)*period})
		}
	}
	const around = 20
	lags := map[game.Tick]time.Duration{}
	for i := around; i+around < len(all); i++ {
		near := slices.SortedFunc(slices.Values(all[i-around:i+around+1]), func(a, b came) int {
			return cmp.Compare(a.After, b.After)
		})
		lags[all[i].Tick] = all[i].After - near[around].After
	}
	return lags
}
