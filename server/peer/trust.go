package peer

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/api"
)

// trust is how peers know each other: by tokens that the cluster's secret makes, each good once. Whom a call goes to is
// known by the certificate that the registry's entry names.
type trust struct {
	id      string
	secrets func() [][32]byte // the first signs, all of them verify
	now     func() time.Time  // by the clock that peers' tokens are held against
	log     *slog.Logger
	refused prometheus.Counter

	mu     sync.Mutex
	spent  map[string]time.Time // tokens used, until when they would count
	warned map[string]time.Time // lines of the log, of which there are few
}

// token makes one for a call to a peer.
func (t *trust) token(to string) func() (string, error) {
	return func() (string, error) {
		secrets := t.secrets()
		if len(secrets) == 0 {
			return "", errors.New("there is no key of the cluster")
		}
		return api.SignPeer(secrets[0], t.id, to, t.now())
	}
}

// only lets peers through, and says which one calls.
func (t *trust) only(next func(w http.ResponseWriter, r *http.Request, from string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		from, err := t.verify(token)
		if err != nil {
			t.refused.Inc()
			t.warn("a call for peers was refused", "path", r.URL.Path, "error", err)
			problem(w, http.StatusUnauthorized, "a token of a peer for shard "+t.id+" is needed"+api.ClockTrouble(err))
			return
		}
		next(w, r, from)
	}
}

func (t *trust) verify(token string) (from string, err error) {
	now := t.now()
	c, err := api.VerifyPeer(t.secrets(), token, t.id, now)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, used := t.spent[c.ID]; used {
		return "", errors.New("the token was used before")
	}
	if len(t.spent) >= maxSpent/2 {
		t.forget(now)
	}
	if len(t.spent) >= maxSpent {
		return "", errors.New("more tokens were used lately than are remembered")
	}
	if t.spent == nil {
		t.spent = map[string]time.Time{}
	}
	t.spent[c.ID] = c.Expires.Add(api.Leeway)
	return c.Issuer, nil
}

// forget lets go of tokens that do not count any more by themselves. The caller holds mu.
func (t *trust) forget(now time.Time) {
	for id, until := range t.spent {
		if now.After(until) {
			delete(t.spent, id)
		}
	}
}

// warn logs trouble, each line once in a while: a flood must not fill the disk.
func (t *trust) warn(line string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.warned == nil {
		t.warned = map[string]time.Time{}
	}
	if now := time.Now(); now.Sub(t.warned[line]) > warnEvery {
		t.warned[line] = now
		t.log.Warn(line, args...)
	}
}

// problem answers as RFC 9457 draws it.
func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(api.Problem{ // the caller is gone if this fails
		Title: http.StatusText(status), Status: status, Detail: detail,
	})
}
