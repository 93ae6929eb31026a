// Package failover measures what players notice of trouble. It runs a whole cluster on this machine, real programs and
// a store with every write synced, has bots play in it, hurts it, and looks at what each bot is shown, and when.
package failover

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"muster/client/loadtest"
)

// Config is what Run needs.
type Config struct {
	Program    string // muster
	Lab        string // muster-lab, which lends a database and a Consul agent
	Trials     int    // of each kind
	Kinds      []Kind // none for all, each trial of one after the other
	Bots       int
	Matches    int // that each shard has room for, beside four more
	Scenario   string
	ShardFlags []string // further flags of each shard
	Keep       string   // directory for logs, data and answers; empty for one that is removed when all went well
	Progress   func(line string)
}

// Kind is a kind of trial.
type Kind string

// The kinds of trials.
const (
	Kill  Kind = "kill"  // kill -9 of a shard
	Stop  Kind = "stop"  // SIGSTOP of a shard, and CONT when its matches go on elsewhere
	Move  Kind = "move"  // a match is moved
	Roll  Kind = "roll"  // every shard is replaced, one after the other
	Store Kind = "store" // a node of the store is killed, then the one that leads
)

// Kinds are all of them.
func Kinds() []Kind { return []Kind{Kill, Stop, Move, Roll, Store} }

// Run starts the cluster, hurts it and tells what the bots were shown. Trouble of single trials is in the Report.
func Run(ctx context.Context, cfg Config) (r Report, err error) {
	dir := cfg.Keep
	if dir == "" {
		if dir, err = os.MkdirTemp("", "muster-failover-*"); err != nil {
			return r, err
		}
		defer func() {
			if err == nil && r.Err() == nil {
				os.RemoveAll(dir)
			} else {
				cfg.say("logs, data and answers are kept in %s", dir)
			}
		}()
	} else if err = os.MkdirAll(dir, 0o700); err != nil {
		return r, err
	}
	c, err := open(ctx, cfg, dir)
	if err != nil {
		return r, err
	}
	defer c.close()
	cfg.say("the cluster is up; bots come in")
	return c.measure(ctx)
}

func (cfg *Config) say(format string, args ...any) {
	if cfg.Progress != nil {
		cfg.Progress(fmt.Sprintf(format, args...))
	}
}

// measure has the bots play while the trials last, then holds what they were answered against the journal.
func (c *cluster) measure(ctx context.Context) (r Report, err error) {
	answers, err := os.Create(filepath.Join(c.dir, "answers.jsonl"))
	if err != nil {
		return r, err
	}
	defer answers.Close()
	buffered := bufio.NewWriter(answers)
	w := newWatch()
	playing, stopPlaying := context.WithCancel(ctx)
	defer stopPlaying()
	var bots sync.WaitGroup
	bots.Go(func() {
		played, bad := loadtest.Run(playing, loadtest.Config{
			Matchmaker: c.queues[0], HTTP: &http.Client{Transport: either(c.queues)}, Scenario: c.cfg.Scenario,
			Players: c.cfg.Bots, Duration: longest, Answers: buffered, Seen: w.saw,
		})
		r.Orders, r.Effective, r.Bots = played.Orders, played.OrdersEffective, played.Joined
		err = errors.Join(err, bad)
	})
	t := trials{cluster: c, watch: w, report: &r}
	bad := t.run(ctx)
	time.Sleep(quiet) // what was ordered last is answered
	stopPlaying()
	bots.Wait()
	r.reckon()
	err = errors.Join(err, bad, buffered.Flush())
	if ctx.Err() == nil { // also after a trial failed: whether answers were lost then is what matters most
		err = errors.Join(err, c.verify(ctx, answers.Name(), &r))
	}
	return r, err
}
