package rest

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	sanctionInput   struct{ Body api.SanctionRequest }
	sanctionOutput  struct{ Body api.Sanction }
	sanctionsOutput struct{ Body []api.Sanction }
	sanctionsQuery  struct {
		Player string `query:"player" required:"true" maxLength:"64"`
	}
	idQuery struct {
		ID string `path:"id" maxLength:"64"`
	}
	roleInput struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.RoleRequest
	}
	auditOutput struct{ Body []api.Audit }
)

// moderation is complaints, sanctions and roles.
type moderation struct {
	*core
	reports *limiters[netip.Prefix] // complaints
	proof   proof                   // of the machine's operator
}

// punish mutes, kicks or bans a player, in live matches at once.
func (h *moderation) punish(ctx context.Context, in *sanctionInput) (*sanctionOutput, error) {
	a, err := h.player(ctx, in.Body.Player)
	if err != nil {
		return nil, err
	}
	by := whose(ctx)
	if a.Role.Covers(by.Role) {
		return nil, huma.Error403Forbidden("a " + string(by.Role) + " may not do that to a " + string(a.Role))
	}
	now := wallclock.Now()
	v := api.Sanction{
		ID: store.NewID("x"), Player: a.Player, Kind: in.Body.Kind, Reason: in.Body.Reason, By: by.Player, Created: now,
	}
	if in.Body.Seconds > 0 && v.Kind != api.Kick {
		v.Expires = now.Add(time.Duration(in.Body.Seconds) * time.Second)
	}
	match, err := h.sanctioned(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	if err := h.store.Punish(ctx, v, match); err != nil {
		return nil, h.trouble(ctx, "keep sanction", err)
	}
	return &sanctionOutput{v}, h.enforce(ctx, v)
}

// sanctioned is the match that a kick is from: where the player has a seat, or watches, if it is named. Other sanctions
// are from none.
func (h *moderation) sanctioned(ctx context.Context, r *api.SanctionRequest) (match string, err error) {
	if r.Kind != api.Kick {
		return "", nil
	}
	match, _, err = h.store.Seated(ctx, r.Player)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return "", h.trouble(ctx, "find seat", err)
	}
	if r.Match == "" || r.Match == match {
		if match == "" {
			return "", huma.Error409Conflict("the player is in no match; to remove a spectator, name the match")
		}
		return match, nil
	}
	watches, err := h.store.Watches(ctx, r.Match, r.Player)
	switch {
	case err != nil:
		return "", h.trouble(ctx, "find spectator", err)
	case !watches && match == "":
		return "", huma.Error409Conflict("the player is in no match")
	case !watches:
		return "", huma.Error409Conflict("the player is in another match: " + match)
	}
	return r.Match, nil
}

// enforce has the shards of all matches that a player is in, plays or watches, do what a sanction says, now. One that
// is away or in trouble hears of it from the matchmaker that leads, again and again until it does.
func (h *moderation) enforce(ctx context.Context, v api.Sanction) error {
	placements, err := h.store.PlacementsOf(ctx, v.Player)
	if err != nil {
		return h.trouble(ctx, "find matches", err)
	}
	for _, placement := range placements {
		err := h.sync(ctx, placement.Match, func(c shards.Client) error {
			if v.Kind != api.Mute {
				return h.syncRemoved(ctx, c, placement.Match)
			}
			until := v.Expires
			if until.IsZero() {
				until = store.Forever
			}
			return c.MutePlayer(ctx, v.Player, until)
		})
		if err != nil {
			h.log.Warn("a shard has not applied a sanction; asking again",
				"match", placement.Match, "player", v.Player, "kind", v.Kind, "err", err)
		}
	}
	h.notify.WakeRound()
	h.notify.NotifyAll()
	return nil
}

