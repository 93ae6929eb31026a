package bench

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"muster/matchmaker/api"
	"muster/server"
	"muster/server/relay"
	"muster/server/wire"
	"muster/shard/registry"
)

// browsersKinds are the transports that a browser has, as clients of the server are measured over them.
var browsersKinds = []wire.LinkKind{wire.WebTransportLink, wire.WebSocketLink}

// dialOver is how clients of a kind open their links; nil for the usual one.
func (job *clientsJob) dialOver() func(ctx context.Context, addr string, certHashes []byte) (wire.Conn, error) {
	switch wire.LinkKind(job.Over) {
	case wire.WebTransportLink:
		return wire.DialWeb
	case wire.WebSocketLink:
		return func(ctx context.Context, addr string, _ []byte) (wire.Conn, error) {
			return wire.DialSocket(ctx, job.Socket+addr, nil)
		}
	}
	return nil
}

// serveSockets serves WebSockets as `muster up` does, all in one process: the relay of the public API, and the private
// listener that it leads to.
func (h *measured) serveSockets(ctx context.Context, door *server.Server) (closing func() error, err error) {
	public := h.key.Public().(ed25519.PublicKey)
	private, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{h.keys.ListenConfig("").Certificate}, MinVersion: tls.VersionTLS13,
	})
	if err != nil {
		return nil, err
	}
	there := registry.Shard{
		ID: shardID, Addr: h.listener.Addr(), CertHash: h.keys.CertHash(),
		Control: "https://" + private.Addr().String(),
	}
	links := relay.New(relay.Config{
		Shards: func(context.Context) ([]registry.Shard, error) { return []registry.Shard{there}, nil },
		Token: func(shard string) (string, error) {
			return api.SignService(h.key, "bench", shard, time.Now())
		},
		PerAddress: 1 << 20, // all come from this machine
		Log:        slog.New(slog.DiscardHandler),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, private.Close())
	}
	h.socket = fmt.Sprintf("ws://%s/v1/link?to=", l.Addr())
	within := &http.Server{Handler: door.Control(func(issuer string) (ed25519.PublicKey, bool) {
		return public, issuer == "bench"
	}), ReadHeaderTimeout: time.Minute}
	without := &http.Server{Handler: links.Handler(ctx), ReadHeaderTimeout: time.Minute}
	go within.Serve(private)
	go without.Serve(l)
	return func() error { return errors.Join(without.Close(), within.Close()) }, nil
}

// compared is what the kinds cost beside QUIC.
func (r *ServeReport) compared() string {
	var all []string
	for _, kind := range browsersKinds {
		if us := r.Browsers[string(kind)]; us > 0 {
			all = append(all, fmt.Sprintf("%s %.1f us a view, %.2f of QUIC's", kind, us, us/r.CPUPerView))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return strings.Join(all, "; ") + "\n"
}
