package main

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/api"
)

// punishFlags are what a sanction needs.
type punishFlags struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The player's id, as muster players shows it."`
	Reason        string `required:"" help:"Told to the player." placeholder:"TEXT"`
}

func (c *punishFlags) punish(ctx context.Context, r api.SanctionRequest, told func(v api.Sanction) string) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	r.Player, r.Reason = c.Player, c.Reason
	v, err := q.Punish(ctx, r)
	if err != nil {
		return denied(err)
	}
	return c.done(v, "player %s %s; sanction %s", v.Player, told(v), v.ID)
}

type kickCmd struct {
	punishFlags `embed:""`
	Match       string `help:"From this match; from the one that the player is in if none is named." placeholder:"MATCH"`
}

// Run removes a player from a match.
func (c *kickCmd) Run(ctx context.Context) error {
	return c.punish(ctx, api.SanctionRequest{Kind: api.Kick, Match: c.Match}, func(api.Sanction) string {
		return "was removed from the match and may not come back to it"
	})
}

// lastingFlags are those of a sanction with a length.
type lastingFlags struct {
	punishFlags `embed:""`
	For         time.Duration `help:"How long, such as 24h; 0 for good." default:"0s"`
}

func (c *lastingFlags) punishFor(ctx context.Context, kind api.Kind, what string) error {
	if c.For < 0 || c.For > 0 && c.For < time.Second {
		return errors.New("--for: a second or more, such as 30m or 24h; 0 for good")
	}
	r := api.SanctionRequest{Kind: kind, Seconds: int64(c.For / time.Second)}
	return c.punish(ctx, r, func(v api.Sanction) string { return "is " + what + " " + until(v.Expires) })
}

type banCmd struct {
	lastingFlags `embed:""`
}

// Run bans a player: from every match, at once, and from the queue.
func (c *banCmd) Run(ctx context.Context) error { return c.punishFor(ctx, api.Ban, "banned") }

type muteCmd struct {
	lastingFlags `embed:""`
}

// Run mutes a player: nobody hears what the player says.
func (c *muteCmd) Run(ctx context.Context) error { return c.punishFor(ctx, api.Mute, "muted") }
