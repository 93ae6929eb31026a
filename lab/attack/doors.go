package attack

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"muster/matchmaker/api"
	"muster/server/wire"
)

// answered is the metric that counts the API's answers with a status.
func answered(code int) string {
	return fmt.Sprintf(`muster_matchmaker_http_requests_total{code="%d"}`, code)
}

// from makes an HTTP client of an attacker's own address, so far as there is one: on loopback every attacker has one,
// like attackers elsewhere. Otherwise they share the honest bots' address, and its bounds.
func (run *attackRun) from(attacker int) *http.Client {
	own := &http.Transport{MaxIdleConnsPerHost: guessers}
	u, err := url.Parse(run.cfg.Matchmaker)
	if err == nil && net.ParseIP(u.Hostname()).To4().IsLoopback() {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 66, byte(1+attacker))}}
		own.DialContext = d.DialContext
	}
	return &http.Client{Timeout: requestPatience, Transport: own}
}

// request sends a request as it is and returns what came back, at most a kilobyte of it.
func (run *attackRun) request(
	ctx context.Context, method, path, token, key string, body any,
) (status int, text []byte, err error) {
	b, err := json.Marshal(body)
	if err != nil {
		return 0, nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, run.cfg.Matchmaker+path, bytes.NewReader(b))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	resp, err := run.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	text, err = io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	return resp.StatusCode, text, err
}

// crowdOf has so many callers do something over and over, and counts what was refused with one of these.
func crowdOf(ctx context.Context, callers, times int, r *Result, do func() (int, error), refused ...int) {
	var work sync.WaitGroup
	var mu sync.Mutex
	for range callers {
		work.Go(func() {
			for range times {
				code, err := do()
				if ctx.Err() != nil {
					return
				}
				if err != nil {
					continue // a link that broke by itself tells nothing
				}
				mu.Lock()
				r.Done++
				if slices.Contains(refused, code) {
					r.Refused++
				} else {
					r.Trouble = fmt.Sprintf("answered %d", code)
				}
				mu.Unlock()
			}
		})
	}
	work.Wait()
}

// guessing guesses the password of somebody who logs in meanwhile, from elsewhere.
func guessing(ctx context.Context, run *attackRun, r *Result) error {
	name, password := "V"+rand.Text()[:12], rand.Text()
	honest := api.NewClient(run.cfg.Matchmaker, run.honest)
	if _, err := honest.Register(ctx, name, password); err != nil {
		return err
	}
	done := make(chan struct{})
	var slowest time.Duration
	var failed error
	go func() {
		defer close(done)
		for range honestLogIns {
			began := time.Now()
			_, err := honest.LogIn(ctx, name, password)
			// no answer is no refusal, and counts as slow
			for tries := 1; err != nil && api.StatusOf(err) == 0 && tries < suiteTries; tries++ {
				_, err = honest.LogIn(ctx, name, password)
			}
			slowest, failed = max(slowest, time.Since(began)), errors.Join(failed, err)
			time.Sleep(honestEvery)
		}
	}()
	crowdOf(ctx, run.callers, guessesEach, r, func() (int, error) {
		code, _, err := run.request(ctx, http.MethodPost, "/v1/sessions", "", "", map[string]string{
			"name": name, "password": "wrong " + rand.Text(),
		})
		return code, err
	}, http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	<-done
	if r.HonestMS = max(r.HonestMS, float64(slowest.Milliseconds())); failed != nil {
		r.Trouble = fmt.Sprintf("meanwhile the name's owner could not log in: %v", failed)
	}
	return nil
}

// guests signs in as a new guest until that is refused.
func guests(ctx context.Context, run *attackRun, r *Result) error {
	r.Done = 1
	for range mostGuests {
		code, _, err := run.request(ctx, http.MethodPost, "/v1/guests", "", "", map[string]string{"name": "Nobody"})
		if err != nil {
			return err
		}
		if code == http.StatusTooManyRequests {
			r.Refused = 1
			return nil
		}
		time.Sleep(run.pause)
	}
	return nil
}

// streams follows a ticket that waits, more often than an account may at once.
func streams(ctx context.Context, run *attackRun, r *Result) error {
	q, err := run.mallory(ctx)
	if err != nil {
		return err
	}
	defer run.release(q)
	modes, err := q.Modes(ctx)
	if err != nil {
		return err
	}
	// -1 is for ever
	patient := slices.MaxFunc(modes, func(a, b api.Mode) int { return cmp.Compare(uint(a.Fill), uint(b.Fill)) })
	t, err := q.Queue(ctx, api.TicketRequest{Mode: patient.Name})
	if err != nil {
		return err
	}
	defer q.Cancel(context.WithoutCancel(ctx), t.ID)
	following, stop := context.WithCancel(ctx)
	defer stop()
	codes := make(chan int, streamsAtOnce)
	for range streamsAtOnce {
		go func() { codes <- run.follow(following, t.ID, q.Token()) }()
	}
	r.Done = 1
	for range streamsAtOnce {
		if code := <-codes; code == http.StatusTooManyRequests {
			r.Refused = 1
		} else if code != http.StatusOK {
			r.Trouble = fmt.Sprintf("a stream was answered with %d", code)
		}
	}
	return nil
}

// follow begins a stream of events and leaves it open until ctx ends.
func (run *attackRun) follow(ctx context.Context, ticket, token string) (code int) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, run.cfg.Matchmaker+"/v1/tickets/"+ticket+"/events", nil)
	if err != nil {
		return 0
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := run.http.Do(req)
	if err != nil {
		return 0
	}
	context.AfterFunc(ctx, func() { resp.Body.Close() })
	return resp.StatusCode
}

