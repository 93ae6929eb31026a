package observe

import (
	"muster/server/scrape"
)

// Figure is what is kept of a node's metrics under a name, and how it is shown.
type Figure struct {
	scrape.Figure
	Group string // of figures that are shown together
	Unit  string // what it counts: cores, B, B/s, s, /s, ticks; share for 0 to 1; "" for things
}

// scraped are those that are made of metrics.
func scraped() (all []scrape.Figure) {
	for _, f := range Figures {
		if f.Metric != "" {
			all = append(all, f.Figure)
		}
	}
	return all
}
