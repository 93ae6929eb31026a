package cluster

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"sync"
	"time"

	"muster/server/cluster/plan"
	"muster/server/history"
	"muster/server/scrape"
)

// figuresOf are what is kept of what nodes of a kind tell, for the graphs, beside what they use.
var figuresOf = map[plan.Kind][]scrape.Figure{
	plan.Shards: {
		{Name: "tick_p99_seconds", Metric: "muster_tick_seconds", Quantile: 0.99},
		{Name: "players", Metric: "muster_sessions", Label: [2]string{"who", "player"}},
		{Name: "matches", Metric: "muster_matches", Label: [2]string{"state", "running"}},
		{Name: "journal_append_p99_seconds", Metric: "muster_journal_append_seconds", Quantile: 0.99},
	},
	plan.Journal: {
		{Name: "journal_sync_p99_seconds", Metric: "etcd_disk_wal_fsync_duration_seconds", Quantile: 0.99},
	},
	plan.Matchmakers: {
		{Name: "tickets_waiting", Metric: "muster_matchmaker_tickets_waiting"},
	},
}

// told is what nodes tell of themselves. They are asked beside the loop: one that stands still does not answer.
type told struct {
	mu      sync.Mutex
	readers map[string]*scrape.Reader // by node
	asking  map[string]bool
	fresh   []history.Sample // since they were taken last
	last    map[string]map[string]float64
}

func newTold() *told {
	return &told{
		readers: map[string]*scrape.Reader{}, asking: map[string]bool{}, last: map[string]map[string]float64{},
	}
}

// by is what a node told last, by the names of figures; nothing if it did not answer.
func (t *told) by(node string) map[string]float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[node]
}

// drain returns what was told since the last call.
func (t *told) drain() []history.Sample {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := t.fresh
	t.fresh = nil
	return all
}

// begin is whoever reads a node, unless it is being asked already.
func (t *told) begin(node string, figures []scrape.Figure) *scrape.Reader {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asking[node] {
		return nil
	}
	t.asking[node] = true
	if t.readers[node] == nil {
		t.readers[node] = scrape.NewReader(figures...)
	}
	return t.readers[node]
}

func (t *told) end(node string, values map[string]float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.asking, node)
	t.last[node] = values
	for name, v := range values {
		t.fresh = append(t.fresh, history.Sample{Node: node, Name: name, Value: v})
	}
}

// scrape has each node that takes work tell of itself, and the supervisor hear which matches shards run.
func (c *shell) scrape(ctx context.Context) {
	for _, n := range c.sup.nodes {
		r := c.running[n.name]
		if n.state != ready || r == nil {
			continue
		}
		i := slices.IndexFunc(r.node.Ports, func(p Port) bool { return p.Tells })
		if i < 0 {
			continue
		}
		at := "http://" + c.site.Listen(n.name, r.node.Ports[i])
		if reader := c.told.begin(n.name, figuresOf[n.kind]); reader != nil {
			go c.askNode(ctx, n.name, n.kind, at, reader)
		}
	}
}

func (c *shell) askNode(ctx context.Context, node string, kind plan.Kind, at string, reader *scrape.Reader) {
	var values map[string]float64
	err := read(ctx, at+"/metrics", func(page io.Reader) (err error) {
		values, err = reader.Read(time.Now(), page)
		return err
	})
	c.told.end(node, values)
	if kind == plan.Shards && err == nil {
		var all []Hosted
		if all, err = c.hosted(ctx, at); err == nil {
			c.send(Seen{What: Hosts, Node: node, Hosted: all})
		}
	}
	if err != nil {
		c.cfg.Log.Debug("a node does not tell how it does", "node", node, "error", err)
	}
}

// hosted are the matches that a shard runs.
func (c *shell) hosted(ctx context.Context, at string) (all []Hosted, err error) {
	var said struct {
		Zones []struct {
			Match string
			Since time.Time
		}
	}
	err = read(ctx, at+"/zones", func(page io.Reader) error { return json.NewDecoder(page).Decode(&said) })
	for _, z := range said.Zones {
		if !z.Since.IsZero() {
			all = append(all, Hosted{z.Match, z.Since.Sub(c.began)})
		}
	}
	return all, err
}
