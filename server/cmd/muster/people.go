package main

import (
	"cmp"
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"muster/matchmaker/api"
)

type peopleCmd struct {
	operatorFlags `embed:""`
	Search        string `arg:"" optional:"" help:"Part of a name, or an id; all if nothing is given."`
	Role          string `help:"Only those with this role." enum:",player,viewer,moderator,operator" default:""`
}

// Run lists accounts.
func (c *peopleCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.People(ctx, c.Search, api.Role(c.Role))
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "PLAYER\tNAME\tROLE\tSINCE\tSTATE")
		for i := range all {
			p := &all[i]
			state := ""
			if p.Sight {
				state = "looks without delay "
			}
			for _, v := range []struct {
				what  string
				until time.Time
			}{{"banned", p.Banned}, {"muted", p.Muted}} {
				if !v.until.IsZero() {
					state += v.what + " " + until(v.until) + " "
				}
			}
			row(w, p.Player, p.Name, p.Role, p.Created.Format(time.DateTime), dash(state))
		}
	})
}

// until is how long something holds.
func until(at time.Time) string {
	if at.IsZero() || !at.Before(api.Forever) {
		return "for good"
	}
	return "until " + at.Format(time.DateTime)
}

type roleCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The player's id, as muster people shows it."`
	Role          string `arg:"" help:"player, viewer, moderator or operator: each may do what those before it may." enum:"player,viewer,moderator,operator"`
}

// Run gives an account a role.
func (c *roleCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.GiveRole(ctx, c.Player, api.Role(c.Role)); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"player": c.Player, "role": c.Role}, "player %s is a %s now", c.Player, c.Role)
}

type auditCmd struct {
	operatorFlags `embed:""`
	Player        string `help:"Only what this player did, or what was done to this player." placeholder:"PLAYER"`
	Before        int64  `help:"Only what is older than the entry with this number." placeholder:"N"`
	Limit         int    `help:"Maximum number of entries." default:"100" placeholder:"N"`
}

// Run reads the audit log, the newest first.
func (c *auditCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	all, err := q.AuditOf(ctx, c.Player, c.Before, c.Limit)
	if err != nil {
		return denied(err)
	}
	return c.show(all, func(w *tabwriter.Writer) {
		fmt.Fprintln(w, "NUMBER\tAT\tBY\tWHAT\tWHOM\tDETAIL")
		for i := range all {
			a := &all[i]
			row(w, a.Number, a.At.Format(time.DateTime), cmp.Or(a.ByName, a.By), a.What,
				dash(cmp.Or(a.WhomName, a.Whom)), a.Detail)
		}
	})
}

type exportCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The player's id, as muster people shows it."`
}

// Run prints all that is kept of a player.
func (c *exportCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	e, err := q.ExportOf(ctx, c.Player)
	if err != nil {
		return denied(err)
	}
	return sayJSON(e)
}

type eraseCmd struct {
	operatorFlags `embed:""`
	Player        string `arg:"" help:"The player's id, as muster people shows it."`
}

// Run deletes a player's account.
func (c *eraseCmd) Run(ctx context.Context) error {
	q, err := c.client()
	if err != nil {
		return err
	}
	if err := q.Erase(ctx, c.Player); err != nil {
		return denied(err)
	}
	return c.done(map[string]any{"player": c.Player, "erased": true},
		"the account of player %s is deleted: name, password, sessions, ratings and the texts of reports; "+
			"matches stay in others' histories, without a name", c.Player)
}
