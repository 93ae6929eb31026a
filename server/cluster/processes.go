package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"muster/server/cluster/plan"
	"muster/server/spawn"
)

// running is a node's process.
type running struct {
	*spawn.Process
	node Node
}

// perform does what the supervisor says.
func (c *shell) perform(ctx context.Context, d Do) {
	r := c.running[d.Node]
	switch d.What {
	case Start:
		if err := c.start(ctx, d); err != nil {
			go c.send(Seen{What: Ended, Node: d.Node, Why: err.Error()})
		}
	case Kill:
		c.signal(r, func(p *spawn.Process) error { p.Kill(); return nil })
	case Freeze:
		c.tried(d.Node, c.limits.Stop(d.Node))
	case Thaw:
		c.tried(d.Node, c.limits.Continue(d.Node))
	case Fill, Empty:
		c.tried(d.Node, c.limits.Fill(d.Node, d.What == Fill))
	case Sync:
		c.tried(d.Node, c.limits.Sync(d.Node, d.Sync))
	case End:
		c.signal(r, (*spawn.Process).Terminate)
		if r != nil && r.node.Kind == plan.Journal { // tied, it leaves a signal to the shards that need it
			r.LetGo()
		}
		if c.sup.ending.begun && r != nil && r.node.Kind == plan.Shards { // nobody is left to hand matches to
			time.AfterFunc(signalAgain, func() { c.signal(r, (*spawn.Process).Terminate) })
		}
	case Limit:
		c.limit(d)
	case Link:
		c.link(d.Links)
	case Move:
		go c.move(context.WithoutCancel(ctx), d)
	case Answer:
		c.control.answer(d.Ask, d.Why)
	case Verify:
		go c.verify(ctx, d.Crowds, c.answers(c.crowdsOr(d.Crowds)), c.auditArgs())
	}
}

// signal sends a signal to a node's process; one that has ended hears nothing.
func (c *shell) signal(r *running, send func(*spawn.Process) error) {
	if r == nil {
		return
	}
	if err := send(r.Process); err != nil {
		c.cfg.Log.Debug("a node did not get a signal", "node", r.node.Name, "error", err)
	}
}

// start starts a node's process, and has the supervisor hear when it takes work and when it has ended.
func (c *shell) start(ctx context.Context, d Do) error {
	at := c.layout
	if d.Like != (plan.Load{}) {
		at.plan.Load.Scenario, at.plan.Load.Level = d.Like.Scenario, d.Like.Level
	}
	n := at.node(d.Node, d.Bots)
	if c.site.err != nil {
		return c.site.err
	}
	cmd := exec.Command(c.programs[n.Program], n.Args...)
	if err := c.prepare(&n, cmd); err != nil {
		return err
	}
	log, err := os.OpenFile(c.logFile(n.Name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	begins, err := log.Seek(0, 2)
	if err != nil {
		return err
	}
	if n.Kind == plan.Bots {
		if err := c.crowdStarts(n.Name, begins); err != nil {
			return err
		}
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(cmd.Env, environment(os.Environ())...)
	if n.Program == "muster" {
		cmd.Args = append(cmd.Args, "--tied")
		if d.Ahead != 0 {
			cmd.Args = append(cmd.Args, "--clock-offset="+d.Ahead.String())
		}
	}
	spawn.DieWithParent(cmd)
	if err := c.limits.Wrap(n.Name, c.limited[n.Name], cmd); err != nil {
		return err
	}
	p, err := spawn.Start(cmd)
	if err != nil {
		return err
	}
	c.limits.Watch(n.Name, p.OS())
	c.running[n.Name] = &running{p, n}
	c.mu.Lock()
	c.pids[n.Name] = p.Pid()
	c.mu.Unlock()
	is, ctx := c.probe(&n, begins), context.WithoutCancel(ctx)
	go func() {
		if await(ctx, p, is) {
			c.send(Seen{What: Ready, Node: n.Name})
		}
		<-p.Done()
		when := c.now() // before anybody reads its log
		c.send(Seen{What: Ended, Node: n.Name, At: when, Why: c.lastWords(n.Name, begins, p.Err())})
	}()
	return nil
}

// environment is ours without what would lead a node to another cluster.
func environment(ours []string) []string {
	return slices.DeleteFunc(slices.Clone(ours), func(v string) bool {
		return strings.HasPrefix(v, "MUSTER_") || strings.HasPrefix(v, "CONSUL_")
	})
}

// lastWords is how a process ended: what it said last, if it was in trouble.
func (c *shell) lastWords(node string, begins int64, err error) string {
	if err == nil {
		return "has ended"
	}
	why := strings.TrimPrefix(err.Error(), "signal: ")
	if why == "killed" || why == "terminated" {
		return why
	}
	if said := reason(string(tail(c.logFile(node), begins))); said != "" {
		return fmt.Sprintf("%s: %s", why, said)
	}
	return why
}

// reason is the line of a log that says why its program ended: the last, or where it panicked the one before the
// stacks.
func reason(log string) (said string) {
	for line := range strings.Lines(log) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return inShort(line)
		}
		if line != "" {
			said = line
		}
	}
	return inShort(said)
}

// inShort is what a line of a log says, in so many bytes at most. etcd writes JSON, with the stack behind it.
func inShort(line string) string {
	var entry struct{ Msg, Error string }
	if json.Unmarshal([]byte(line), &entry) == nil && entry.Msg != "" {
		line = strings.TrimSuffix(entry.Msg+": "+entry.Error, ": ")
	}
	if len(line) > maxWords {
		line = strings.ToValidUTF8(line[:maxWords], "") + " ..."
	}
	return line
}

// tail is the end of a file, from a place on.
func tail(file string, from int64) []byte { return between(file, from, -1) }

// between is the end of what a file has between two places; to is -1 for its end.
func between(file string, from, to int64) []byte {
	f, err := os.Open(filepath.Clean(file))
	if err != nil {
		return nil
	}
	defer f.Close()
	size, err := f.Seek(0, 2)
	if to >= 0 {
		size = min(size, to)
	}
	if err != nil || size <= from {
		return nil
	}
	from = max(from, size-maxTail)
	b := make([]byte, size-from)
	n, _ := f.ReadAt(b, from) // what it says meanwhile is read next time
	return b[:n]
}
