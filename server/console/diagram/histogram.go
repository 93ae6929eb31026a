package diagram

import "strconv"

// Step is how many are rated from so many points on, below the next step.
type Step struct{ From, Rated, Waiting int }

// The histogram's measures, in its own units.
const (
	histogramWide = 1000.0
	histogramRise = 150.0 // of the bars of who is rated, above the line
	histogramFall = 60.0  // of the bars of who waits, below it
	histogramMark = 30.0  // for numbers between and beside both
	leastBar      = 3.0   // what is there can be seen
	leastSteps    = 16    // a few bars do not fill the whole width
)

// Histogram draws how players are rated, above a line of points, and how those are who wait, below it. Both have a
// scale of their own: of thousands of players a handful waits. Steps are ascending, so many points wide; without any
// nothing is drawn.
func Histogram(steps []Step, points int, say func(key string, pairs ...string) string) string {
	if len(steps) == 0 {
		return ""
	}
	first, last, mostRated, mostWaiting := steps[0].From/points, steps[len(steps)-1].From/points, 0, 0
	for _, s := range steps {
		mostRated, mostWaiting = max(mostRated, s.Rated), max(mostWaiting, s.Waiting)
	}
	line, under := histogramMark, histogramMark // where the bars of both begin
	if mostRated > 0 {
		line += histogramRise
	}
	if under += line; mostWaiting > 0 {
		under += histogramFall
	}
	if few := leastSteps - (last - first + 1); few > 0 {
		first, last = first-few/2, last+(few+1)/2
	}
	wide := histogramWide / float64(last-first+1)
	var d svg
	d.put(`<svg class="histogram" viewBox="0 0 % %" role="img" aria-label="%">`, histogramWide, under,
		say("console.queue.histogram"))
	for _, s := range steps {
		x := wide * float64(s.From/points-first)
		words := say("console.queue.step", "from", strconv.Itoa(s.From), "to", strconv.Itoa(s.From+points-1),
			"rated", strconv.Itoa(s.Rated), "waiting", strconv.Itoa(s.Waiting))
		d.put(`<g><title>%</title>`, words)
		d.bar(`rated`, x, line, wide, -tall(s.Rated, mostRated, histogramRise))
		d.bar(`waits`, x, line+histogramMark, wide, tall(s.Waiting, mostWaiting, histogramFall))
		d.put(`</g>`)
	}
	d.scale(first, last, points, line)
	d.put(`</svg>`)
	return d.String()
}

// tall is how tall the bar of so many is.
func tall(n, most int, room float64) float64 {
	if n == 0 {
		return 0
	}
	return max(leastBar, room*float64(n)/float64(most))
}

// bar draws a bar from a line, upwards or downwards.
func (d *svg) bar(class markup, x, y, wide, tall float64) {
	if tall == 0 {
		return
	}
	if tall < 0 {
		y, tall = y+tall, -tall
	}
	d.put(`<rect class="%" x="%" y="%" width="%" height="%"/>`, class, x+wide*.06, y, wide*.88, tall)
}

// scale writes points between the bars of both kinds, at round numbers not too close to each other.
func (d *svg) scale(first, last, points int, line float64) {
	wide := histogramWide / float64(last-first+1)
	every := points
	for _, by := range []int{2, 4, 5, 10, 20, 40, 100} {
		if wide*float64(every)/float64(points) >= 60 {
			break
		}
		every = points * by
	}
	for step := first; step <= last; step++ {
		x := wide * float64(step-first)
		if from := step * points; from%every == 0 && x > 20 && x < histogramWide-20 {
			d.put(`<path d="M% %v5"/><text x="%" y="%">%</text>`, x, line, x, line+21, from)
		}
	}
	d.put(`<path d="M0 %H%"/><path d="M0 %H%"/>`, line, histogramWide, line+histogramMark, histogramWide)
}
