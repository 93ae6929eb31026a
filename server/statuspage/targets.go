package statuspage

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"muster/server/httpd"
	"muster/server/scrape"
	"muster/shard/registry"
)

// target is a process that Prometheus scrapes, as its HTTP service discovery has it.
type target struct {
	Targets []string          `json:"targets"` // host:port of its operators' listener; one
	Labels  map[string]string `json:"labels"`  // node, its name, and role
}

// roster remembers who was there. A shard that is gone without having drained is listed on for scrape.MissedFor: one
// that dies leaves the registry within seconds, and must not leave Prometheus, too, before that says that it is down.
type roster struct {
	mu    sync.Mutex
	known map[string]*listed // shards by id
}

type listed struct {
	admin    string
	draining bool
	seen     time.Time
}

// update takes in the shards that are there, and lists all.
func (r *roster) update(now time.Time, shards []registry.Shard) (all []target) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[string]*listed{}
	}
	for i := range shards {
		s := &shards[i]
		r.known[s.ID] = &listed{s.Admin, s.Draining, now}
	}
	for id, k := range r.known {
		gone := now.Sub(k.seen)
		if gone > 0 && k.draining || gone > scrape.MissedFor {
			delete(r.known, id)
			continue
		}
		if t, ok := targetOf(k.admin, id, "shard"); ok {
			all = append(all, t)
		}
	}
	return all
}

// targetOf makes one of a listener's URL; ok is false where there is none.
func targetOf(admin, id, role string) (t target, ok bool) {
	u, err := url.Parse(admin)
	if err != nil || u.Host == "" {
		return t, false
	}
	return target{[]string{u.Host}, map[string]string{"node": id, "role": role}}, true
}

// targets serves who is to be scraped. A shard in the process of a matchmaker is scraped with that.
func (s *Page) targets() http.Handler {
	return httpd.Page(httpd.SharedPage("application/json", func(ctx context.Context, to *bytes.Buffer) error {
		ctx, cancel := context.WithTimeout(ctx, detailWithin)
		defer cancel()
		shards, err := s.cfg.Registry.Shards(ctx)
		queues, too := s.cfg.Registry.Matchmakers(ctx)
		if err := errors.Join(err, too); err != nil {
			return err // Prometheus goes on with whom it knew
		}
		all := []target{}
		for _, m := range queues {
			if t, ok := targetOf(m.Admin, m.ID, "matchmaker"); ok {
				all = append(all, t)
			}
		}
		return json.NewEncoder(to).Encode(once(append(all, s.roster.update(time.Now(), shards)...)))
	}))
}

// once has each listener once, by its address: of processes that have one together the first.
func once(all []target) []target {
	slices.SortStableFunc(all, func(a, b target) int { return strings.Compare(a.Targets[0], b.Targets[0]) })
	return slices.CompactFunc(all, func(a, b target) bool { return a.Targets[0] == b.Targets[0] })
}
