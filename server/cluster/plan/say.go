package plan

import (
	"math"
	"strconv"
	"time"
)

// asked says what a promise asks for.
func (p Promise) asked() string {
	switch {
	case p.All:
		return "all"
	case p.Name == Seated:
		return "at least " + p.Name.say(p.Bound)
	case p.Bound == 0:
		return "none"
	}
	return "at most " + p.Name.say(p.Bound)
}

// say writes a value in its unit.
func (n Name) say(v float64) string {
	switch n.Unit() {
	case Time:
		return round(time.Duration(v * float64(time.Second))).String()
	case Cores:
		return number(v) + " cores"
	}
	return number(v)
}

// sayExactly writes every digit of it.
func (n Name) sayExactly(v float64) string {
	if n.Unit() == Time {
		return time.Duration(math.Round(v * float64(time.Second))).String()
	}
	if n.Unit() == Cores {
		return plain(v) + " cores"
	}
	return plain(v)
}

// number writes at most three digits behind the point.
func number(v float64) string {
	return strconv.FormatFloat(float64(int64(v*1000+0.5))/1000, 'f', -1, 64)
}

// round drops the digits of a time that say nothing.
func round(d time.Duration) time.Duration {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond)
	case d < 10*time.Second:
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}
