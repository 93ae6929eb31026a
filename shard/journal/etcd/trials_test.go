//go:build !race

package etcd_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/shard/journal"
	"muster/shard/journal/etcd"
)

// trial is what happens to the servers while shards write.
type trial struct {
	name    string
	servers int
	writers int           // on each zone
	down    time.Duration // how long a server is away, really
	quiet   bool          // nobody writes meanwhile
	hurt    func(c *cluster, s *trial, stores []journal.Store) (away time.Duration)
}

var trials = []trial{
	{"rolling restart", 3, 1, 500 * time.Millisecond, false, rolling((*server).stop)},
	{"rolling kill -9", 3, 1, 500 * time.Millisecond, false, rolling((*server).kill)},
	{"two writers, the leader killed", 3, 2, time.Second, false, leaderKilled},
	{"all killed", 3, 1, time.Second, false, all((*server).kill)},
	{"all stopped", 3, 1, time.Second, false, all((*server).stop)},
	{"one server, kill -9", 1, 1, 2 * time.Second, false, all((*server).kill)},
	{"one server, kill -9, quiet", 1, 1, 2 * time.Second, true, all((*server).kill)},
	{"one server, clean stop, quiet", 1, 1, 2 * time.Second, true, all((*server).stop)},
}

// rolling takes one server away after the other.
func rolling(away func(*server)) func(*cluster, *trial, []journal.Store) time.Duration {
	return func(c *cluster, s *trial, _ []journal.Store) time.Duration {
		for _, one := range c.servers {
			away(one)
			time.Sleep(s.down)
			one.start(c.t)
			one.wait(c.t)
		}
		return 0
	}
}

func leaderKilled(c *cluster, s *trial, stores []journal.Store) time.Duration {
	leads := c.leader(stores[0].(*etcd.Store).Client())
	leads.kill()
	time.Sleep(s.down)
	leads.start(c.t)
	leads.wait(c.t)
	return 0
}

// all takes all away at once. It returns how long all were.
func all(away func(*server)) func(*cluster, *trial, []journal.Store) time.Duration {
	return func(c *cluster, s *trial, _ []journal.Store) time.Duration {
		var gone sync.WaitGroup
		for _, one := range c.servers {
			gone.Go(func() { away(one) })
		}
		gone.Wait()
		began := time.Now()
		time.Sleep(s.down)
		for _, one := range c.servers {
			one.start(c.t)
		}
		took := time.Since(began)
		c.wait()
		return took
	}
}

// No restart of the servers loses what was acknowledged, or ends a zone: each row is a way to hurt them under load.
// `make store` does each twenty times and writes what came of it to a file.
func TestNoRestartLosesARecord(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("TRIALS"))
	n = max(n, 1)
	for i := range trials {
		t.Run(trials[i].name, func(t *testing.T) {
			if n == 1 { // nobody reads the pauses, and servers mostly wait for each other
				t.Parallel()
			}
			trials[i].run(t, n)
		})
	}
}

func (s *trial) run(t *testing.T, n int) {
	c := newCluster(t, s.servers)
	var stores []journal.Store
	for range s.writers {
		stores = append(stores, c.open())
	}
	var pauses []time.Duration
	w := write(t, zones, stores...)
	for range n {
		w.pause()
		pauses = append(pauses, s.once(c, w, stores))
	}
	acked, lost, forked := w.check(c.open())
	slices.Sort(pauses)
	s.tell(t, fmt.Sprintf("%-32s %3d times: %6d acknowledged, %d lost, %d forked; pause p50 %4.1f s, worst %4.1f s",
		s.name, n, acked, lost, forked, pauses[len(pauses)/2].Seconds(), pauses[len(pauses)-1].Seconds()))
	require.Zero(t, lost)
	require.Zero(t, forked)
	require.NotZero(t, acked)
}

// once hurts the servers, and returns how long zones stood still beyond the time that all servers were away.
func (s *trial) once(c *cluster, w *writers, stores []journal.Store) time.Duration {
	if s.quiet {
		w.rest()
		s.hurt(c, s, stores)
		began := time.Now()
		w.again()
		return time.Since(began)
	}
	away := s.hurt(c, s, stores)
	w.goOn(20)
	return max(0, w.pause()-away)
}

// tell logs a line, and writes it to the file that STORE names.
func (s *trial) tell(t *testing.T, line string) {
	t.Log(line)
	name := os.Getenv("STORE")
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	_, err = fmt.Fprintln(f, line)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}
