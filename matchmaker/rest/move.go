package rest

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/shards"
	"muster/matchmaker/store"
	"muster/shard/registry"
)

// move has the shard of a match hand it over to another. It answers when the match goes on there; whoever wants it only
// explained learns of all shards why they take it or not.
func (h *nodes) move(ctx context.Context, in *moveInput) (*moveOutput, error) {
	r, err := h.known(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if r.Status != store.MatchOpen {
		return nil, huma.Error409Conflict("only a match that runs can be moved; this one is " + string(r.Status))
	}
	from, err := h.whereItRuns(ctx, &r)
	if err != nil {
		return nil, err
	}
	m, err := h.moveFrom(ctx, &from, &in.Body, r.ID, r.Shard)
	if leftAlready(err) {
		if now, found := h.goesOnAt(ctx, r.ID, from.ID); found {
			m, err = h.moveFrom(ctx, &now, &in.Body, r.ID, r.Shard)
		}
	}
	var p *api.Problem
	if errors.As(err, &p) {
		err = h.unmoved("move match", m.From, err)
	}
	if err != nil {
		return nil, err
	}
	return &moveOutput{m}, nil
}

// end has the shard of a match end it. The shard tells of its result like of any other.
func (h *nodes) end(ctx context.Context, q *matchQuery) (*struct{}, error) {
	r, err := h.known(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if r.Status != store.MatchOpen {
		return nil, huma.Error409Conflict("only a match that runs can be ended; this one is " + string(r.Status))
	}
	at, err := h.whereItRuns(ctx, &r)
	if err != nil {
		return nil, err
	}
	if err := h.shards.Client(at).End(ctx, r.ID); err != nil {
		return nil, h.unmoved("end match", at.ID, err)
	}
	h.noted(ctx, "end match", r.ID, "at "+at.ID)
	return nil, nil
}

// whereItRuns is the shard where the database has a match, or, where that is away, the one that goes on with it.
func (h *nodes) whereItRuns(ctx context.Context, r *store.Match) (registry.Shard, error) {
	at, found, err := h.shards.Find(ctx, r.Shard)
	if err != nil {
		return at, h.trouble(ctx, "find shard", err)
	}
	if !found {
		at, found = h.goesOnAt(ctx, r.ID, r.Shard)
	}
	if !found {
		return at, huma.Error409Conflict(
			"shard " + r.Shard + ", where the match was, is away, and no other goes on with it")
	}
	return at, nil
}

// leftAlready reports whether a shard does not move a match that may not run there any more: where it is we know a
// moment later than they do.
func leftAlready(err error) bool {
	status := api.StatusOf(err)
	return status == http.StatusNotFound || status == http.StatusConflict
}

// goesOnAt is the shard that tells the newest head of a match, if that is another one, and there.
func (h *nodes) goesOnAt(ctx context.Context, match, but string) (s registry.Shard, found bool) {
	head, seen, err := h.registry.FindHead(ctx, match)
	if err == nil && seen && head.Shard != but {
		s, found, err = h.shards.Find(ctx, head.Shard)
	}
	if err != nil {
		h.log.Warn("cannot find out whether another shard runs the match", "match", match, "err", err)
	}
	return s, found && err == nil
}

// moveFrom moves a match from the shard where it runs, or explains that. It goes back to where it has just left only
// when that is named. An error that is an api.Problem is the shard's.
func (h *nodes) moveFrom(
	ctx context.Context, from *registry.Shard, o *api.MoveRequest, match, left string,
) (m api.Move, err error) {
	if m, err = h.destinations(ctx, match, from); err != nil {
		return m, err
	}
	if err := movable(&m, o.Shard, from); err != nil {
		return m, err
	}
	refused := choose(&m, o.Shard, left)
	if o.Explain {
		return m, nil
	}
	if refused != nil {
		return m, refused
	}
	if m.To, err = h.shards.Client(*from).HandOver(ctx, match, m.To); err != nil {
		return m, err
	}
	m.Moved = true
	h.moved(ctx, &m)
	return m, nil
}

// destinations are where a match may go.
func (h *nodes) destinations(ctx context.Context, match string, from *registry.Shard) (m api.Move, err error) {
	all, err := h.shards.All(ctx)
	if err != nil {
		return m, h.trouble(ctx, "list shards", err)
	}
	own := shards.Candidate(from)
	m = api.Move{Match: match, From: from.ID, Destinations: []api.Destination{}}
	m.Strain, m.Strained = strainOf(own.Strain)
	for _, d := range matching.Destinations(&own, shards.Candidates(all)) {
		m.Destinations = append(m.Destinations, api.Destination{
			Shard: d.ID, Region: d.Region, Matches: d.Load, Capacity: d.Capacity, TickP99: millis(d.Strain.TickP99),
			Busy: d.Strain.Busy, Strain: d.Strain.Percent(), Then: d.Then, Refused: d.Refused, Unfit: d.Unfit,
		})
	}
	return m, nil
}

// movable reports why a match can go nowhere, or not to the shard that is named, whatever that would say.
func movable(m *api.Move, named string, from *registry.Shard) error {
	switch {
	case !from.Shared:
		return huma.Error409Conflict("shard " + m.From +
			" keeps its journal in files of its own: only shards that share " +
			"one (--journal) can go on with each other's matches")
	case !from.HandsOver:
		return huma.Error409Conflict("shard " + m.From +
			" hands no matches over: that needs --cluster-key, and --standby one")
	case named == m.From:
		return huma.Error409Conflict("the match is at shard " + named + " already")
	case named != "" && !slices.ContainsFunc(m.Destinations, func(d api.Destination) bool { return d.Shard == named }):
		return noShard(named)
	}
	return nil
}

// choose sets where a match goes: to the shard that is named, or else the best but the one that it has left. Nowhere if
// that refuses, or all do.
func choose(m *api.Move, named, left string) (refused error) {
	for i := range m.Destinations {
		d := &m.Destinations[i]
		switch {
		case named != "" && named != d.Shard, named == "" && d.Shard == left:
		case d.Refused == "":
			m.To = d.Shard
			return nil
		case named != "":
			return huma.Error409Conflict("shard " + named + " does not take it: " + d.Refused)
		}
	}
	return huma.Error409Conflict("no other shard can take the match; muster move --explain shows why")
}

// moved writes down where a match lives now.
func (h *nodes) moved(ctx context.Context, m *api.Move) {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
	defer cancel()
	if err := h.store.Moved(within, m.Match, m.To); err != nil {
		h.log.Warn("the match has moved; the queue finds it by itself", "match", m.Match, "to", m.To, "err", err)
	}
	h.noted(ctx, "move match", m.Match, m.From+" to "+m.To)
}
