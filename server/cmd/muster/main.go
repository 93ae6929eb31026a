// Command muster is the operator's one binary: one subcommand a file.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is every subcommand. Each has a Run that gets what it needs from its flags.
type cli struct {
	Fight fightCmd `cmd:"" help:"Fight a scenario out between AI commanders, headless, as fast as it goes."`
	Check checkCmd `cmd:"" help:"Check rules, scenarios and maps, embedded or in a directory laid over them."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser := kong.Must(&cli{}, kong.Name("muster"), kong.Description("An authoritative server for multiplayer tactics games."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	cmd, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "muster:", err)
		os.Exit(1)
	}
}
