package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/matchmaker/matching"
	"muster/matchmaker/shards"
	"muster/shard/registry"
	"muster/wallclock"
)

type (
	nodesOutput  struct{ Body []api.Node }
	sittersQuery struct {
		Match string `query:"match" maxLength:"64" doc:"empty for all matches that run"`
	}
	sittersOutput struct{ Body []api.Sitter }
	moveInput     struct {
		ID   string `path:"id" maxLength:"64"`
		Body api.MoveRequest
	}
	moveOutput struct{ Body api.Move }
)

// nodes is what viewers see and operators do with the processes of a cluster, and with where matches live.
type nodes struct{ *core }

func (h *nodes) operations(s section) {
	register(s, http.MethodGet, "/v1/nodes", "list-nodes", "List the processes of the cluster", viewers, h.list)
	register(s, http.MethodPut, "/v1/nodes/{id}/drain",
		"drain-shard", "Have a shard take no more matches and hand over its own", operators, h.drain)
	register(s, http.MethodDelete, "/v1/nodes/{id}/drain",
		"undrain-shard", "Have a shard take matches again", operators, h.undrain)
	register(s, http.MethodGet, "/v1/sitters", "list-sitters", "List who has a seat in a match", viewers, h.sitters)
	register(s, http.MethodPost, "/v1/matches/{id}/end", "end-match", "End a match without a winner", operators, h.end)
	register(s, http.MethodPost, "/v1/matches/{id}/move",
		"move-match", "Move a match to another shard, or tell where it would go", operators, h.move)
}

func (h *nodes) list(ctx context.Context, _ *struct{}) (*nodesOutput, error) {
	all, err := h.shards.All(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list shards", err)
	}
	nodes := []api.Node{}
	for i := range all {
		nodes = append(nodes, shardNode(&all[i]))
	}
	queues, err := h.registry.Matchmakers(ctx)
	if err != nil {
		return nil, h.trouble(ctx, "list matchmakers", err)
	}
	for _, m := range queues {
		nodes = append(nodes, api.Node{
			ID: m.ID, Kind: api.NodeMatchmaker, Addr: m.URL, Leads: m.Leads, State: "ready",
		})
	}
	return &nodesOutput{nodes}, nil
}

func shardNode(s *registry.Shard) api.Node {
	n := api.Node{
		ID: s.ID, Kind: api.NodeShard, Addr: s.Addr, Region: s.Region, Version: s.Version, Rules: s.Rules,
		Matches: s.Load, Capacity: s.Capacity, Players: s.Players, TickP99: millis(s.TickP99), Busy: s.Busy,
		Shared: s.Shared, Draining: s.Draining, State: shards.Closed(s),
	}
	n.Strain, n.Strained = strainOf(shards.Place(s).Strain)
	if s.Began > 0 {
		n.Began = time.UnixMilli(s.Began).UTC()
	}
	if n.State == "" {
		n.State = "ready"
		if s.StoreFull {
			n.State = "begins no matches: the store of the journals is nearly full"
		}
	}
	return n
}

// strainOf is how strained a shard is, in percent, and by what; nothing while it is not.
func strainOf(s matching.Strain) (percent int, why string) {
	if s.Strained() {
		why = s.String()
	}
	return s.Percent(), why
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (h *nodes) drain(ctx context.Context, q *idQuery) (*struct{}, error) {
	return h.command(ctx, q.ID, "drain shard", shards.Client.Drain)
}

func (h *nodes) undrain(ctx context.Context, q *idQuery) (*struct{}, error) {
	return h.command(ctx, q.ID, "undrain shard", shards.Client.Undrain)
}

// command has a shard do something, and the audit log know who wanted it.
func (h *nodes) command(
	ctx context.Context, id, what string, do func(shards.Client, context.Context) error,
) (*struct{}, error) {
	s, err := h.shard(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := do(h.shards.Client(s), ctx); err != nil {
		return nil, h.unmoved(what, id, err)
	}
	h.noted(ctx, what, id, "")
	return nil, nil
}

// shard finds one that is there, or says that there is none.
func (h *nodes) shard(ctx context.Context, id string) (registry.Shard, error) {
	s, found, err := h.shards.Find(ctx, id)
	switch {
	case err != nil:
		return s, h.trouble(ctx, "find shard", err)
	case !found:
		return s, noShard(id)
	}
	return s, nil
}

func noShard(id string) error {
	return huma.Error404NotFound(fmt.Sprintf(
		"there is no shard %q; muster nodes (GET /v1/nodes) lists those that are there", id))
}

// noted has the queue look at what an operator did, and writes it into the audit log. It is done by then: whoever is
// told of trouble here would do it again.
func (h *nodes) noted(ctx context.Context, what, whom, detail string) {
	h.notify.WakeRound()
	h.notedWithin(ctx, noteWithin, api.Audit{At: wallclock.Now(), What: what, Whom: whom, Detail: detail})
}

// notedWithin writes what whoever calls does into the audit log.
func (h *nodes) notedWithin(ctx context.Context, within time.Duration, a api.Audit) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	a.By = whose(ctx).Player
	if err := h.store.WriteAudit(ctx, a); err != nil {
		h.log.Error("cannot write an operator's action to the audit log",
			"by", a.By, "what", a.What, "whom", a.Whom, "detail", a.Detail, "err", err)
	}
}

// unmoved is what a shard answered that did not do as it was told.
func (h *nodes) unmoved(what, shard string, err error) error {
	h.log.Warn("a shard refused what an operator asked for", "what", what, "shard", shard, "err", err)
	text := fmt.Sprintf("shard %s did not do it: %s", shard, detailOf(err))
	switch status := api.StatusOf(err); status {
	case http.StatusConflict, http.StatusGone, http.StatusPreconditionFailed, http.StatusNotFound:
		return huma.Error409Conflict(text)
	}
	return later(text)
}

// detailOf is what the shard said, without what our own client says around it.
func detailOf(err error) string {
	var p *api.Problem
	if errors.As(err, &p) {
		return p.Detail
	}
	return err.Error()
}

func (h *nodes) sitters(ctx context.Context, q *sittersQuery) (*sittersOutput, error) {
	if q.Match != "" {
		if _, err := h.known(ctx, q.Match); err != nil {
			return nil, err
		}
	}
	all, err := h.store.Sitters(ctx, q.Match, maxListed)
	if err != nil {
		return nil, h.trouble(ctx, "list players", err)
	}
	return &sittersOutput{all}, nil
}