// crowding has far more spectators than a match has places come to one; who finds none is told so. The crowd stays
// until everybody has been let in or turned away, however slow the server is, and then a while.
func crowding(ctx context.Context, run *attackRun, r *Result) error {
	a, leave, err := run.seat(ctx)
	if err != nil {
		return err
	}
	defer leave()
	r.Done = 1
	over, stop := context.WithCancel(ctx)
	defer stop()
	var coming, watching sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range spectatorsAtOnce {
		coming.Add(1)
		watching.Go(func() {
			run.spectate(over, a.Match, func(turned bool, err error) {
				mu.Lock()
				defer mu.Unlock()
				if turned {
					r.Refused = 1
				}
				failed = cmp.Or(failed, err) // one is enough to tell
				coming.Done()
			})
		})
		time.Sleep(run.pause)
	}
	coming.Wait()
	time.Sleep(crowdStays)
	stop()
	watching.Wait()
	if r.Refused > 0 {
		return nil // some links broke by themselves in the crowd
	}
	return failed
}

// spectate is one of them, a guest of his own, who tells once whether he was let in and stays
// until over ends if he was.
func (run *attackRun) spectate(over context.Context, match string, tell func(turned bool, err error)) {
	q, err := run.mallory(over)
	if err != nil {
		tell(false, err)
		return
	}
	defer run.release(q)
	c, turned, err := run.place(over, q, match)
	tell(turned, err)
	if c == nil {
		return
	}
	defer c.Close(wire.Left, "")
	for err == nil { // until the match ends, or the attack does
		_, err = c.ReceiveFrame(over)
	}
}

// place asks for a spectator's place. The link is nil when there was none, which turned reports.
func (run *attackRun) place(ctx context.Context, q *api.Client, match string) (c wire.Conn, turned bool, err error) {
	a, err := q.Watch(ctx, match)
	if api.StatusOf(err) == http.StatusTooManyRequests {
		return nil, true, nil
	}
	if err != nil {
		return nil, false, err
	}
	c, m, err := run.enter(ctx, a, a.Join)
	if err != nil {
		return nil, false, err
	}
	if bye, ok := m.(*wire.Goodbye); ok {
		return nil, bye.Reason == wire.TooManyRequests, c.Close(wire.Left, "")
	}
	return c, false, nil
}

// keys asks again with somebody else's Idempotency-Key, which must not answer with his session.
func keys(ctx context.Context, run *attackRun, r *Result) error {
	key, body := rand.Text(), map[string]string{"name": "Trent"}
	_, first, err := run.request(ctx, http.MethodPost, "/v1/guests", "", key, body)
	if err != nil {
		return err
	}
	var of, got api.Session
	if err := json.Unmarshal(first, &of); err != nil {
		return fmt.Errorf("the first answer: %w", err)
	}
	for range keyTries {
		code, text, err := run.request(ctx, http.MethodPost, "/v1/guests", "", key, body)
		if err != nil {
			return err
		}
		r.Done++
		if code >= 400 || json.Unmarshal(text, &got) == nil && got.Token != of.Token {
			r.Refused++
		}
	}
	return nil
}

// replays asks for what is not to be had: the replay of a match that runs, and files that are none.
func replays(ctx context.Context, run *attackRun, r *Result) error {
	q, err := run.mallory(ctx)
	if err != nil {
		return err
	}
	defer run.release(q)
	for _, id := range []string{
		"..%2f..%2fmatchmaker.db",
		"%2e%2e%2fkeys", "none%00", "none", string(bytes.Repeat([]byte("m"), 8<<10)),
	} {
		code, _, err := run.request(ctx, http.MethodGet, "/v1/matches/"+id+"/replay", q.Token(), "", nil)
		if err != nil {
			return err
		}
		r.Done++
		if code >= 400 && code < 500 {
			r.Refused++
		} else {
			r.Trouble = fmt.Sprintf("%.40s was answered with %d", id, code)
		}
	}
	return nil
}
