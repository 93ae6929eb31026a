package wire

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"syscall/js"
	"time"
)

// transport is Messages over a browser's WebTransport, whose other end is a server's link: control messages go over a
// stream, frames come and go as datagrams or, long ones, come on streams of their own, and why the link ends is the
// session's own code.
type transport struct {
	*arrivals
	js        js.Value
	control   js.Value        // writer of the control stream
	datagrams js.Value        // writer
	ctx       context.Context // ends with it
	cancel    context.CancelFunc
}

func newTransport(ctx context.Context, t js.Value) (*transport, error) {
	m := &transport{arrivals: newArrivals(), js: t}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	go m.untilClosed()
	if _, err := await(ctx, t.Get("ready")); err != nil {
		m.cancel()
		return nil, err
	}
	stream, err := await(ctx, t.Call("createBidirectionalStream"))
	if err != nil {
		m.cancel()
		return nil, err
	}
	m.control = stream.Get("writable").Call("getWriter")
	m.datagrams = datagramWriter(t.Get("datagrams"))
	go m.readControl(stream.Get("readable"))
	go m.read(t.Get("datagrams").Get("readable"), func(v js.Value) bool {
		switch b := toGo(v); {
		case len(b) == 1+pingSize && b[0] == echoFrame:
			m.put(append([]byte{aPong}, b[1:]...))
		default:
			m.put(append([]byte{aFrame}, b...))
		}
		return true
	})
	go m.read(t.Get("incomingUnidirectionalStreams"), func(s js.Value) bool {
		go m.readFrame(s)
		return true
	})
	return m, nil
}

// datagramWriter is the writer of datagrams, by its name in the newer drafts or in the older ones.
func datagramWriter(d js.Value) js.Value {
	if w := d.Get("writable"); w.Truthy() {
		return w.Call("getWriter")
	}
	return d.Call("createWritable").Call("getWriter")
}

// untilClosed waits for the end of the session, and says why it came.
func (m *transport) untilClosed() {
	defer m.cancel()
	why, err := await(context.Background(), m.js.Get("closed"))
	if err != nil {
		m.end(err.Error())
		return
	}
	bye := []byte{aBye}
	if code := why.Get("closeCode"); code.Type() == js.TypeNumber {
		bye = binary.BigEndian.AppendUint32(bye, uint32(code.Float()))
		bye = append(bye, why.Get("reason").String()...)
		m.put(bye)
	}
	m.end("the session was closed")
}

// read hands on what comes out of a readable stream until that ends, or take wants no more.
func (m *transport) read(readable js.Value, take func(v js.Value) bool) error {
	reader := readable.Call("getReader")
	for {
		next, err := await(m.ctx, reader.Call("read"))
		if err != nil {
			return err
		}
		if next.Get("done").Bool() {
			return nil
		}
		if !take(next.Get("value")) {
			await(m.ctx, reader.Call("cancel"))
			return errors.New("it is too long")
		}
	}
}

// readControl takes the control messages apart: behind their length, as they are for any link.
func (m *transport) readControl(readable js.Value) {
	var b []byte
	err := m.read(readable, func(v js.Value) bool {
		b = append(b, toGo(v)...)
		for len(b) >= 4 {
			size := binary.BigEndian.Uint32(b)
			if size > maxFromServer {
				return false
			}
			if len(b) < 4+int(size) {
				break
			}
			m.put(append([]byte{aControl}, b[4:4+size]...))
			b = b[4+size:]
		}
		return true
	})
	if err == nil {
		err = errors.New("the server ended it")
	}
	if m.ctx.Err() == nil {
		time.Sleep(closeTime) // the session's end says more, if there is one
		m.end("the control stream: " + err.Error())
	}
}

// readFrame reads a frame that is too long for a datagram.
func (m *transport) readFrame(readable js.Value) {
	frame := []byte{aFrame}
	err := m.read(readable, func(v js.Value) bool {
		frame = append(frame, toGo(v)...)
		return len(frame) <= 1+maxFrame
	})
	if err == nil {
		m.put(frame)
	}
}

// Write implements Messages.
func (m *transport) Write(ctx context.Context, b []byte) error {
	switch b[0] {
	case aControl:
		whole := append(binary.BigEndian.AppendUint32(nil, uint32(len(b)-1)), b[1:]...)
		_, err := await(ctx, m.control.Call("write", toJS(whole)))
		return err
	case aFrame:
		return m.datagram(ctx, b[1:])
	case aPing:
		return m.datagram(ctx, append([]byte{pingFrame}, b[1:]...))
	case aBye:
		return m.close(binary.BigEndian.Uint32(b[1:]), string(b[5:]))
	}
	return fmt.Errorf("wire: no message of kind %d goes over WebTransport", b[0])
}

func (m *transport) datagram(ctx context.Context, b []byte) error {
	_, err := await(ctx, m.datagrams.Call("write", toJS(b)))
	return err
}

// Close implements Messages.
func (m *transport) Close(code uint32, text string) error { return m.close(code, text) }

func (m *transport) close(code uint32, text string) error {
	if m.ctx.Err() != nil {
		return nil
	}
	_, err := attempt(func() js.Value {
		return m.js.Call("close", map[string]any{"closeCode": code, "reason": text})
	})
	return err
}
