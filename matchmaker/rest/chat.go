package rest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type chatOutput struct{ Body api.Chat }

// chat tells a moderator what was written in the match of a complaint, to all and to teams, around the time of that. It
// is in the audit log before it is told, and whoever reads it of a match that runs gets no seat there any more.
func (h *moderation) chat(ctx context.Context, q *idQuery) (*chatOutput, error) {
	c, r, err := h.complained(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	holders, err := h.store.Holders(ctx, r.ID)
	if err != nil {
		return nil, h.trouble(ctx, "find who played", err)
	}
	if c.Player == whose(ctx).Player {
		return nil, huma.Error403Forbidden("this report is about you: another moderator has to read the chat")
	}
	var said api.MatchSaid
	err = h.eachKeeper(ctx, &r, func(c shards.Client) (err error) {
		said, err = c.Said(ctx, r.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	names, err := h.called(ctx, []string{c.By, c.Player})
	if err != nil {
		return nil, err
	}
	c.ByName, c.Name = names[c.By], names[c.Player]
	err = h.letRead(ctx, r.ID, time.Time{}, api.Audit{
		What: "read chat", Whom: c.Player, Detail: fmt.Sprintf("report %s, match %s", c.ID, r.ID),
	})
	if err != nil {
		return nil, err
	}
	return &chatOutput{around(&c, &r, &said, holders, wallclock.Now())}, nil
}

// complained is a complaint and its match.
func (h *moderation) complained(ctx context.Context, id string) (c api.Complaint, r store.Match, err error) {
	c, err = h.store.Complaint(ctx, id)
	switch {
	case errors.Is(err, store.ErrNone):
		return c, r, huma.Error404NotFound("there is no such complaint")
	case err != nil:
		return c, r, h.trouble(ctx, "find complaint", err)
	case c.Match == "":
		return c, r, huma.Error409Conflict("this report names no match, so that there is no chat to read")
	}
	r, err = h.known(ctx, c.Match)
	return c, r, err
}

// around are the lines around a complaint. Ticks become times from the match's end, or from now, and are too late where
// it stood still since; from its beginning they would be too early where it did before. A line that was written around
// the complaint by either is told.
func around(c *api.Complaint, r *store.Match, said *api.MatchSaid, holders []store.Holder, now time.Time) api.Chat {
	end := now
	if !r.Ended.IsZero() {
		end = r.Ended
	}
	moment := c.Created
	if moment.After(end) { // after the match: its last minutes count
		moment = end
	}
	out := api.Chat{
		Complaint: *c, From: moment.Add(-chatBefore).UTC(), Until: c.Created.Add(chatAfter).UTC(),
		Lines: []api.ChatLine{},
	}
	for _, l := range said.Lines {
		ago := ticks(said.Tick-l.Tick, said.Rate)
		at, early := end.Add(-ago).UTC(), r.Begun.Add(ticks(l.Tick, said.Rate))
		if at.Before(out.From) || early.After(out.Until) || l.Seat < 0 || l.Seat >= len(r.Teams) {
			continue
		}
		v := api.ChatLine{
			At: at, Tick: l.Tick, Seat: l.Seat, Team: r.Teams[l.Seat], Channel: "all", AI: l.AI, Text: l.Text,
			Phrase: l.Phrase,
		}
		if l.Team {
			v.Channel = "team"
		}
		if h := holder(holders, l.Seat, at); h != nil {
			v.Player, v.Name = h.Player, h.Name
		}
		out.Lines = append(out.Lines, v)
	}
	if much := len(out.Lines) - maxChat; much > 0 {
		out.Left, out.Lines = much, out.Lines[much:]
	}
	out.Left += untold(said, end, out.From)
	return out
}

// untold is how many lines may be around the complaint, too, of which the shard told nothing: it tells the newest.
func untold(said *api.MatchSaid, end, from time.Time) int {
	if len(said.Lines) > 0 && !end.Add(-ticks(said.Tick-said.Lines[0].Tick, said.Rate)).After(from) {
		return 0
	}
	return said.Left
}

// ticks is how long so many take.
func ticks(n int64, rate int) time.Duration {
	return time.Duration(n) * time.Second / time.Duration(max(rate, 1))
}

// holder is who had a seat at a moment: the last one who had it by then, or else the first one.
func holder(all []store.Holder, seat int, at time.Time) (who *store.Holder) {
	for i := range all {
		if v := &all[i]; v.Seat == seat && (who == nil || !v.Since.After(at)) {
			who = v
		}
	}
	return who
}
