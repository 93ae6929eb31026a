package failover

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"muster/lab/bench"
	"muster/matchmaker/api"
	"muster/shard/registry"
)

const (
	shards      = 3
	stores      = 3 // nodes of the shared store
	matchmakers = 2
)

// cluster is a whole Muster on this machine: a Consul agent, a PostgreSQL, and programs of ours, each a process with
// ports of its own that it has again when it is started again.
type cluster struct {
	cfg Config
	dir string

	consul, database *process // of muster-lab, which lends both
	stores           []*process
	matchmakers      []*process
	shards           []*shardProcess

	journal string   // URL of the store
	queues  []string // URLs of the matchmakers
	key     string   // file of the cluster's key

	operator *api.Client // who moves matches
}

// shardProcess is a shard, and where it tells how it does.
type shardProcess struct {
	*process
	id, health, admin string // host:port
}

// open starts everything and waits until it is there.
func open(ctx context.Context, cfg Config, dir string) (c *cluster, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startWithin, errors.New("it took too long"))
	defer cancel()
	c = &cluster{cfg: cfg, dir: dir, key: filepath.Join(dir, "cluster.key")}
	defer func() {
		if err != nil {
			c.close()
		}
	}()
	if err := os.WriteFile(c.key, registry.NewKey(), 0o600); err != nil {
		return nil, err
	}
	for _, start := range []func(context.Context) error{
		c.borrow, c.startStores, c.startMatchmakers, c.startShards, c.logIn,
	} {
		if err := start(ctx); err != nil {
			return nil, fmt.Errorf("start the cluster: %w", err)
		}
	}
	return c, nil
}

// close ends everything, the shards first.
func (c *cluster) close() {
	for _, s := range c.shards {
		_ = s.signal(goOn) // one that stands still hears of nothing
		_ = s.kill()
	}
	var all []*process
	all = append(append(all, c.matchmakers...), c.stores...)
	var gone sync.WaitGroup
	for _, p := range append(all, c.database, c.consul) {
		if p != nil {
			gone.Go(p.end)
		}
	}
	gone.Wait()
}

func (c *cluster) process(name, program string, args ...string) *process {
	return &process{name: name, program: program, args: args, dir: c.dir}
}

// borrow has muster-lab run what is not ours.
func (c *cluster) borrow(ctx context.Context) error {
	c.consul = c.process("consul", c.cfg.Lab, "lend", "consul")
	c.database = c.process("postgres", c.cfg.Lab, "lend", "postgres")
	for _, p := range []*process{c.consul, c.database} {
		if err := p.start(); err != nil {
			return err
		}
	}
	return nil
}

// lent is the address of what muster-lab runs.
func lent(ctx context.Context, p *process) (string, error) {
	line, err := p.says(ctx, "lent: ")
	return strings.TrimPrefix(line, "lent: "), err
}

func (c *cluster) startStores(ctx context.Context) error {
	at, err := bench.FreeAddrs(3 * stores)
	if err != nil {
		return err
	}
	var peers []string
	for n := range stores {
		peers = append(peers, fmt.Sprintf("n%d=%s", n+1, at[3*n+1]))
	}
	for n := range stores {
		name := fmt.Sprintf("n%d", n+1)
		p := c.process("store-"+name, c.cfg.Program, "store", "--name", name, "--data", filepath.Join(c.dir, name),
			"--listen", at[3*n], "--peer-listen", at[3*n+1], "--http", at[3*n+2], "--peers", strings.Join(peers, ","))
		c.stores = append(c.stores, p)
		if err := p.start(); err != nil {
			return err
		}
	}
	c.journal = "etcd://" + strings.Join([]string{at[0], at[3], at[6]}, ",")
	return c.await(ctx, c.stores, "shards come in at")
}