// syncRemoved tells a shard who may not be in a match, and whose seats were taken away.
func (h *moderation) syncRemoved(ctx context.Context, c shards.Client, match string) error {
	if err := h.syncAccess(ctx, c, match); err != nil {
		return err
	}
	assignments, err := h.store.Unsynced(ctx, match, wallclock.Now())
	if err != nil {
		return err
	}
	return shards.SyncSeats(ctx, c, match, slices.DeleteFunc(assignments, func(v store.SeatAssignment) bool {
		return !v.Left
	}))
}

// syncAccess tells a shard who may not be in a match.
func (h *moderation) syncAccess(ctx context.Context, c shards.Client, match string) error {
	access, err := h.store.Access(ctx, match, wallclock.Now())
	if err != nil {
		return err
	}
	return c.SetAccess(ctx, match, api.Access(access))
}

// sync calls the shard of a match.
func (h *moderation) sync(ctx context.Context, match string, call func(c shards.Client) error) error {
	r, err := h.store.Match(ctx, match)
	if err != nil {
		return err
	}
	s, found, err := h.shards.Find(ctx, r.Shard)
	if err != nil {
		return err
	}
	if !found {
		return shards.AwayError(r.Shard)
	}
	return call(h.shards.Client(s))
}

func (h *moderation) listSanctions(ctx context.Context, q *sanctionsQuery) (*sanctionsOutput, error) {
	all, err := h.store.Sanctions(ctx, q.Player)
	if err != nil {
		return nil, h.trouble(ctx, "list sanctions", err)
	}
	var ids []string
	for _, v := range all {
		ids = append(ids, v.By)
	}
	names, err := h.called(ctx, ids)
	for i := range all {
		all[i].ByName = names[all[i].By]
	}
	return &sanctionsOutput{all}, err
}

// lift ends a sanction before its time.
func (h *moderation) lift(ctx context.Context, q *idQuery) (*struct{}, error) {
	v, from, err := h.store.Lift(ctx, q.ID, whose(ctx).Player, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("there is no such sanction")
	case errors.Is(err, store.ErrOwnCase):
		return nil, huma.Error403Forbidden("this sanction is against you: another moderator has to lift it")
	case errors.Is(err, store.ErrConflict):
		return nil, nil // lifted before
	case err != nil:
		return nil, h.trouble(ctx, "lift sanction", err)
	}
	match, _, err := h.store.Seated(ctx, v.Player)
	switch {
	case v.Kind == api.Kick:
		match, err = from, h.sync(ctx, from, func(c shards.Client) error { return h.syncAccess(ctx, c, from) })
	case v.Kind == api.Mute && err == nil:
		err = h.sync(ctx, match, func(c shards.Client) error { return c.MutePlayer(ctx, v.Player, wallclock.Now()) })
	default:
		err = nil // the next round tells those who must know
	}
	if err != nil {
		h.log.Info("cannot tell a shard that a sanction was lifted",
			"match", match, "player", v.Player, "kind", v.Kind, "err", err)
	}
	h.notify.WakeRound()
	return nil, nil
}

// giveRole changes what an account may do.
func (h *moderation) giveRole(ctx context.Context, in *roleInput) (*struct{}, error) {
	if _, err := h.player(ctx, in.ID); err != nil {
		return nil, err
	}
	err := h.store.SetRole(ctx, in.ID, in.Body.Role)
	if err == nil {
		err = h.store.WriteAudit(ctx, api.Audit{
			At: wallclock.Now(), By: whose(ctx).Player, What: "give role", Whom: in.ID, Detail: string(in.Body.Role),
		})
	}
	if err != nil {
		return nil, h.trouble(ctx, "give role", err)
	}
	return nil, nil
}

func (h *moderation) audit(ctx context.Context, q *auditQuery) (*auditOutput, error) {
	all, err := h.store.Audit(ctx, q.Player, q.Before, q.Limit)
	if err != nil {
		return nil, h.trouble(ctx, "read audit log", err)
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.By, a.Whom)
	}
	names, err := h.called(ctx, ids)
	for i := range all {
		all[i].ByName, all[i].WhomName = names[all[i].By], names[all[i].Whom]
	}
	return &auditOutput{all}, err
}
