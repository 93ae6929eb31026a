package inplace

import (
	"context"
	"log/slog"
	"time"
)

// watchEvery is how often Watch looks; writers look for themselves.
const watchEvery = time.Second

// Watch logs once when files that are open are not in their place any more, with what to do, and once when
// they are there again.
func Watch(ctx context.Context, inPlace func() error, log *slog.Logger) error {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for away := false; ; {
		err := inPlace()
		switch {
		case err != nil && !away:
			log.Error("files are not where they were opened: everything stands still", "error", err)
		case err == nil && away:
			log.Info("the very same files are there again: everything goes on")
		}
		away = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}
