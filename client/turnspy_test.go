package client

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/game"
	"muster/server/wire"
)

// tap is a link that notes all that comes over it, and when: what messages say, of which their bytes are made, and the
// bytes of frames.
type tap struct {
	wire.Conn
	began time.Time

	mu               sync.Mutex
	messages, frames []string
}

func (c *tap) note(to *[]string, what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*to = append(*to, fmt.Sprintf("%v %s", time.Since(c.began), what))
}

func (c *tap) Receive(ctx context.Context) (wire.Message, error) {
	m, err := c.Conn.Receive(ctx)
	switch m := m.(type) {
	case nil:
	case *wire.Renew: // sealed
		c.note(&c.messages, fmt.Sprintf("renew %d %v", len(m.Token), m.Health))
	case *wire.Welcome:
		c.note(&c.messages, "welcome")
		time.Sleep(11 * time.Millisecond) // or what is sent again and its answer would meet at one moment
	default:
		c.note(&c.messages, fmt.Sprintf("%T %+v", m, m))
	}
	return m, err
}

func (c *tap) ReceiveFrame(ctx context.Context) ([]byte, error) {
	b, err := c.Conn.ReceiveFrame(ctx)
	if err == nil {
		c.note(&c.frames, fmt.Sprintf("%x", b))
	}
	return b, err
}

// overheard is what the player of seat 0 is sent in minutes in which both plan, by his own fixed habit and by the
// enemy's.
func overheard(t *testing.T, kind game.TurnKind, stalls bool, enemy func(i int, c *Client)) (seen []string) {
	clock := game.Turns{Kind: kind, Length: 20, Planning: 540}
	turnStory(t, clock, func(t *testing.T, h *house) {
		began := time.Now()
		c := h.joinBy(0, func(conn wire.Conn) wire.Conn { return &tap{Conn: conn, began: began} })
		defer c.Close()
		other := h.join(1)
		defer other.Close()
		planning(t, c, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go drainUpdates(ctx, c)
		go drainUpdates(ctx, other)
		rng := rand.New(rand.NewPCG(1, 2))
		time.Sleep(7 * time.Millisecond) // what happens at one moment has no order: nothing does
		for i := range 530 * 20 {
			if stalls && i%40 == 10 { // for more than a second, every two
				h.store.(*paused).set(true)
			} else if stalls && i%40 == 33 {
				h.store.(*paused).set(false)
			}
			time.Sleep(20 * time.Millisecond)
			if i%37 == 0 {
				_, err := c.Order(anyPlan(rng, 1))
				require.NoError(t, err)
			}
			enemy(i, other)
			time.Sleep(30 * time.Millisecond)
		}
		cancel()
		h.mu.Lock()
		link := h.links[0].(*tap)
		h.mu.Unlock()
		link.mu.Lock()
		defer link.mu.Unlock()
		seen = append(append(seen, link.messages...), link.frames...)
	})
	return seen
}

func drainUpdates(ctx context.Context, c *Client) {
	for {
		if _, err := c.Next(ctx); err != nil {
			return
		}
	}
}

// anyPlan is an order for a turn: good, bad or changed the next time.
func anyPlan(rng *rand.Rand, turn uint32) game.Order {
	o := game.Order{
		Kind: game.OrderKind(rng.IntN(int(game.OrderKinds))), Flags: game.Planned | game.OrderFlags(rng.IntN(4)),
		Squad: uint8(rng.IntN(9)), X: uint16(rng.IntN(64 * 16)), Y: uint16(rng.IntN(40 * 16)), Turn: turn,
		Target: uint16(rng.IntN(9)), At: uint16(rng.IntN(22)),
	}
	if rng.IntN(8) == 0 {
		o.Turn = uint32(rng.IntN(4))
	}
	return o
}

// Ten thousand plans of the enemy, good and bad, changed, and committed at some moment, show the other side nothing
// over the link: no byte, no size, no moment, also while the store stalls for longer than a slot.
func TestTenThousandPlansTellTheOtherSideNothing(t *testing.T) {
	plans := 0
	for _, kind := range []game.TurnKind{game.Together, game.Alternate} {
		for _, stalls := range []bool{false, true} {
			nothing := overheard(t, kind, stalls, func(int, *Client) {})
			require.Greater(t, len(nothing), 530*4)
			rng := rand.New(rand.NewPCG(3, 4))
			busy := overheard(t, kind, stalls, func(i int, c *Client) {
				o := anyPlan(rng, 1)
				if i == 9000 {
					o = game.Order{Flags: game.Planned | game.Commit, Turn: 1}
				}
				if _, err := c.Order(o); err == nil {
					plans++
				}
			})
			for i := range min(len(nothing), len(busy)) {
				require.Equal(t, nothing[i], busy[i], "kind %v, stalls %v", kind, stalls)
			}
			require.Equal(t, len(nothing), len(busy))
		}
	}
	require.Greater(t, plans, 10_000)
}

// What is said to everybody shows, which is how the spy is seen to work.
func TestTheSpyOfTurnsFindsALeak(t *testing.T) {
	nothing := overheard(t, game.Together, true, func(int, *Client) {})
	leak := overheard(t, game.Together, true, func(i int, c *Client) {
		if i == 5000 {
			require.NoError(t, c.Say(game.Talk{Kind: game.ChatAll, Text: "I plan!"}))
		}
	})
	require.NotEqual(t, nothing, leak)
}
