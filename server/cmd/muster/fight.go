package main

import (
	"context"
	"fmt"
	"time"

	"muster/ai"
	"muster/ai/league"
	"muster/game"
)

type fightCmd struct {
	Scenario       string `arg:"" help:"Scenario, as muster check lists them."`
	Seed           uint64 `help:"Seed of all chance: the same one gives the same fight." default:"1"`
	Ticks          uint32 `help:"Stop after so many ticks; 0 for the match's own end."`
	Assets         string `help:"Directory of rules, scenarios and maps, laid over the embedded ones." placeholder:"DIR"`
	JSON           bool   `help:"Print one JSON object."`
	commanderFlags `embed:""`
}

// fightReport is what --json prints.
type fightReport struct {
	Scenario    string `json:"scenario"`
	Seed        uint64 `json:"seed"`
	Winner      int8   `json:"winner"` // a team, -1 for none
	Reason      string `json:"-"`
	Ticks       uint32 `json:"ticks"`
	TicksPerSec int64  `json:"ticks_per_s"`
	Hash        string `json:"hash"`
}

// Run fights and prints how it came out.
func (c *fightCmd) Run(ctx context.Context) error {
	set, err := dataOf(c.Assets)
	if err != nil {
		return err
	}
	setup, err := set.Setup(c.Scenario)
	if err != nil {
		return err
	}
	leads, err := c.leaders(ctx, set)
	if err != nil {
		return err
	}
	began := time.Now()
	f := league.Play(setup, c.Seed, leads.Before(ai.New), game.Tick(c.Ticks), nil)
	r := fightReport{
		Scenario: c.Scenario, Seed: c.Seed, Winner: f.Result.Winner, Reason: f.Result.Reason.String(),
		Ticks: uint32(f.Ticks), TicksPerSec: int64(float64(f.Ticks) / time.Since(began).Seconds()),
		Hash: fmt.Sprintf("%016x", f.Hash),
	}
	if f.Result.Reason == game.NotOver {
		r.Winner = game.NoTeam
	}
	if c.JSON {
		return sayJSON(r)
	}
	winner := "nobody"
	if r.Winner >= 0 {
		winner = setup.Scenario.Teams[r.Winner].Name
	}
	fmt.Fprintf(stdout, "%s, seed %d: %s wins (%s) after %d ticks, %d s of play\n%d ticks a second, final hash %s\n",
		c.Scenario, c.Seed, winner, r.Reason, r.Ticks, r.Ticks/uint32(setup.Rules.TickRate), r.TicksPerSec, r.Hash)
	return nil
}
