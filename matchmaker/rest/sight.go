package rest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	sightRightInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.SightRight
	}
	sightInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.SightRequest
	}
	sightOutput struct{ Body api.Sight }
	seenOutput  struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
)

// letRead has what all sides of a match know be shown to the caller, and the audit log say so first. While it runs that
// is kept from whoever plays in it, or may not watch it: what a team knows is for its own players as long as they play.
func (c *core) letRead(ctx context.Context, match string, until time.Time, entry api.Audit) (err error) {
	entry.At, entry.By = wallclock.Now(), whose(ctx).Player
	if entry.By == api.MachineOperator { // who is no account, and plays nowhere
		err = c.store.WriteAudit(ctx, entry)
	} else {
		err = c.store.LetRead(ctx, match, entry.By, until, entry)
	}
	return c.mayRead(ctx, err)
}

// mayRead is what the store says of who reads, as the API does.
func (c *core) mayRead(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, store.ErrConflict):
		return huma.Error403Forbidden("you or your party play in this match, or did: somebody else has to look, " +
			"or you when it is over")
	case errors.Is(err, store.ErrBarred):
		return huma.Error403Forbidden("you were removed from this match: somebody else has to look, " +
			"or you when it is over")
	case err != nil:
		return c.trouble(ctx, "note who reads", err)
	}
	return nil
}

// giveSight says whether an operator's account may look at matches without delay.
func (h *moderation) giveSight(ctx context.Context, in *sightRightInput) (*struct{}, error) {
	a, err := h.player(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	what := "take sight"
	if in.Body.May {
		what = "give sight"
		if a.Role != api.RoleOperator {
			return nil, huma.Error409Conflict("only an operator may look at matches without delay: " +
				"give the account that role first")
		}
	}
	entry := api.Audit{At: wallclock.Now(), By: whose(ctx).Player, What: what, Whom: in.ID}
	if err := h.store.SetSight(ctx, in.ID, in.Body.May, entry); err != nil {
		return nil, h.trouble(ctx, "say who may look without delay", err)
	}
	return nil, nil
}

// openSight begins the caller's look at a match without delay.
func (h *matches) openSight(ctx context.Context, in *sightInput) (*sightOutput, error) {
	if err := mayLook(whose(ctx)); err != nil {
		return nil, err
	}
	r, err := h.known(ctx, in.ID)
	switch {
	case err != nil:
		return nil, err
	case !r.Runs():
		return nil, huma.Error410Gone("the match is over: its replay has all of it")
	}
	until := wallclock.Now().Add(sightFor).UTC().Truncate(time.Microsecond)
	err = h.letRead(ctx, r.ID, until, api.Audit{
		What: "look without delay", Detail: "match " + r.ID + ": " + in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &sightOutput{api.Sight{Match: r.ID, Until: until}}, nil
}

// sight is what happens in a match now, for who has begun to look and still may.
func (h *matches) sight(ctx context.Context, q *matchQuery) (*seenOutput, error) {
	who := whose(ctx)
	if err := mayLook(who); err != nil {
		return nil, err
	}
	r, err := h.known(ctx, q.ID)
	switch {
	case err != nil:
		return nil, err
	case !r.Runs():
		return nil, huma.Error410Gone("the match is over: its replay has all of it")
	}
	until, err := h.store.Sees(ctx, r.ID, who.Player, wallclock.Now())
	switch err := h.mayRead(ctx, err); {
	case err != nil:
		return nil, err
	case until.IsZero():
		return nil, huma.Error403Forbidden("begin to look without delay first, with a reason " +
			"(POST /v1/matches/" + r.ID + "/sight): it lasts " + sightFor.String())
	}
	at, found, err := h.shards.Find(ctx, r.Shard)
	switch {
	case err != nil:
		return nil, h.trouble(ctx, "find shard", err)
	case !found:
		return nil, later(shards.AwayError(r.Shard).Error())
	}
	b, err := h.shards.Client(at).Sight(ctx, r.ID)
	if err != nil {
		h.log.Info("cannot look at a match", "match", r.ID, "shard", r.Shard, "err", err)
		return nil, later("the shard shows nothing of the match now")
	}
	return &seenOutput{replayType, b}, nil
}

// mayLook refuses those without the right. The machine's operator has no account that could be kept out of the match.
func mayLook(who store.Caller) error {
	switch {
	case who.Player == api.MachineOperator:
		return huma.Error403Forbidden("to look without delay takes an account, which gets no seat in the match then: " +
			"give one the right (muster sight PLAYER on), and log in with it")
	case !who.Sight:
		return huma.Error403Forbidden("to look at a match without delay is a right of its own, which your account " +
			"does not have: an operator gives it (muster sight PLAYER on)")
	}
	return nil
}

func sightOperations(s section, h *matches) {
	register(s, http.MethodPost, "/v1/matches/{id}/sight",
		"open-sight", "Begin to look at a match without delay", operators, h.openSight)
	seen := s.operation(http.MethodGet, "/v1/matches/{id}/sight",
		"get-sight", "See what happens in a match now", operators)
	seen.Responses = map[string]*huma.Response{"200": {
		Description: "its set-up and the view of everybody, as server/wire's ReadSight reads them",
		Content: map[string]*huma.MediaType{
			replayType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	huma.Register(s, seen, h.sight)
}
