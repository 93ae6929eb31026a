package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"muster/matchmaker/api"
)

// QueuersConfig is what Match has its load do.
type QueuersConfig struct {
	At       string // URL of the queue
	Rate     int    // tickets a second
	Duration time.Duration
}

// queuers is what the load of bench match measures. Times run from when a ticket was due, so that a queue that stalls
// does not look fast by being asked less. It shares the machine with what it measures, so it speaks HTTP over bare
// connections: net/http's client would take as long as the queue itself.
type queuers struct {
	host string
	idle chan *queuerConn

	mu             sync.Mutex
	create, assign *hdrhistogram.Histogram // microseconds
	failed, seated int
	late           *hdrhistogram.Histogram // the same: what of that is the load's own, which could not begin in time
	last           time.Time
}

// queuerConn is one connection, used for one request at a time.
type queuerConn struct {
	net.Conn
	answers *bufio.Reader
}

// Queuers is the load of Match: it signs guests in, then has each queue at its time and wait for its seat. It says to
// out when all are signed in, and at the end what it measured.
func Queuers(ctx context.Context, c QueuersConfig, out io.Writer) error {
	at, err := url.Parse(c.At)
	if err != nil {
		return err
	}
	collectLess() // its pauses would look like the queue's
	players := c.guests(ctx)
	say := json.NewEncoder(out)
	if err := say.Encode(struct{}{}); err != nil { // ready
		return err
	}
	q := &queuers{
		host: at.Host, idle: make(chan *queuerConn, 1024),
		late: hdrhistogram.New(1, 60_000_000, 3), create: hdrhistogram.New(1, 60_000_000, 3),
		assign: hdrhistogram.New(1, 60_000_000, 3),
	}
	var busy sync.WaitGroup
	began, cpu := time.Now(), usage()
	for i, token := range players {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(c.Rate))
		time.Sleep(time.Until(due))
		busy.Go(func() { q.one(token, due) })
	}
	busy.Wait()
	ms := func(h *hdrhistogram.Histogram, p float64) float64 { return float64(h.ValueAtPercentile(p)) / 1000 }
	return say.Encode(map[string]any{
		"tickets_per_s": float64(q.seated) / q.last.Sub(began).Seconds(), "failed": q.failed,
		"load_cpu_us_per_ticket": float64((usage() - cpu).Microseconds()) / max(float64(len(players)), 1),
		"load_late_p99_ms":       ms(q.late, 99), "create_p50_ms": ms(q.create, 50), "create_p99_ms": ms(q.create, 99),
		"assign_p50_ms": ms(q.assign, 50), "assign_p99_ms": ms(q.assign, 99),
	})
}

// guests signs everybody in who will queue; it returns their tokens, empty for whom it could not.
func (c *QueuersConfig) guests(ctx context.Context) []string {
	tokens := make([]string, int(float64(c.Rate)*c.Duration.Seconds()))
	client := api.NewClient(c.At, &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}})
	var busy sync.WaitGroup
	for w := range 32 {
		busy.Go(func() {
			for i := w; i < len(tokens); i += 32 {
				if s, err := client.Guest(ctx, ""); err == nil {
					tokens[i] = s.Token
				}
			}
		})
	}
	busy.Wait()
	return tokens
}

// one is one player's way from the ticket to the assignment.
func (q *queuers) one(token string, due time.Time) {
	late := time.Since(due)
	var t api.Ticket
	err := q.request("POST /v1/tickets", token, `{"scenario":"arena"}`, &t)
	created := time.Since(due)
	for err == nil && t.Status == api.Waiting {
		err = q.request("GET /v1/tickets/"+t.ID+"?wait=20s", token, "", &t)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil || t.Status != api.Assigned || t.Assignment == nil {
		q.failed++
		return
	}
	_ = q.create.RecordValue(created.Microseconds())
	_ = q.late.RecordValue(late.Microseconds())
	_ = q.assign.RecordValue(time.Since(due).Microseconds())
	q.seated++
	q.last = time.Now()
}

// request makes one request over a connection that is idle, or a new one.
func (q *queuers) request(what, token, body string, out any) error {
	var c *queuerConn
	select {
	case c = <-q.idle:
	default:
		conn, err := net.Dial("tcp", q.host)
		if err != nil {
			return err
		}
		c = &queuerConn{conn, bufio.NewReader(conn)}
	}
	err := c.request(fmt.Sprintf("%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: "+
		"application/json\r\nContent-Length: %d\r\n\r\n%s",
		what, q.host, token, len(body), body), out)
	if err != nil {
		c.Close()
		return err
	}
	select {
	case q.idle <- c:
	default:
		c.Close()
	}
	return nil
}

func (c *queuerConn) request(request string, out any) error {
	if _, err := c.Write([]byte(request)); err != nil {
		return err
	}
	resp, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 400 {
		return fmt.Errorf("answer %d: %s", resp.StatusCode, b)
	}
	return json.Unmarshal(b, out)
}
