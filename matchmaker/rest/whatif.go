package rest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/modes"
	"muster/matchmaker/store"
	"muster/matchmaker/whatif"
	"muster/wallclock"
)

type (
	whatIfInput struct {
		Mode string `path:"mode" maxLength:"64"`
		Body api.ModeSettings
	}
	whatIfOutput struct{ Body api.WhatIf }
)

// whatIf plays the last day of a mode twice: as the mode is set, and as somebody would like to see it. It is for
// operators: they set modes, and it takes a processor for a while.
func (h *queueState) whatIf(ctx context.Context, in *whatIfInput) (*whatIfOutput, error) {
	mode, offered := h.offer.Mode(in.Mode)
	if !offered {
		return nil, huma.Error404NotFound(
			fmt.Sprintf("there is no mode %q here; there are: %q", in.Mode, h.offer.Names()))
	}
	for _, s := range in.Body.Scenarios {
		if !slices.ContainsFunc(h.offer.Scenarios, func(o api.ScenarioInfo) bool { return o.Name == s }) {
			return nil, unknown("scenario", s, mode.Scenarios)
		}
	}
	if len(in.Body.Scenarios) == 0 {
		in.Body.Scenarios = mode.Scenarios
	}
	select {
	case h.trying <- struct{}{}:
		defer func() { <-h.trying }()
	default:
		return nil, later("another day is being played")
	}
	now := wallclock.Now()
	past, whole, err := h.store.PastTickets(ctx, mode.Name, now.Add(-pastDay), maxReplayed)
	if err != nil {
		return nil, h.trouble(ctx, "read the day's tickets", err)
	}
	regions, err := h.regions(ctx)
	if err != nil {
		return nil, err
	}
	since := now.Add(-pastDay)
	if !whole && len(past) > 0 {
		since = past[0].Created
	}
	day := h.day(past, since, now, regions)
	out, far := h.compare(ctx, day, mode, in.Body)
	out.Since, out.Until, out.Whole, out.Was = since.UTC(), since.Add(far).UTC(), whole, wasOf(past)
	return &whatIfOutput{out}, nil
}

// regions are those in which there are shards now, or one without a name.
func (h *queueState) regions(ctx context.Context) (all []string, err error) {
	there, err := h.shards.All(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list shards", err)
	}
	for i := range there {
		all = append(all, there[i].Region)
	}
	if slices.Sort(all); len(all) == 0 {
		all = []string{""}
	}
	return slices.Compact(all), nil
}

// day is what package whatif plays.
func (h *queueState) day(past []store.PastTicket, since, now time.Time, regions []string) *whatif.Day {
	d := &whatif.Day{
		End: now.Sub(since), Regions: regions, Levels: h.offer.Levels, Lasts: map[string]time.Duration{},
		Tickets: make([]whatif.Ticket, 0, len(past)),
	}
	for _, s := range h.offer.Scenarios {
		d.Lasts[s.Name] = h.offer.Lasts(s.Name)
	}
	for i := range past {
		t := &past[i]
		v := whatif.Ticket{Came: max(0, t.Created.Sub(since)), Ticket: matching.Ticket{
			ID: t.ID, Mode: t.Mode, Scenarios: t.Scenarios, Region: t.Region, RTTs: t.RTTs,
		}}
		if !t.GaveUp.IsZero() {
			v.Gone = t.GaveUp.Sub(since)
		}
		for _, p := range t.Players {
			v.Players = append(v.Players, matching.Player{ID: p.Player, Rating: p.Rating})
		}
		d.Tickets = append(d.Tickets, v)
	}
	return d
}

// compare plays a day with both settings, side by side and for a bounded time, of which it takes a half of a processor.
// It tells how far it came.
func (h *queueState) compare(
	ctx context.Context, day *whatif.Day, mode *modes.Mode, s api.ModeSettings,
) (out api.WhatIf, far time.Duration) {
	is := settingsOf(mode)
	one, two := h.begin(*day, mode, is), h.begin(*day, mode, s)
	worked, began := time.Duration(0), wallclock.Now()
	out.Cut = whatif.Play(func() bool {
		took := wallclock.Since(began)
		if took < workFor {
			return true
		}
		took = min(took, countFor)
		worked += took
		select {
		case <-time.After(took): // whoever queues or plays here comes first
		case <-ctx.Done():
			return false
		}
		began = wallclock.Now()
		return worked < maxWork
	}, one, two)
	if far = day.End; out.Cut {
		far = min(one.Now(), two.Now())
	}
	out.Mode, out.Real, out.Changed = mode.Name, simulated(is, one), simulated(s, two)
	return out, far
}

// begin is a day with some settings of a mode, and of a size of teams.
func (h *queueState) begin(day whatif.Day, mode *modes.Mode, s api.ModeSettings) *whatif.Run {
	for _, known := range h.offer.Scenarios {
		v := matching.Scenario{Name: known.Name, Teams: known.Teams}
		if s.Team > 0 {
			v.Teams = whatif.Resized(known.Teams, s.Team)
		}
		day.Scenarios = append(day.Scenarios, v)
	}
	return whatif.New(&day, matching.Mode{
		Name: mode.Name, Scenarios: s.Scenarios, Rated: mode.Rated, Open: s.Open, Switch: mode.Switch,
		Fill: time.Duration(s.Fill) * time.Second, Window: rule(s.Points), RTT: rule(s.RTT),
	})
}

func rule(w api.Widening) matching.Widening {
	return matching.Widening{From: w.From, PerSecond: w.Second, Full: time.Duration(w.Full) * time.Second}
}

// simulated is what a day came to as operators are told.
func simulated(s api.ModeSettings, r *whatif.Run) api.SimulatedDay {
	o := r.Outcome()
	return api.SimulatedDay{
		Settings: s, Tickets: o.Tickets, Seated: len(o.Waits), GaveUp: o.Left(), Waiting: o.Waiting,
		WaitMedian: seconds(whatif.Quantile(o.Waits, 50)), Wait95: seconds(whatif.Quantile(o.Waits, 95)),
		WaitMost: seconds(whatif.Quantile(o.Waits, 100)), Matches: o.Matches, Joined: o.Joins,
		Led: 100 * o.Led / max(o.Seats, 1), Apart: whatif.Quantile(o.Apart, 50), Apart95: whatif.Quantile(o.Apart, 95),
		Favourite: int(100*whatif.Quantile(o.Favourites, 50) + .5),
		Favour95:  int(100*whatif.Quantile(o.Favourites, 95) + .5),
		RTT:       whatif.Quantile(o.RTTs, 50), RTT95: whatif.Quantile(o.RTTs, 95),
	}
}

// wasOf is what became of tickets in truth.
func wasOf(past []store.PastTicket) (d api.DayThatWas) {
	var waits []time.Duration
	for i := range past {
		t := &past[i]
		d.Tickets, d.Players = d.Tickets+1, d.Players+len(t.Players)
		if !t.Assigned.IsZero() {
			waits = append(waits, t.Assigned.Sub(t.Created))
		}
		if !t.GaveUp.IsZero() {
			d.GaveUp++
		}
	}
	slices.Sort(waits)
	d.Seated = len(waits)
	d.WaitMedian, d.Wait95 = seconds(whatif.Quantile(waits, 50)), seconds(whatif.Quantile(waits, 95))
	return d
}
