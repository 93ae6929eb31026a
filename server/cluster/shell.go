package cluster

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"muster/server/cluster/limit"
	"muster/server/cluster/link"
	"muster/server/cluster/plan"
	"muster/server/cluster/report"
	"muster/server/history"
)

// Config is what Run needs.
type Config struct {
	Plan     plan.Plan
	Program  string // muster
	Data     string // directory of everything; empty for one that is removed at the end
	Keep     string // file that keeps the run, for report.Read; empty for none
	Release  string // as the run says it
	Progress func(plan.Entry)
	Up       func(Cluster) // hears once that all of it is up
	Log      *slog.Logger
}

// Cluster is where a cluster is found.
type Cluster struct {
	Data    string   `json:"data"`
	Control string   `json:"control"` // URL of its control listener, with the secret
	Queues  []string `json:"queues"`  // URLs of the matchmakers: players come in there
	Pages   []string `json:"pages"`   // URLs of the operators' pages
	Pid     int      `json:"pid"`
}

// shell is what is around a Supervisor.
type shell struct {
	cfg       Config
	began     time.Time
	dir       string
	temporary bool
	lock      *os.File // of --data; nil for a temporary one
	site      *local
	layout    layout
	programs  map[string]string // by Node.Program: the file
	sup       *Supervisor
	running   map[string]*running
	seen      chan Seen
	over      chan struct{} // closed when the loop has ended
	next      []Seen        // of the loop itself
	control   *controlServer
	queue     queueClient
	doors     []string                          // where matchmakers come in
	meet      struct{ consul, registry string } // where the directory is
	looking   bool                              // somebody asks the queue how shards do
	looked    time.Time
	audits    []audit
	troubles  []string // of the verification
	limits    *limit.Limits
	limited   map[string]limit.Limit // by node
	crowds    map[string]crowdRuns   // by node of bots
	history   *history.History
	told      *told
	net       *link.Net
	relink    []func() // takes back the trouble of links that is set
	mu        sync.Mutex
	pids      map[string]int // by node, of those that run; guarded by mu
	shown     int            // entries of the timeline that Progress has heard of
	kept      int            // and that were measured, and are in the run's file
	meter     meter
	followed  followed // the plan that the cluster follows, or did last
	keeper    *report.Writer
	isUp      bool
	upSince   time.Time
	upCPU     time.Duration // that we had used by then
	sampled   time.Time     // when nodes were looked at last
	cpu       time.Duration // that we had used by then
}

// Result is what became of a cluster.
type Result struct {
	Began    time.Time     `json:"began"`
	Timeline []plan.Entry  `json:"timeline"`
	Verdict  plan.Verdict  `json:"verdict"`
	Measured plan.Measured `json:"measured"`
	Data     string        `json:"data"`     // what is left of it; empty for nothing
	Troubles []string      `json:"troubles"` // of what was to be measured
}

// Run starts a cluster and sees to it until its plan is over or ctx ends.
func Run(ctx context.Context, cfg Config) (r Result, err error) {
	c := &shell{
		cfg: cfg, began: time.Now(), running: map[string]*running{}, pids: map[string]int{}, seen: make(chan Seen, 64),
		over: make(chan struct{}), limited: map[string]limit.Limit{},
		crowds: map[string]crowdRuns{}, told: newTold(),
	}
	defer func() {
		if bad := c.close(); err == nil {
			err = bad
		}
	}()
	if err = c.open(ctx); err != nil {
		return r, err
	}
	queue, leave := context.WithCancel(ctx)
	var asking sync.WaitGroup
	defer func() {
		leave()
		asking.Wait() // before its directory goes
	}()
	asking.Go(func() {
		c.openQueue(queue)
		if want := cfg.Plan.Load.Matches; want > 0 {
			c.keepMatches(queue, want)
		}
	})
	c.loop(ctx)
	close(c.over)
	r = c.result()
	err = c.finish(&r)
	return r, err
}

func (c *shell) now() time.Duration { return time.Since(c.began) }

// send has the supervisor hear of something, unless all is over.
func (c *shell) send(x Seen) {
	select {
	case c.seen <- x:
	case <-c.over:
	}
}

// loop drives the supervisor until nothing is left to do.
func (c *shell) loop(ctx context.Context) {
	look := time.NewTicker(sampleEvery)
	defer look.Stop()
	var seen []Seen
	for asked := ctx.Done(); ; {
		for _, d := range c.sup.Step(c.now(), seen...) {
			if d.What == Finished {
				c.report()
				return
			}
			c.perform(ctx, d)
		}
		c.report()
		c.lookAround(ctx)
		wake := time.NewTimer(min(c.sup.Next()-c.now(), time.Hour))
		seen = nil
		select {
		case x := <-c.seen:
			seen = append(seen, c.note(x))
		case f := <-c.control.calls:
			f()
			seen, c.next = append(seen, c.next...), nil
		case <-asked:
			asked = nil
			seen = append(seen, Seen{What: MustEnd, Why: "told to end"})
		case <-wake.C:
		case now := <-look.C:
			c.sample(now)
			c.scrape(ctx)
		}
		wake.Stop()
	}
}

// note keeps what the shell itself has to know of what was seen.
func (c *shell) note(x Seen) Seen {
	switch x.What {
	case Counted:
		c.looking = false
	case Verified:
		c.verified(&x)
	case Ended:
		c.mu.Lock()
		delete(c.pids, x.Node)
		c.mu.Unlock()
	}
	return x
}

// report hands on what is new in the timeline, and says once that all is up.
func (c *shell) report() {
	var fresh []plan.Entry
	fresh, c.shown = c.sup.Since(c.shown)
	for _, e := range fresh {
		if c.cfg.Progress != nil {
			c.cfg.Progress(e)
		}
	}
	if c.sup.up {
		c.measureCourse()
		c.recordNew()
		c.judgeCourse()
	}
	if c.sup.up && !c.isUp {
		c.isUp, c.upSince, c.upCPU = true, time.Now(), ownCPU()
		if c.cfg.Up != nil {
			c.cfg.Up(c.found(c.control.url()))
		}
	}
}

// found is where this cluster is found, whose control listener is at a URL.
func (c *shell) found(control string) Cluster {
	f := Cluster{Data: c.dir, Control: control, Pid: os.Getpid()}
	for n := range c.cfg.Plan.Nodes.Matchmakers {
		name := plan.Matchmakers.Node(n + 1)
		f.Queues = append(f.Queues, "http://"+c.site.Reach(name, queue))
		f.Pages = append(f.Pages, "http://"+c.site.Listen(name, operators))
	}
	return f
}

// LogDir is where a cluster in a directory keeps what its nodes log.
func LogDir(dir string) string { return filepath.Join(dir, "logs") }

// logFile is where a node's words go.
func (c *shell) logFile(node string) string { return filepath.Join(LogDir(c.dir), node+".log") }
