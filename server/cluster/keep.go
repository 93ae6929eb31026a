package cluster

import (
	"fmt"
	"runtime"
	"time"

	"muster/server/cluster/plan"
	"muster/server/cluster/report"
	"muster/server/history"
)

// openKeeper begins the file of the run.
func (c *shell) openKeeper() (err error) {
	if c.cfg.Keep == "" {
		return nil
	}
	c.keeper, err = report.Create(c.cfg.Keep, report.Head{
		File: c.cfg.Plan.File, Plan: c.cfg.Plan.Source, Began: c.began, Release: c.cfg.Release,
		Machine: fmt.Sprintf("%d cores, %s/%s; %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, c.limitsSay()),
	})
	return err
}

// recordNew measures and writes what is new in the timeline. Before all was up nobody knows the times that count from
// there: then it waits.
func (c *shell) recordNew() {
	var fresh []plan.Entry
	fresh, c.kept = c.sup.Since(c.kept)
	c.meter.update(fresh)
	c.followed.meter.update(fresh)
	if c.keeper == nil {
		return
	}
	for _, e := range fresh {
		if err := c.keeper.Entry(e); err != nil {
			c.cfg.Log.Error("the run cannot be kept", "error", err)
			break
		}
	}
}

// finish writes what the run came to.
func (c *shell) finish(r *Result) error {
	if c.keeper == nil {
		return nil
	}
	return c.keeper.Finish(r.Verdict, c.now()-c.sup.upAt, c.series())
}

// maxPoints of each series are kept with a run: as many as a graph has columns.
const maxPoints = 600

// series is what the nodes used, for the graphs.
func (c *shell) series() []report.Series {
	all, err := report.Gather(c.history, c.began.Add(c.sup.upAt), c.began, time.Now(), maxPoints)
	if err != nil {
		c.cfg.Log.Warn("some of what nodes used is not kept with the run", "error", err)
	}
	return all
}

// sample notes what each node uses now and has told of itself, and what we use.
func (c *shell) sample(now time.Time) {
	if now.Sub(c.sampled) < sampleEvery/2 {
		return
	}
	cpu := ownCPU()
	all := []history.Sample{{
		Node: "supervisor", Name: "cpu_cores", Value: (cpu - c.cpu).Seconds() / now.Sub(c.sampled).Seconds(),
	}}
	if c.sampled.IsZero() {
		all = nil
	}
	c.sampled, c.cpu = now, cpu
	for _, n := range c.sup.nodes {
		if !n.runs() {
			continue
		}
		cores, memory := c.uses(n.name)
		all = append(all, history.Sample{Node: n.name, Name: "cpu_cores", Value: cores},
			history.Sample{Node: n.name, Name: "memory_bytes", Value: float64(memory)})
	}
	all = append(all, c.told.drain()...)
	if err := c.history.Add(now, all); err != nil {
		c.cfg.Log.Debug("a sample is lost", "error", err)
	}
}

// overhead is how many cores supervisor, proxies and history took on average since all was up; ok is false if it never
// was, or the system does not tell.
func (c *shell) overhead() (cores float64, ok bool) {
	cpu, lasted := ownCPU(), time.Since(c.upSince).Seconds()
	if c.upSince.IsZero() || cpu == 0 || lasted <= 0 {
		return 0, false
	}
	return (cpu - c.upCPU).Seconds() / lasted, true
}
