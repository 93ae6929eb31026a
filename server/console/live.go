package console

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"muster/matchmaker/api"
)

// feedKey is what the live part of a page depends on: everybody with the same one sees the same.
type feedKey struct {
	at   string // the page's address with its query
	role api.Role
	lang string
	bare bool // with addresses
}

// feed makes the live part of a page for all who look at it.
type feed struct {
	readers map[*reader]bool
	last    event // what was sent last
}

// reader is a browser that looks at a live page.
type reader struct {
	visit *visit
	next  chan event // the newest one that it has not taken
	gone  chan struct{}
}

// event is a live part, or why there is none.
type event struct {
	html    []byte
	trouble string
}

// feeds are those that somebody reads.
type feeds struct {
	mu     sync.Mutex
	all    map[feedKey]*feed
	count  int // of readers
	ended  bool
	ending chan struct{}
	busy   sync.WaitGroup
}

func newFeeds() *feeds { return &feeds{all: map[feedKey]*feed{}, ending: make(chan struct{})} }

// close ends all of them.
func (f *feeds) close() {
	f.mu.Lock()
	if !f.ended {
		f.ended = true
		close(f.ending)
	}
	f.mu.Unlock()
	f.busy.Wait()
}

// follow sends the live part of a page each time that it has changed, until the browser goes or its session is over.
func (c *Console) follow(w http.ResponseWriter, r *http.Request, v *visit, p *page) {
	me := &reader{visit: v, next: make(chan event, 1), gone: make(chan struct{})}
	key := feedKey{r.URL.RequestURI(), v.Role, v.Lang, v.Bare}
	if !c.join(key, p, me) {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer c.leave(key, me)
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	_ = send(w, out, event{}) // so that the browser knows it is there
	for {
		select {
		case <-r.Context().Done():
			return
		case <-v.over:
			return
		case <-c.feeds.ending:
			return
		case <-me.gone:
			return
		case e := <-me.next:
			if send(w, out, e) != nil {
				return
			}
		case now := <-alive.C:
			// who may do more or less than before, or nothing any more, asks anew
			role, good := v.may(r.Context(), now)
			if !good || role != v.Role || v.bare(now) != v.Bare || send(w, out, event{}) != nil {
				return
			}
		}
	}
}

// send writes an event: unnamed, a fragment that htmx morphs into the page; "trouble", a text; or a comment.
func send(w http.ResponseWriter, out *http.ResponseController, e event) error {
	_ = out.SetWriteDeadline(time.Now().Add(sentWithin)) // not every ResponseWriter has one
	var b bytes.Buffer
	switch {
	case e.trouble != "":
		fmt.Fprintf(&b, "event: trouble\ndata: %s\n\n", e.trouble) // on one line: see plain
	case e.html == nil:
		b.WriteString(":\n\n")
	default:
		for line := range bytes.Lines(e.html) {
			b.WriteString("data: ")
			b.Write(bytes.TrimRight(line, "\r\n"))
			b.WriteByte('\n')
		}
		b.WriteByte('\n')
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	return out.Flush()
}

// join has a reader hear of a feed, which begins with its first one.
func (c *Console) join(key feedKey, p *page, me *reader) bool {
	f := c.feeds
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended || f.count >= maxStreams {
		return false
	}
	f.count++
	one := f.all[key]
	if one == nil {
		one = &feed{readers: map[*reader]bool{}}
		f.all[key] = one
		f.busy.Go(func() { c.feed(key, p, one) })
	} else if one.last.html != nil || one.last.trouble != "" {
		me.next <- one.last
	}
	one.readers[me] = true
	return true
}

func (c *Console) leave(key feedKey, me *reader) {
	f := c.feeds
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count--
	if one := f.all[key]; one != nil {
		delete(one.readers, me)
	}
}

// feed makes the live part again and again until nobody reads it.
func (c *Console) feed(key feedKey, p *page, one *feed) {
	every := time.NewTicker(p.every)
	defer every.Stop()
	for {
		me := c.feeds.someone(key, one)
		if me == nil {
			return
		}
		var other <-chan struct{}
		if p.next != nil {
			other = p.next(c)
		}
		e, status := c.fragment(me.visit, p)
		if status == http.StatusUnauthorized || status == http.StatusForbidden {
			c.feeds.drop(one, me) // its browser asks anew, and is told why not
			continue
		}
		c.feeds.publish(one, e)
		select {
		case <-c.feeds.ending:
			return
		case <-every.C:
		}
		if other != nil && !c.feeds.wait(other) {
			return
		}
	}
}

// wait waits until the live part is another one, or for a while: its readers may be gone. It is false when all end.
func (f *feeds) wait(other <-chan struct{}) bool {
	select {
	case <-f.ending:
		return false
	case <-other:
	case <-time.After(aliveEvery):
	}
	return true
}

// someone is a reader for whom the next part is made: all may see the same. A feed without any is forgotten.
func (f *feeds) someone(key feedKey, one *feed) *reader {
	f.mu.Lock()
	defer f.mu.Unlock()
	for me := range one.readers {
		return me
	}
	delete(f.all, key)
	return nil
}

func (f *feeds) drop(one *feed, me *reader) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if one.readers[me] {
		delete(one.readers, me)
		close(me.gone)
	}
}

// publish leaves an event for everybody, unless it says what they know. Who has not taken the last one gets this one in
// its place.
func (f *feeds) publish(one *feed, e event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e.trouble == one.last.trouble && bytes.Equal(e.html, one.last.html) {
		return
	}
	one.last = e
	for me := range one.readers {
		select {
		case <-me.next:
		default:
		}
		me.next <- e
	}
}

// fragment makes the live part of a page.
func (c *Console) fragment(v *visit, p *page) (event, int) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.r.Context()), madeWithin)
	defer cancel()
	data, err := p.data(ctx, c, v)
	if err != nil {
		return event{trouble: plain(detail(err))}, api.StatusOf(err)
	}
	var b bytes.Buffer
	s := &shown{look: v.look, Role: v.Role, Page: p, Data: data, At: v.pageURL(), Version: c.cfg.Version}
	if err := c.editions[v.Lang].of(v.Bare).live(&b, s); err != nil {
		c.cfg.Log.Error("the live part of a page cannot be drawn", "page", p.name, "error", err)
		return event{trouble: v.words.Say("console.trouble")}, 0
	}
	return event{html: b.Bytes()}, 0
}
