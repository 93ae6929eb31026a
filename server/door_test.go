package server

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"muster/server/wire"
)

// Links that say nothing fill the door, and a player who comes then gets in all the same: who
// waited longest makes room.
func TestAFloodOfSilentLinksLocksOutNobody(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		var silent []*rope
		for range maxPendingLinks {
			client, server := newRope(8)
			h.hall <- server
			silent = append(silent, client)
			if len(silent) <= 2 {
				synctest.Wait() // these are first; in which order the others come in is chance
			}
		}
		synctest.Wait()
		require.Equal(t, maxPendingLinks, h.srv.pendingLinks.count())
		h.join(1, 0)
		require.Equal(t, wire.TooManyRequests, want[*wire.Goodbye](t, silent[0]).Reason, "who waited longest made room")
		require.Equal(t, maxPendingLinks-1, h.srv.pendingLinks.count(), "and the others wait on")
		time.Sleep(helloWithin + time.Second)
		synctest.Wait()
		require.Zero(t, h.srv.pendingLinks.count())
		require.Equal(t, wire.TimedOut, want[*wire.Goodbye](t, silent[1]).Reason)
	})
}

// Many return at once, and what each was told is held against the journal, one after the other. Whose turn does not
// come in time tries again: nothing is wrong with what it said.
func TestWhoeverWaitsToBeHeardTriesAgain(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		_, w := h.join(1, 0)
		h.zone.hears = func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
		require.Equal(t, wire.ShuttingDown, h.refused(hello("", w.Token)))
		h.zone.hears = nil
		c := h.knock(hello("", w.Token))
		h.tick()
		want[*wire.Welcome](t, c)
	})
}

func TestAFloodIsALineInTheLog(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		var b strings.Builder
		s := newThrottledLog(slog.New(slog.NewTextHandler(&b, nil)))
		for range 1000 {
			s.say(slog.LevelInfo, "joins refused", "bad_ticket")
			s.say(slog.LevelInfo, "joins refused", "timed_out")
		}
		require.Equal(t, 2, strings.Count(b.String(), "\n"), "one for each kind")
		time.Sleep(logEvery)
		s.say(slog.LevelInfo, "joins refused", "bad_ticket")
		require.Contains(t, b.String(), "since_last_line=999")
	})
}

func TestAcknowledgementsOfViewsNeverSentChangeNothing(t *testing.T) {
	s := &session{sent: 10, ahead: 3}
	require.False(t, s.ack(wire.Ack{Tick: 11, Run: 255}))
	require.Equal(t, wire.Ack{}, s.acked)
	require.True(t, s.ack(wire.Ack{Tick: 10, Run: 2}))
	require.True(t, s.ack(wire.Ack{Tick: 9}), "late, and no lie")
	require.Equal(t, wire.Ack{Tick: 10, Run: 2}, s.acked)
	require.Zero(t, s.ahead)
}

// A client that reads slowly gets fewer views, and the newest: what it cannot read does not pile up before it.
func TestASlowClientGetsFewerAndNewerViews(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.join(1, 0)
		sent := func() int { return int(h.srv.Counts().Frames.Load()) }
		for range 200 {
			h.tick()
		}
		require.InDelta(t, maxAhead+(200-maxAhead)/(heldFor+1), sent(), 2, "it acknowledges nothing")
		for s := range h.srv.matches["m1"].sessions {
			require.True(t, s.ack(wire.Ack{Tick: s.sent - 40}))
			require.GreaterOrEqual(t, s.ahead, maxAhead, "it is far behind still")
			require.True(t, s.ack(wire.Ack{Tick: s.sent}))
		}
		before := sent()
		for range 10 {
			h.tick()
		}
		require.InDelta(t, 10, sent()-before, 1, "it has caught up")
	})
}

// A shard that has just started and has met no matchmaker yet does not call good tickets bad: joins wait for the first
// key, and are told to try again when none comes.
func TestGoodTicketsWaitUntilAMatchmakerIsKnown(t *testing.T) {
	play(t, func(t *testing.T, h *house) {
		h.alone.Store(true)
		late := h.knock(hello(h.ticket(1, 0), nil))
		time.Sleep(keysWithin - time.Second)
		synctest.Wait()
		require.Empty(t, late.in)
		h.alone.Store(false)
		time.Sleep(2 * keysEvery)
		h.tick()
		token := want[*wire.Welcome](t, late).Token

		h.alone.Store(true)
		vain := h.knock(hello(h.ticket(3, 1), nil))
		time.Sleep(keysWithin + time.Second)
		synctest.Wait()
		require.Equal(t, wire.ShuttingDown, want[*wire.Goodbye](t, vain).Reason, "which is tried again")
		back := h.knock(hello("", token))
		h.tick()
		want[*wire.Welcome](t, back) // who was here before needs no matchmaker
	})
}
