package rest

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// Cluster is the way to what sees to a cluster on one machine, of which this matchmaker is a node. What it refuses is
// an api.Problem.
type Cluster interface {
	Status(ctx context.Context) (api.Cluster, error)
	// Check says why Act would refuse, and does nothing.
	Check(ctx context.Context, words []string) error
	Act(ctx context.Context, words []string) error
	// Follow begins a plan, and Quit ends it.
	Follow(ctx context.Context, r api.ClusterPlanRequest) error
	Quit(ctx context.Context) error
}

// cluster is what operators do to the cluster of this matchmaker, by its supervisor's own verbs.
type cluster struct{ *nodes }

type (
	clusterOutput      struct{ Body api.Cluster }
	clusterActionInput struct{ Body api.ClusterAction }
	clusterPlanInput   struct{ Body api.ClusterPlanRequest }
)

func (h *cluster) operations(s section) {
	register(s, http.MethodGet, "/v1/cluster", "get-cluster",
		"Show the cluster on one machine that this matchmaker is a node of, and its faults", operators, h.show)
	register(s, http.MethodPost, "/v1/cluster/actions", "act-in-cluster",
		"Hurt, heal, grow or shrink that cluster", operators, h.act)
	register(s, http.MethodPost, "/v1/cluster/plan", "follow-plan",
		"Have that cluster follow a plan: faults, players and promises", operators, h.follow)
	register(s, http.MethodDelete, "/v1/cluster/plan", "quit-plan",
		"End the plan that the cluster follows", operators, h.quit)
}

func (h *cluster) show(ctx context.Context, _ *struct{}) (*clusterOutput, error) {
	if h.cfg.Cluster == nil {
		return nil, errNoCluster()
	}
	all, err := h.cfg.Cluster.Status(ctx)
	if err != nil {
		return nil, h.undone(err)
	}
	all.Here = h.cfg.ID
	return &clusterOutput{all}, nil
}

// healing are the verbs that mend: they are written down when they are done, since they may bring back what that
// takes. All others may take it away, and are written down before.
var healing = map[string]bool{"heal": true, "continue": true}

func (h *cluster) act(ctx context.Context, in *clusterActionInput) (*struct{}, error) {
	if h.cfg.Cluster == nil {
		return nil, errNoCluster()
	}
	words := in.Body.Words
	if err := h.cfg.Cluster.Check(ctx, words); err != nil {
		return nil, h.undone(err)
	}
	if healing[words[0]] {
		return nil, h.done(ctx, "heal cluster", strings.Join(words, " "), h.cfg.Cluster.Act(ctx, words))
	}
	return nil, h.hurt(ctx, words)
}

// hurt does what may take this process or its database away. What cannot be written down in time is done all the same:
// a cluster whose database stands still can be hurt further.
func (h *cluster) hurt(ctx context.Context, words []string) error {
	what, said := "hurt cluster", strings.Join(words, " ")
	if words[0] == "scale" || words[0] == "bots" {
		what = "scale cluster"
	}
	h.notedWithin(ctx, clusterNoteWithin, api.Audit{At: wallclock.Now(), What: what, Detail: said})
	err := h.cfg.Cluster.Act(ctx, words)
	switch {
	case refused(err):
		h.noted(ctx, what, "", said+": was not done: "+detailOf(err))
	case err != nil:
		h.noted(ctx, what, "", unsure(said, err))
	}
	return h.undone(err)
}

// done writes down what was done, or may have been: what sees to the cluster goes on with what it was told when whoever
// told it waits no longer.
func (h *cluster) done(ctx context.Context, what, said string, err error) error {
	switch {
	case err == nil:
		h.noted(ctx, what, "", said)
	case !refused(err):
		h.noted(ctx, what, "", unsure(said, err))
	}
	return h.undone(err)
}

// refused reports whether the supervisor answered that it does not do it.
func refused(err error) bool {
	var p *api.Problem
	return errors.As(err, &p) && p.Status < http.StatusInternalServerError
}

// unsure is what the audit log says of what got no answer.
func unsure(said string, err error) string {
	return strings.TrimPrefix(said+": nobody knows whether it was done: "+detailOf(err), ": ")
}

func (h *cluster) follow(ctx context.Context, in *clusterPlanInput) (*struct{}, error) {
	if h.cfg.Cluster == nil {
		return nil, errNoCluster()
	}
	err := h.cfg.Cluster.Follow(ctx, in.Body) // its faults come later
	return nil, h.done(ctx, "begin plan", cmp.Or(in.Body.Lesson, in.Body.Name), err)
}

func (h *cluster) quit(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if h.cfg.Cluster == nil {
		return nil, errNoCluster()
	}
	return nil, h.done(ctx, "quit plan", "", h.cfg.Cluster.Quit(ctx))
}

// errNoCluster is what there is to say of a cluster where there is none.
func errNoCluster() error {
	return huma.Error404NotFound("this matchmaker is no node of a cluster that muster cluster started: " +
		"only such a cluster can be hurt")
}

// undone is what the supervisor answered that did not do as it was told; nil for nil.
func (h *cluster) undone(err error) error {
	switch {
	case err == nil:
		return nil
	case refused(err):
		return huma.NewError(api.StatusOf(err), detailOf(err))
	}
	h.log.Warn("the cluster's supervisor did not answer", "err", err)
	return later("what sees to the cluster does not answer: " + err.Error())
}
