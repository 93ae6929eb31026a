package relay

import (
	"bufio"
	"net"
	"net/http"
	"time"
)

// bounded hands out a browser's connection that cannot hold its place for ever: a proxy waits for both ends to close,
// and a browser that is gone, or means ill, closes nothing.
type bounded struct{ http.ResponseWriter }

// Unwrap is for http.ResponseController.
func (b bounded) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// Hijack implements http.Hijacker.
func (b bounded) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, buffers, err := http.NewResponseController(b.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return browser{c}, buffers, nil
}

// browser is that connection.
type browser struct{ net.Conn }

// Write implements net.Conn. Who does not take it in time is cut off.
func (b browser) Write(p []byte) (int, error) {
	_ = b.SetWriteDeadline(time.Now().Add(takenWithin)) // a connection that is closed says so when written to
	return b.Conn.Write(p)
}

// CloseWrite is called when the shard has ended the link: what it said last is on its way, and nothing is said to it
// any more.
func (b browser) CloseWrite() error {
	_ = b.SetReadDeadline(time.Now().Add(closedWithin)) // likewise
	if c, ok := b.Conn.(interface{ CloseWrite() error }); ok {
		return c.CloseWrite()
	}
	return nil
}
