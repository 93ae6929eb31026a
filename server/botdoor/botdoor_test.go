package botdoor

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/commander"
	"muster/clientip"
	"muster/game"
	"muster/matchmaker/api"
	"muster/server/wire"
)

// queue knows one ticket.
type queue struct{ away bool }

func (q *queue) Ticket(ticket string) (api.JoinClaims, error) {
	c := api.JoinClaims{Match: "m", Player: "p"}
	switch ticket {
	case "spectator":
		c.Seat = -1
	case "good":
	default:
		return c, errors.New("it is none")
	}
	return c, nil
}

func (q *queue) Where(context.Context, api.JoinClaims) (api.Assignment, int, error) {
	if q.away {
		return api.Assignment{}, http.StatusServiceUnavailable, errors.New("its shard is away")
	}
	return api.Assignment{Match: "m", Join: "fresh", Addr: "127.0.0.1:1"}, http.StatusOK, nil
}

// match is a World that goes on with each view that is taken, and ends when it is told to.
type match struct {
	commander.Link
	setup  *game.Setup
	world  *game.World
	over   chan struct{} // closed when it is to end
	ticket string        // that was spent

	next  game.Input
	given uint32
	said  []game.Talk
}

func newMatch(t *testing.T) *match {
	s, err := assets.Embedded().Setup("duel")
	require.NoError(t, err)
	return &match{setup: s, world: game.New(s, 7), over: make(chan struct{})}
}

func (m *match) Setup() *game.Setup     { return m.setup }
func (m *match) Seat() int              { return 0 }
func (m *match) Seats() []wire.SeatNews { return nil }
func (m *match) Close() error           { return nil }

func (m *match) Say(t game.Talk) error {
	m.said = append(m.said, t)
	return nil
}

func (m *match) Order(o game.Order) (uint32, error) {
	m.given++
	o.Seat, o.Leader, o.Seq = 0, game.AI, m.given
	m.next.Orders = append(m.next.Orders, o)
	return m.given, nil
}

func (m *match) Next(ctx context.Context) (u client.Update, err error) {
	if ctx.Err() != nil {
		return u, ctx.Err()
	}
	time.Sleep(time.Millisecond)
	m.world.Step(&m.next)
	for _, o := range m.next.Orders {
		if a, ok := m.world.Answer(0, game.AI, o.Seq); ok {
			u.Answers = append(u.Answers, a)
		}
	}
	m.next.Orders = nil
	u.View = &game.View{}
	m.world.View(0, u.View)
	select {
	case <-m.over:
		u.View.Result = game.Result{Winner: 1, Reason: game.Elimination, Tick: u.View.Tick}
	default:
	}
	return u, nil
}

// open has a door on a server, for one match.
func open(t *testing.T, q *queue, m *match) (url string) {
	url, _, _ = opened(t, q, m)
	return url
}

// opened is open with the door, and what has it close.
func opened(t *testing.T, q *queue, m *match) (url string, door *Door, stop func()) {
	cfg0 := Config{Queue: q, Origins: []string{"https://play.example"}, Log: slog.New(slog.DiscardHandler)}
	cfg0.dial = func(
		_ context.Context, cfg client.Config,
	) (commander.Link, error) {
		if m == nil {
			return nil, errors.New("the seat is taken")
		}
		m.ticket = cfg.Join.Ticket
		return m, nil
	}
	door = New(cfg0)
	ctx, stop := context.WithCancel(context.Background())
	mux := http.NewServeMux()
	mux.Handle("GET /v1/matches/{id}/lines", door.Handler(ctx))
	s := httptest.NewServer(mux)
	t.Cleanup(func() { stop(); s.Close() })
	return "ws" + strings.TrimPrefix(s.URL, "http") + "/v1/matches/", door, stop
}

