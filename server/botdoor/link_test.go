package botdoor

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// pair is the two ends of a WebSocket: the door's, and a bot's.
func pair(t *testing.T) (door, bot *websocket.Conn) {
	doors := make(chan *websocket.Conn, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err == nil {
			doors <- ws
		}
	}))
	t.Cleanup(s.Close)
	bot, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.URL, "http"), nil)
	require.NoError(t, err)
	door = <-doors
	t.Cleanup(func() { bot.Close(); door.Close() })
	return door, bot
}

// A bot that sends more lines than any match asks for is gone.
func TestABotThatFloodsIsLetGo(t *testing.T) {
	door, bot := pair(t)
	l := newLink(door)
	go func() {
		for bot.WriteMessage(websocket.TextMessage, []byte(`{"tick":-1}`)) == nil {
		}
	}()
	for range l.Lines() {
	}
	require.ErrorIs(t, l.Fault(), errFlood)
	l.Cut()
}

// A line that still waits when the match ends takes no room of the last one: the bot is told both, and why.
func TestTheLastLineIsSentAfterOneThatWaits(t *testing.T) {
	door, bot := pair(t)
	l := linkOf(door)
	require.True(t, l.Send([]byte("a turn")))
	go l.End([]byte("the end"))
	<-l.stop // what the match had to say was said before anything was written
	go l.write()
	for _, want := range []string{"a turn", "the end"} {
		_, got, err := bot.ReadMessage()
		require.NoError(t, err)
		require.Equal(t, want, string(got))
	}
	_, _, err := bot.ReadMessage()
	require.True(t, websocket.IsCloseError(err, websocket.ClosePolicyViolation), "%v", err)
}
