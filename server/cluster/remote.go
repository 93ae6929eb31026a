package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"muster/docs/lessons"
	"muster/matchmaker/api"
	"muster/server/cluster/plan"
)

// Remote is a cluster as one of its nodes reaches what sees to it: by the file in the cluster's directory, which only
// the user who started it may read. It says everything in the words of the queue's API; what the cluster refuses is an
// api.Problem.
type Remote struct{ dir string }

// NewRemote is the cluster in a directory.
func NewRemote(dir string) Remote { return Remote{dir} }

// client asks the cluster that runs there now.
func (r Remote) client() (Client, error) {
	at, err := readFound(filepath.Join(r.dir, foundFile))
	if err != nil {
		return Client{}, fmt.Errorf("no cluster runs where this node was started: %w", err)
	}
	return NewClient(at), nil
}

// Act has the cluster do something, such as kill shard-2.
func (r Remote) Act(ctx context.Context, words []string) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	return toAPI(c.Act(ctx, words...))
}

// Check says why Act would refuse.
func (r Remote) Check(ctx context.Context, words []string) error {
	f, err := plan.ParseFault(words)
	if err == nil {
		err = canDo(f.Action.Kind)
	}
	if err != nil {
		return refusal(err)
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	s, err := c.lately(ctx, 0)
	if err != nil {
		return toAPI(err)
	}
	var nodes []string
	for i := range s.Nodes {
		nodes = append(nodes, s.Nodes[i].Name)
	}
	if err := f.Action.Check(nodes); err != nil {
		return refusal(err)
	}
	return nil
}

// Follow has the cluster follow a lesson, or a plan as it is written.
func (r Remote) Follow(ctx context.Context, p api.ClusterPlanRequest) error {
	name, source := cmp.Or(p.Name, "plan.yaml"), p.Plan
	if p.Lesson != "" {
		l, found := lessons.Find(p.Lesson)
		if !found {
			return refusal(fmt.Errorf("there is no lesson %q: muster cluster lessons lists them", p.Lesson))
		}
		name, source = l.File(), l.Plan
	}
	if strings.TrimSpace(source) == "" {
		return refusal(errors.New("which plan? Name a lesson, or write one"))
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	return toAPI(c.Follow(ctx, name, source))
}

// Quit ends the plan that the cluster follows.
func (r Remote) Quit(ctx context.Context) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	return toAPI(c.Quit(ctx))
}

// toAPI is an error of a client as the API has it.
func toAPI(err error) error {
	var no refused
	if errors.As(err, &no) {
		return refusal(err)
	}
	return err
}

func refusal(err error) error {
	return &api.Problem{
		Status: http.StatusUnprocessableEntity, Title: http.StatusText(http.StatusUnprocessableEntity),
		Detail: err.Error(),
	}
}

// Status tells how the cluster does.
func (r Remote) Status(ctx context.Context) (api.Cluster, error) {
	c, err := r.client()
	if err != nil {
		return api.Cluster{}, err
	}
	s, err := c.lately(ctx, remoteLines)
	if err != nil {
		return api.Cluster{}, toAPI(err)
	}
	return s.remote(time.Now()), nil
}

// remote is a status as the API has it, asked for at a moment.
func (s *Status) remote(now time.Time) api.Cluster {
	all := api.Cluster{Up: s.Up, Limits: s.Limits, Nodes: []api.ClusterNode{}, Faults: []api.ClusterFault{}}
	if s.Up {
		all.For = s.At.Milliseconds()
	}
	for i := range s.Nodes {
		all.Nodes = append(all.Nodes, s.Nodes[i].remote())
	}
	for _, f := range s.Faults {
		at := api.ClusterFault{Number: f.Number, Kind: string(f.Kind), Nodes: f.Nodes, Says: f.Says}
		if f.Until > 0 {
			at.Until = now.Add(f.Until - s.At)
		}
		all.Faults = append(all.Faults, at)
	}
	all.Timeline = entries(s.Timeline)
	if s.Plan != nil {
		all.Plan = s.Plan.remote()
	}
	return all
}

func (p *PlanStatus) remote() *api.ClusterPlan {
	all := &api.ClusterPlan{
		Name: p.Name, Own: p.Own, Stage: p.Stage, At: p.At.Milliseconds(), For: p.For.Milliseconds(), Began: p.Began,
		Steps: []api.ClusterStep{}, Promises: []api.ClusterPromise{}, Verdict: string(p.Verdict.Outcome),
		Final: p.Final, Why: p.Verdict.Why, Troubles: p.Troubles,
	}
	for _, s := range p.Steps {
		all.Steps = append(all.Steps, api.ClusterStep{
			At: s.At.Milliseconds(), Lasts: s.Lasts.Milliseconds(), Kind: string(s.Kind), Words: s.Words, Done: s.Done,
		})
	}
	for _, j := range p.Verdict.Promises {
		all.Promises = append(all.Promises, api.ClusterPromise{
			Name: string(j.Promise), Asked: j.Asked, Measured: j.Measured, Outcome: string(j.Outcome),
		})
	}
	return all
}

func (n *NodeStatus) remote() api.ClusterNode {
	state, _, still := strings.Cut(n.State, standsStill)
	return api.ClusterNode{
		ID: n.Name, Kind: string(plan.KindOf(n.Name)), State: state, Still: still, Cores: n.CPU, Memory: n.Memory,
		Matches: int(n.Tells["matches"]), Players: int(n.Tells["players"]),
	}
}

// entries are lines of a timeline as the API has them.
func entries(of []plan.Entry) []api.ClusterEntry {
	all := []api.ClusterEntry{}
	for i := range of {
		e := &of[i]
		all = append(all, api.ClusterEntry{
			At: e.Wall, Seen: e.Seen, Who: e.Who, Node: e.Node, Kind: e.Kind, What: e.What, Took: e.Took.Milliseconds(),
		})
	}
	return all
}
