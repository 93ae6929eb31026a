// Command muster-lab is what a server is tried with and no operator runs: attacks, and benchmarks that start a database
// of their own. One subcommand a file.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is every subcommand. Each has a Run that gets what it needs from its flags.
type cli struct {
	Attack attackCmd `cmd:"" help:"Attack a server of your own: floods, giant and dribbled messages, stale tickets, guessed passwords."`
	Bench  benchCmd  `cmd:"" help:"Measure parts of Muster that need a database started for it; for the others see muster bench."`
	Lend   lendCmd   `cmd:"" help:"Run a throw-away PostgreSQL or Consul agent until standard input ends, and print where it is; muster bench failover does that."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is the whole program but the exit: 0 if all is well, 1 if something went wrong, which is told on stderr.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	parser := kong.Must(&cli{}, kong.Name("muster-lab"),
		kong.Description("What a Muster server is tried with. Use it on servers of your own."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Writers(stdout, stderr))
	cmd, err := parser.Parse(args)
	parser.FatalIfErrorf(err)
	if err = cmd.Run(); err != nil && ctx.Err() != nil {
		err = errors.New("stopped before it was done")
	}
	if err != nil {
		fmt.Fprintln(stderr, "muster-lab:", err)
		return 1
	}
	return 0
}