// A bot plays over a WebSocket to the end: it is shown turns, its orders are obeyed and answered, and it is told how
// the match ended.
func TestABotPlaysOverAWebSocket(t *testing.T) {
	m := newMatch(t)
	ws, _, err := websocket.DefaultDialer.Dial(open(t, &queue{}, m)+"m/lines?ticket=good", nil)
	require.NoError(t, err)
	defer ws.Close()
	var said struct {
		Begin *struct {
			Live bool
			Map  []string
		}
		Turn *struct {
			Tick    int
			Answers []struct{ ID, Refusal string }
		}
		End *struct{ Reason string }
	}
	for said.End == nil {
		said.Turn, said.Begin = nil, nil
		require.NoError(t, ws.ReadJSON(&said))
		switch {
		case said.Begin != nil:
			require.True(t, said.Begin.Live)
			require.NotEmpty(t, said.Begin.Map)
			require.NoError(t, ws.WriteMessage(websocket.TextMessage, []byte(`{"ready":{"name":"far"}}`)))
		case said.Turn != nil:
			if len(said.Turn.Answers) > 0 {
				a := said.Turn.Answers[0]
				require.Equal(t, []string{"a", "obeyed"}, []string{a.ID, a.Refusal})
				close(m.over)
				continue
			}
			require.NoError(t, ws.WriteJSON(map[string]any{
				"tick": said.Turn.Tick, "say": []string{"hello"},
				"orders": []any{map[string]any{"id": "a", "squad": 0, "do": "capture", "point": 1}},
			}))
		}
	}
	require.Equal(t, "elimination", said.End.Reason)
	require.Equal(t, "good", m.ticket, "the bot's own ticket is spent")
	require.Equal(t, "hello", m.said[0].Text)
	_, _, err = ws.ReadMessage()
	require.True(t, websocket.IsCloseError(err, websocket.CloseNormalClosure), "%v", err)
}

// When the server ends, whoever waits for the door knows that its bots have been told.
func TestADoorThatClosesIsWaitedFor(t *testing.T) {
	url, door, stop := opened(t, &queue{}, newMatch(t))
	ws, _, err := websocket.DefaultDialer.Dial(url+"m/lines?ticket=good", nil)
	require.NoError(t, err)
	defer ws.Close()
	_, _, err = ws.ReadMessage()
	require.NoError(t, err)
	stop()
	door.Wait()
	require.Zero(t, door.places.all, "it has left")
	_, said, err := ws.ReadMessage()
	require.NoError(t, err)
	require.Contains(t, string(said), `"reason":"not_over"`)
	_, _, err = ws.ReadMessage()
	require.True(t, websocket.IsCloseError(err, websocket.CloseGoingAway), "%v", err)
}

// A bot that breaks off, sends rubbish or too much leaves its seat, and the door is as before.
func TestABotThatMisbehavesIsLetGo(t *testing.T) {
	for what, do := range map[string]func(ws *websocket.Conn) error{
		"garbage first": func(ws *websocket.Conn) error {
			return ws.WriteMessage(websocket.TextMessage, []byte("hello"))
		},
		"too much": func(ws *websocket.Conn) error {
			return ws.WriteMessage(websocket.TextMessage, make([]byte, maxMessage+1))
		},
		"gone": func(ws *websocket.Conn) error { return ws.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			m := newMatch(t)
			ws, _, err := websocket.DefaultDialer.Dial(open(t, &queue{}, m)+"m/lines",
				http.Header{"Authorization": {"Bearer good"}})
			require.NoError(t, err)
			defer ws.Close()
			_, _, err = ws.ReadMessage()
			require.NoError(t, err)
			_ = do(ws) // the door may be faster
			for err == nil {
				_, _, err = ws.ReadMessage()
			}
		})
	}
}

