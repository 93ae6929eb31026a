package main

import (
	"context"

	"muster/ai/lineup"
	"muster/assets"
)

// commanderFlags say who leads the seats that nobody has taken, as flags name them.
type commanderFlags struct {
	Commander []string `help:"Who leads seats without a player, whatever level the queue finds fitting: LEVEL everywhere, SCENARIO=LEVEL in one scenario, SCENARIO/SEAT=LEVEL in one seat of it (from 0); may be given several times. Levels are recruit, regular, veteran and elite, with a personality after a slash (veteran/raider), or a plug-in's file." placeholder:"LEVEL"`
}

// leaders are those that the flags name.
func (f *commanderFlags) leaders(ctx context.Context, set *assets.Set) (lineup.Leaders, error) {
	return lineup.Parse(ctx, set, f.Commander, compiler)
}
