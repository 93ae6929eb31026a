package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5/middleware"

	"muster/matchmaker/modes"
	"muster/matchmaker/notifier"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// core is what all operations share.
type core struct {
	cfg      Config
	store    *store.Store
	notify   *notifier.Notifier
	shards   *shards.Directory
	registry registry.Registry
	offer    *modes.Offer
	log      *slog.Logger
	access   *access
	closing  chan struct{} // closed when nobody is to wait any more: long polls end
}

// player finds a player, or says that there is none.
func (c *core) player(ctx context.Context, id string) (store.Account, error) {
	a, err := c.store.Account(ctx, id)
	switch {
	case errors.Is(err, store.ErrNone):
		return a, huma.Error404NotFound(fmt.Sprintf("there is no player %q", id))
	case err != nil:
		return a, c.trouble(ctx, "find player", err)
	}
	return a, nil
}

// known finds a match, or says that there is none.
func (c *core) known(ctx context.Context, id string) (store.Match, error) {
	r, err := c.store.Match(ctx, id)
	switch {
	case errors.Is(err, store.ErrNone):
		return r, huma.Error404NotFound(fmt.Sprintf("there is no match %q", id))
	case err != nil:
		return r, c.trouble(ctx, "find match", err)
	}
	return r, nil
}

// replay is where a match's replay is: where the operator said, else here, relative to where this API begins: under
// which name and path players reach us, they know best.
func (c *core) replay(match string) string {
	if c.cfg.Replays == "" {
		return "v1/matches/" + url.PathEscape(match) + "/replay"
	}
	return strings.ReplaceAll(c.cfg.Replays, "{match}", match)
}

// trouble is an error of the world that a caller cannot help: it is logged with its request, and
// told without inner parts.
func (c *core) trouble(ctx context.Context, operation string, err error) error {
	if ctx.Err() != nil || errors.Is(err, store.ErrClosed) {
		return later("the queue is closing")
	}
	if errors.Is(err, errBusy) {
		return later(err.Error())
	}
	id := middleware.GetReqID(ctx)
	c.log.Error("request failed", "operation", operation, "request", id, "err", err)
	if store.Away(err) {
		return later("what this needs does not answer now")
	}
	return huma.Error500InternalServerError("something broke here; the log tells what, under request " + id)
}
