package main

import (
	"context"
	"io"

	"muster/ai/league"
	protocol "muster/ai/lines"
	"muster/ai/lineup"
	"muster/assets"
)

// commanderFlags say who leads the seats that nobody has taken, as flags name them.
type commanderFlags struct {
	Commander []string `help:"Who leads seats without a player, whatever level the queue finds fitting: LEVEL everywhere, SCENARIO=LEVEL in one scenario, SCENARIO/SEAT=LEVEL in one seat of it (from 0); may be given several times. Levels are recruit, regular, veteran and elite, with a personality after a slash (veteran/raider), a plug-in's file, or a program, as in \"exec:python3 bot.py\" (on a server for this machine alone)." placeholder:"LEVEL"`
}

// leaders are those that the flags name; a match that is not live waits for them. What programs log is shown, if
// anywhere is.
func (f *commanderFlags) leaders(
	ctx context.Context, set *assets.Set, live bool, log io.Writer,
) (lineup.Leaders, error) {
	return lineup.Parse(ctx, set, f.Commander,
		lineup.Ways{Compile: compiler, Exec: &protocol.Runner{Live: live, Log: log}})
}

// patient has a plug-in think as long as a league lets anybody: nobody waits for a headless fight, and how busy the
// machine is must not decide it.
func patient(l lineup.Leader) lineup.Leader {
	if l.Module != nil {
		l.Module.TurnTime, l.Module.BeginTime = league.TurnLimit, league.TurnLimit
	}
	return l
}
