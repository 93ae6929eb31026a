package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"muster/ai"
	"muster/client"
	"muster/client/commander"
	"muster/client/term"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/embedded"
)

type watchCmd struct {
	lasting    `embed:""`
	Match      string `arg:"" optional:"" help:"Match to watch; the oldest that runs if it is not given."`
	Matchmaker string `help:"The queue's URL. What it shows of a live match is 90 s old." placeholder:"URL" xor:"where"`
	Embedded   bool   `help:"Start a server in this program and watch its commanders fight, live." xor:"where"`
	Scenario   string `help:"What the commanders fight for (--embedded)." default:"arena"`
	Seed       uint64 `help:"Seed of their chances (--embedded); 0 for a new one each time." default:"0"`
	Team       int    `help:"Through whose eyes (--embedded)." default:"0"`
	Assets     string `help:"Directory of rules, scenarios, maps and commanders, laid over the embedded ones (--embedded)." placeholder:"DIR"`
	modFlags   `embed:""`

	commanderFlags `embed:""`
}

// Run shows the match until it is over or the person leaves.
func (c *watchCmd) Run(ctx context.Context) error { return starting(ctx, c.watch(ctx)) }

func (c *watchCmd) watch(ctx context.Context) error {
	if c.Embedded {
		return c.embedded(ctx)
	}
	if len(c.Commander) > 0 {
		return errors.New("--commander goes with --embedded: whoever runs a server says who leads there")
	}
	if c.Matchmaker == "" {
		return fmt.Errorf("watch what? --matchmaker URL for a match that others play, " +
			"or --embedded for one between commanders here")
	}
	q := api.NewClient(c.Matchmaker, nil)
	guest, err := q.Guest(ctx, "")
	if err != nil {
		return err
	}
	q = q.In(guest, nil)
	if err := c.choose(ctx, q); err != nil {
		return err
	}
	seat, err := q.Watch(ctx, c.Match)
	if err != nil {
		return err
	}
	follower, err := client.Dial(ctx, client.Config{
		Join: commander.JoinOf(seat),
		Where: func(ctx context.Context, match string) (client.Join, error) {
			seat, err := q.Watch(ctx, match)
			return commander.JoinOf(seat), err
		},
	})
	if err != nil {
		return err
	}
	defer follower.Close()
	notice := "What everybody sees of a live match is 90 seconds old: the first picture comes by then."
	return term.Run(ctx, os.Stdout, follower.Setup(), term.Watch(ctx, follower, notice))
}

// choose takes the oldest match where none was named.
func (c *watchCmd) choose(ctx context.Context, q *api.Client) error {
	if c.Match != "" {
		return nil
	}
	matches, err := q.Matches(ctx)
	if err != nil {
		return err
	}
	for _, m := range matches {
		if m.Ended.IsZero() {
			c.Match = m.ID
			return nil
		}
	}
	return fmt.Errorf("no match runs at %s: start bots, or play, and watch then", c.Matchmaker)
}

func (c *watchCmd) embedded(ctx context.Context) error {
	if c.Seed == 0 {
		c.Seed = uint64(time.Now().UnixNano())
	}
	set, err := dataOf(c.Assets, c.Mod...)
	if err != nil {
		return err
	}
	leads, err := c.leaders(ctx, set, true, nil) // what programs log would be drawn over
	if err != nil {
		return err
	}
	s, err := embedded.Open(embedded.Config{
		Scenarios: set.Setup, Commander: server.Everywhere(leads.Before(ai.New)),
	})
	if err != nil {
		return err
	}
	defer s.Close()
	follower, err := s.Watch(ctx, c.Scenario, c.Seed, c.Team)
	if err != nil {
		return err
	}
	defer follower.Close()
	return term.Run(ctx, os.Stdout, follower.Setup(), term.Watch(ctx, follower, "The match begins..."))
}
