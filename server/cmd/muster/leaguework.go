package main

import (
	"context"
	"io"
	"os"

	"muster/ai/league"
)

// work plays the games that a league asks for. It ends when the league does, whose end of the pipe is closed then
// however that comes about, and when it is told to: at once, and with all bots.
func work(ctx context.Context, player *league.Player) error {
	asked, jobs := io.Pipe()
	go func() {
		_, _ = io.Copy(jobs, os.Stdin)
		leave(0) // nobody waits for what it plays
	}()
	context.AfterFunc(ctx, func() { leave(codeOf(errBrokenOff)) })
	return league.Serve(asked, os.Stdout, player)
}
