// Package server is the door: it admits players, spectators and bots, takes their orders to the zones and sends them views.
package server

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"muster/ai"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
	"muster/shard"
)

// Config is what a Server needs.
type Config struct {
	ID        string
	Shard     *shard.Shard
	Listener  wire.Listener
	Keys      *Keys                                                     // of this shard; see OpenKeys
	JoinKeys  func() []ed25519.PublicKey                                // whose join tickets count
	Scenarios func(name string) (*game.Setup, error)                    // what OpenMatch may name
	Commander func(s *game.Setup, seat uint8, seed uint64) ai.Commander // leads every empty seat; nil for ai.New
	Report    func(ctx context.Context, r api.MatchReport) error        // tells the queue a result, retried until nil; may be nil
	Log       *slog.Logger
	Metrics   prometheus.Registerer // may be nil
}

// Keys are a shard's secrets: certificate, signing key, and the keys of tokens. They live in the data directory and
// survive a restart.
type Keys struct{}

// OpenKeys reads the keys in dir, making what is missing.
func OpenKeys(dir string) (*Keys, error) { panic("server: OpenKeys is not built yet") }

// ListenConfig is the wire's share of the keys.
func (k *Keys) ListenConfig(addr string) wire.ListenConfig { panic("server: not built yet") }

// CertHash is the SHA-256 of the certificate; Signing is the shard's own key.
func (k *Keys) CertHash() []byte            { panic("server: not built yet") }
func (k *Keys) Signing() ed25519.PrivateKey { panic("server: not built yet") }

// Server is a shard's front door.
type Server struct{ cfg Config }

// New makes a Server. Matches that the shard resumed are taken up at once, their seats led by AI until players return.
func New(cfg Config) (*Server, error) { return &Server{cfg: cfg}, nil }

// Run serves until ctx ends, then says goodbye to everybody.
func (s *Server) Run(ctx context.Context) error { <-ctx.Done(); return nil }

// Control is the API of the private listener, for the queue. Callers prove themselves with service tokens, checked
// against the keys that keyOf finds for an issuer.
func (s *Server) Control(keyOf func(issuer string) (ed25519.PublicKey, bool)) http.Handler {
	return http.NotFoundHandler()
}
