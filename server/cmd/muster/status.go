package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"muster/matchmaker"
	"muster/shard/registry"
)

//go:embed status.html
var statusHTML string

var statusTemplate = template.Must(template.New("status").Parse(statusHTML))

// statusPage shows how everything does: what the registry tells of shards and matchmakers, with the zones that each shard
// tells of itself.
type statusPage struct {
	queue *queuePart
	shard *shardPart // the one in this process; nil if there is none
	log   *slog.Logger
	began time.Time
	http  *http.Client
}

func newStatusPage(q *queuePart, s *shardPart) *statusPage {
	return &statusPage{queue: q, shard: s, log: q.log, began: time.Now(), http: &http.Client{Timeout: detailWithin}}
}

// status is what the page shows.
type status struct {
	Up, Version             string
	Queue                   matchmaker.Status
	Shards                  []shardRow
	Matchmakers             []registry.Matchmaker
	Load, Capacity, Players int
	Trouble                 []string
}

// shardRow is a shard with its zones.
type shardRow struct {
	registry.Shard
	Zones zonesOf
	Away  string // why it does not tell of its zones; empty when it does
}

// State is one word, and the colour that it is shown in.
func (r shardRow) State() string {
	switch {
	case r.Draining:
		return "draining"
	case r.Unsteady:
		return "unsteady"
	case r.Load >= r.Capacity:
		return "full"
	}
	return "ready"
}

// Percent is how full the shard is.
func (r shardRow) Percent() int { return 100 * r.Load / max(r.Capacity, 1) }

// web is all that is public: the status page, figures and the queue's API.
func (s *statusPage) web() http.Handler {
	mux := healthOf(s.queue.metrics, s.ready)
	mux.HandleFunc("GET /{$}", s.show)
	mux.Handle("/", s.queue.queue.Handler())
	return mux
}

// ready tells why nobody should come in by this door.
func (s *statusPage) ready() error {
	if s.shard != nil {
		return cmp.Or(s.shard.ready(), s.queue.queue.InPlace())
	}
	ctx, cancel := context.WithTimeout(context.Background(), detailWithin)
	defer cancel()
	_, err := s.queue.queue.Status(ctx)
	return err
}

func (s *statusPage) show(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := statusTemplate.Execute(w, s.gather(r.Context())); err != nil {
		s.log.Debug("the reader of the status page is gone", "error", err)
	}
}

func (s *statusPage) gather(ctx context.Context) status {
	v := status{Up: time.Since(s.began).Round(time.Second).String(), Version: version()}
	var err error
	if v.Queue, err = s.queue.queue.Status(ctx); err != nil {
		v.Trouble = append(v.Trouble, "the queue does not answer: "+err.Error())
	}
	ctx, cancel := context.WithTimeout(ctx, detailWithin)
	defer cancel()
	if v.Matchmakers, err = s.queue.registry.Matchmakers(ctx); err != nil {
		v.Trouble = append(v.Trouble, "the registry does not answer: "+err.Error())
	}
	shards, err := s.queue.registry.Shards(ctx)
	if err != nil {
		v.Trouble = append(v.Trouble, "the registry does not answer: "+err.Error())
	}
	v.Shards = s.rows(ctx, shards)
	for _, r := range v.Shards {
		v.Load, v.Capacity, v.Players = v.Load+r.Load, v.Capacity+r.Capacity, v.Players+r.Players
		for _, q := range r.Zones.Quarantined {
			v.Trouble = append(v.Trouble, "match "+q.Match+" is quarantined on "+r.ID+": "+q.Why)
		}
	}
	return v
}

// rows asks all shards for their zones at once.
func (s *statusPage) rows(ctx context.Context, shards []registry.Shard) []shardRow {
	rows := make([]shardRow, len(shards))
	var asked sync.WaitGroup
	for i, sh := range shards {
		rows[i].Shard = sh
		if s.shard != nil && s.shard.id == sh.ID {
			rows[i].Zones = s.shard.zones()
			continue
		}
		asked.Go(func() {
			var err error
			if rows[i].Zones, err = s.zones(ctx, sh.Health); err != nil {
				rows[i].Away = err.Error()
			}
		})
	}
	asked.Wait()
	slices.SortFunc(rows, func(a, b shardRow) int { return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.ID, b.ID)) })
	return rows
}

func (s *statusPage) zones(ctx context.Context, health string) (z zonesOf, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, health+"/zones", nil)
	if err != nil {
		return z, err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return z, err
	}
	defer resp.Body.Close()
	return z, json.NewDecoder(io.LimitReader(resp.Body, maxDetail)).Decode(&z)
}
