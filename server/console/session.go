package console

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"sync"
	"time"

	"muster/matchmaker/api"
)

// session is a browser that has signed in. What opens the API stands here, and never in the browser.
type session struct {
	api     *api.Client
	machine bool   // came in by a link: whoever runs the machine
	name    string // of the account
	csrf    string // stands in every form of its pages
	began   time.Time
	over    chan struct{} // closed when it is: live pages end

	mu    sync.Mutex
	role  api.Role
	sight bool      // it may look at matches without delay
	asked time.Time // for both; zero for never
	used  time.Time
	note  *note                // what became of the last action; shown once
	watch map[string]time.Time // until when it may watch a match without being asked again
	sees  map[string]time.Time // until when it looks at a match without delay
	shown time.Time            // until when its pages have addresses
}

// note is what a page says of the last action.
type note struct {
	Text string
	Bad  bool
}

// sessions are those of all browsers, by the hash of their cookie.
type sessions struct {
	mu  sync.Mutex
	all map[[sha256.Size]byte]*session
}

func newSessions() *sessions { return &sessions{all: map[[sha256.Size]byte]*session{}} }

// cookieOf is the cookie's name: cookies do not tell ports apart, and several consoles may run on one machine.
func cookieOf(r *http.Request) string {
	_, port, _ := net.SplitHostPort(r.Host)
	return "muster-console-" + port
}

// open begins a session and has the browser keep its cookie.
func (s *sessions) open(w http.ResponseWriter, r *http.Request, v *session, now time.Time) {
	secret := rand.Text()
	v.csrf, v.began, v.used, v.over = rand.Text(), now, now, make(chan struct{})
	http.SetCookie(w, &http.Cookie{
		Name: cookieOf(r), Value: secret, Path: base, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		MaxAge: int(sessionLife / time.Second),
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.all) >= maxSessions {
		s.endOldest()
	}
	s.all[sha256.Sum256([]byte(secret))] = v
}

// endOldest ends the session that was used longest ago. The caller holds mu.
func (s *sessions) endOldest() {
	var oldest [sha256.Size]byte
	var at time.Time
	for key, v := range s.all {
		if used := v.lastUsed(); at.IsZero() || used.Before(at) {
			oldest, at = key, used
		}
	}
	close(s.all[oldest].over)
	delete(s.all, oldest)
}

// find is the session of a request, or nil.
func (s *sessions) find(r *http.Request, now time.Time) *session {
	c, err := r.Cookie(cookieOf(r))
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.all[sha256.Sum256([]byte(c.Value))]
	if v == nil || v.ended(now) {
		return nil
	}
	return v
}

// end ends a session.
func (s *sessions) end(v *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, known := range s.all {
		if known == v {
			close(v.over)
			delete(s.all, key)
		}
	}
}

// run forgets what is over until ctx ends.
func (s *sessions) run(ctx context.Context) {
	every := time.NewTicker(sweepEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-every.C:
			s.sweep(now)
		}
	}
}

func (s *sessions) sweep(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, v := range s.all {
		if v.ended(now) {
			close(v.over)
			delete(s.all, key)
		}
	}
}

func (v *session) lastUsed() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.used
}

func (v *session) ended(now time.Time) bool {
	return now.Sub(v.began) >= sessionLife || now.Sub(v.lastUsed()) >= idleFor
}

// use notes that its browser asked for something.
func (v *session) use(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.used = now
}

// sent reports whether a form is one of this session's pages.
func (v *session) sent(r *http.Request) bool {
	return subtle.ConstantTimeCompare([]byte(r.PostFormValue("csrf")), []byte(v.csrf)) == 1
}

// say leaves a note for the next page.
func (v *session) say(n note) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.note = &n
}

// said is that note, once.
func (v *session) said() *note {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := v.note
	v.note = nil
	return n
}

// may is what the account may do now. good is false when the API does not know this session any more.
func (v *session) may(ctx context.Context, now time.Time) (role api.Role, good bool) {
	v.mu.Lock()
	role, fresh := v.role, v.machine || now.Sub(v.asked) < roleKept
	v.mu.Unlock()
	if fresh {
		return role, true
	}
	a, err := v.api.Account(ctx)
	switch status := api.StatusOf(err); {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return "", false
	case err != nil: // the API does not answer, and will not let anybody do anything either
		return role, true
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.role, v.sight, v.asked = a.Role, a.Sight, now
	return a.Role, true
}

// mayStill reports whether the account was lately allowed to watch a match.
func (v *session) mayStill(match string, now time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return now.Before(v.watch[match])
}

// remember notes that it was, for a while.
func (v *session) remember(match string, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.watch == nil || len(v.watch) >= maxMayWatch {
		v.watch = map[string]time.Time{}
	}
	v.watch[match] = now.Add(mayWatchFor)
}

// letSee notes that it begins to look at a match without delay, and until when.
func (v *session) letSee(match string, until time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.sees == nil || len(v.sees) >= maxMayWatch {
		v.sees = map[string]time.Time{}
	}
	v.sees[match] = until
}

// seesUntil is until when it looks at a match without delay; zero for not.
func (v *session) seesUntil(match string, now time.Time) time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	if until := v.sees[match]; now.Before(until) {
		return until
	}
	return time.Time{}
}

// maySee reports whether it may begin to.
func (v *session) maySee() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.sight
}

// showAddresses notes until when its pages have addresses; zero for not any more.
func (v *session) showAddresses(until time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.shown = until
}

// addressesUntil is until when its pages have addresses; zero where they have none.
func (v *session) addressesUntil(now time.Time) time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	if now.Before(v.shown) {
		return v.shown
	}
	return time.Time{}
}
