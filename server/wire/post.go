package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// post is a Conn over Messages. One goroutine reads what comes and another writes frames, so that nobody who sends a
// view waits; control messages are written by who sends them.
type post struct {
	m      Messages
	remote string
	kind   LinkKind
	limit  uint32        // bytes of a received control message
	turn   chan struct{} // holds one: who writes
	inbox  *inbox
	frames chan []byte   // received; the oldest is lost when nobody reads them
	news   chan struct{} // holds one: the writer has something to send

	mu    sync.Mutex
	frame []byte // to be sent, with its first byte; the newest alone
	pong  []byte // likewise

	bytesIn, bytesOut, framesIn, framesOut atomic.Uint64
	pulse                                  pulse

	ctx    context.Context // ends with the link; its cause is why
	cancel context.CancelCauseFunc
	ended  atomic.Bool
}

func newPost(m Messages, remote string, limit uint32, kind LinkKind) *post {
	p := &post{
		m: m, remote: remote, kind: kind, limit: limit, turn: make(chan struct{}, 1), inbox: newInbox(2 * int(limit)),
		frames: make(chan []byte, frameQueue), news: make(chan struct{}, 1),
	}
	p.ctx, p.cancel = context.WithCancelCause(context.Background())
	p.pulse.heard(time.Now())
	go p.read()
	go p.write()
	return p
}

// Send implements Conn.
func (p *post) Send(ctx context.Context, m Message) error {
	b, err := appendBody([]byte{aControl}, m)
	if err != nil {
		return err
	}
	return p.put(ctx, b)
}

// put writes a message when it is its turn. A write that fails or takes too long is the end of the link.
func (p *post) put(ctx context.Context, b []byte) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return ctx.Err()
	case <-p.ctx.Done():
	}
	if err := p.Err(); err != nil {
		return err
	}
	if err := p.m.Write(ctx, b); err != nil {
		p.lost(err)
		return p.Err()
	}
	p.bytesOut.Add(uint64(len(b)))
	return nil
}

// SendFrame implements Conn.
func (p *post) SendFrame(_ context.Context, b []byte) error {
	if err := p.Err(); err != nil {
		return err
	}
	frame := append(append(make([]byte, 0, 1+len(b)), aFrame), b...)
	p.mu.Lock()
	p.frame = frame
	p.mu.Unlock()
	p.framesOut.Add(1)
	poke(p.news)
	return nil
}

// SendNow implements Conn. It is false for a broken link alone.
func (p *post) SendNow(b []byte) bool { return p.SendFrame(context.Background(), b) == nil }

// write sends what waits: answers to pings, pings of our own, the newest frame.
func (p *post) write() {
	ticks, stop := p.beats()
	defer stop()
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-p.news:
		case now := <-ticks:
			if p.kind == WebSocketLink && p.pulse.silent(now) { // QUIC knows by itself
				p.end(&CloseError{Reason: TimedOut, Text: "nothing was heard from the other end"})
				return
			}
			if p.put(p.ctx, p.pulse.ping(now)) != nil {
				return
			}
		}
		p.mu.Lock()
		waiting := [...][]byte{p.pong, p.frame}
		p.pong, p.frame = nil, nil
		p.mu.Unlock()
		for _, b := range waiting {
			if b != nil && p.put(p.ctx, b) != nil {
				return
			}
		}
	}
}

// read takes what comes until the link ends.
func (p *post) read() {
	for {
		b, err := p.m.Read(p.ctx)
		if err != nil {
			p.lost(err)
			return
		}
		p.pulse.heard(time.Now())
		p.bytesIn.Add(uint64(len(b)))
		if err := p.sort(b); err != nil {
			p.malformed(err)
			return
		}
		if p.ctx.Err() != nil {
			return
		}
	}
}

// sort puts a message where its reader waits for it. Who sends more control messages than anybody reads waits.
func (p *post) sort(b []byte) error {
	if len(b) == 0 {
		return &malformed{err: errors.New("it is empty")}
	}
	kind, body := b[0], b[1:]
	switch kind {
	case aControl:
		if err := checkSize(uint64(len(body)), p.limit); err != nil {
			return err
		}
		p.pulse.pause()
		p.inbox.put(p.ctx, body)
		p.pulse.heard(time.Now())
	case aFrame:
		if len(body) <= p.longest() {
			p.framesIn.Add(1)
			p.deliver(body)
		}
	case aPing:
		if len(body) > pingSize {
			return &malformed{err: errors.New("a ping is too long")}
		}
		p.mu.Lock()
		p.pong = append([]byte{aPong}, body...)
		p.mu.Unlock()
		poke(p.news)
	case aPong:
		p.pulse.pong(body, time.Now())
	case aBye:
		p.bye(body)
	default:
		return &malformed{err: errors.New("its first byte says what no link knows")}
	}
	return nil
}

