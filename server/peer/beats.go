package peer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/shard/heartbeat"
)

// Beats are lines of text. The first, "peer TOKEN", shows who beats, by the cluster's secret. "beat BEGAN" says that
// the process that began then, in milliseconds since 1970, lives; "bye" that it leaves in good order, and shows nothing
// any more. A stream that ends without that is one whose process has ended, unless another can be had at once.
const (
	peerLine = "peer "
	beatLine = "beat "
	byeLine  = "bye"
)

// serveBeats writes beats for as long as the reader wants them. A peer has one stream: a new one ends the one before.
func (p *Peers) serveBeats(w http.ResponseWriter, r *http.Request, from string) {
	mine := p.onlyStream(from)
	defer p.streamEnded(from, mine)
	line := beatLine + strconv.FormatInt(p.cfg.Self.Began, 10) + "\n"
	out, tick := http.NewResponseController(w), time.NewTicker(heartbeat.Every)
	defer tick.Stop()
	write := func(line string) bool {
		_ = out.SetWriteDeadline(time.Now().Add(writeWithin)) // not every ResponseWriter has one
		_, err := w.Write([]byte(line))
		return err == nil && out.Flush() == nil
	}
	token, err := p.trust.token(from)()
	if err != nil || !write(peerLine+token+"\n") {
		return
	}
	for write(line) {
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		case <-mine:
			return
		case <-p.left:
			write(byeLine + "\n")
			return
		}
	}
}

// onlyStream is closed when the same peer asks for another stream.
func (p *Peers) onlyStream(from string) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if before := p.streams[from]; before != nil {
		close(before)
	}
	mine := make(chan struct{})
	p.streams[from] = mine
	return mine
}

func (p *Peers) streamEnded(from string, mine chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streams[from] == mine {
		delete(p.streams, from)
	}
}

// errBye says that a peer leaves in good order.
var errBye = errors.New("the shard leaves")

// listen reads a peer's beats until ctx ends, and asks for them again whenever they end. Where they cannot be had again
// at once the process has ended; one that does not answer says nothing, and is silent.
func (p *Peers) listen(ctx context.Context, id string, client *api.PeerClient) {
	defer client.Close()
	known, pause := false, firstRetry
	for ctx.Err() == nil {
		lasted, err := p.stream(ctx, id, client)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, errBye):
			p.ended(id, err)
			known = false
		case lasted > 0: // it may be the connection alone that has ended
			known, pause = true, firstRetry
			if lasted > heartbeat.Every {
				continue
			}
		case errors.Is(err, context.Canceled): // no answer: it is silent
		case api.StatusOf(err) != 0: // it lives, and does not let us listen
			p.deaf(id, err)
			known = false
		case known:
			p.ended(id, err)
			known = false
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
			pause = min(2*pause, lastRetry)
		}
	}
}

// stream reads beats until they end, and tells for how long there were any. One that has nothing to read for long leads
// nowhere: the machine at its other end is gone, and says nothing of it.
func (p *Peers) stream(ctx context.Context, id string, client *api.PeerClient) (lasted time.Duration, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stuck := time.AfterFunc(streamStuck, cancel)
	defer stuck.Stop()
	var first time.Time
	shown := false
	err = client.Beats(ctx, func(line string) error {
		stuck.Reset(streamStuck)
		if !shown {
			shown = true
			return p.isPeer(id, line)
		}
		if first.IsZero() {
			first = time.Now()
		}
		return p.heard(id, line)
	})
	if !first.IsZero() {
		lasted = max(time.Since(first), 1)
	}
	return lasted, err
}

// isPeer checks that who is about to beat is the peer: the entry that names its certificate may be anybody's while a
// cluster without a key moves over.
func (p *Peers) isPeer(id, line string) error {
	from, err := p.trust.verify(strings.TrimPrefix(line, peerLine))
	if err == nil && from != id {
		err = fmt.Errorf("it is shard %s", from)
	}
	if err != nil {
		p.trust.warn("who beats at a peer's address is not that peer", "peer", id, "error", err)
		return fmt.Errorf("who beats is not peer %s: %w", id, err)
	}
	return nil
}

// heard takes a line of a peer's beats.
func (p *Peers) heard(id, line string) error {
	if line == byeLine {
		return errBye
	}
	began, err := strconv.ParseInt(strings.TrimPrefix(line, beatLine), 10, 64)
	if err != nil || !strings.HasPrefix(line, beatLine) {
		return fmt.Errorf("%q is no beat", line)
	}
	p.mu.Lock()
	calmed := p.core.beat(id, began, time.Now())
	p.mu.Unlock()
	for _, match := range calmed {
		p.calm(match)
	}
	return nil
}
