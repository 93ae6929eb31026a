package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// untilStopped shows the game until the player quits or ctx ends, by a signal: then the window closes as if the player
// had quit, and that is said. Either way the match is kept. A window that does not close in time is not waited for.
func untilStopped(ctx context.Context, matches io.Closer, show func(quit <-chan struct{}) error) error {
	shown := make(chan struct{})
	release := context.AfterFunc(ctx, func() {
		select {
		case <-shown:
			return
		case <-time.After(quitWithin):
		}
		if err := matches.Close(); err != nil {
			fmt.Fprintln(stderr, "muster-play: keep the match:", err)
			os.Exit(1)
		}
		tellStopped()
		os.Exit(0)
	})
	defer release()
	err := show(ctx.Done())
	close(shown)
	err = errors.Join(err, matches.Close())
	if ctx.Err() != nil && err == nil {
		tellStopped()
	}
	return err
}

func tellStopped() {
	fmt.Fprintln(stderr,
		"muster-play: stopped; a battle that was being fought is kept, and goes on from the title screen")
}
