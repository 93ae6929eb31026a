package cluster

import (
	"time"

	"muster/server/cluster/plan"
)

// followed is what is measured of a plan that a cluster follows.
type followed struct {
	of       *course // nil for none
	counts   bool    // its times count
	meter    meter
	audits   []audit
	troubles []string
	verdict  *plan.Verdict // once it is over
	since    time.Time
	cpu      time.Duration // that we had used by then
}

// measureCourse begins to measure a plan when its times begin to count.
func (c *shell) measureCourse() {
	f, now := &c.followed, c.sup.course
	if f.of != now {
		*f = followed{of: now}
	}
	if now != nil && now.stage == following && !f.counts {
		f.meter, f.counts, f.since, f.cpu = meter{}, true, time.Now(), ownCPU()
	}
}

// judgeCourse holds the promises of a plan that is over against what was measured, as at the end of a cluster.
func (c *shell) judgeCourse() {
	f := &c.followed
	if f.of == nil || f.of.stage != over || f.verdict != nil {
		return
	}
	var bots []played
	if names := c.crowdsOr(f.of.crowds); len(names) > 0 && f.of.crowds != nil {
		var err error
		if bots, err = c.reports(names); err != nil {
			f.troubles = append(f.troubles, err.Error())
		}
	}
	m := f.meter.measured(bots, f.audits)
	if used, lasted := ownCPU()-f.cpu, time.Since(f.since).Seconds(); f.counts && used > 0 && lasted > 0 {
		m.Set(plan.Overhead, used.Seconds()/lasted)
	}
	v := f.of.plan.Promises.Judge(m)
	if f.of.why != "" {
		v = v.CutShort(f.of.why)
	}
	f.verdict = &v
}

// PlanStatus is how far a plan has come.
type PlanStatus struct {
	Name     string        `json:"name"`
	Own      bool          `json:"own,omitempty"` // the cluster was started with it, and ends with it
	Stage    string        `json:"stage"`
	At       time.Duration `json:"at"`            // by its own time
	For      time.Duration `json:"for,omitempty"` // 0: until it is ended
	Began    time.Time     `json:"began,omitzero"`
	Steps    []Step        `json:"steps"`
	Verdict  plan.Verdict  `json:"verdict"` // so far, or in the end
	Final    bool          `json:"final,omitempty"`
	Troubles []string      `json:"troubles,omitempty"` // of what was to be measured
}

// Step is something that a plan does.
type Step struct {
	At    time.Duration   `json:"at"`
	Lasts time.Duration   `json:"lasts,omitempty"`
	Kind  plan.ActionKind `json:"kind"`
	Words string          `json:"words"`
	Done  bool            `json:"done,omitempty"`
}

// planStatus is how far the plan has come that the cluster follows, or was started with; nil without one.
func (c *shell) planStatus() *PlanStatus {
	s, f := c.sup, &c.followed
	if at := s.course; at != nil {
		p := &PlanStatus{Name: at.plan.File, Stage: string(at.stage), For: at.plan.For, Troubles: f.troubles}
		if at.began > 0 {
			p.At, p.Began = s.now-at.began, s.began.Add(at.began)
		}
		p.Steps = stepsOf(at.steps, at.done)
		if p.Final = f.verdict != nil; p.Final {
			p.Verdict = *f.verdict
		} else {
			p.Verdict = at.plan.Promises.Judge(f.meter.m)
		}
		return p
	}
	steps := s.plan.Schedule()
	if s.plan.For == 0 && len(steps) == 0 && len(s.plan.Promises) == 0 {
		return nil
	}
	p := &PlanStatus{
		Name: s.plan.File, Own: true, Stage: string(gathering), For: s.plan.For,
		Steps: stepsOf(steps, len(steps)-len(s.due)), Verdict: s.plan.Promises.Judge(c.meter.m),
	}
	if s.up {
		p.Stage, p.At, p.Began = string(following), s.now-s.upAt, s.began.Add(s.upAt)
	}
	if s.ending.begun {
		p.Stage = string(dispersed)
	}
	return p
}

func stepsOf(all []plan.Event, done int) (steps []Step) {
	for i, e := range all {
		step := Step{At: e.At, Kind: e.Kind, Words: e.Action.String(), Done: i < done}
		if e.Until > e.At {
			step.Lasts = e.Until - e.At
		}
		steps = append(steps, step)
	}
	return steps
}
