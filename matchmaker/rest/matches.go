package rest

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
	"muster/wallclock"
)

type matchQuery struct {
	ID string `path:"id" maxLength:"64"`
}

type matchOutput struct{ Body api.Match }

type matchesOutput struct{ Body []api.Match }

type assignmentOutput struct{ Body api.Assignment }

// matches are those that run, and the replays of those that ran.
type matches struct {
	*core
	sending chan struct{} // a place for each replay on its way
}

func (h *matches) listMatches(ctx context.Context, _ *struct{}) (*matchesOutput, error) {
	all, err := h.listed(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list matches", err)
	}
	return &matchesOutput{all}, nil
}

// Matches lists those that run, the oldest first, as anyone may see them; never nil.
func (s *Server) Matches(ctx context.Context) ([]api.Match, error) { return s.matches.listed(ctx) }

// listed is the matches that run as anyone may see them; never nil.
func (h *matches) listed(ctx context.Context) ([]api.Match, error) {
	records, err := h.store.Running(ctx, maxListed)
	if err != nil {
		return nil, err
	}
	shards, err := h.shards.All(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[string]registry.Shard{}
	for _, s := range shards {
		byID[s.ID] = s
	}
	all := []api.Match{}
	for _, r := range records {
		all = append(all, h.public(&r, byID[r.Shard]))
	}
	return all, nil
}

// public is a match as anyone may see it; s is its shard, empty while that is away.
func (h *matches) public(r *store.Match, s registry.Shard) api.Match {
	v := api.Match{
		ID: r.ID, Mode: r.Mode, Scenario: r.Scenario, Region: r.Region, Shard: r.Shard, Addr: s.Addr,
		CertHash: s.CertHash, Seats: len(r.Teams), Taken: r.Taken,
		Open: r.Runs() && r.Joinable && r.Taken < len(r.Teams), Begun: r.Begun, Ended: r.Ended, Winner: r.Winner,
		Reason: r.Reason,
	}
	if r.Status == store.MatchEnded {
		v.Replay = h.replay(r.ID)
	}
	return v
}

func (h *matches) getMatch(ctx context.Context, q *matchQuery) (*matchOutput, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	var s registry.Shard
	if r.Runs() {
		if s, _, err = h.shards.Find(ctx, r.Shard); err != nil {
			return nil, h.trouble(ctx, "find shard", err)
		}
	}
	v := h.public(&r, s)
	v.Why, err = h.withNames(ctx, r.Why)
	return &matchOutput{v}, err
}

// withNames fills in what the players are called now: names are kept with the accounts alone, where they can be erased.
func (h *matches) withNames(ctx context.Context, w *api.Why) (*api.Why, error) {
	if w == nil {
		return nil, nil
	}
	var players []string
	for _, s := range w.Players {
		if s.Player != "" {
			players = append(players, s.Player)
		}
	}
	names, err := h.store.Names(ctx, players)
	if err != nil {
		return nil, h.trouble(ctx, "read names", err)
	}
	for i := range w.Players {
		w.Players[i].Name = names[w.Players[i].Player]
	}
	return w, nil
}

// where tells a player with a seat where the match lives now, with a fresh join ticket.
func (h *matches) where(ctx context.Context, q *matchQuery) (*assignmentOutput, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	seat, stint, err := h.store.SeatOf(ctx, r.ID, whose(ctx).Player)
	if err != nil {
		return nil, h.trouble(ctx, "find seat", err)
	}
	if r.Runs() && seat < 0 {
		return nil, huma.Error403Forbidden("you have no seat in this match")
	}
	a, err := h.assignment(ctx, r.Place(), seat, stint)
	return &assignmentOutput{a}, err
}

// watch lets anyone with an account watch a match, unless the account or its party knows what one side knows. The
// machine's operator has none, and watches as nobody: the console, which asks for each of its visitors before.
func (h *matches) watch(ctx context.Context, q *matchQuery) (*assignmentOutput, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if who := whose(ctx); r.Runs() && who.Player != api.MachineOperator {
		err = h.store.LetWatch(ctx, r.ID, who.Player)
	}
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error403Forbidden("you or your party have a seat in this match: " +
			"you can watch it when it is over")
	case errors.Is(err, store.ErrBarred):
		return nil, huma.Error403Forbidden("you were removed from this match")
	case err != nil:
		return nil, h.trouble(ctx, "watch match", err)
	}
	a, err := h.assignment(ctx, r.Place(), -1, 0)
	return &assignmentOutput{a}, err
}

// embed lets anybody watch a match in a frame of somebody's page. What is asked for by nobody in particular is bounded
// by address, here as every request is, and where the match runs.
func (h *matches) embed(ctx context.Context, q *matchQuery) (*assignmentOutput, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	a, err := h.ticketed(ctx, r.Place(), api.JoinClaims{Seat: -1, Embedded: true})
	return &assignmentOutput{a}, err
}

// leaveMatch gives up the caller's seat.
func (h *matches) leaveMatch(ctx context.Context, q *matchQuery) (*struct{}, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if err := h.store.Leave(ctx, r.ID, whose(ctx).Player, wallclock.Now()); err != nil {
		return nil, h.trouble(ctx, "leave match", err)
	}
	h.notify.WakeRound()
	return nil, nil
}

// assignment says where a seat of a match is (-1: a spectator's) and makes a join ticket for it, good for once.
func (h *matches) assignment(ctx context.Context, r store.Place, seat int, stint int64) (api.Assignment, error) {
	who := whose(ctx)
	if who.Player == api.MachineOperator {
		who.Player, who.Name = "", ""
	}
	return h.ticketed(ctx, r, api.JoinClaims{Seat: seat, Stint: stint, Player: who.Player, Name: who.Name})
}

// ticketed is the assignment that a ticket is for, which says who comes to which seat.
func (h *matches) ticketed(ctx context.Context, r store.Place, c api.JoinClaims) (api.Assignment, error) {
	if !r.Status.Runs() {
		return api.Assignment{}, huma.Error410Gone("the match is over")
	}
	s, found, err := h.shards.Find(ctx, r.Shard)
	if err != nil {
		return api.Assignment{}, h.trouble(ctx, "find shard", err)
	}
	if !found || r.Status == store.MatchOpening {
		return api.Assignment{}, later(shards.AwayError(r.Shard).Error())
	}
	c.Match, c.Shard, c.Expires = r.Match, s.ID, wallclock.Now().Add(joinLifetime)
	if c.Seat < 0 {
		c.Audience = allAudience
	}
	secret(ctx)
	_, _ = rand.Read(c.ID[:]) // never fails
	join, err := h.shards.SignJoin(c)
	if err != nil {
		return api.Assignment{}, h.trouble(ctx, "sign join ticket", err)
	}
	return api.Assignment{
		Match: r.Match, Scenario: r.Scenario, Seat: c.Seat, Addr: s.Addr, OtherAddrs: s.Others, CertHash: s.CertHash,
		WebHashes: s.WebHashes, Join: join,
	}, nil
}

// allAudience is the audience of spectators: everybody's units, late.
const allAudience = 255
