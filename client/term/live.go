package term

import (
	"context"
	"fmt"
	"sync"

	"muster/client"
	"muster/game"
)

// Live shows a running match through a client, a player's or a spectator's.
type Live struct {
	c      *client.Client
	notice string // shown until the first view comes

	mu     sync.Mutex
	update client.Update
	waits  client.Waiting // for its players, before the first tick
	newest *game.View     // taken by Advance
	seen   *game.View
	behind bool // the server was restored from a backup: this is not what came before
}

// Watch follows c until ctx ends or the match is over. notice says why nothing may come for a while.
func Watch(ctx context.Context, c *client.Client, notice string) *Live {
	l := &Live{c: c, notice: notice}
	go l.follow(ctx)
	return l
}

func (l *Live) follow(ctx context.Context) {
	for {
		u, err := l.c.Next(ctx)
		if err != nil {
			return
		}
		l.mu.Lock()
		l.update = u
		if u.Waiting != nil {
			l.waits = *u.Waiting
		}
		if u.Restored {
			l.newest, l.seen, l.behind = nil, nil, true
		}
		if u.View != nil {
			l.newest, l.seen = u.View, u.View
		}
		l.mu.Unlock()
		if u.Link == client.Closed {
			return
		}
	}
}

// Advance returns the newest view.
func (l *Live) Advance() *game.View {
	l.mu.Lock()
	defer l.mu.Unlock()
	v := l.newest
	l.newest = nil
	return v
}

// Status describes the link, and the end.
func (l *Live) Status() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.seen != nil && l.seen.Result.Reason != game.NotOver:
		return Ending(l.c.Setup(), l.seen.Result)
	case l.update.Link == client.Closed:
		return fmt.Sprintf("The connection has ended: %v", l.update.Err)
	case l.update.Link == client.Reconnecting && l.update.Stopped:
		return "The server has stopped the match; it waits for its operator..."
	case l.update.Link == client.Reconnecting:
		return "Connection lost; looking for the match..."
	case l.waits.Of > 0 && (l.seen == nil || l.seen.Tick == 0):
		return fmt.Sprintf("waiting for players: %d of %d are here, the battle begins in %d s at most",
			l.waits.Here, l.waits.Of, l.waits.Seconds)
	case l.seen == nil:
		return l.notice
	}
	s, restored := l.c.Stats(), ""
	if l.behind {
		restored = "   The server was restored from a backup: the match goes on from an earlier moment."
	}
	return fmt.Sprintf("live   round trip %d ms   %d views%s", s.RTT.Milliseconds(), s.Views, restored)
}

// Key knows no keys.
func (l *Live) Key(string) bool { return false }

// Help names no keys.
func (l *Live) Help() string { return "" }

// Over reports whether the match has ended or the link is closed for good.
func (l *Live) Over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.newest == nil && (l.update.Link == client.Closed || l.seen != nil && l.seen.Result.Reason != game.NotOver)
}
