package rest

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/wallclock"
)

// proof is how the machine's operator proves that an account is theirs: a code that only they were told, good for once.
type proof struct {
	mu         sync.Mutex
	name, code string // empty when nobody is to prove anything
}

// NameOperator gives the operator's role to the account with a name: the one that it was bound to when this was first
// asked for. If there was none, or it is gone, nobody gets the role by that name; then it returns a code, for the
// operator's eyes alone, which POST /v1/operator takes once from the account with that name while this process runs.
func (s *Server) NameOperator(ctx context.Context, name string) (code string, err error) {
	return s.moderation.nameOperator(ctx, name)
}

func (h *moderation) nameOperator(ctx context.Context, name string) (code string, err error) {
	player, err := h.store.NameOperator(ctx, name, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrNone):
	case err != nil:
		return "", fmt.Errorf("name the operator: %w", err)
	default:
		h.log.Info("operator account", "name", name, "player", player)
		return "", nil
	}
	h.proof.mu.Lock()
	defer h.proof.mu.Unlock()
	h.proof.name, h.proof.code = name, strings.ToLower(rand.Text())
	h.log.Warn("nobody is the operator: no account had this name when it was first named, or it is gone. "+
		"Whoever registers the name gets no role",
		"name", name)
	return h.proof.code, nil
}

type proofInput struct{ Body api.OperatorRequest }

// proveOperator takes the code.
func (h *moderation) proveOperator(ctx context.Context, in *proofInput) (*struct{}, error) {
	h.proof.mu.Lock()
	defer h.proof.mu.Unlock()
	if h.proof.code == "" || subtle.ConstantTimeCompare([]byte(in.Body.Code), []byte(h.proof.code)) != 1 {
		return nil, huma.Error403Forbidden("this is not the code that this matchmaker printed at its " +
			"start, or it was used")
	}
	err := h.store.ProveOperator(ctx, h.proof.name, whose(ctx).Player, wallclock.Now())
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error403Forbidden("the code is for the account with the name " + h.proof.name)
	case err != nil:
		return nil, h.trouble(ctx, "name the operator", err)
	}
	h.proof.code = ""
	return nil, nil
}
