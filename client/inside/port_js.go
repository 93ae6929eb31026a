package inside

import (
	"context"
	"errors"
	"io"
	"sync"
	"syscall/js"

	"muster/server/wire"
)

// port is a MessagePort, or a worker as its page sees it, or the other way round. Messages are a Uint8Array each; a
// number says how many the other end has read, null that it has closed, and a text why it has broken.
type port struct {
	v       js.Value
	accept  func(js.Value) // takes a port that came along; nil to let it go
	handler js.Func

	mu     sync.Mutex
	came   [][]byte
	err    error // why nothing comes any more
	news   chan struct{}
	sent   int
	read   int // of what we sent, by the other end
	took   int // of what came, by us
	room   chan struct{}
	closed bool
}

func newPort(v js.Value, accept func(js.Value)) *port {
	p := &port{v: v, accept: accept, news: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	p.handler = js.FuncOf(func(_ js.Value, args []js.Value) any {
		p.receive(args[0])
		return nil
	})
	v.Set("onmessage", p.handler)
	return p
}

// receive takes what the browser brings. It waits for nobody.
func (p *port) receive(event js.Value) {
	data := event.Get("data")
	p.mu.Lock()
	defer p.mu.Unlock()
	switch data.Type() {
	case js.TypeNumber:
		p.read = data.Int()
		poke(p.room)
	case js.TypeNull:
		p.fail(io.EOF)
	case js.TypeString:
		p.fail(errors.New(data.String()))
	case js.TypeUndefined: // it is about the port that came along
		if ports := event.Get("ports"); ports.Length() > 0 && p.accept != nil {
			p.accept(ports.Index(0))
		}
	default:
		b := make([]byte, data.Get("length").Int())
		js.CopyBytesToGo(b, data)
		p.came = append(p.came, b)
		poke(p.news)
	}
}

// fail ends the channel. The caller holds mu.
func (p *port) fail(err error) {
	if p.err == nil {
		p.err = err
	}
	poke(p.news)
	poke(p.room)
}

// broke is why nothing comes any more; nil as long as it may.
func (p *port) broke() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Read implements wire.Messages.
func (p *port) Read(ctx context.Context) ([]byte, error) {
	for {
		p.mu.Lock()
		if len(p.came) > 0 {
			b := p.came[0]
			p.came[0], p.came = nil, p.came[1:]
			p.took++
			if !p.closed {
				p.v.Call("postMessage", p.took)
			}
			p.mu.Unlock()
			return b, nil
		}
		err := p.err
		p.mu.Unlock()
		if err != nil {
			poke(p.news)
			return nil, err
		}
		select {
		case <-p.news:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Write implements wire.Messages.
func (p *port) Write(ctx context.Context, b []byte) error {
	if len(b) > maxMessage {
		return errors.New("what is sent between page and worker is too large")
	}
	for {
		p.mu.Lock()
		err, full := p.err, p.sent-p.read >= maxUnread
		if err == nil && !full {
			p.sent++
			p.post(b)
		}
		p.mu.Unlock()
		if err != nil {
			poke(p.room)
			return err
		}
		if !full {
			return nil
		}
		select {
		case <-p.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// post hands bytes to the browser, which need not copy them once more.
func (p *port) post(b []byte) {
	to := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(to, b)
	p.v.Call("postMessage", to, []any{to.Get("buffer")})
}

// Close implements wire.Messages.
func (p *port) Close(uint32, string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	p.v.Call("postMessage", nil)
	p.fail(io.EOF)
	p.v.Set("onmessage", nil)
	p.handler.Release()
	if end := p.v.Get("close"); end.Type() == js.TypeFunction {
		p.v.Call("close")
	}
	return nil
}

// ports are Ports over a worker, or over the page of one.
type ports struct {
	control *port
	came    chan wire.Messages
	mu      sync.Mutex
	links   []*port // that were opened here: they end with the worker
}

// NewPorts are the ports of v: a Worker, or in a worker its global object. Messages that came before are lost: a
// worker says that it listens before it is asked.
func NewPorts(v js.Value) Ports { return newPorts(v) }

func newPorts(v js.Value) *ports {
	p := &ports{came: make(chan wire.Messages, maxUnread)}
	p.control = newPort(v, func(link js.Value) {
		select {
		case p.came <- newPort(link, nil):
		default: // nobody accepts: whoever opened it gives up by itself
		}
	})
	return p
}

// Control implements Ports.
func (p *ports) Control() wire.Messages { return p.control }

// Open implements Ports.
func (p *ports) Open() (wire.Messages, error) {
	p.control.mu.Lock()
	defer p.control.mu.Unlock()
	if p.control.err != nil {
		return nil, p.control.err
	}
	pair := js.Global().Get("MessageChannel").New()
	p.control.v.Call("postMessage", js.Undefined(), []any{pair.Get("port2")})
	one := newPort(pair.Get("port1"), nil)
	p.mu.Lock()
	p.links = append(p.links, one)
	p.mu.Unlock()
	return one, nil
}

// Accept implements Ports.
func (p *ports) Accept(ctx context.Context) (wire.Messages, error) {
	select {
	case m := <-p.came:
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// broken ends all channels to a worker that has ended.
func (p *ports) broken(why error) {
	p.mu.Lock()
	links := p.links
	p.links = nil
	p.mu.Unlock()
	for _, one := range append(links, p.control) {
		one.mu.Lock()
		one.fail(why)
		one.mu.Unlock()
	}
}
