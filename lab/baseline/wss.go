package baseline

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

type wssServer struct {
	l     net.Listener
	links chan *websocket.Conn
}

func listenWSS() (Server, error) {
	cert, err := certificate()
	if err != nil {
		return nil, err
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		return nil, err
	}
	return &wssServer{l, make(chan *websocket.Conn)}, nil
}

func (s *wssServer) Addr() string { return s.l.Addr().String() }

func (s *wssServer) Serve(ctx context.Context, l Load) error {
	var upgrader websocket.Upgrader
	h := &http.Server{ErrorLog: log.New(io.Discard, "", 0)}
	h.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer c.Close()
		s.links <- c
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	})
	go func() { _ = h.Serve(s.l) }()
	defer h.Close()
	var links []*websocket.Conn
	defer func() { // they are the server's no more
		for _, c := range links {
			c.Close()
		}
	}()
	for range l.Clients {
		select {
		case c := <-s.links:
			links = append(links, c)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	spread(ctx, l, links, func(c *websocket.Conn, b []byte) { _ = c.WriteMessage(websocket.BinaryMessage, b) })
	return nil
}

type wssClient struct{ c *websocket.Conn }

func dialWSS(ctx context.Context, addr string) (Client, error) {
	d := websocket.Dialer{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	c, answer, err := d.DialContext(ctx, "wss://"+addr, nil)
	if err != nil {
		return nil, err
	}
	answer.Body.Close()
	return &wssClient{c}, nil
}

// Receive closes the link when ctx ends: there is no other way to end a read, and nothing is read after it.
func (c *wssClient) Receive(ctx context.Context) (int, error) {
	stop := context.AfterFunc(ctx, c.Close)
	defer stop()
	_, b, err := c.c.ReadMessage()
	return len(b), err
}

func (c *wssClient) Send(_ context.Context, b []byte) error {
	return c.c.WriteMessage(websocket.BinaryMessage, b)
}
func (c *wssClient) Close() { _ = c.c.Close() }
