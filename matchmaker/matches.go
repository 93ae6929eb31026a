package matchmaker

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

type matchQuery struct {
	ID string `path:"id" maxLength:"64"`
}

type matchOutput struct{ Body api.Match }

type matchesOutput struct{ Body []api.Match }

type assignmentOutput struct{ Body api.Assignment }

func (m *Matchmaker) listMatches(ctx context.Context, _ *struct{}) (*matchesOutput, error) {
	all, err := m.listed(ctx)
	if err != nil {
		return nil, m.trouble(ctx, "list matches", err)
	}
	return &matchesOutput{all}, nil
}

// listed is the matches that run as anyone may see them; never nil.
func (m *Matchmaker) listed(ctx context.Context) ([]api.Match, error) {
	records, err := m.store.Running(ctx, maxListed)
	if err != nil {
		return nil, err
	}
	shards, err := m.cfg.Registry.Shards(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[string]registry.Shard{}
	for _, s := range shards {
		byID[s.ID] = s
	}
	all := []api.Match{}
	for _, r := range records {
		all = append(all, m.public(&r, byID[r.Shard]))
	}
	return all, nil
}

// public is a match as anyone may see it; s is its shard, empty while that is away.
func (m *Matchmaker) public(r *store.Match, s registry.Shard) api.Match {
	v := api.Match{
		ID: r.ID, Mode: r.Mode, Scenario: r.Scenario, Region: r.Region, Shard: r.Shard, Addr: s.Addr, CertHash: s.CertHash,
		Seats: len(r.Teams), Taken: r.Taken, Open: r.Runs() && r.Joinable && r.Taken < len(r.Teams),
		Begun: r.Begun, Ended: r.Ended, Winner: r.Winner, Reason: r.Reason,
	}
	if r.Status == store.MatchEnded {
		v.Replay = m.replay(r.ID)
	}
	return v
}

func (m *Matchmaker) getMatch(ctx context.Context, q *matchQuery) (*matchOutput, error) {
	r, err := m.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	var s registry.Shard
	if r.Runs() {
		if s, _, err = m.shard(ctx, r.Shard); err != nil {
			return nil, m.trouble(ctx, "find shard", err)
		}
	}
	v := m.public(&r, s)
	v.Why, err = m.withNames(ctx, r.Why)
	return &matchOutput{v}, err
}

// withNames fills in what the players are called now: names are kept with the accounts alone, where they can be erased.
func (m *Matchmaker) withNames(ctx context.Context, w *api.Why) (*api.Why, error) {
	if w == nil {
		return nil, nil
	}
	var players []string
	for _, s := range w.Players {
		if s.Player != "" {
			players = append(players, s.Player)
		}
	}
	names, err := m.store.Names(ctx, players)
	if err != nil {
		return nil, m.trouble(ctx, "read names", err)
	}
	for i := range w.Players {
		w.Players[i].Name = names[w.Players[i].Player]
	}
	return w, nil
}

// known finds a match, or says that there is none.
func (m *Matchmaker) known(ctx context.Context, id string) (store.Match, error) {
	r, err := m.store.Match(ctx, id)
	switch {
	case errors.Is(err, store.ErrNone):
		return r, huma.Error404NotFound(fmt.Sprintf("there is no match %q", id))
	case err != nil:
		return r, m.trouble(ctx, "find match", err)
	}
	return r, nil
}

// where tells a player with a seat where the match lives now, with a fresh join ticket.
func (m *Matchmaker) where(ctx context.Context, q *matchQuery) (*assignmentOutput, error) {
	r, err := m.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	seat, sitting, err := m.store.SeatOf(ctx, r.ID, whose(ctx).Player)
	if err != nil {
		return nil, m.trouble(ctx, "find seat", err)
	}
	if r.Runs() && seat < 0 {
		return nil, huma.Error403Forbidden("you have no seat in this match")
	}
	a, err := m.assignment(ctx, r.Place(), seat, sitting)
	return &assignmentOutput{a}, err
}

// watch lets anyone with an account watch a match, unless the account or its party knows what one side knows.
func (m *Matchmaker) watch(ctx context.Context, q *matchQuery) (*assignmentOutput, error) {
	r, err := m.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if r.Runs() {
		err = m.store.LetWatch(ctx, r.ID, whose(ctx).Player)
	}
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil, huma.Error403Forbidden("you or your party have a seat in this match: you can watch it when it is over")
	case errors.Is(err, store.ErrBarred):
		return nil, huma.Error403Forbidden("you were removed from this match")
	case err != nil:
		return nil, m.trouble(ctx, "watch match", err)
	}
	a, err := m.assignment(ctx, r.Place(), -1, 0)
	return &assignmentOutput{a}, err
}

// leaveMatch gives up the caller's seat.
func (m *Matchmaker) leaveMatch(ctx context.Context, q *matchQuery) (*struct{}, error) {
	r, err := m.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if err := m.store.Leave(ctx, r.ID, whose(ctx).Player, time.Now()); err != nil {
		return nil, m.trouble(ctx, "leave match", err)
	}
	m.look()
	return nil, nil
}

// assignment says where a seat of a match is (-1: a spectator's) and makes a join ticket for it, good for once.
func (m *Matchmaker) assignment(ctx context.Context, r store.Place, seat int, sitting int64) (api.Assignment, error) {
	if !r.Status.Runs() {
		return api.Assignment{}, huma.Error410Gone("the match is over")
	}
	s, found, err := m.shard(ctx, r.Shard)
	if err != nil {
		return api.Assignment{}, m.trouble(ctx, "find shard", err)
	}
	if !found || r.Status == store.MatchOpening {
		return api.Assignment{}, later(errAway(r.Shard).Error())
	}
	who := whose(ctx)
	c := api.JoinClaims{
		Match: r.Match, Shard: s.ID, Seat: seat, Sitting: sitting, Player: who.Player, Name: who.Name, Expires: time.Now().Add(joinLifetime),
	}
	if seat < 0 {
		c.Audience = allAudience
	}
	secret(ctx)
	_, _ = rand.Read(c.ID[:]) // never fails
	join, err := api.SignJoin(m.keys.private, c)
	if err != nil {
		return api.Assignment{}, m.trouble(ctx, "sign join ticket", err)
	}
	return api.Assignment{Match: r.Match, Scenario: r.Scenario, Seat: seat, Addr: s.Addr, OtherAddrs: s.Others, CertHash: s.CertHash, Join: join}, nil
}

// allAudience is the audience of spectators: everybody's units, late.
const allAudience = 255
