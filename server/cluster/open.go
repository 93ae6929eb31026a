package cluster

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"muster/server/cluster/plan"
	"muster/server/history"
	"muster/shard/journal"
)

// open makes everything ready for the first step.
func (c *shell) open(ctx context.Context) error {
	if err := doable(c.cfg.Plan); err != nil {
		return err
	}
	if err := c.choose(); err != nil {
		return err
	}
	if err := c.openDir(); err != nil {
		return err
	}
	p, first, err := openPorts()
	if err != nil {
		return err
	}
	c.site = newLocal(c.dir, p)
	c.layout.plan, c.layout.on, c.layout.seen = c.cfg.Plan, c.site, true
	if err := c.site.secrets(); err != nil {
		return err
	}
	if err := c.openTrouble(); err != nil {
		return err
	}
	for n := range c.cfg.Plan.Nodes.Matchmakers {
		c.doors = append(c.doors, c.site.Reach(plan.Matchmakers.Node(n+1), queue))
	}
	c.findDirectory()
	if c.history, err = history.Open(filepath.Join(c.dir, "history.db")); err != nil {
		return err
	}
	if err := c.openKeeper(); err != nil {
		return err
	}
	if err := c.openDatabase(ctx); err != nil {
		return err
	}
	c.sup = New(c.cfg.Plan, c.began, c.layout.by.Postgres)
	return c.listen(ctx, first)
}

// doable finds what of a plan nobody here can do.
func doable(p plan.Plan) error {
	for _, e := range p.Schedule() {
		err := canDo(e.Kind)
		if e.Kind == plan.Skew {
			err = clocks(p, e.Nodes)
		}
		if err != nil {
			return fmt.Errorf("%s: at %v: %w: leave it out", cmp.Or(p.File, "plan"), e.At, err)
		}
	}
	return nil
}

// clocks finds a node that is to have a wrong clock and cannot.
func clocks(p plan.Plan, of []plan.Selector) error {
	without := []string{string(plan.Database)}
	for i := range p.Nodes.Journal {
		without = append(without, fmt.Sprintf("journal-%d", i+1))
	}
	for _, node := range without {
		if slices.ContainsFunc(of, func(sel plan.Selector) bool { return sel.Has(node) }) {
			return noClock(node)
		}
	}
	return nil
}

// findDirectory notes where the directory is, for what asks it beside the loop.
func (c *shell) findDirectory() {
	if c.layout.by.Consul {
		c.meet.consul = c.site.Reach(string(plan.Directory), consulAPI)
		return
	}
	c.meet.registry = c.layout.registry()
}

// openDir makes the directory of everything: a new one that goes with the cluster, or the operator's, which nobody else
// may use at the same time.
func (c *shell) openDir() (err error) {
	if c.cfg.Data == "" {
		if err := removeAbandoned(); err != nil {
			c.cfg.Log.Warn("what clusters left that ended by force could not be removed", "error", err)
		}
		c.temporary = true
		c.dir, err = os.MkdirTemp("", temporaryName+"*")
	} else if c.dir, err = filepath.Abs(c.cfg.Data); err == nil {
		if other, alive := foundIn(c.dir); alive {
			return fmt.Errorf("--data %s: the cluster of process %d runs there", c.dir, other.Pid)
		}
		if err = os.MkdirAll(c.dir, 0o700); err == nil {
			err = c.lockDir()
		}
	}
	if err != nil {
		return err
	}
	return os.MkdirAll(LogDir(c.dir), 0o700)
}

// lockDir keeps out another cluster that starts at the same moment: neither is announced yet.
func (c *shell) lockDir() (err error) {
	if c.lock, err = journal.Lock(filepath.Join(c.dir, "cluster.lock")); err != nil {
		return fmt.Errorf("--data %s: %w", c.dir, err)
	}
	return nil
}

// choose finds the programs, and what the plan leaves to the machine.
func (c *shell) choose() (err error) {
	c.programs = map[string]string{"muster": c.cfg.Program}
	if c.layout.by, err = Choose(c.cfg.Plan); err != nil {
		return err
	}
	if c.layout.by.Consul {
		c.programs["consul"], err = exec.LookPath("consul")
	}
	if c.layout.by.Postgres && err == nil {
		c.programs["postgres"], err = findPostgres()
	}
	return err
}

// Choose decides what a plan leaves to the machine: Consul where there is one, and a file as the database, which
// matchmakers of one machine can share.
func Choose(p plan.Plan) (by Choices, err error) {
	_, none := exec.LookPath("consul")
	switch p.Nodes.Directory {
	case "served":
	case "consul":
		if none != nil {
			return by, errors.New("directory: consul: there is no program consul in PATH; " +
				"install it, or say served or auto")
		}
		by.Consul = true
	default:
		by.Consul = none == nil
	}
	if by.Postgres = p.Nodes.Database == "postgres"; by.Postgres {
		if _, err := findPostgres(); err != nil {
			return by, fmt.Errorf("database: postgres: %w; or say sqlite or auto", err)
		}
	}
	return by, nil
}

// close ends what is left and removes what nobody needs any more.
func (c *shell) close() (err error) {
	for _, r := range c.running {
		r.Kill() // has ended, unless something went wrong
		<-r.Done()
	}
	if c.control != nil {
		err = c.control.Close()
	}
	if c.keeper != nil {
		err = errors.Join(err, c.keeper.Close())
	}
	if c.history != nil {
		err = errors.Join(err, c.history.Close())
	}
	err = errors.Join(err, c.closeTrouble())
	if c.site != nil {
		err = errors.Join(err, c.site.ports.Close())
	}
	if c.temporary && c.dir != "" {
		err = errors.Join(err, os.RemoveAll(c.dir))
	}
	if c.lock != nil {
		err = errors.Join(err, c.lock.Close())
	}
	return err
}

// listen opens the control listener, and tells where it is.
func (c *shell) listen(ctx context.Context, on net.Listener) (err error) {
	if c.control, err = openControl(on, c); err != nil {
		return err
	}
	return announce(c.found(c.control.url()))
}

// openDatabase makes the database that a server is to serve, if it is missing: that takes seconds, which the loop has
// not.
func (c *shell) openDatabase(ctx context.Context) error {
	if !c.layout.by.Postgres {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, initdbWithin)
	defer cancel()
	password, err := c.databasePassword()
	if err != nil {
		return err
	}
	return makeDatabase(ctx, c.programs["postgres"], c.site.Data(string(plan.Database)), password)
}

// databasePassword is the one of the database that is there, or a new one, and is written down for matchmakers.
func (c *shell) databasePassword() (string, error) {
	file := c.site.File("database.password")
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		b = []byte(rand.Text())
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		return "", err
	}
	url := fmt.Sprintf("postgres://muster:%s@%s/postgres?sslmode=disable\n",
		b, c.site.Reach(string(plan.Database), postgres))
	return string(b), os.WriteFile(c.site.File(databaseURL), []byte(url), 0o600)
}

// prepare does what a program needs before it is started.
func (c *shell) prepare(n *Node, cmd *exec.Cmd) error {
	if n.Kind == plan.Database {
		return runAsPostgres(cmd)
	}
	return os.MkdirAll(n.Data, 0o700)
}
