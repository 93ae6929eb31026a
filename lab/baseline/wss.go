package baseline

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"

	"github.com/coder/websocket"
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
	h := &http.Server{ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
		if err != nil {
			return
		}
		s.links <- c
		for {
			if _, _, err := c.Read(ctx); err != nil {
				return
			}
		}
	})}
	go func() { _ = h.Serve(s.l) }()
	defer h.Close()
	var links []*websocket.Conn
	for range l.Clients {
		select {
		case c := <-s.links:
			links = append(links, c)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	spread(ctx, l, links, func(c *websocket.Conn, b []byte) { _ = c.Write(ctx, websocket.MessageBinary, b) })
	return nil
}

type wssClient struct{ c *websocket.Conn }

func dialWSS(ctx context.Context, addr string) (Client, error) {
	c, _, err := websocket.Dial(ctx, "wss://"+addr, &websocket.DialOptions{
		HTTPClient:      &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}},
		CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	return &wssClient{c}, nil
}

func (c *wssClient) Receive(ctx context.Context) (int, error) {
	_, b, err := c.c.Read(ctx)
	return len(b), err
}

func (c *wssClient) Send(ctx context.Context, b []byte) error {
	return c.c.Write(ctx, websocket.MessageBinary, b)
}
func (c *wssClient) Close() { _ = c.c.CloseNow() }
