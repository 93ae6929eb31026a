package diagram

import (
	"time"

	"muster/server/observe"
)

// tops is where the mark of an event begins: the worse it is, the higher it stands.
var tops = map[observe.Level]float64{observe.Bad: 2, observe.Warn: 10, observe.Info: 20, observe.Good: 20}

// Timeline draws when something happened between two moments, as a strip. Each event leads to its own moment.
func Timeline(
	events []observe.Event, from, to time.Time, say func(key string, pairs ...string) string,
	link func(at int64) string,
) string {
	const wide, high = 1000.0, 34.0
	var d svg
	d.put(`<svg class="strip" viewBox="0 0 % %" preserveAspectRatio="none" role="img" aria-label="%">`, wide, high,
		say("console.topology.strip"))
	long := max(float64(to.UnixMilli()-from.UnixMilli()), 1)
	for i := range events {
		e := &events[i]
		x := wide * float64(e.At-from.UnixMilli()) / long
		if x < 0 || x > wide {
			continue
		}
		top := tops[e.Level()]
		d.put(`<a href="%"><path class="tick %" d="M% %V%"><title>%</title></path></a>`, link(e.At),
			markup(e.Level()), x, high, top, e.Time().UTC().Format(time.TimeOnly)+" "+e.Words(say))
	}
	d.put(`</svg>`)
	return d.String()
}