func (c *cluster) startMatchmakers(ctx context.Context) error {
	consul, err := lent(ctx, c.consul)
	if err != nil {
		return err
	}
	db, err := lent(ctx, c.database)
	if err != nil {
		return err
	}
	at, err := bench.FreeAddrs(2 * matchmakers)
	if err != nil {
		return err
	}
	for n := range matchmakers {
		id := fmt.Sprintf("queue-%d", n+1)
		p := c.process(id, c.cfg.Program, "matchmaker",
			"--id", id, "--consul", consul, "--cluster-key", c.key, "--db", db,
			"--scenario", c.cfg.Scenario, "--http", at[2*n], "--admin", at[2*n+1], "--data", filepath.Join(c.dir, id),
			"--operator", operatorName)
		c.matchmakers, c.queues = append(c.matchmakers, p), append(c.queues, "http://"+at[2*n])
		if err := p.start(); err != nil {
			return err
		}
	}
	return c.await(ctx, c.matchmakers, "matchmaker queue-")
}

// operatorName is the account of whoever moves matches.
const operatorName = "Operator"

// logIn makes an operator, by the code that the first matchmaker prints.
func (c *cluster) logIn(ctx context.Context) error {
	line, err := c.matchmakers[0].says(ctx, `"code":"`)
	if err != nil {
		return err
	}
	_, code, _ := strings.Cut(line, `"code":"`)
	code, _, _ = strings.Cut(code, `"`)
	q := api.NewClient(c.queues[0], nil)
	s, err := q.Register(ctx, operatorName, rand.Text())
	if err != nil {
		return err
	}
	c.operator = q.In(s, nil)
	return c.operator.ProveOperator(ctx, code)
}

func shardID(n int) string { return fmt.Sprintf("shard-%d", n+1) }

// dataOf is the directory of a shard's data.
func (c *cluster) dataOf(n int) string { return filepath.Join(c.dir, shardID(n)) }

func (c *cluster) startShards(ctx context.Context) error {
	consul, err := lent(ctx, c.consul)
	if err != nil {
		return err
	}
	at, err := bench.FreeAddrs(4 * shards)
	if err != nil {
		return err
	}
	for n := range shards {
		s := &shardProcess{id: shardID(n), health: at[4*n+1], admin: at[4*n+2]}
		args := []string{
			"shard", "--id", s.id, "--consul", consul, "--cluster-key", c.key, "--journal", c.journal,
			"--udp", at[4*n], "--http", s.health, "--admin", s.admin, "--control", at[4*n+3],
			"--data", c.dataOf(n), "--matches", fmt.Sprint(c.cfg.Matches + 4),
		}
		s.process = c.process(s.id, c.cfg.Program, append(args, c.cfg.ShardFlags...)...)
		c.shards = append(c.shards, s)
		if err := s.start(); err != nil {
			return err
		}
	}
	return c.ready(ctx)
}

// await waits until each has said something.
func (c *cluster) await(ctx context.Context, all []*process, what string) error {
	for _, p := range all {
		if _, err := p.says(ctx, what); err != nil {
			return err
		}
	}
	return nil
}

// ready waits until all shards call themselves ready.
func (c *cluster) ready(ctx context.Context) error {
	for _, s := range c.shards {
		for !answers(ctx, "http://"+s.health+"/readyz", nil) {
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s does not become ready: %w", s.id, context.Cause(ctx))
			case <-s.done:
				return fmt.Errorf("%s has ended; see %s", s.id, s.log())
			case <-time.After(lookEvery):
			}
		}
	}
	return nil
}

// matches are those that the shard runs; none if it does not answer.
func (s *shardProcess) matches(ctx context.Context) (all []string) {
	var page struct {
		Zones []struct {
			Match string `json:"match"`
		} `json:"zones"`
	}
	answers(ctx, "http://"+s.admin+"/zones", &page)
	for _, z := range page.Zones {
		all = append(all, z.Match)
	}
	return all
}

// answers asks for a page, and reports whether it is there. What it holds goes to into, unless that is nil.
func answers(ctx context.Context, url string, into any) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusOK && (into == nil || json.NewDecoder(resp.Body).Decode(into) == nil)
}
