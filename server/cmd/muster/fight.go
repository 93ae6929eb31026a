package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"muster/ai"
	"muster/ai/league"
	"muster/ai/recording"
	"muster/game"
	"muster/shard/replay"
)

type fightCmd struct {
	Scenario       string `arg:"" help:"Scenario, as muster check lists them."`
	Seed           uint64 `help:"Random seed; the same seed reproduces the fight." default:"1"`
	Ticks          uint32 `help:"Stop after so many ticks; 0 for the match's own end."`
	Assets         string `help:"Directory of rules, scenarios and maps, laid over the embedded ones." placeholder:"DIR"`
	modFlags       `embed:""`
	Record         string `help:"Keep the fight as a replay, with what commanders intended and printed beside it: muster replay --data FILE play shows it." placeholder:"FILE"`
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
	set, err := dataOf(c.Assets, c.Mod...)
	if err != nil {
		return err
	}
	setup, err := set.Setup(c.Scenario)
	if err != nil {
		return err
	}
	leads, err := c.leaders(ctx, set, false, stderr)
	if err != nil {
		return err
	}
	for where, l := range leads {
		leads[where] = patient(l)
	}
	began := time.Now()
	f, err := c.fight(setup, leads.Before(ai.New))
	if err != nil {
		return err
	}
	tellCrashes(f.Turns)
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
	turns := ""
	if clock := &setup.Scenario.Turns; clock.Kind != game.RealTime {
		turns = fmt.Sprintf(" in %d turns", (f.Ticks+clock.Length-1)/clock.Length)
	}
	fmt.Fprintf(stdout, "%s, seed %d: %s wins (%s) after %d ticks, %d s of play%s\n%d ticks a second, final hash %s\n",
		c.Scenario, c.Seed, winner, r.Reason, r.Ticks, r.Ticks/uint32(setup.Rules.TickRate), turns,
		r.TicksPerSec, r.Hash)
	return nil
}

// fight fights, and keeps it if that was asked for.
func (c *fightCmd) fight(setup *game.Setup, leads league.Commanders) (league.Fight, error) {
	if c.Record == "" {
		return league.Play(setup, c.Seed, leads, game.Tick(c.Ticks), nil), nil
	}
	match, ok := replay.MatchOf(c.Record)
	if !ok || !strings.HasSuffix(c.Record, replay.FileSuffix) {
		match = fmt.Sprintf("%s-%d", c.Scenario, c.Seed)
	}
	r := recording.New(match, setup, c.Seed)
	f := league.Observe(setup, c.Seed, leads, game.Tick(c.Ticks), league.Record(r))
	return f, r.Write(c.Record)
}

// tellCrashes says which seats' commanders crashed.
func tellCrashes(turns []league.Turns) {
	for seat, t := range turns {
		if t.Crashes > 0 {
			fmt.Fprintf(stderr, "the commander of seat %d crashed in %d turns, first at %s\n", seat, t.Crashes, t.Crash)
		}
	}
}
