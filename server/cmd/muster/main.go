// Command muster is the operator's one binary: one subcommand a file.
package main

import (
	"context"
	"os"

	"github.com/alecthomas/kong"

	protocol "muster/ai/lines"
)

// cli is every subcommand. Each has a Run that gets what it needs from its flags.
type cli struct {
	Up         upCmd          `cmd:"" help:"Run everything in one process: a shard, the queue and a status page."`
	Shard      shardCmd       `cmd:"" help:"Run a shard by itself: a process with matches, found by matchmakers."`
	Matchmaker matchmakerCmd  `cmd:"" help:"Run a matchmaker by itself: the queue, its API and the status page."`
	Directory  directoryCmd   `cmd:"" help:"Run a registry by itself: where the processes of a cluster without Consul find each other."`
	Cluster    clusterCmd     `cmd:"" help:"Run a whole cluster on this machine, hurt it and grow it."`
	Bots       botsCmd        `cmd:"" help:"Send bots in by the front door and verify what they get."`
	Commander  commanderCmd   `cmd:"" help:"Lead a seat's squads by an AI commander, over the network and by the front door, match after match."`
	Bot        botCmd         `cmd:"" help:"Lead a seat's squads by a program of your own in any language, as commander does: write it behind --."`
	New        newCmd         `cmd:"" help:"Make a folder to begin one's own with: new bot python NAME."`
	Watch      watchCmd       `cmd:"" help:"Watch a match in the terminal."`
	Replay     replayCmd      `cmd:"" help:"List, verify or play what matches left behind, also while a server writes it."`
	Journal    journalCmd     `cmd:"" help:"Check or list what a journal's files hold."`
	Doctor     doctorCmd      `cmd:"" help:"Look whether this machine is fit for a server, and say what to do: write doctor before the command, as in muster doctor shard --consul ..."`
	Login      loginCmd       `cmd:"" help:"Log in at a queue's API, for the commands of operators."`
	Nodes      nodesCmd       `cmd:"" help:"List the processes of the cluster; for operators, as the next ones."`
	Matches    matchesCmd     `cmd:"" help:"List the matches that run, and where."`
	Games      gamesCmd       `cmd:"" help:"List the matches that you play, and whose turn it is."`
	Queue      queueCmd       `cmd:"" help:"List who waits for a match, and why."`
	Whatif     whatIfCmd      `cmd:"" name:"what-if" help:"Tell what the last day of a mode would have been with other settings."`
	Players    playersCmd     `cmd:"" help:"List who has a seat in a match."`
	Move       moveCmd        `cmd:"" help:"Move a match to another shard while it is played, or tell where it would go."`
	Drain      drainCmd       `cmd:"" help:"Take a shard out of use: it takes no more matches and hands over its own."`
	Undrain    undrainCmd     `cmd:"" help:"Have a shard take matches again."`
	End        endCmd         `cmd:"" help:"End a match without a winner."`
	Kick       kickCmd        `cmd:"" help:"Remove a player from a match."`
	Ban        banCmd         `cmd:"" help:"Ban a player."`
	Mute       muteCmd        `cmd:"" help:"Mute a player: others do not hear what the player says."`
	Sanctions  sanctionsCmd   `cmd:"" help:"List what was done against a player."`
	Lift       liftCmd        `cmd:"" help:"End a sanction before its time."`
	People     peopleCmd      `cmd:"" help:"Find accounts by name or id."`
	Reports    reportsCmd     `cmd:"" help:"List the reports about players that wait for a moderator."`
	Chat       chatCmd        `cmd:"" help:"Read what was written in a reported match around the time of the report; the audit log says who read it."`
	Close      closeCmd       `cmd:"" help:"Close a report."`
	Role       roleCmd        `cmd:"" help:"Give an account a role."`
	Sight      sightCmd       `cmd:"" help:"Say whether an operator may look at matches without delay."`
	Look       lookCmd        `cmd:"" help:"Look at a match without delay, for a reason; who does cannot join it until it is over."`
	Audit      auditCmd       `cmd:"" help:"Read the audit log: who did what to whom."`
	Logs       logsCmd        `cmd:"" help:"Read the logs of all nodes, back and as they grow."`
	LogLevel   logLevelCmd    `cmd:"" name:"log-level" help:"Have a node log more, or less, while it runs."`
	Export     exportCmd      `cmd:"" help:"Print all that is kept of a player, as JSON."`
	Erase      eraseCmd       `cmd:"" help:"Delete a player's account."`
	Console    consoleCmd     `cmd:"" help:"Make a link that opens the console of a server on this machine, once."`
	Store      storeCmd       `cmd:"" help:"Run a server of the etcd cluster in which many shards keep their journals."`
	Fight      fightCmd       `cmd:"" help:"Fight a scenario out between AI commanders, headless, as fast as it goes."`
	Env        envCmd         `cmd:"" help:"Play many worlds at once for a program that learns, a step at a time, over standard input and output."`
	League     leagueCmd      `cmd:"" help:"Play AI commanders against each other, everyone against everyone, on all cores."`
	Simulate   simulateCmd    `cmd:"" help:"Run the whole system under seeds, with everything failing, and check what it promises."`
	Lossy      lossyCmd       `cmd:"" help:"A bad link on demand: a proxy for UDP or TCP that delays and loses."`
	Path       pathCmd        `cmd:"" help:"Answer the queries of a MovingAI scenario and compare with their shortest lengths."`
	Bench      benchCmd       `cmd:"" help:"Measure parts of Muster against their baselines."`
	Compile    compileCmd     `cmd:"" name:"compile-plugin" help:"Compile a plug-in that comes on stdin (what loading one starts)." hidden:""`
	Limited    execLimitedCmd `cmd:"" name:"exec-limited" help:"Join groups, set limits and become a program (what a cluster starts)." hidden:"" passthrough:""`
	Version    versionCmd     `cmd:"" help:"Tell which build this is."`
	Mod        modCmd         `cmd:"" help:"Make mods: check them, draw their maps, tell what beats what, pack them."`
	Check      checkCmd       `cmd:"" help:"Check rules, scenarios and maps, embedded or in a directory laid over them."`
}

func main() { os.Exit(run(os.Args[1:])) }

// run is the whole program but the exit: 0 if all is well, 1 if something went wrong, which is told on stderr.
func run(args []string) int {
	ignoreSizeLimit()
	defer protocol.EndAll()
	ctx, stop := signalled()
	defer stop()
	parser := kong.Must(&cli{}, kong.Name("muster"),
		kong.Description("An authoritative server for multiplayer tactics games."+codes),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)), kong.Writers(stdout, stderr))
	cmd, err := parser.Parse(args)
	parser.FatalIfErrorf(err)
	defer hurried(ctx, cmd.Selected().Target.Addr().Interface(), leave)()
	return codeOf(cmd.Run())
}
