package doctor

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Clock is another part's, to hold ours against.
type Clock struct {
	Name string
	URL  string // whose answers are dated
	// Now, if not nil, tells the other's time instead.
	Now func(ctx context.Context) (time.Time, error)
}

// Clocks holds each against this machine's.
func Clocks(ctx context.Context, clocks []Clock) (all []Finding) {
	for _, c := range clocks {
		all = append(all, c.check(ctx))
	}
	if len(all) == 0 {
		return []Finding{
			skipped("clock", "there is nothing to hold it against: give --api URL of a matchmaker, --consul or --db"),
		}
	}
	return all
}

func (c *Clock) check(ctx context.Context) Finding {
	ask := c.Now
	if ask == nil {
		ask = c.dated
	}
	began := time.Now()
	theirs, err := ask(ctx)
	if err != nil {
		return skipped("clock", "%s does not tell the time: %v", c.Name, err)
	}
	return judgeClock(c.Name, apart(began, theirs, time.Now()))
}

// apart is how far our clock is ahead of theirs, which was read between two moments of ours.
func apart(before, theirs, after time.Time) time.Duration {
	return before.Add(after.Sub(before) / 2).Sub(theirs)
}

// dated asks by HTTP. An answer's date has whole seconds: on the average half a one is cut off.
func (c *Clock) dated(ctx context.Context) (time.Time, error) {
	r, err := get(ctx, c.URL)
	if err != nil {
		return time.Time{}, err
	}
	t, err := http.ParseTime(r.Header.Get("Date"))
	return t.Add(time.Second / 2), err
}

func judgeClock(name string, ahead time.Duration) Finding {
	which, by := "ahead of", ahead
	if ahead < 0 {
		which, by = "behind", -ahead
	}
	do := "keep both by NTP: `timedatectl set-ntp true`, or chrony"
	at := fmt.Sprintf("this machine's clock is %v %s %s", by.Round(time.Second), which, name)
	switch {
	case by <= usualApart:
		return fine("clock", "within %v of %s", max(by.Round(time.Second), time.Second), name)
	case by <= mostApart:
		return Finding{"clock", Warning, fmt.Sprintf("%s: beyond %v fresh tickets will be refused", at, mostApart), do}
	}
	return Finding{"clock", Trouble, at + ": fresh tickets will be refused", do}
}
