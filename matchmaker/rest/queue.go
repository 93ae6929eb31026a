package rest

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/modes"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type queueOutput struct{ Body api.QueueState }

// queueState tells who waits. What one caller is told another one is told, too, for a moment: a long line costs the
// database as much as a round of matching.
type queueState struct {
	*core
	estimates *estimates
	trying    chan struct{} // holds a value while a day is played

	busy  chan struct{} // holds one who reads what follows, from the database if it is old
	last  api.QueueState
	steps map[string][]api.RatingStep // by mode
	due   time.Time                   // when those are counted anew
}

func (h *queueState) operations(s section) {
	register(s, http.MethodGet, "/v1/queue", "look-at-queue", "Show who waits for a match, and why", viewers, h.show)
	register(s, http.MethodPost, "/v1/modes/{mode}/what-if",
		"play-day-again", "Tell what a mode's last day would have been with other settings", operators, h.whatIf)
}

func (h *queueState) show(ctx context.Context, _ *struct{}) (*queueOutput, error) {
	select {
	case h.busy <- struct{}{}:
		defer func() { <-h.busy }()
	case <-ctx.Done(): // a database that stands still does not keep callers here who went away
		return nil, h.trouble(ctx, "wait for the queue", ctx.Err())
	}
	now := wallclock.Now()
	if age := now.Sub(h.last.At); age >= 0 && age < queueKept {
		return &queueOutput{h.last}, nil
	}
	line, err := h.store.Queue(ctx, maxLine)
	if err == nil {
		err = h.count(ctx, now)
	}
	if err != nil {
		return nil, h.trouble(ctx, "read the queue", err)
	}
	q := api.QueueState{At: now.UTC(), Explained: now.Sub(h.notify.Explained()) < explainedFor, Modes: h.offered()}
	for i := range line {
		h.wait(&q, &line[i], now)
	}
	if err := h.name(ctx, &q); err != nil {
		return nil, err
	}
	h.last = q
	return &queueOutput{q}, nil
}

// count has how many are rated how, of now and then.
func (h *queueState) count(ctx context.Context, now time.Time) error {
	if now.Before(h.due) {
		return nil
	}
	steps := map[string][]api.RatingStep{}
	for _, m := range h.offer.Modes {
		var err error
		if steps[m.Name], err = h.store.RatingSteps(ctx, m.Name); err != nil {
			return err
		}
	}
	h.steps, h.due = steps, now.Add(stepsKept)
	return nil
}

// offered are the modes, with nobody in line.
func (h *queueState) offered() []api.QueuedMode {
	all := []api.QueuedMode{}
	for i := range h.offer.Modes {
		m := &h.offer.Modes[i]
		all = append(all, api.QueuedMode{
			Mode: m.Name, Title: m.Title, Rated: m.Rated, Settings: settingsOf(m), Estimate: h.estimates.of(m.Name),
			Waiting: []api.Waiter{}, Ratings: slices.Clone(h.steps[m.Name]),
		})
	}
	return all
}

func settingsOf(m *modes.Mode) api.ModeSettings {
	return api.ModeSettings{
		Scenarios: m.Scenarios, Open: m.Open, Fill: m.Fill, Points: widening(m.Window), RTT: widening(m.RTT),
	}
}

func widening(w matching.Widening) api.Widening {
	return api.Widening{From: w.From, Second: w.PerSecond, Full: int(w.Full / time.Second)}
}

// wait puts a ticket into the line of its mode.
func (h *queueState) wait(q *api.QueueState, t *store.QueuedTicket, now time.Time) {
	at := slices.IndexFunc(q.Modes, func(m api.QueuedMode) bool { return m.Mode == t.Mode })
	if at < 0 {
		q.Modes = append(q.Modes, api.QueuedMode{
			Mode: t.Mode, Waiting: []api.Waiter{}, Ratings: []api.RatingStep{},
			Settings: api.ModeSettings{Scenarios: []string{}},
		})
		at = len(q.Modes) - 1
	}
	m := &q.Modes[at]
	m.Tickets, m.Players = m.Tickets+1, m.Players+len(t.Players)
	for _, p := range t.Players {
		m.Ratings = step(m.Ratings, p.Rating.Points())
	}
	if len(m.Waiting) < maxWaiters {
		m.Waiting = append(m.Waiting, h.waiter(t, now, q.Explained))
	}
}

// step counts a player who waits.
func step(all []api.RatingStep, points int) []api.RatingStep {
	from := floor(points, api.RatingStepPoints)
	at, there := slices.BinarySearchFunc(all, from, func(s api.RatingStep, from int) int {
		return cmp.Compare(s.From, from)
	})
	if !there {
		all = slices.Insert(all, at, api.RatingStep{From: from})
	}
	all[at].Waiting++
	return all
}

// floor is the greatest multiple of a step that is not above n.
func floor(n, step int) int {
	if n < 0 {
		n -= step - 1
	}
	return n / step * step
}

// waiter is a ticket as viewers see it.
func (h *queueState) waiter(t *store.QueuedTicket, now time.Time, explained bool) api.Waiter {
	w := api.Waiter{
		Ticket: t.ID, Since: t.Created, Match: t.Match, Scenarios: t.Scenarios, Region: t.Region, RTTs: t.RTTs,
		Reasons: []api.Reason{},
	}
	for _, p := range t.Players {
		w.Players = append(w.Players, api.WaitingPlayer{
			Player: p.Player, Points: p.Rating.Points(), Deviation: p.Rating.Deviation(),
		})
	}
	waited := max(0, now.Sub(t.Created))
	if m, offered := h.offer.Mode(t.Mode); offered {
		var points, rtt time.Duration
		w.Points, points = m.Window.Bound(waited)
		w.RTT, rtt = m.RTT.Bound(waited)
		w.PointsFree, w.RTTFree = seconds(points), seconds(rtt)
		w.Fill = seconds(time.Duration(m.Fill)*time.Second - waited)
	}
	if why := h.notify.Why(t.ID); explained {
		w.Place, w.Reasons = why.Place, reasonsOf(why)
		w.Why = api.Say(w.Reasons)
	}
	return w
}

// seconds are those that something takes, at least 0: what takes a part of one takes one.
func seconds(d time.Duration) int { return int(max(0, d+time.Second-1) / time.Second) }

// name tells the names of who waits.
func (h *queueState) name(ctx context.Context, q *api.QueueState) error {
	var ids []string
	each := func(f func(p *api.WaitingPlayer)) {
		for m := range q.Modes {
			for w := range q.Modes[m].Waiting {
				for p := range q.Modes[m].Waiting[w].Players {
					f(&q.Modes[m].Waiting[w].Players[p])
				}
			}
		}
	}
	each(func(p *api.WaitingPlayer) { ids = append(ids, p.Player) })
	names, err := h.called(ctx, ids)
	each(func(p *api.WaitingPlayer) { p.Name = names[p.Player] })
	return err
}