// longest is how long a frame may be that comes here; a longer one is dropped. Clients' are acknowledgements, which go
// as datagrams elsewhere: what waits of them is memory of ours.
func (p *post) longest() int {
	if p.limit == maxFromClient {
		return maxDatagram
	}
	return maxFrame
}

// deliver leaves a frame to be read, in place of the oldest if need be.
func (p *post) deliver(b []byte) {
	for {
		select {
		case p.frames <- b:
			return
		default:
		}
		select {
		case <-p.frames:
		default:
		}
	}
}

// Receive implements Conn. It hands out what came before the link ended, as a stream does.
func (p *post) Receive(ctx context.Context) (Message, error) {
	b, err := p.inbox.receive(ctx, p.ctx)
	if err != nil {
		return nil, err
	}
	m, err := decodeMessage(b)
	if err != nil {
		return nil, p.malformed(err)
	}
	return m, nil
}

// ReceiveFrame implements Conn.
func (p *post) ReceiveFrame(ctx context.Context) ([]byte, error) {
	select {
	case b := <-p.frames:
		return b, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.ctx.Done():
		return nil, p.Err()
	}
}

// malformed ends the link for bytes that cannot be read.
func (p *post) malformed(err error) error {
	_, field := closed(code(BadMessage, err))
	p.endWith(&CloseError{Reason: BadMessage, Field: field, Text: err.Error()}, code(BadMessage, err))
	return p.Err()
}

// die ends the link on our side; false if it has ended already.
func (p *post) die(why *CloseError) bool {
	if !p.ended.CompareAndSwap(false, true) {
		<-p.ctx.Done() // whoever was first says why in a moment
		return false
	}
	p.cancel(why)
	return true
}

// lost ends a link whose channel has broken.
func (p *post) lost(err error) {
	if p.die(&CloseError{Reason: TimedOut, Text: err.Error()}) {
		p.m.Close(uint32(TimedOut), "")
	}
}

// bye ends a link that the other end has closed.
func (p *post) bye(b []byte) {
	if len(b) < 4 {
		p.lost(errors.New("the other end closed without a reason"))
		return
	}
	c, text := binary.BigEndian.Uint32(b), string(b[4:min(len(b), 4+maxWhy)])
	reason, field := closed(c)
	if p.die(&CloseError{Reason: reason, Field: field, Text: text, Remote: true}) {
		p.m.Close(c, "")
	}
}

// Close implements Conn.
func (p *post) Close(r Reason, text string) error {
	p.end(&CloseError{Reason: r, Text: text})
	return nil
}

func (p *post) end(why *CloseError) { p.endWith(why, code(why.Reason, nil)) }

// endWith ends the link here and says so to the other end, if it can be told.
func (p *post) endWith(why *CloseError, c uint32) {
	if !p.die(why) {
		return
	}
	text := why.Text[:min(len(why.Text), maxWhy)]
	ctx, cancel := context.WithTimeout(context.Background(), byeTime)
	defer cancel()
	select {
	case p.turn <- struct{}{}: // and keeps it: this is the last message
		p.m.Write(ctx, append(binary.BigEndian.AppendUint32([]byte{aBye}, c), text...))
	case <-ctx.Done():
	}
	p.m.Close(c, text)
}

// Stats implements Conn. Bytes are those of the messages.
func (p *post) Stats() Stats {
	return Stats{
		Link: p.kind, RTTMicros: p.pulse.rtt.Load(), BytesIn: p.bytesIn.Load(), BytesOut: p.bytesOut.Load(),
		FramesIn: p.framesIn.Load(), FramesOut: p.framesOut.Load(),
	}
}

// Remote implements Conn.
func (p *post) Remote() string { return p.remote }

// Done implements Conn.
func (p *post) Done() <-chan struct{} { return p.ctx.Done() }

// Err implements Conn.
func (p *post) Err() error {
	if p.ctx.Err() == nil {
		return nil
	}
	return context.Cause(p.ctx)
}
