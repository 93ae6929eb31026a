package baseline

import (
	"context"
	"crypto/tls"
	"time"

	"github.com/quic-go/quic-go"
)

const alpn = "baseline"

func settings() *quic.Config {
	// as the wire has it
	return &quic.Config{EnableDatagrams: true, MaxIdleTimeout: time.Minute, InitialPacketSize: 1200}
}

type quicServer struct{ l *quic.Listener }

func listenQUIC() (Server, error) {
	cert, err := certificate()
	if err != nil {
		return nil, err
	}
	l, err := quic.ListenAddr("127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{cert}, NextProtos: []string{alpn},
	}, settings())
	if err != nil {
		return nil, err
	}
	return &quicServer{l}, nil
}

func (s *quicServer) Addr() string { return s.l.Addr().String() }

func (s *quicServer) Serve(ctx context.Context, l Load) error {
	defer s.l.Close()
	var links []*quic.Conn
	for range l.Clients {
		c, err := s.l.Accept(ctx)
		if err != nil {
			return err
		}
		links = append(links, c)
		go func() {
			for {
				if _, err := c.ReceiveDatagram(ctx); err != nil {
					return
				}
			}
		}()
	}
	spread(ctx, l, links, func(c *quic.Conn, b []byte) { _ = c.SendDatagram(b) })
	return nil
}

type quicClient struct{ c *quic.Conn }

func dialQUIC(ctx context.Context, addr string) (Client, error) {
	c, err := quic.DialAddr(ctx, addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{alpn}}, settings())
	if err != nil {
		return nil, err
	}
	return &quicClient{c}, nil
}

func (c *quicClient) Receive(ctx context.Context) (int, error) {
	b, err := c.c.ReceiveDatagram(ctx)
	return len(b), err
}
func (c *quicClient) Send(_ context.Context, b []byte) error { return c.c.SendDatagram(b) }
func (c *quicClient) Close()                                 { _ = c.c.CloseWithError(0, "") }
