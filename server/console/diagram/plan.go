package diagram

import (
	"strconv"
	"time"

	"muster/matchmaker/api"
)

// Plan draws what a plan does over its time, as a strip: a tick for what is done at once, a bar for what lasts, and how
// far it has come. What is done is full, what is to come an outline.
func Plan(p *api.ClusterPlan, say func(key string, pairs ...string) string) string {
	const wide, high, row = 1000.0, 34.0, 11.0
	long := max(float64(p.For), 1)
	for _, s := range p.Steps {
		long = max(long, float64(s.At+s.Lasts))
	}
	var d svg
	d.put(`<svg class="strip plan" viewBox="0 0 % %" preserveAspectRatio="none" role="img" aria-label="%">`, wide, high,
		say("console.plan.strip", "done", strconv.Itoa(stepsDone(p)), "all", strconv.Itoa(len(p.Steps))))
	now := wide * min(float64(p.At)/long, 1)
	d.put(`<path class="past" d="M0 0H%V%H0z"/>`, now, high)
	for i, s := range p.Steps {
		class := markup("next")
		if s.Done {
			class = "done"
		}
		x, w := wide*float64(s.At)/long, max(wide*float64(s.Lasts)/long, 4)
		d.put(`<rect class="%" x="%" y="%" width="%" height="9"><title>%</title></rect>`, class, min(x, wide-w),
			2+row*float64(i%3), w, Clock(s.At)+" "+s.Words)
	}
	d.put(`<path class="now" d="M% 0V%"/></svg>`, now, high)
	return d.String()
}

func stepsDone(p *api.ClusterPlan) (n int) {
	for _, s := range p.Steps {
		if s.Done {
			n++
		}
	}
	return n
}

// Clock is a moment of a plan, in milliseconds, as people read it.
func Clock(ms int64) string {
	return (time.Duration(ms) * time.Millisecond).Round(100 * time.Millisecond).String()
}
