package wire

import (
	"context"
	"errors"
	"syscall/js"
	"time"
)

// socket is Messages over a browser's WebSocket.
type socket struct {
	*arrivals
	ws     js.Value
	funcs  []js.Func
	opened chan struct{} // closed when it is open
	closed chan struct{} // closed when it is closed
}

func newSocket(ws js.Value) *socket {
	s := &socket{arrivals: newArrivals(), ws: ws, opened: make(chan struct{}), closed: make(chan struct{})}
	ws.Set("binaryType", "arraybuffer")
	s.on("open", func(js.Value) { close(s.opened) })
	s.on("message", func(event js.Value) {
		if b := event.Get("data"); b.InstanceOf(js.Global().Get("ArrayBuffer")) {
			s.put(toGo(js.Global().Get("Uint8Array").New(b)))
		}
	})
	s.on("close", func(event js.Value) {
		s.end("the WebSocket was closed, code " + event.Get("code").String())
		close(s.closed)
		for _, f := range s.funcs {
			f.Release()
		}
	})
	return s
}

func (s *socket) on(event string, do func(event js.Value)) {
	f := js.FuncOf(func(_ js.Value, args []js.Value) any {
		do(args[0])
		return nil
	})
	s.funcs = append(s.funcs, f)
	s.ws.Set("on"+event, f)
}

// open waits until it is open. A browser says of one that is refused nothing more.
func (s *socket) open(ctx context.Context) error {
	select {
	case <-s.opened:
		return nil
	case <-s.closed:
		return errors.New("the server takes no WebSocket to there, or does not answer")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Write implements Messages. A browser queues without end: we wait while much has not left.
func (s *socket) Write(ctx context.Context, b []byte) error {
	for s.ws.Get("bufferedAmount").Int() > maxFromClient {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.closed:
			return errors.New("the WebSocket is closed")
		case <-time.After(bufferedEvery):
		}
	}
	if s.ws.Get("readyState").Int() != 1 {
		return errors.New("the WebSocket is closed")
	}
	_, err := attempt(func() js.Value { return s.ws.Call("send", toJS(b)) })
	return err
}

// Close implements Messages.
func (s *socket) Close(code uint32, _ string) error {
	select {
	case <-s.closed:
		return nil
	default:
	}
	if s.ws.Get("readyState").Int() == 0 {
		// a browser complains in its console of one that is closed before it is open
		s.on("open", func(js.Value) { s.ws.Call("close") })
		return nil
	}
	_, err := attempt(func() js.Value { return s.ws.Call("close", socketCodes+int(code&0xff)) })
	return err
}
