package statuspage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"

	"muster/matchmaker"
	"muster/server/httpd"
	"muster/server/node"
	"muster/shard/registry"
	"muster/shard/replay"
)

// Figures are what operators are shown: what the registry tells of shards and matchmakers, with the zones that each
// shard tells of itself.
type Figures struct {
	Up, Version             string
	Queue                   matchmaker.Status
	Shards                  []Shard
	Matchmakers             []matchmakerRow
	Load, Capacity, Players int
	Trouble                 []string
}

// Shard is one with its zones.
type Shard struct {
	registry.Shard
	Zones node.Zones
	Away  string // why its zones are not known; empty when they are
}

// State is one word, and the colour that it is shown in.
func (r Shard) State() string { return stateOf(&r.Shard) }

// Percent is how full the shard is.
func (r Shard) Percent() int { return 100 * r.Load / max(r.Capacity, 1) }

// Operators is what this process shows to operators.
func (s *Page) Operators() http.Handler {
	mux := httpd.Operators(s.cfg.Metrics, s.ready)
	mux.Handle("GET /{$}", httpd.Page(s.shared("operators", func(ctx context.Context) any { return s.gather(ctx) })))
	mux.Handle("GET /queue", s.queue())
	mux.Handle("GET /targets", s.targets())
	if s.cfg.Shard != nil {
		mux.Handle("GET /zones", s.cfg.Shard.ZonesPage())
	}
	return mux
}

// Figures are those of now, or of a moment ago, made once for all who ask.
func (s *Page) Figures(ctx context.Context) (Figures, error) { return s.figures.Get(ctx) }

func (s *Page) gather(ctx context.Context) Figures {
	v := Figures{Up: s.up(), Version: replay.Version()}
	var err error
	if v.Queue, err = s.state.Get(ctx); err != nil {
		v.Trouble = append(v.Trouble, "the queue does not answer: "+err.Error())
	}
	ctx, cancel := context.WithTimeout(ctx, detailWithin)
	defer cancel()
	all, err := s.cfg.Registry.Matchmakers(ctx)
	if err != nil {
		v.Trouble = append(v.Trouble, "the registry does not answer: "+err.Error())
	}
	for _, m := range all {
		v.Matchmakers = append(v.Matchmakers, matchmakerRow{Matchmaker: m}) // the queue's page is on another listener
	}
	shards, err := s.cfg.Registry.Shards(ctx)
	if err != nil {
		v.Trouble = append(v.Trouble, "the registry does not answer: "+err.Error())
	}
	v.Shards = s.rows(ctx, shards)
	for _, r := range v.Shards {
		v.Load, v.Capacity, v.Players = v.Load+r.Load, v.Capacity+r.Capacity, v.Players+r.Players
		for _, q := range r.Zones.Quarantined {
			v.Trouble = append(v.Trouble, "match "+q.Match+" is quarantined on "+r.ID+": "+q.Why)
		}
		for _, q := range r.Zones.Waiting {
			v.Trouble = append(v.Trouble, "match "+q.Match+" on "+r.ID+": "+q.Why)
		}
	}
	return v
}

// rows asks all shards for their zones at once.
func (s *Page) rows(ctx context.Context, shards []registry.Shard) []Shard {
	rows := make([]Shard, len(shards))
	var asked sync.WaitGroup
	for i, sh := range shards {
		rows[i].Shard = sh
		if s.cfg.Shard != nil && s.cfg.Shard.ID() == sh.ID {
			rows[i].Zones = s.cfg.Shard.Zones()
			continue
		}
		asked.Go(func() {
			var err error
			if rows[i].Zones, err = s.zones(ctx, &sh); err != nil {
				rows[i].Away = err.Error()
			}
		})
	}
	asked.Wait()
	slices.SortFunc(rows, func(a, b Shard) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// errElsewhere says that the address that a shard told leads to another one: to this machine's own, most often.
var errElsewhere = errors.New("its operators' listener cannot be reached from here; see --admin")

func (s *Page) zones(ctx context.Context, of *registry.Shard) (z node.Zones, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, of.Admin+"/zones", nil)
	if err != nil {
		return z, err
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return z, err
	}
	defer resp.Body.Close()
	err = json.NewDecoder(io.LimitReader(resp.Body, maxDetail)).Decode(&z)
	if err != nil || z.Shard != of.ID {
		return node.Zones{}, errElsewhere
	}
	return z, nil
}
