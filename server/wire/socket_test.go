package wire

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// memory is a listener whose connections are dialled within the process.
type memory chan net.Conn

func (m memory) Accept() (net.Conn, error) {
	c, ok := <-m
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}

func (m memory) Addr() net.Addr { return &net.TCPAddr{} }
func (m memory) Close() error   { return nil }

func (m memory) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	m <- far
	return near, nil
}

func overWebSocket(t *testing.T) (client, server Conn) {
	accepted, door := make(chan Conn, 1), make(memory)
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := AcceptSocket(w, r, "192.0.2.7:1")
		require.NoError(t, err)
		accepted <- c
	})}
	go s.Serve(door)
	t.Cleanup(func() { close(door); s.Close() })
	client, err := dialSocket(t.Context(), &websocket.Dialer{NetDialContext: door.dial}, "ws://shard/", nil)
	require.NoError(t, err)
	server = <-accepted
	require.Equal(t, "192.0.2.7:1", server.Remote())
	require.Equal(t, WebSocketLink, server.Stats().Link)
	return client, server
}

// Whatever comes over a WebSocket that is no message of ours ends it, and nothing is held of what is too long.
func TestHostileBytesOfAWebSocketEndItsLink(t *testing.T) {
	links := make(chan Conn, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := AcceptSocket(w, r, r.RemoteAddr)
		require.NoError(t, err)
		links <- c
	}))
	defer s.Close()
	for name, say := range map[string]func(ws *websocket.Conn) error{
		"text":    func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.TextMessage, []byte("{}")) },
		"nothing": func(ws *websocket.Conn) error { return ws.WriteMessage(websocket.BinaryMessage, nil) },
		"too long": func(ws *websocket.Conn) error {
			return ws.WriteMessage(websocket.BinaryMessage, make([]byte, 1<<20))
		},
		"four billion elements": func(ws *websocket.Conn) error {
			return ws.WriteMessage(websocket.BinaryMessage, []byte{aControl, 3, 0xdd, 0xff, 0xff, 0xff, 0xff, 0})
		},
		"no frame of WebSockets": func(ws *websocket.Conn) error {
			_, err := ws.NetConn().Write([]byte(strings.Repeat("\xff", 100)))
			return err
		},
		"half a frame": func(ws *websocket.Conn) error {
			_, err := ws.NetConn().Write([]byte{0x82})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http"), nil)
			require.NoError(t, err)
			defer ws.Close()
			link := <-links
			_ = say(ws) // it may be closed before all of it has left
			go link.Receive(t.Context())
			select {
			case <-link.Done():
			case <-time.After(time.Minute):
				require.Fail(t, "the link lives on")
			}
			var closed *CloseError
			require.ErrorAs(t, link.Err(), &closed)
		})
	}
}

func TestWhatIsNoWebSocketIsAnsweredSo(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := AcceptSocket(w, r, r.RemoteAddr)
		require.ErrorContains(t, err, "accept a WebSocket")
	}))
	defer s.Close()
	got, err := http.Get(s.URL)
	require.NoError(t, err)
	require.Equal(t, http.StatusBadRequest, got.StatusCode)
	require.NoError(t, got.Body.Close())
}
