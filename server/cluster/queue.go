package cluster

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/server/cluster/plan"
	"muster/shard/registry"
	"muster/shard/sources"
)

// queueClient asks the queue as its operator, at whichever matchmaker is there.
type queueClient struct {
	mu  sync.Mutex
	api *api.Client // nil until it has logged in

	through *http.Client // to any matchmaker; of the goroutine that logs in and opens matches alone
}

// account is the operator's, kept beside the database.
type account struct{ Name, Password string }

// operator is the queue's API for the operator, once there is one.
func (q *queueClient) operator() (*api.Client, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.api == nil {
		return nil, errors.New("no matchmaker has been ready yet")
	}
	return q.api, nil
}

// openQueue logs the operator in: with the code that the first matchmaker prints on an empty database, or with the
// password that an earlier run has kept. It tries until it is in.
func (c *shell) openQueue(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.logIn(ctx)
		if err == nil {
			return
		}
		c.cfg.Log.Debug("the operator cannot log in yet", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
}

func (c *shell) logIn(ctx context.Context) error {
	url := "http://" + c.doors[0]
	file := filepath.Join(c.dir, "operator.json")
	b, err := keep(file, func() []byte {
		b, _ := json.Marshal(account{Operator, rand.Text()}) // two strings
		return b
	})
	if err != nil {
		return err
	}
	var who account
	if err := json.Unmarshal(b, &who); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	through, err := c.throughAny(ctx)
	if err != nil {
		return err
	}
	first := api.NewClient(url, nil)
	s, err := first.LogIn(ctx, who.Name, who.Password)
	if err != nil {
		s, err = first.Register(ctx, who.Name, who.Password)
	}
	if err != nil {
		return err
	}
	if code := c.code(); code != "" {
		if err := first.In(s, nil).ProveOperator(ctx, code); err != nil {
			return err
		}
	}
	c.queue.mu.Lock()
	defer c.queue.mu.Unlock()
	c.queue.api = api.NewClient(registry.AnyMatchmaker, through).In(s, nil)
	return nil
}

// code is what the first matchmaker has printed for whoever is to be its operator; empty if there is one already.
func (c *shell) code() string {
	b, err := os.ReadFile(c.logFile(plan.Matchmakers.Node(1)))
	if err != nil {
		return ""
	}
	_, code, found := lastCut(string(b), `"code":"`)
	if !found {
		return ""
	}
	code, _, _ = strings.Cut(code, `"`)
	return code
}

// lastCut cuts at the last place where sep is.
func lastCut(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// throughAny is a way to whichever matchmaker the directory knows: one until ctx ends, since it watches the directory.
func (c *shell) throughAny(ctx context.Context) (*http.Client, error) {
	if c.queue.through != nil {
		return c.queue.through, nil
	}
	address, err := sources.WithSecret(c.meet.registry, c.site.File(secretFile)) // once the directory has made it
	if err != nil {
		return nil, err
	}
	r, leave, err := sources.OpenRegistry(c.meet.consul, address, nil, c.cfg.Log)
	if err != nil {
		return nil, err
	}
	through, err := registry.NewFailoverClient(ctx, r, 4)
	if err != nil {
		return nil, errors.Join(err, leave())
	}
	context.AfterFunc(ctx, func() { _ = leave() })
	c.queue.through = through
	return through, nil
}

// where is at which shard each match is that runs.
func (q *queueClient) where(ctx context.Context) (map[string]string, error) {
	o, err := q.operator()
	if err != nil {
		return nil, err
	}
	all, err := o.Matches(ctx)
	if err != nil {
		return nil, err
	}
	where := map[string]string{}
	for i := range all {
		if all[i].Ended.IsZero() {
			where[all[i].ID] = all[i].Shard
		}
	}
	return where, nil
}

// loads is how much each shard has to do.
func (q *queueClient) loads(ctx context.Context) (all []Load, err error) {
	o, err := q.operator()
	if err != nil {
		return nil, err
	}
	nodes, err := o.Nodes(ctx)
	if err != nil {
		return nil, err
	}
	for i := range nodes {
		if n := &nodes[i]; n.Capacity > 0 {
			all = append(all, Load{
				Shard: n.ID, Players: n.Players, CPU: float64(n.Busy) / 100 * float64(runtime.NumCPU()),
			})
		}
	}
	return all, nil
}

// move has a match go on at another shard.
func (c *shell) move(ctx context.Context, d Do) {
	ctx, cancel := context.WithTimeout(ctx, moveWithin)
	defer cancel()
	o, err := c.queue.operator()
	if err == nil {
		_, err = o.Move(ctx, d.Match, api.MoveRequest{Shard: d.Node})
	}
	x := Seen{What: Moved, Match: d.Match, Node: d.Node}
	if err != nil {
		x.Why = err.Error()
	}
	c.send(x)
}

// lookAround has the supervisor hear what shards have to do and where matches are, while it wants to know.
func (c *shell) lookAround(ctx context.Context) {
	if !c.sup.Places() && !c.sup.Counts() && !c.sup.Misses() || c.looking || time.Since(c.looked) < lookEvery {
		return
	}
	c.looking, c.looked = true, time.Now()
	go func() {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		x := Seen{What: Counted}
		var err error
		if x.Where, err = c.queue.where(ctx); err == nil {
			x.Loads, err = c.queue.loads(ctx)
		}
		if err != nil {
			c.cfg.Log.Debug("the queue does not tell where matches are", "error", err)
		}
		c.send(x)
	}()
}
