package relay_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/game"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/server/supervisor"
	"muster/server/wire"
)

// Whichever way a player comes in, the match is the same: views come, orders are answered, and who loses the link finds
// the seat again.
func TestAPlayerComesInByEachTransport(t *testing.T) {
	all := serve(t)
	socket := "ws" + strings.TrimPrefix(all.Queue.URL(), "http") + "/v1/link?to="
	for kind, dial := range map[wire.LinkKind]func(context.Context, string, []byte) (wire.Conn, error){
		wire.QUICLink:         wire.Dial,
		wire.WebTransportLink: wire.DialWeb,
		wire.WebSocketLink: func(ctx context.Context, addr string, _ []byte) (wire.Conn, error) {
			return wire.DialSocket(ctx, socket+addr, nil)
		},
	} {
		t.Run(string(kind), func(t *testing.T) {
			seat := joins(t, all.Queue.URL())
			links := make(chan wire.Conn, 10)
			c, err := client.Dial(t.Context(), client.Config{
				Join: client.Join{
					Addr: seat.Addr, CertHash: seat.CertHash, WebHashes: seat.WebHashes,
					Match: seat.Match, Ticket: seat.Join,
				},
				Dial: func(ctx context.Context, addr string, certHashes []byte) (wire.Conn, error) {
					l, err := dial(ctx, addr, certHashes)
					if err == nil {
						links <- l
					}
					return l, err
				},
			})
			require.NoError(t, err)
			defer c.Close()
			plays(t, c, 20)
			require.Equal(t, kind, c.Stats().Link)
			require.NoError(t, (<-links).Close(wire.TimedOut, "a cable was pulled"))
			plays(t, c, 20)
			require.Positive(t, c.Stats().Reconnects)
			require.NotEmpty(t, links)
		})
	}
}

// plays waits for so many views, and for the answer to an order.
func plays(t *testing.T, c *client.Client, views int) {
	seq, err := c.Order(game.Order{Kind: game.Hold})
	require.NoError(t, err)
	for answered := false; views > 0 || !answered; {
		u, err := c.Next(t.Context())
		require.NoError(t, err)
		require.NotEqual(t, client.Closed, u.Link, "%v", u.Err)
		if u.View != nil {
			views--
		}
		for _, a := range u.Answers {
			answered = answered || a.Seq == seq
		}
	}
}

// Who comes by the WebSocket needs a ticket as everybody does, and is shown the door with the same reason.
func TestALinkAloneOpensNoDoor(t *testing.T) {
	all := serve(t)
	seat := joins(t, all.Queue.URL())
	at := "ws" + strings.TrimPrefix(all.Queue.URL(), "http") + "/v1/link?to=" + seat.Addr
	c, err := wire.DialSocket(t.Context(), at, nil)
	require.NoError(t, err)
	require.NoError(t, c.Send(t.Context(), &wire.Hello{
		Oldest: wire.OldestProtocol, Newest: wire.NewestProtocol, Match: seat.Match, Ticket: seat.Join + "x",
	}))
	m, err := c.Receive(t.Context())
	require.NoError(t, err)
	require.Equal(t, wire.BadTicket, m.(*wire.Goodbye).Reason)
	require.NoError(t, c.Close(wire.Left, ""))
	_, err = wire.DialSocket(t.Context(), at, http.Header{"Origin": {"https://evil.example"}})
	require.ErrorContains(t, err, "403")
}

func serve(t *testing.T) *supervisor.AllInOne {
	all, err := supervisor.OpenAllInOne(t.Context(), supervisor.Config{
		Data: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Shard: node.Config{UDP: "127.0.0.1:0", Matches: 8, Assets: assets.Embedded()},
		Queue: queuenode.Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0",
			Matchmaker: matchmaker.Config{Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}}},
		},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- all.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	return all
}

// joins has a guest get a seat.
func joins(t *testing.T, queue string) api.Assignment {
	nobody := api.NewClient(queue, nil)
	g, err := nobody.Guest(t.Context(), "Ann")
	require.NoError(t, err)
	seat, err := nobody.In(g, nil).Seat(t.Context(), "duel", nil)
	require.NoError(t, err)
	require.NotEmpty(t, seat.WebHashes)
	return seat
}
