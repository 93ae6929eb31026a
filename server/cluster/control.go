package cluster

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"

	"muster/server/cluster/plan"
)

// controlServer is where operators of this machine ask for things: JSON over HTTP on the loopback address, with a
// secret that this user alone can read.
//
//	GET  /         where the cluster is: Cluster
//	GET  /status   how it does: Status, with the newest ?lines of its timeline
//	GET  /ring     who is responsible for what: Places
//	POST /actions  words of an action; 422 and what is wrong with it
//	POST /plan     a plan to follow, as YAML; ?name= is what it is called. 422 as before
//	DELETE /plan   ends the one that is followed
type controlServer struct {
	secret string
	server http.Server
	addr   string
	shell  *shell
	asks   map[int]chan string // by Ask, until it is answered; only the loop's
	asked  int                 // the newest Ask; only the loop's
	calls  chan func()         // for the loop
	done   chan struct{}
}

func openControl(on net.Listener, c *shell) (*controlServer, error) {
	s := &controlServer{
		secret: rand.Text(), addr: on.Addr().String(), shell: c, asks: map[int]chan string{}, calls: make(chan func()),
		done: make(chan struct{}),
	}
	mux := http.NewServeMux()
	here := c.found(s.url())
	// however busy the loop is
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { answer(w, here) })
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, r *http.Request) {
		lines := maxShown
		if n, err := strconv.Atoi(r.URL.Query().Get("lines")); err == nil && n >= 0 {
			lines = min(n, maxShown)
		}
		s.write(w, r, func() any { return c.status(lines) })
	})
	mux.HandleFunc("GET /ring", func(w http.ResponseWriter, r *http.Request) {
		s.write(w, r, func() any { return Ring(c.sup.Where(), c.sup.Members()) })
	})
	mux.HandleFunc("POST /actions", s.act)
	mux.HandleFunc("POST /plan", s.follow)
	mux.HandleFunc("DELETE /plan", func(w http.ResponseWriter, r *http.Request) { s.submit(w, r, Seen{Quit: true}) })
	s.server = http.Server{Handler: s.guard(mux), ReadHeaderTimeout: askWithin}
	go func() { _ = s.server.Serve(on) }() // until Close
	return s, nil
}

func (s *controlServer) url() string { return "http://" + s.secret + "@" + s.addr }

func (s *controlServer) Close() error {
	close(s.done)
	conceal(s.shell.found(s.url()))
	return s.server.Close()
}

func (s *controlServer) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, _, _ := r.BasicAuth()
		if subtle.ConstantTimeCompare([]byte(got), []byte(s.secret)) != 1 {
			http.Error(w, "this is for whoever started the cluster", http.StatusUnauthorized)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxTail)
		next.ServeHTTP(w, r)
	})
}

// inLoop has the loop run f, which alone may look at the supervisor. It is false when the cluster has ended.
func (s *controlServer) inLoop(ctx context.Context, f func()) bool {
	ran := make(chan struct{})
	select {
	case s.calls <- func() { f(); close(ran) }:
		<-ran
		return true
	case <-s.done:
	case <-ctx.Done():
	}
	return false
}

func (s *controlServer) write(w http.ResponseWriter, r *http.Request, what func() any) {
	var v any
	if !s.inLoop(r.Context(), func() { v = what() }) {
		http.Error(w, "the cluster is ending", http.StatusServiceUnavailable)
		return
	}
	answer(w, v)
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever asked may be gone
}

// act has the supervisor do what somebody asks for.
func (s *controlServer) act(w http.ResponseWriter, r *http.Request) {
	var words []string
	if err := json.NewDecoder(r.Body).Decode(&words); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	f, err := plan.ParseFault(words)
	if err == nil {
		err = canDo(f.Action.Kind)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	s.submit(w, r, Seen{Action: f.Action, For: f.For})
}

// follow has the supervisor follow a plan.
func (s *controlServer) follow(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	p, err := plan.Read(r.URL.Query().Get("name"), b)
	if err == nil {
		err = doable(p)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	s.submit(w, r, Seen{Follow: &p})
}

// submit has the supervisor hear of what an operator wants, and answers with what becomes of it.
func (s *controlServer) submit(w http.ResponseWriter, r *http.Request, x Seen) {
	answered := make(chan string, 1)
	if !s.inLoop(r.Context(), func() {
		s.asked++
		ask := s.asked
		s.asks[ask] = answered
		x.What, x.Who, x.Ask = Asked, "operator", ask
		s.shell.next = append(s.shell.next, x)
	}) {
		http.Error(w, "the cluster is ending", http.StatusServiceUnavailable)
		return
	}
	select {
	case why := <-answered:
		if why != "" {
			http.Error(w, why, http.StatusUnprocessableEntity)
			return
		}
		answer(w, struct{}{})
	case <-s.done:
		http.Error(w, "the cluster is ending", http.StatusServiceUnavailable)
	}
}

// answer tells whoever asked what became of it.
func (s *controlServer) answer(ask int, why string) {
	if c := s.asks[ask]; c != nil {
		delete(s.asks, ask)
		c <- why
	}
}
