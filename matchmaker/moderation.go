package matchmaker

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
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

// punish mutes, kicks or bans a player, in live matches at once.
func (m *Matchmaker) punish(ctx context.Context, in *sanctionInput) (*sanctionOutput, error) {
	a, err := m.player(ctx, in.Body.Player)
	if err != nil {
		return nil, err
	}
	by := whose(ctx)
	if rank(a.Role) >= rank(by.Role) {
		return nil, huma.Error403Forbidden("a " + string(by.Role) + " may not do that to a " + string(a.Role))
	}
	now := time.Now()
	v := api.Sanction{ID: newID("x"), Player: a.Player, Kind: in.Body.Kind, Reason: in.Body.Reason, By: by.Player, Created: now}
	if in.Body.Seconds > 0 && v.Kind != api.Kick {
		v.Expires = now.Add(time.Duration(in.Body.Seconds) * time.Second)
	}
	match, err := m.sanctioned(ctx, &in.Body)
	if err != nil {
		return nil, err
	}
	if err := m.store.Punish(ctx, v, match); err != nil {
		return nil, m.trouble(ctx, "keep sanction", err)
	}
	return &sanctionOutput{v}, m.enforce(ctx, v)
}

// sanctioned is the match that a kick is from: where the player has a seat, or watches, if it is named. Other sanctions are
// from none.
func (m *Matchmaker) sanctioned(ctx context.Context, r *api.SanctionRequest) (match string, err error) {
	if r.Kind != api.Kick {
		return "", nil
	}
	match, _, err = m.store.Seated(ctx, r.Player)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return "", m.trouble(ctx, "find seat", err)
	}
	if r.Match == "" || r.Match == match {
		if match == "" {
			return "", huma.Error409Conflict("the player is in no match; to remove a spectator, name the match")
		}
		return match, nil
	}
	watches, err := m.store.Watches(ctx, r.Match, r.Player)
	switch {
	case err != nil:
		return "", m.trouble(ctx, "find spectator", err)
	case !watches && match == "":
		return "", huma.Error409Conflict("the player is in no match")
	case !watches:
		return "", huma.Error409Conflict("the player is in another match: " + match)
	}
	return r.Match, nil
}

// enforce has the shards of all matches that a player is in, plays or watches, do what a sanction says, now. One that is away
// or in trouble hears of it from the matchmaker that leads, again and again until it does.
func (m *Matchmaker) enforce(ctx context.Context, v api.Sanction) error {
	homes, err := m.store.HomesOf(ctx, v.Player)
	if err != nil {
		return m.trouble(ctx, "find matches", err)
	}
	for _, h := range homes {
		err := m.tellShard(ctx, h.Match, func(c speaker) error {
			if v.Kind != api.Mute {
				return m.expel(ctx, c, h.Match)
			}
			until := v.Expires
			if until.IsZero() {
				until = store.Forever
			}
			return c.MutePlayer(ctx, v.Player, until)
		})
		if err != nil {
			m.log.Warn("a shard did not enforce a sanction yet; it is told again", "match", h.Match, "kind", v.Kind, "err", err)
		}
	}
	m.look()
	m.bells.ringAll()
	return nil
}

// expel tells a shard who may not be in a match, and whose seats were taken away.
func (m *Matchmaker) expel(ctx context.Context, c speaker, match string) error {
	if err := m.bar(ctx, c, match); err != nil {
		return err
	}
	sittings, err := m.store.Untold(ctx, match, time.Now())
	if err != nil {
		return err
	}
	return tellSeats(ctx, c, match, slices.DeleteFunc(sittings, func(v store.Sitting) bool { return !v.Left }))
}

// bar tells a shard who may not be in a match.
func (m *Matchmaker) bar(ctx context.Context, c speaker, match string) error {
	access, err := m.store.Access(ctx, match, time.Now())
	if err != nil {
		return err
	}
	return c.SetAccess(ctx, match, api.Access(access))
}

// tellShard calls the shard of a match.
func (m *Matchmaker) tellShard(ctx context.Context, match string, call func(c speaker) error) error {
	r, err := m.store.Match(ctx, match)
	if err != nil {
		return err
	}
	s, found, err := m.shard(ctx, r.Shard)
	if err != nil {
		return err
	}
	if !found {
		return errAway(r.Shard)
	}
	return call(m.client(s))
}

func rank(r api.Role) int {
	switch r {
	case api.RoleOperator:
		return 2
	case api.RoleModerator:
		return 1
	}
	return 0
}

func (m *Matchmaker) listSanctions(ctx context.Context, q *sanctionsQuery) (*sanctionsOutput, error) {
	all, err := m.store.Sanctions(ctx, q.Player)
	if err != nil {
		return nil, m.trouble(ctx, "list sanctions", err)
	}
	return &sanctionsOutput{all}, nil
}

// lift ends a sanction before its time.
func (m *Matchmaker) lift(ctx context.Context, q *idQuery) (*struct{}, error) {
	v, from, err := m.store.Lift(ctx, q.ID, whose(ctx).Player, time.Now())
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error404NotFound("there is no such sanction")
	case errors.Is(err, store.ErrConflict):
		return nil, nil // lifted before
	case err != nil:
		return nil, m.trouble(ctx, "lift sanction", err)
	}
	match, _, err := m.store.Seated(ctx, v.Player)
	switch {
	case v.Kind == api.Kick:
		match, err = from, m.tellShard(ctx, from, func(c speaker) error { return m.bar(ctx, c, from) })
	case v.Kind == api.Mute && err == nil:
		err = m.tellShard(ctx, match, func(c speaker) error { return c.MutePlayer(ctx, v.Player, time.Now()) })
	default:
		err = nil // the next round tells those who must know
	}
	if err != nil {
		m.log.Info("a shard was not told that a sanction was lifted", "match", match, "kind", v.Kind, "err", err)
	}
	m.look()
	return nil, nil
}

// giveRole changes what an account may do.
func (m *Matchmaker) giveRole(ctx context.Context, in *roleInput) (*struct{}, error) {
	if _, err := m.player(ctx, in.ID); err != nil {
		return nil, err
	}
	err := m.store.SetRole(ctx, in.ID, in.Body.Role)
	if err == nil {
		err = m.store.WriteAudit(ctx, api.Audit{
			At: time.Now(), By: whose(ctx).Player, What: "give role", Whom: in.ID, Detail: string(in.Body.Role),
		})
	}
	if err != nil {
		return nil, m.trouble(ctx, "give role", err)
	}
	return nil, nil
}

func (m *Matchmaker) audit(ctx context.Context, _ *struct{}) (*auditOutput, error) {
	all, err := m.store.Audit(ctx)
	if err != nil {
		return nil, m.trouble(ctx, "read audit log", err)
	}
	return &auditOutput{all}, nil
}
