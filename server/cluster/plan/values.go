package plan

import (
	"fmt"
	"slices"
	"time"
)

// value is something that an action is given by key=value: to which kinds, and how it is read and written.
type value struct {
	key   string
	other string // another name for it
	kinds []ActionKind
	set   func(*Action, string) error
	say   func(Action) string // empty if it is not set
}

// into reads a value into a field of an action.
func into[V any](parse func(string) (V, error), field func(*Action) *V) func(*Action, string) error {
	return func(a *Action, text string) (err error) {
		*field(a), err = parse(text)
		return err
	}
}

// values lists all of them, in the order in which they are written.
var values = []value{
	{
		"loss", "",
		[]ActionKind{Net},
		into(parseShare, func(a *Action) *float64 { return &a.Trouble.Loss }),
		func(a Action) string { return sayShare(a.Trouble.Loss) },
	},
	{
		"latency", "delay",
		[]ActionKind{Net},
		into(parseTime, func(a *Action) *time.Duration { return &a.Trouble.Latency }),
		func(a Action) string { return sayTime(a.Trouble.Latency) },
	},
	{
		"jitter", "",
		[]ActionKind{Net},
		into(parseTime, func(a *Action) *time.Duration { return &a.Trouble.Jitter }),
		func(a Action) string { return sayTime(a.Trouble.Jitter) },
	},
	{
		"duplicate", "dup",
		[]ActionKind{Net},
		into(parseShare, func(a *Action) *float64 { return &a.Trouble.Dup }),
		func(a Action) string { return sayShare(a.Trouble.Dup) },
	},
	{
		"reorder", "",
		[]ActionKind{Net},
		into(parseShare, func(a *Action) *float64 { return &a.Trouble.Reorder }),
		func(a Action) string { return sayShare(a.Trouble.Reorder) },
	},
	{
		"rate", "",
		[]ActionKind{Net},
		into(parseRate, func(a *Action) *int64 { return &a.Trouble.Rate }),
		func(a Action) string { return sayRate(a.Trouble.Rate) },
	},
	{
		"cpu", "",
		[]ActionKind{Slow},
		into(parseCores, func(a *Action) *float64 { return &a.CPU }),
		func(a Action) string { return plain(a.CPU) },
	},
	{
		"delay", "",
		[]ActionKind{SlowSync},
		into(parseTime, func(a *Action) *time.Duration { return &a.Delay }),
		func(a Action) string { return sayTime(a.Delay) },
	},
	{
		"offset", "",
		[]ActionKind{Skew},
		into(parseSkew, func(a *Action) *time.Duration { return &a.Offset }),
		func(a Action) string { return sayTime(a.Offset) },
	},
}

func sayShare(v float64) string {
	if v == 0 {
		return ""
	}
	return plain(v)
}

func sayTime(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func sayRate(v int64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("%dB/s", v)
}

// valuesOf are those that a kind of action has.
func valuesOf(kind ActionKind) (of []value) {
	for _, v := range values {
		if slices.Contains(v.kinds, kind) {
			of = append(of, v)
		}
	}
	return of
}
