package notices

import (
	"fmt"
	"time"
	_ "time/tzdata" // so that every machine knows the zones of players

	"muster/matchmaker/api"
	"muster/matchmaker/store"
)

// quiet is when a player's quiet hours end, if it is in them now; the zero time if it is not. The clock of the player's
// zone counts: where it jumps over their end, they end with the jump, and where it strikes that hour twice, at the
// first one, and again at the second.
func quiet(w *store.NoticeWishes, now time.Time) time.Time {
	if w.From == w.To {
		return time.Time{}
	}
	zone, err := time.LoadLocation(w.Zone)
	if err != nil {
		zone = time.UTC // it was known when it was written down
	}
	there := now.In(zone)
	minute := there.Hour()*60 + there.Minute()
	in := w.From <= minute && minute < w.To
	if w.From > w.To { // over midnight
		in = minute >= w.From || minute < w.To
	}
	if !in {
		return time.Time{}
	}
	day := there.Day()
	if minute >= w.To {
		day++
	}
	end := time.Date(there.Year(), there.Month(), day, 0, w.To, 0, 0, zone)
	for _, back := range []time.Duration{time.Hour, time.Hour / 2} { // by which clocks are set back
		first := end.Add(-back)
		if t := first.In(zone); first.After(now) && t.Hour()*60+t.Minute() == w.To {
			return first
		}
	}
	if !end.After(now) { // the hour was struck already, and comes again
		end = now.Add(time.Minute)
	}
	return end
}

// ReadWishes checks what a player says of when to be told.
func ReadWishes(w *api.NoticeWishes) (store.NoticeWishes, error) {
	out := store.NoticeWishes{Zone: w.Zone, Lang: w.Lang}
	if w.Zone == "Local" {
		return out, fmt.Errorf("zone: there is no time zone %q; give one such as Europe/Berlin", w.Zone)
	}
	if _, err := time.LoadLocation(w.Zone); err != nil {
		return out, fmt.Errorf("zone: there is no time zone %q; give one such as Europe/Berlin", w.Zone)
	}
	for _, field := range []struct {
		name, text string
		to         *int
	}{{"quiet_from", w.QuietFrom, &out.From}, {"quiet_to", w.QuietTo, &out.To}} {
		if field.text == "" {
			continue
		}
		at, err := time.Parse("15:04", field.text)
		if err != nil {
			return out, fmt.Errorf("%s: %q is no time of day; give one such as 22:30", field.name, field.text)
		}
		*field.to = at.Hour()*60 + at.Minute()
	}
	return out, nil
}

// Wishes is what a player said, as the API has it.
func Wishes(w store.NoticeWishes) api.NoticeWishes {
	out := api.NoticeWishes{Zone: w.Zone, Lang: w.Lang}
	if w.From != w.To {
		out.QuietFrom, out.QuietTo = clock(w.From), clock(w.To)
	}
	return out
}

func clock(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
