package cluster

import (
	"fmt"
	"strings"
	"time"

	"muster/server/cluster/plan"
)

// Status is how a cluster does.
type Status struct {
	Cluster
	Up       bool          `json:"up"`
	At       time.Duration `json:"at"` // since it is up
	Nodes    []NodeStatus  `json:"nodes"`
	Lasting  []string      `json:"lasting,omitempty"` // faults that go on, in words
	Faults   []Fault       `json:"faults,omitempty"`  // the same
	Limits   string        `json:"limits"`            // how they are held
	Plan     *PlanStatus   `json:"plan,omitempty"`    // that it follows, or did last
	Timeline []plan.Entry  `json:"timeline"`          // the newest
}

// Fault is one that goes on.
type Fault struct {
	Number int             `json:"number"` // to lift it by: heal fault=3
	Kind   plan.ActionKind `json:"kind"`
	Nodes  []string        `json:"nodes"`           // selectors
	Says   string          `json:"says,omitempty"`  // how bad it is, in words
	Until  time.Duration   `json:"until,omitempty"` // since the cluster is up; 0 for one that has no end
}

// NodeStatus is how a node does.
type NodeStatus struct {
	Name   string            `json:"name"`
	State  string            `json:"state"`
	Pid    int               `json:"pid,omitempty"`
	Ports  map[string]string `json:"ports,omitempty"` // where it listens, by what for
	Log    string            `json:"log"`
	CPU    float64           `json:"cpu"`    // cores that it takes
	Memory int64             `json:"memory"` // bytes

	Tells map[string]float64 `json:"tells,omitempty"` // players, matches, tick_p99_seconds ...
}

// standsStill is said behind the state of a node that does.
const standsStill = ", stands still"

var states = map[state]string{
	waiting: "waits", starting: "starting", ready: "ready", dead: "dead", gone: "gone", leaving: "leaving",
	left: "left",
}

// status is how the cluster does, with the newest lines of the timeline.
func (c *shell) status(lines int) Status {
	newest, _ := c.sup.Since(c.shown - lines)
	s := Status{
		Cluster: c.found(c.control.url()), Up: c.sup.up, At: c.now() - c.sup.upAt, Timeline: newest,
		Lasting: c.sup.Lasting(), Faults: c.sup.Faults(), Limits: c.limitsSay(),
		Plan: c.planStatus(),
	}
	for _, n := range c.sup.nodes {
		at := NodeStatus{Name: n.name, State: states[n.state], Log: c.logFile(n.name)}
		if n.still {
			at.State += standsStill
		}
		if r := c.running[n.name]; r != nil && n.runs() {
			at.Pid, at.Ports = r.Pid(), map[string]string{}
			for _, p := range r.node.Ports {
				at.Ports[p.Name] = c.site.Listen(n.name, p)
			}
			at.CPU, at.Memory = c.uses(n.name)
			at.Tells = c.told.by(n.name)
		}
		s.Nodes = append(s.Nodes, at)
	}
	return s
}

// Lasting lists the faults that go on, in words.
func (s *Supervisor) Lasting() (all []string) {
	for _, f := range s.Faults() {
		what := string(f.Kind) + " " + strings.Join(f.Nodes, ", ")
		if f.Says != "" {
			what += ": " + f.Says
		}
		if f.Until > 0 {
			what += ", until " + f.Until.String()
		}
		all = append(all, what)
	}
	return all
}

// Faults lists the faults that go on.
func (s *Supervisor) Faults() (all []Fault) {
	for _, l := range s.lasting {
		f := Fault{Number: l.number, Kind: l.Kind, Says: howBad(l.Event)}
		for _, sel := range l.Nodes {
			f.Nodes = append(f.Nodes, string(sel))
		}
		if l.until < forever {
			f.Until = (l.until - s.upAt).Round(time.Millisecond)
		}
		all = append(all, f)
	}
	return all
}

// howBad says the values of a fault, if it has some.
func howBad(e plan.Event) string {
	switch e.Kind {
	case plan.Net, plan.Cut:
		return suffers(e)
	case plan.SlowSync:
		return fmt.Sprintf("%v longer", e.Delay)
	case plan.Slow:
		return fmt.Sprintf("%g cores left", e.CPU)
	case plan.Skew:
		return fmt.Sprintf("off by %v", e.Offset)
	}
	return ""
}
