package botdoor

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"golang.org/x/time/rate"

	"muster/game"
)

// link is a bot's WebSocket: a lines.Link.
type link struct {
	ws    *websocket.Conn
	in    chan []byte // holds one line
	last  []byte      // what is written after it; set before stop is closed
	lines chan []byte
	stop  chan struct{}
	halt  func()        // closes stop
	sent  chan struct{} // closed when nothing more is written
	gone  chan struct{} // closed when nothing more is read

	mu   sync.Mutex
	err  error
	code int // with which it is closed
}

func newLink(ws *websocket.Conn) *link {
	l := linkOf(ws)
	go l.read()
	go l.write()
	return l
}

// linkOf is one that nobody reads or writes yet.
func linkOf(ws *websocket.Conn) *link {
	l := &link{
		ws: ws, in: make(chan []byte, 1), lines: make(chan []byte), stop: make(chan struct{}),
		sent: make(chan struct{}), gone: make(chan struct{}), code: websocket.ClosePolicyViolation,
	}
	l.halt = sync.OnceFunc(func() { close(l.stop) })
	return l
}

// Send implements lines.Link.
func (l *link) Send(line []byte) bool {
	select {
	case l.in <- append([]byte(nil), line...):
		return true
	default:
		return false
	}
}

// Lines implements lines.Link.
func (l *link) Lines() <-chan []byte { return l.lines }

// Fault implements lines.Link.
func (l *link) Fault() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		return errors.New("it has closed its WebSocket")
	}
	return l.err
}

// Cut implements lines.Link.
func (l *link) Cut() {
	l.halt()
	<-l.sent
	l.ws.Close()
}

// End implements lines.Link.
func (l *link) End(last []byte) {
	l.last = append([]byte(nil), last...) // the channel may hold a line that was not sent yet
	l.Cut()
}

// why says how the WebSocket is closed.
func (l *link) why(r game.Result) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.gone:
		return
	default:
	}
	if l.code = websocket.CloseGoingAway; r.Reason != game.NotOver {
		l.code = websocket.CloseNormalClosure
	}
}

// errFlood is of a bot that sends more than any match asks for.
var errFlood = fmt.Errorf("it sent more than %d lines a second", lineRate)

// read passes on what the bot says; who does not answer a ping in time is gone.
func (l *link) read() {
	defer close(l.gone)
	defer close(l.lines)
	l.ws.SetReadLimit(maxMessage)
	pace := rate.NewLimiter(lineRate, lineBurst)
	alive := func(string) error { return l.ws.SetReadDeadline(time.Now().Add(silentFor)) }
	_ = alive("")
	l.ws.SetPongHandler(alive)
	for {
		_, line, err := l.ws.ReadMessage()
		if err == nil && !pace.Allow() {
			err = errFlood
		}
		if err != nil {
			l.mu.Lock()
			l.err = err
			l.mu.Unlock()
			return
		}
		_ = alive("")
		select {
		case l.lines <- line:
		case <-l.stop:
			return
		}
	}
}

// write sends what there is, pings, and says goodbye.
func (l *link) write() {
	defer close(l.sent)
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var err error
		select {
		case line := <-l.in:
			err = l.writeLine(line)
		case <-ping.C:
			err = l.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
		case <-l.stop:
			l.goodbye()
			return
		}
		if err != nil {
			l.ws.Close() // its reader finds out
			return
		}
	}
}

func (l *link) writeLine(line []byte) error {
	_ = l.ws.SetWriteDeadline(time.Now().Add(writeWithin))
	return l.ws.WriteMessage(websocket.TextMessage, line)
}

// goodbye sends what waits, the last line, if there is one, and why it is closed.
func (l *link) goodbye() {
	select {
	case line := <-l.in:
		if l.writeLine(line) != nil {
			return
		}
	default:
	}
	if l.last != nil && l.writeLine(l.last) != nil {
		return
	}
	l.mu.Lock()
	bye := websocket.FormatCloseMessage(l.code, "")
	l.mu.Unlock()
	_ = l.ws.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWithin)) // it may be gone
}
