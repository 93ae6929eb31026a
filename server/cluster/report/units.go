package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// units are what names of metrics end in.
var units = []string{"_seconds", "_bytes", "_cores"}

// title is the name of a metric as people read it.
func title(name string) string {
	for _, u := range units {
		if short, ok := strings.CutSuffix(name, u); ok && short != "" {
			return strings.ReplaceAll(short, "_", " ") + " (" + u[1:] + ")"
		}
	}
	return strings.ReplaceAll(name, "_", " ")
}

// value writes a value of a metric.
func value(name string, v float64) string {
	switch {
	case strings.HasSuffix(name, "_seconds") && math.Abs(v) < 1e6:
		return round(time.Duration(v * float64(time.Second))).String()
	case strings.HasSuffix(name, "_bytes"):
		return scaled(v, 1024, []string{"B", "KiB", "MiB", "GiB", "TiB"})
	case math.Abs(v) < 10_000:
		return short(v)
	}
	return scaled(v, 1000, []string{"", "k", "M", "G", "T"})
}

// unitOf is what values up to one are counted in, so that round numbers of it are round.
func unitOf(name string, most float64) float64 {
	unit := 1.0
	for strings.HasSuffix(name, "_bytes") && most >= 1024*unit {
		unit *= 1024
	}
	return unit
}

// scaled writes a number in the largest unit that fits.
func scaled(v, by float64, names []string) string {
	i := 0
	for math.Abs(v) >= by && i < len(names)-1 {
		v /= by
		i++
	}
	if names[i] == "" {
		return short(v)
	}
	return fmt.Sprintf("%s %s", short(v), names[i])
}

// short writes a number with three digits that count.
func short(v float64) string {
	if math.Abs(v) >= 1000 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// round drops the digits of a time that say nothing on a graph.
func round(d time.Duration) time.Duration {
	switch a := d.Abs(); {
	case a < time.Millisecond:
		return d.Round(10 * time.Microsecond)
	case a < 10*time.Second:
		return d.Round(time.Millisecond / 10)
	}
	return d.Round(time.Second / 10)
}
