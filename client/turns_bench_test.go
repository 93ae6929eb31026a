package client

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	mathrand "math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server"
	"muster/server/wire"
	"muster/shard"
	"muster/shard/journal"
)

// BenchmarkCommitToFilm is how long it takes from the last commitment of a turn until both players are shown its first
// tick: over QUIC on loopback, with the journal in files. An operation is a turn.
func BenchmarkCommitToFilm(b *testing.B) {
	store, err := journal.OpenFiles(b.TempDir())
	require.NoError(b, err)
	s, err := shard.Open(b.Context(), shard.Config{ID: "one", Store: store})
	require.NoError(b, err)
	defer s.Close()
	duel, err := assets.Embedded().Setup("duel")
	require.NoError(b, err)
	setup := *duel
	setup.Scenario.Turns = game.Turns{Kind: game.Together, Length: 10}
	setup.Scenario.Clock = 0
	_, err = s.Begin(b.Context(), "m", &setup, 7)
	require.NoError(b, err)
	_, queue, err := ed25519.GenerateKey(nil)
	require.NoError(b, err)
	keys, err := server.NewKeys()
	require.NoError(b, err)
	listener, err := wire.Listen(keys.ListenConfig("127.0.0.1:0"))
	require.NoError(b, err)
	door, err := server.New(server.Config{
		ID: "one", Shard: s, Listener: listener, Keys: keys,
		JoinKeys: func() []ed25519.PublicKey { return []ed25519.PublicKey{queue.Public().(ed25519.PublicKey)} },
	})
	require.NoError(b, err)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- door.Run(ctx) }()
	defer func() { stop(); <-done }()

	var players [2]*Client
	var shown [2]chan shownTurn
	for seat := range players {
		var id [16]byte
		rand.Read(id[:])
		ticket, err := api.SignJoin(queue, api.JoinClaims{
			ID: id, Match: "m", Seat: seat, Player: string('a' + rune(seat)), Expires: time.Now().Add(time.Minute),
		})
		require.NoError(b, err)
		players[seat], err = Dial(b.Context(), Config{
			Join: Join{Addr: listener.Addr(), CertHash: keys.CertHash(), Match: "m", Ticket: ticket},
		})
		require.NoError(b, err)
		defer players[seat].Close()
		shown[seat] = make(chan shownTurn, 100)
		go watchTurns(ctx, players[seat], shown[seat])
	}
	var took []time.Duration
	for turn := uint32(1); b.Loop(); turn++ {
		for seat := range players {
			awaitTurn(b, shown[seat], turn, game.Planning)
		}
		_, err := players[0].Commit(turn)
		require.NoError(b, err)
		time.Sleep(time.Duration(mathrand.IntN(500)) * time.Millisecond)
		_, err = players[1].Commit(turn)
		require.NoError(b, err)
		began, last := time.Now(), time.Time{}
		for seat := range players {
			if at := awaitTurn(b, shown[seat], turn, game.Running); at.After(last) {
				last = at
			}
		}
		took = append(took, last.Sub(began))
	}
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-ms": 0.5, "p99-ms": 0.99} {
		b.ReportMetric(float64(took[int(float64(len(took)-1)*share)].Milliseconds()), name)
	}
}

// shownTurn is when a client was first shown a phase of a turn.
type shownTurn struct {
	turn  uint32
	phase game.Phase
	at    time.Time
}

func watchTurns(ctx context.Context, c *Client, shown chan<- shownTurn) {
	last := shownTurn{}
	for {
		u, err := c.Next(ctx)
		if err != nil || u.Link == Closed {
			return
		}
		if u.View == nil || u.View.Turn.Number == last.turn && u.View.Turn.Phase == last.phase {
			continue
		}
		last = shownTurn{u.View.Turn.Number, u.View.Turn.Phase, time.Now()}
		shown <- last
	}
}

func awaitTurn(b *testing.B, shown <-chan shownTurn, turn uint32, phase game.Phase) time.Time {
	for {
		select {
		case s := <-shown:
			if s.turn == turn && s.phase == phase {
				return s.at
			}
		case <-time.After(time.Minute):
			b.Fatalf("turn %d is not %v", turn, phase)
		}
	}
}
