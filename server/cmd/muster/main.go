// Command muster is the operator's one binary: one subcommand a file.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is every subcommand. Each has a Run that gets what it needs from its flags.
type cli struct {
	Up         upCmd         `cmd:"" help:"Run everything in one process: a shard, the queue and a status page."`
	Shard      shardCmd      `cmd:"" help:"Run a shard by itself: a process with matches, found by matchmakers."`
	Matchmaker matchmakerCmd `cmd:"" help:"Run a matchmaker by itself: the queue, its API and the status page."`
	Bots       botsCmd       `cmd:"" help:"Send bots in by the front door and verify what they get."`
	Watch      watchCmd      `cmd:"" help:"Watch a match in the terminal."`
	Replay     replayCmd     `cmd:"" help:"List, verify or play what matches left behind, also while a server writes it."`
	Journal    journalCmd    `cmd:"" help:"Check or list what a journal's files hold."`
	Doctor     doctorCmd     `cmd:"" help:"Look whether this machine is fit for a server, and say what to do: write doctor before the command, as in muster doctor shard --consul ..."`
	Store      storeCmd      `cmd:"" help:"Run a server of the etcd cluster in which many shards keep their journals."`
	Fight      fightCmd      `cmd:"" help:"Fight a scenario out between AI commanders, headless, as fast as it goes."`
	League     leagueCmd     `cmd:"" help:"Play AI commanders against each other, everyone against everyone, on all cores."`
	Simulate   simulateCmd   `cmd:"" help:"Run the whole system under seeds, with everything failing, and check what it promises."`
	Lossy      lossyCmd      `cmd:"" help:"A bad link on demand: a UDP proxy that delays and loses."`
	Path       pathCmd       `cmd:"" help:"Answer the queries of a MovingAI scenario and compare with their shortest lengths."`
	Bench      benchCmd      `cmd:"" help:"Measure parts of Muster against their baselines."`
	Compile    compileCmd    `cmd:"" name:"compile-plugin" help:"Compile a plug-in that comes on stdin (what loading one starts)." hidden:""`
	Version    versionCmd    `cmd:"" help:"Tell which build this is."`
	Check      checkCmd      `cmd:"" help:"Check rules, scenarios and maps, embedded or in a directory laid over them."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is the whole program but the exit: 0 if all is well, 1 if something went wrong, which is told on stderr.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	parser := kong.Must(&cli{}, kong.Name("muster"),
		kong.Description("An authoritative server for multiplayer tactics games."+codes),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Writers(stdout, stderr))
	cmd, err := parser.Parse(args)
	parser.FatalIfErrorf(err)
	defer hurried(ctx, cmd.Selected().Target.Addr().Interface(), os.Exit)()
	return codeOf(cmd.Run())
}
