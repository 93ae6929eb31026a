package cluster

import (
	"errors"

	"muster/server/cluster/limit"
	"muster/server/cluster/link"
	"muster/server/cluster/plan"
)

// openTrouble opens what holds nodes to their limits, and the net between them: others reach what a node listens at
// through its proxies, so that links can be hurt while they are used.
func (c *shell) openTrouble() (err error) {
	c.limits, err = limit.Open(limit.Config{Exec: []string{c.cfg.Program, "exec-limited"}, Log: c.cfg.Log})
	if err != nil {
		return err
	}
	c.net, err = link.Open(link.Config{
		Seed: c.cfg.Plan.Seed, Base: c.cfg.Plan.Links, Owner: link.OwnerOf(c.pidsOf), Log: c.cfg.Log,
	})
	if err != nil {
		return err
	}
	c.site.route = func(node string, p Port, at string) (string, error) {
		if p.UDP {
			return c.net.UDP(node, at)
		}
		return c.net.TCP(node, at)
	}
	return nil
}

func (c *shell) closeTrouble() error {
	var err error
	if c.net != nil {
		err = c.net.Close()
	}
	if c.limits != nil {
		err = errors.Join(err, c.limits.Close())
	}
	return err
}

// pidsOf are the processes of each node that runs.
func (c *shell) pidsOf() map[string][]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make(map[string][]int, len(c.pids))
	for node, pid := range c.pids {
		all[node] = []int{pid}
	}
	return all
}

// link has the links be as bad as the supervisor says. The plan's own trouble is what the net goes back to. What is new
// is set before what was is taken back, so that nothing is well in between.
func (c *shell) link(all []plan.Link) {
	var undo []func()
	for _, l := range all[len(c.cfg.Plan.Links):] {
		back, err := c.net.Set(l.From, l.To, l.Trouble)
		if err != nil {
			c.cfg.Log.Error("a link cannot be hurt so", "from", l.From, "to", l.To, "error", err)
			continue
		}
		undo = append(undo, back)
	}
	for _, back := range c.relink {
		back()
	}
	c.relink = undo
}

// limit holds a node to what it may use: one that runs at once, every one when it is started.
func (c *shell) limit(d Do) {
	l := limit.Limit{
		CPU: d.Limits.CPU, Memory: d.Limits.Memory, Files: d.Limits.Files, Disk: d.Limits.Disk,
		Dir: c.site.Data(d.Node),
	}
	c.limited[d.Node] = l
	if r := c.running[d.Node]; r != nil && c.alive(r) {
		c.tried(d.Node, c.limits.Change(d.Node, l))
	}
}

// tried logs what could not be done to a node that may have ended meanwhile.
func (c *shell) tried(node string, err error) {
	if err != nil {
		c.cfg.Log.Warn("this could not be done to a node", "node", node, "error", err)
	}
}

func (c *shell) alive(r *running) bool {
	select {
	case <-r.Done():
		return false
	default:
		return true
	}
}

// limitsSay says how limits are held.
func (c *shell) limitsSay() string {
	if c.limits == nil {
		return ""
	}
	return c.limits.Says()
}

// uses is how many cores and bytes of memory a node takes.
func (c *shell) uses(node string) (cpu float64, memory int64) {
	u := c.limits.Use(node)
	return u.CPU, u.RSS
}
