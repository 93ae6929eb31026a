package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shows waits until a shard's metrics have a line.
func (s *stage) shows(t *testing.T, id, line string) {
	var last string
	require.Eventually(t, func() bool {
		resp, err := http.Get(s.known(t, id).Admin + "/metrics")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		last = string(b)
		return err == nil && strings.Contains(last, "\n"+line+"\n")
	}, patience, 50*time.Millisecond, "%s of %s", line, id)
}

// A match goes on by itself wherever its shard stops: of one that is killed or stands still it goes on in its standby,
// and one that is told to stop hands it over before it does. Its players' links are there already. No answer is lost or
// comes true twice.
func TestAMatchGoesOnByItselfWhereItsStandbyIs(t *testing.T) {
	s, match := newStage(t), "m1"
	s.share(t)
	one, _ := s.start(t, "one", nil)
	two, log := s.start(t, "two", nil)
	s.open(t, match)
	ctx, stop := context.WithCancel(t.Context())
	var playing sync.WaitGroup
	var players []*player
	for seat := range 2 {
		p := s.join(t, match, seat)
		defer p.c.Close()
		players = append(players, p)
		playing.Go(func() { p.play(ctx) })
	}
	playOn(t, players, 5)
	s.shows(t, "two", "muster_warm_links 2")
	began := time.Now()
	require.NoError(t, one.Process.Kill())
	playOn(t, players, 1)
	t.Logf("killed: the next order was answered after %v", time.Since(began))
	playOn(t, players, 5)
	require.Contains(t, log.String(), "match taken over: its owner is silent")

	_ = one.Wait()
	one, log = s.start(t, "one", nil)
	s.shows(t, "one", "muster_warm_links 2")
	began = time.Now()
	require.NoError(t, two.Process.Signal(syscall.SIGSTOP))
	playOn(t, players, 1)
	t.Logf("stopped: the next order was answered after %v", time.Since(began))
	playOn(t, players, 5)
	require.NoError(t, two.Process.Signal(syscall.SIGCONT)) // it has lost the match, and finds out
	s.shows(t, "two", "muster_warm_links 2")
	began = time.Now()
	require.NoError(t, one.Process.Signal(syscall.SIGTERM))
	require.NoError(t, one.Wait(), "%s", log)
	t.Logf("told to stop: it was gone after %v", time.Since(began))
	require.Contains(t, log.String(), "match handed over shard=one match=m1 to=two")
	playOn(t, players, 5)
	stop()
	playing.Wait()
	s.check(t, match, players, 4)
}
