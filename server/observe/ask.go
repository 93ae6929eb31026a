package observe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"syscall"
	"time"

	dto "github.com/prometheus/client_model/go"

	"muster/server/history"
	"muster/server/scrape"
)

// address is where a node's operators' listener is.
type address struct {
	kind   Kind
	url    string
	listed time.Time
}

// list asks the registry who is there.
func (w *Watcher) list(ctx context.Context) (s Snapshot) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	now := time.Now()
	var err, too error
	if s.Shards, err = w.cfg.Registry.Shards(ctx); err == nil {
		s.Matchmakers, too = w.cfg.Registry.Matchmakers(ctx)
	}
	if err = errors.Join(err, too); err != nil {
		s.Away = err.Error()
	}
	for i := range s.Shards {
		w.admin[s.Shards[i].ID] = address{Shards, s.Shards[i].Admin, now}
	}
	for i := range s.Matchmakers {
		w.admin[s.Matchmakers[i].ID] = address{Matchmakers, s.Matchmakers[i].Admin, now}
	}
	for id, at := range w.admin {
		if now.Sub(at.listed) > goneFor && s.Away == "" {
			delete(w.admin, id)
			delete(w.readers, id)
		}
	}
	return s
}

// scrape asks all nodes at once, also those that the registry does not list any more.
func (w *Watcher) scrape(ctx context.Context, s *Snapshot, measures bool) (samples []history.Sample,
	families map[string]map[string]*dto.MetricFamily,
) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	s.Answers, families = map[string]Answer{}, map[string]map[string]*dto.MetricFamily{}
	var all sync.WaitGroup
	var mu sync.Mutex
	for id, at := range w.admin {
		if at.url == "" {
			s.Answers[id] = Answer{Elsewhere: true, Err: errSaysNone.Error()}
			continue
		}
		reader := w.readers[id]
		if reader == nil {
			reader = scrape.NewReader(scraped()...)
			w.readers[id] = reader
		}
		all.Go(func() {
			a := w.askOne(ctx, id, at)
			var own []history.Sample
			var of map[string]*dto.MetricFamily
			if measures && a.ok() {
				own, of = w.measure(ctx, id, at, reader, &a)
			}
			mu.Lock()
			defer mu.Unlock()
			s.Answers[id] = a
			samples = append(samples, own...)
			if of != nil {
				families[id] = of
			}
		})
	}
	all.Wait()
	return samples, families
}

var (
	errSaysNone  = errors.New("it does not say where its operators' listener is")
	errElsewhere = errors.New("its operators' listener cannot be reached from here; see --admin")
)

// askOne asks a node what it runs.
func (w *Watcher) askOne(ctx context.Context, id string, at address) (a Answer) {
	began := time.Now()
	path, who := "/zones", ""
	var to any = &a.Zones
	if at.kind == Matchmakers {
		path, to = "/queue", &a.Queue
	}
	err := w.get(ctx, at.url+path, func(r io.Reader) error { return json.NewDecoder(r).Decode(to) })
	a.Took = time.Since(began)
	switch {
	case a.Zones != nil:
		who = a.Zones.Shard
	case a.Queue != nil:
		who = a.Queue.Matchmaker
	}
	if err == nil && who != id {
		a.Zones, a.Queue, a.Elsewhere, err = nil, nil, true, errElsewhere
	}
	if err != nil {
		a.Zones, a.Queue = nil, nil
		a.Refused, a.Err = errors.Is(err, syscall.ECONNREFUSED), without(err)
	}
	return a
}

// without says what went wrong without the address, which is not for everybody who sees a console.
func without(err error) string {
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there"
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Sprintf("no answer within %v", answerWithin)
	case errors.Is(err, errElsewhere), errors.Is(err, errStatus):
		return err.Error()
	default:
		return "the connection broke"
	}
}

var errStatus = errors.New("it answers with an error")

func (w *Watcher) get(ctx context.Context, url string, read func(io.Reader) error) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := w.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%w: %s", errStatus, resp.Status)
	}
	err = read(io.LimitReader(resp.Body, maxAnswer))
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)) // or the connection cannot be used again
	return err
}

// measure reads a node's metrics. What it does not tell is a gap.
func (w *Watcher) measure(
	ctx context.Context, id string, at address, reader *scrape.Reader, a *Answer,
) (out []history.Sample, families map[string]*dto.MetricFamily) {
	_ = w.get(ctx, at.url+"/metrics", func(r io.Reader) (err error) {
		families, err = scrape.Families(r)
		return err
	})
	if families != nil {
		for name, v := range reader.Figures(time.Now(), families) {
			out = append(out, history.Sample{Node: id, Name: name, Value: v})
		}
	}
	return append(out, history.Sample{Node: id, Name: AnswerSeconds, Value: a.Took.Seconds()}), families
}
