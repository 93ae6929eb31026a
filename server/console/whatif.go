package console

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"muster/matchmaker/api"
)

// tried is the page of what the last day of a mode would have been with other settings.
type tried struct {
	Mode      api.QueuedMode
	Settings  api.ModeSettings // in the form
	Scenarios []string         // to choose from
	Trouble   string           // why nothing is told
	Day       *api.WhatIf      // nil before it was asked for
}

// dayTried plays the day when the form was sent: it takes some seconds, and nobody else looks at the queue meanwhile
// who did not ask for that.
func dayTried(ctx context.Context, _ *Console, v *visit) (any, error) {
	q, err := v.api.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(q.Modes, func(m api.QueuedMode) bool { return m.Mode == v.r.PathValue("mode") })
	if at < 0 {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	d := tried{Mode: q.Modes[at], Settings: q.Modes[at].Settings}
	for i := range q.Modes { // those that some mode is played in are known to be there
		d.Scenarios = append(d.Scenarios, q.Modes[i].Settings.Scenarios...)
	}
	slices.Sort(d.Scenarios)
	d.Scenarios = slices.Compact(d.Scenarios)
	if v.query("try") == "" {
		return d, nil
	}
	if err := d.read(v); err != nil {
		d.Trouble = err.Error()
		return d, nil
	}
	day, err := v.api.WhatIf(ctx, d.Mode.Mode, d.Settings)
	switch api.StatusOf(err) {
	case http.StatusUnprocessableEntity, http.StatusServiceUnavailable:
		d.Trouble = detail(err)
		return d, nil
	}
	d.Day = &day
	return d, err
}

// read takes the settings out of the form.
func (d *tried) read(v *visit) error {
	given := v.r.URL.Query()
	d.Settings.Open = given.Get("open") != ""
	for _, name := range api.SettingNames() {
		switch values := given[name]; {
		case name == "open" || len(values) == 0:
		case strings.TrimSpace(values[0]) == "":
			return &api.Problem{Detail: v.words.Say("console.whatif.missing", "name", name)}
		default:
			if err := d.Settings.Set(name, strings.Join(values, ",")); err != nil {
				return err
			}
		}
	}
	return nil
}

// Plays reports whether the form has a scenario.
func (d tried) Plays(scenario string) bool { return slices.Contains(d.Settings.Scenarios, scenario) }

// yardstick is one thing that days are compared by. A value below 0 is not known.
type yardstick struct {
	Key, Unit          string
	Was, Real, Changed int
}

// Lines are what the days came to.
func (d tried) Lines() []yardstick {
	was, a, b := &d.Day.Was, &d.Day.Real, &d.Day.Changed
	waits := func(key string, was, a, b int) yardstick {
		return yardstick{
			key, " s", known(was, d.Day.Was.Seated), known(a, d.Day.Real.Seated), known(b, d.Day.Changed.Seated),
		}
	}
	matches := func(key, unit string, a, b int) yardstick {
		return yardstick{key, unit, -1, known(a, d.Day.Real.Matches), known(b, d.Day.Changed.Matches)}
	}
	met := func(key string, a, b int) yardstick { // 0 where nobody met
		return yardstick{key, "%", -1, known(a, a), known(b, b)}
	}
	return []yardstick{
		{"tickets", "", was.Tickets, a.Tickets, b.Tickets},
		{"seated", "", was.Seated, a.Seated, b.Seated},
		{"gave_up", "", was.GaveUp, a.GaveUp, b.GaveUp},
		{"waiting", "", was.Tickets - was.Seated - was.GaveUp, a.Waiting, b.Waiting},
		waits("wait_median", was.WaitMedian, a.WaitMedian, b.WaitMedian),
		waits("wait_95", was.Wait95, a.Wait95, b.Wait95),
		{"matches", "", -1, a.Matches, b.Matches},
		{"joined", "", -1, a.Joined, b.Joined},
		matches("led", "%", a.Led, b.Led),
		matches("apart", "", a.Apart, b.Apart),
		matches("apart_95", "", a.Apart95, b.Apart95),
		met("favourite", a.Favourite, b.Favourite),
		met("favourite_95", a.Favour95, b.Favour95),
		matches("rtt", " ms", a.RTT, b.RTT),
		matches("rtt_95", " ms", a.RTT95, b.RTT95),
	}
}

// known is a value that comes from so many things.
func known(v, of int) int {
	if of == 0 {
		return -1
	}
	return v
}
