//go:build !js

package wire

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// writeBuffers are shared by all WebSockets: a message is written in one go, and most of the time none is.
var writeBuffers sync.Pool

// socket is Messages over a WebSocket.
type socket struct{ ws *websocket.Conn }

// AcceptSocket makes a link of a request for a WebSocket, which it answers if it is none. remote is the client's
// address. Whoever calls it has checked where the request comes from, by its origin or otherwise.
func AcceptSocket(w http.ResponseWriter, r *http.Request, remote string) (Conn, error) {
	up := websocket.Upgrader{
		HandshakeTimeout: handshakeTime, ReadBufferSize: readAhead, WriteBufferPool: &writeBuffers,
		CheckOrigin: func(*http.Request) bool { return true },
	}
	ws, err := up.Upgrade(hijackable{w}, r, nil)
	if err != nil {
		return nil, fmt.Errorf("accept a WebSocket: %w", err)
	}
	return overSocket(ws, remote, ServerEnd), nil
}

// DialSocket opens a link over a WebSocket, as a browser does: for programs that try a server as one.
func DialSocket(ctx context.Context, url string, header http.Header) (Conn, error) {
	return dialSocket(ctx, &websocket.Dialer{HandshakeTimeout: handshakeTime}, url, header)
}

func dialSocket(ctx context.Context, d *websocket.Dialer, url string, header http.Header) (Conn, error) {
	ws, answer, err := d.DialContext(ctx, url, header)
	if err != nil && answer != nil {
		err = fmt.Errorf("%w: %s", err, answer.Status)
	}
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", url, err)
	}
	return overSocket(ws, ws.RemoteAddr().String(), ClientEnd), nil
}

func overSocket(ws *websocket.Conn, remote string, end End) Conn {
	// of frames, too: clients' are short, and no view is as long as a Welcome. What is a little too long is told so, of
	// what is longer nothing is read and nothing said
	ws.SetReadLimit(2 * int64(end.limit()))
	return newPost(&socket{ws}, remote, end.limit(), WebSocketLink)
}

// Read implements Messages.
func (s *socket) Read(ctx context.Context) ([]byte, error) {
	stop := context.AfterFunc(ctx, func() { s.ws.SetReadDeadline(time.Now()) })
	defer stop()
	kind, b, err := s.ws.ReadMessage()
	if err == nil && kind != websocket.BinaryMessage {
		err = fmt.Errorf("a message of type %d came, and only bytes are understood", kind)
	}
	return b, err
}

// Write implements Messages.
func (s *socket) Write(ctx context.Context, b []byte) error {
	until, _ := ctx.Deadline()
	s.ws.SetWriteDeadline(until)
	return s.ws.WriteMessage(websocket.BinaryMessage, b)
}

// Close implements Messages. A WebSocket has no room for our codes: it is told the reason alone.
func (s *socket) Close(code uint32, text string) error {
	says := websocket.FormatCloseMessage(socketCodes+int(code&0xff), text[:min(len(text), maxSocketWhy)])
	s.ws.WriteControl(websocket.CloseMessage, says, time.Now().Add(byeTime))
	return s.ws.Close()
}

// hijackable finds the connection behind writers that wrap it.
type hijackable struct{ http.ResponseWriter }

// Hijack implements http.Hijacker.
func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}
