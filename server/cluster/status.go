package cluster

import (
	"fmt"
	"time"

	"muster/server/cluster/plan"
)

// Status is how a cluster does.
type Status struct {
	Cluster
	Up       bool          `json:"up"`
	At       time.Duration `json:"at"` // since it is up
	Nodes    []NodeStatus  `json:"nodes"`
	Lasting  []string      `json:"lasting,omitempty"` // faults that go on
	Limits   string        `json:"limits"`            // how they are held
	Timeline []plan.Entry  `json:"timeline"`          // the newest
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

var states = map[state]string{
	waiting: "waits", starting: "starting", ready: "ready", dead: "dead", gone: "gone", leaving: "leaving",
	left: "left",
}

func (c *shell) status() Status {
	newest, _ := c.sup.Since(c.shown - maxShown)
	s := Status{
		Cluster: c.found(c.control.url()), Up: c.sup.up, At: c.now() - c.sup.upAt, Timeline: newest,
		Lasting: c.sup.Lasting(), Limits: c.limitsSay(),
	}
	for _, n := range c.sup.nodes {
		at := NodeStatus{Name: n.name, State: states[n.state], Log: c.logFile(n.name)}
		if n.still {
			at.State += ", stands still"
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

// Lasting lists the faults that go on.
func (s *Supervisor) Lasting() (all []string) {
	for _, l := range s.lasting {
		what := string(l.Kind) + " " + selected(l.Nodes)
		if l.Kind == plan.Net || l.Kind == plan.Cut {
			what += ": " + suffers(l.Event)
		}
		if l.Kind == plan.SlowSync {
			what += fmt.Sprintf(": %v longer", l.Delay)
		}
		if l.until < forever {
			what += ", until " + (l.until - s.upAt).Round(time.Millisecond).String()
		}
		all = append(all, what)
	}
	return all
}