func TestWhoMayNotComeInIsToldWhy(t *testing.T) {
	m := newMatch(t)
	for _, c := range []struct {
		path   string
		q      queue
		m      *match
		status int
		why    string
	}{
		{"m/lines?ticket=bad", queue{}, m, http.StatusUnauthorized, "it is none"},
		{"m/lines", queue{}, m, http.StatusUnauthorized, "a join ticket of this queue is needed"},
		{"other/lines?ticket=good", queue{}, m, http.StatusForbidden, "for another match"},
		{"m/lines?ticket=spectator", queue{}, m, http.StatusForbidden, "a spectator's"},
		{"m/lines?ticket=good", queue{away: true}, m, http.StatusServiceUnavailable, "its shard is away"},
		{"m/lines?ticket=good", queue{}, nil, http.StatusConflict, "the seat is taken"},
	} {
		url := open(t, &c.q, c.m) + c.path
		_, r, err := websocket.DefaultDialer.Dial(url, nil)
		require.Error(t, err)
		require.Equal(t, c.status, r.StatusCode, c.path)
		body := make([]byte, 200)
		n, _ := r.Body.Read(body)
		require.Contains(t, string(body[:n]), c.why)
	}
	r, err := http.Get("http" + strings.TrimPrefix(open(t, &queue{}, m), "ws") + "m/lines?ticket=good")
	require.NoError(t, err)
	defer r.Body.Close()
	require.Equal(t, http.StatusUpgradeRequired, r.StatusCode)
}

// A handshake that is refused leaves the ticket as it was, and no place is taken.
func TestARefusedHandshakeSpendsNoTicket(t *testing.T) {
	for _, c := range []struct {
		header, value string
		status        int
		why           string
	}{
		{"Origin", "https://evil.example", http.StatusForbidden, "pages of https://evil.example may not come in"},
		{"Origin", "null", http.StatusForbidden, "pages of null may not come in"},
		{"Sec-WebSocket-Version", "8", http.StatusUpgradeRequired, "of version 13"},
		{"Sec-WebSocket-Key", "short", http.StatusBadRequest, "16 bytes in base64"},
		{"Origin", "https://play.example", http.StatusSwitchingProtocols, ""},
		{"Origin", "", http.StatusSwitchingProtocols, ""}, // of its own host
	} {
		t.Run(c.header+" "+c.value, func(t *testing.T) {
			m := newMatch(t)
			at := "http" + strings.TrimPrefix(open(t, &queue{}, m), "ws")
			r, err := http.NewRequest(http.MethodGet, at+"m/lines?ticket=good", nil)
			require.NoError(t, err)
			r.Header = http.Header{
				"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"},
				"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}, "Origin": {"http://" + r.URL.Host},
			}
			if c.value != "" {
				r.Header.Set(c.header, c.value)
			}
			got, err := http.DefaultClient.Do(r)
			require.NoError(t, err)
			defer got.Body.Close()
			require.Equal(t, c.status, got.StatusCode)
			if c.why == "" {
				require.Equal(t, "good", m.ticket)
				return
			}
			body, err := io.ReadAll(got.Body)
			require.NoError(t, err)
			require.Contains(t, string(body), c.why)
			require.Empty(t, m.ticket, "the ticket is unspent")
		})
	}
}

// So many bots come from one address, and no more.
func TestOneAddressHasSoManyBots(t *testing.T) {
	p := newPlaces()
	from := clientipOf(t, "10.0.0.1")
	var leave []func()
	for range maxBotsFrom {
		l, refused := p.acquire(from)
		require.Nil(t, refused)
		leave = append(leave, l)
	}
	_, refused := p.acquire(from)
	require.Equal(t, http.StatusTooManyRequests, refused.status)
	_, refused = p.acquire(clientipOf(t, "10.0.0.2"))
	require.Nil(t, refused)
	leave[0]()
	_, refused = p.acquire(from)
	require.Nil(t, refused)
}

func clientipOf(t *testing.T, address string) netip.Prefix {
	ip, err := netip.ParseAddr(address)
	require.NoError(t, err)
	return clientip.Network(ip)
}
