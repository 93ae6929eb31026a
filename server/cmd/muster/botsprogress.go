package main

import (
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"muster/client/loadtest"
)

// progress prints once a second how the bots do: on a terminal as a bar that fills with the time, else a line each.
// done ends it.
func (c *botsCmd) progress() (tell func(loadtest.Report), done func()) {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return func(r loadtest.Report) {
			fmt.Fprintf(stderr, "%d of %d joined, %d seated, %d reconnected, %d orders effective\n",
				r.Joined, r.Players, r.Seated, r.Reconnected, r.OrdersEffective)
		}, func() {}
	}
	bar := progressbar.NewOptions(int(c.Duration.Seconds()), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionFullWidth(),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false))
	began := time.Now()
	tell = func(r loadtest.Report) {
		bar.Describe(fmt.Sprintf("%d/%d in, %d seated, %d starved, %d orders, effect %.0f ms, "+
			"views each %.0f ms (p99 %.0f)",
			r.Joined, r.Players, r.Seated, r.Starved, r.Orders, r.OrderEffectP50, r.ViewIntervalP50, r.ViewIntervalP99))
		_ = bar.Set(min(int(time.Since(began).Seconds()), bar.GetMax())) // a terminal that is gone sees nothing
	}
	return tell, func() { _ = bar.Finish() }
}
