package rest

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

type replaysQuery struct {
	Scenario string `query:"scenario" maxLength:"64" doc:"only matches of this scenario"`
	Before   string `query:"before" maxLength:"64" doc:"continue after this match"`
	Limit    int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// listReplays lists the matches that came to an end, the newest first.
func (h *matches) listReplays(ctx context.Context, q *replaysQuery) (*matchesOutput, error) {
	records, err := h.store.Finished(ctx, q.Scenario, q.Before, q.Limit)
	if err != nil {
		return nil, h.trouble(ctx, "list replays", err)
	}
	all := []api.Match{}
	for i := range records {
		all = append(all, h.public(&records[i], registry.Shard{}))
	}
	return &matchesOutput{all}, nil
}

// getReplay sends the file of a match that has ended, from the shard that keeps it. Whoever is signed in may have it,
// as whoever is may watch: when a match is over, nothing in it is a secret any more. What teams said to themselves is
// in it too, and the journal's names of players are seats.
func (h *matches) getReplay(ctx context.Context, q *matchQuery) (*huma.StreamResponse, error) {
	r, err := h.known(ctx, q.ID)
	switch {
	case err != nil:
		return nil, err
	case r.Status == store.MatchVoid:
		return nil, huma.Error410Gone("the match did not come to an end; there is no replay of it")
	case r.Status != store.MatchEnded:
		return nil, huma.Error409Conflict("the match is not over; watch it by POST /v1/matches/" + r.ID +
			"/watch, or ask again when it has ended")
	}
	select {
	case h.sending <- struct{}{}:
	default:
		return nil, later("too many replays are on their way at once")
	}
	file, size, err := h.findReplay(ctx, &r)
	if err != nil {
		<-h.sending
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer func() { <-h.sending }()
		defer file.Close()
		_, w := humachi.Unwrap(c)
		// not every ResponseWriter has one
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(replayPatience))
		c.SetHeader("Content-Type", replayType)
		c.SetHeader("Content-Disposition", `attachment; filename="`+r.ID+`.muster"`)
		if size >= 0 {
			c.SetHeader("Content-Length", strconv.FormatInt(size, 10))
		}
		_, _ = io.Copy(c.BodyWriter(), file) // a caller who gets less than was announced knows it
	}}, nil
}

const replayType = "application/octet-stream"

// findReplay asks the shards for the file.
func (h *matches) findReplay(ctx context.Context, r *store.Match) (file io.ReadCloser, size int64, err error) {
	err = h.eachKeeper(ctx, r, func(c shards.Client) (err error) {
		file, size, err = c.Replay(ctx, r.ID)
		return err
	})
	return file, size, err
}

// eachKeeper asks the shard that ran the match last, and then the others, until one has its records: where journals are
// shared, each can read them.
func (c *core) eachKeeper(ctx context.Context, r *store.Match, ask func(shards.Client) error) error {
	all, err := c.shards.All(ctx)
	if err != nil {
		return c.trouble(ctx, "look for shards", err)
	}
	slices.SortStableFunc(all, func(a, b registry.Shard) int {
		return cmp.Compare(nearness(a, r.Shard), nearness(b, r.Shard))
	})
	home, wrong := false, error(nil)
	for _, s := range all {
		home = home || s.ID == r.Shard
		err := ask(c.shards.Client(s))
		switch {
		case err == nil:
			return nil
		case api.StatusOf(err) != http.StatusNotFound:
			wrong = errors.Join(wrong, err)
		}
	}
	switch {
	case wrong != nil:
		c.log.Info("cannot read a match's records", "match", r.ID, "err", wrong)
		return later("the shard that keeps the records is busy with them, or in trouble")
	case !home:
		return later("shard " + r.Shard + ", which keeps the records, is away")
	}
	return huma.Error404NotFound("the records of this match are kept no more")
}

// nearness puts a match's own shard first.
func nearness(s registry.Shard, home string) int {
	switch {
	case s.ID == home:
		return 0
	case s.Shared:
		return 1
	}
	return 2
}
