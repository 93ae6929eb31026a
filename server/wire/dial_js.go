package wire

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall/js"
)

// socketPath is where a WebSocket goes, at the page's own origin, to be led on to the shard of an address.
const socketPath = "/v1/link?to="

// Dial opens a link from a browser: over WebTransport to the address itself, or over a WebSocket to where the page
// comes from, whichever is ready first; WebTransport has a little longer. certHashes are those of all certificates that
// the server may show, 32 bytes each, the first of which browsers are never shown: where it is the only one, theirs
// needs no hash.
func Dial(ctx context.Context, addr string, certHashes []byte) (Conn, error) {
	ways := map[string]func(context.Context) (Conn, error){}
	var order []string
	if js.Global().Get("WebTransport").Truthy() { // not in a page that came in clear
		ways["WebTransport"] = func(ctx context.Context) (Conn, error) { return dialTransport(ctx, addr, certHashes) }
		order = append(order, "WebTransport")
	}
	if host := pageHost(); host != "" {
		ways["WebSocket"] = func(ctx context.Context) (Conn, error) { return dialSocket(ctx, host, addr) }
		order = append(order, "WebSocket")
	}
	if len(order) == 0 {
		return nil, errors.New("dial " + addr + ": this browser has no WebTransport, and the page comes from no server")
	}
	return First(ctx, order, func(ctx context.Context, way string) (Conn, error) {
		c, err := ways[way](ctx)
		if err != nil {
			return nil, fmt.Errorf("dial %s by %s: %w", addr, way, err)
		}
		return c, nil
	})
}

// pageHost is the beginning of a WebSocket's URL to where the page comes from; empty for a page that is a file.
func pageHost() string {
	at := js.Global().Get("location")
	switch at.Get("protocol").String() {
	case "https:":
		return "wss://" + at.Get("host").String()
	case "http:":
		return "ws://" + at.Get("host").String()
	}
	return ""
}

// dialTransport opens a link over WebTransport.
func dialTransport(ctx context.Context, addr string, certHashes []byte) (Conn, error) {
	options := map[string]any{}
	var hashes []any
	for h := range slices.Chunk(certHashes[min(len(certHashes), 32):], 32) {
		hashes = append(hashes, map[string]any{"algorithm": "sha-256", "value": toJS(h)})
	}
	if len(hashes) > 0 {
		options["serverCertificateHashes"] = hashes
	}
	t, err := attempt(func() js.Value { return js.Global().Get("WebTransport").New("https://"+addr+webPath, options) })
	if err != nil {
		return nil, err
	}
	m, err := newTransport(ctx, t)
	if err != nil {
		_, _ = attempt(func() js.Value { return t.Call("close") })
		return nil, err
	}
	return newPost(m, addr, ClientEnd.limit(), WebTransportLink), nil
}

// dialSocket opens a link over a WebSocket.
func dialSocket(ctx context.Context, host, addr string) (Conn, error) {
	ws, err := attempt(func() js.Value { return js.Global().Get("WebSocket").New(host + socketPath + addr) })
	if err != nil {
		return nil, err
	}
	s := newSocket(ws)
	if err := s.open(ctx); err != nil {
		s.Close(0, "")
		return nil, err
	}
	return newPost(s, addr, ClientEnd.limit(), WebSocketLink), nil
}

// attempt returns as an error what the browser throws.
func attempt(do func() js.Value) (v js.Value, err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case js.Error:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	return do(), nil
}

// toJS copies bytes to a Uint8Array.
func toJS(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// toGo copies bytes from a Uint8Array.
func toGo(a js.Value) []byte {
	b := make([]byte, a.Get("length").Int())
	js.CopyBytesToGo(b, a)
	return b
}

// await waits for a promise.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	type outcome struct {
		value js.Value
		err   error
	}
	settled := make(chan outcome, 1)
	var kept, broken js.Func
	release := func() { kept.Release(); broken.Release() }
	kept = js.FuncOf(func(_ js.Value, args []js.Value) any {
		var v js.Value
		if len(args) > 0 {
			v = args[0]
		}
		settled <- outcome{value: v}
		release()
		return nil
	})
	broken = js.FuncOf(func(_ js.Value, args []js.Value) any {
		settled <- outcome{err: errors.New(js.Global().Get("String").Invoke(args[0]).String())}
		release()
		return nil
	})
	promise.Call("then", kept, broken)
	select {
	case o := <-settled:
		return o.value, o.err
	case <-ctx.Done():
		return js.Value{}, ctx.Err()
	}
}
