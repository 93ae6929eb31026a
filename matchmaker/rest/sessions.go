package rest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

type (
	sessionOutput struct{ Body api.Session }
	logInInput    struct{ Body api.LogIn }
	refreshInput  struct{ Body api.RefreshRequest }
	logOutInput   struct {
		Everywhere bool `query:"everywhere" doc:"end every session of the account"`
	}
)

// begin signs somebody in: a new session with its first two tokens.
func (h *accounts) begin(ctx context.Context, a store.Account) (*sessionOutput, error) {
	now, id, secret := wallclock.Now(), store.NewID("s"), rand.Text()
	if err := h.store.AddSession(ctx, id, a.Player, digest(secret), now, now.Add(sessionLife)); err != nil {
		return nil, h.trouble(ctx, "sign in", err)
	}
	h.greeted(ctx, a)
	return h.session(ctx, a, id, secret, now)
}

func (h *accounts) session(
	ctx context.Context, a store.Account, id, refresh string, now time.Time,
) (*sessionOutput, error) {
	secret(ctx)
	token, expires, err := h.access.sign(a.Player, id, now)
	if err != nil {
		return nil, h.trouble(ctx, "sign token", err)
	}
	return &sessionOutput{api.Session{
		Player: a.Player, Name: a.Name, Role: a.Role, Guest: a.Guest, Token: token,
		Expires: expires.Truncate(time.Second), Refresh: id + "." + refresh,
	}}, nil
}

// greeted remembers where an account with a password signs in from.
func (h *accounts) greeted(ctx context.Context, a store.Account) {
	if !a.Guest {
		h.tries.hasEntered(attemptOf(ctx, a.Name))
	}
}

// digest is what is kept of a secret that is long and random, such as a refresh token of 128 bits: no salt is needed.
func digest(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// logIn signs in with a password. Whether the name or the password is wrong is not told, nor by how long it takes.
func (h *accounts) logIn(ctx context.Context, in *logInInput) (*sessionOutput, error) {
	name := strings.TrimSpace(in.Body.Name) // cleaned where it is looked up
	known, err := h.tries.try(attemptOf(ctx, name))
	if err != nil {
		return nil, err
	}
	a, err := h.store.AccountByName(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return nil, h.trouble(ctx, "log in", err)
	}
	ok, err := h.hasher.check(ctx, known, in.Body.Password, a.Hash)
	switch {
	case err != nil:
		return nil, h.trouble(ctx, "log in", err)
	case !ok:
		return nil, huma.Error401Unauthorized("name or password is wrong")
	}
	if c, err := h.store.Caller(ctx, a.Player, "", wallclock.Now()); err == nil && !c.Banned.IsZero() {
		return nil, h.banned(ctx, c)
	}
	return h.begin(ctx, a)
}

// refresh gets the next session for a refresh token.
func (h *accounts) refresh(ctx context.Context, in *refreshInput) (*sessionOutput, error) {
	id, secret, _ := strings.Cut(in.Body.Refresh, ".")
	now, next := wallclock.Now(), rand.Text()
	player, err := h.store.Rotate(ctx, id, digest(secret), digest(next), now, now.Add(sessionLife))
	switch {
	case errors.Is(err, store.ErrNone):
		return nil, huma.Error401Unauthorized("this session has ended; sign in again")
	case errors.Is(err, store.ErrConflict):
		h.log.Warn("refresh token used twice; session ended", "session", id)
		return nil, huma.Error401Unauthorized("this refresh token was used before: somebody has a copy of " +
			"it. Sign in again")
	case err != nil:
		return nil, h.trouble(ctx, "refresh session", err)
	}
	a, err := h.store.Account(ctx, player)
	if err != nil {
		return nil, h.trouble(ctx, "refresh session", err)
	}
	h.greeted(ctx, a)
	return h.session(ctx, a, id, next, now)
}

// logOut ends the caller's session, or all of them.
func (h *accounts) logOut(ctx context.Context, in *logOutInput) (*struct{}, error) {
	who := whose(ctx)
	err := h.store.EndSession(ctx, who.Session)
	if err == nil && in.Everywhere {
		err = h.store.EndSessions(ctx, who.Player, "")
	}
	if err != nil {
		return nil, h.trouble(ctx, "log out", err)
	}
	return nil, nil
}
