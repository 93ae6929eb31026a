package observe

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"muster/server/history"
	"muster/server/scrape"
	"muster/shard/registry"
	"muster/wallclock"
)

// Config is what a Watcher needs.
type Config struct {
	Registry registry.Registry
	Dir      string                                         // where changes are kept; empty for nowhere
	Figures  func(at time.Time, all []history.Sample) error // takes what was measured; nil for nobody
	Metrics  func(at time.Time, all []Shown)                // takes all that was read for that; nil for nobody
	Log      *slog.Logger
}

// Watcher looks at a system again and again.
type Watcher struct {
	cfg  Config
	http *http.Client
	kept *Kept // nil where nothing is

	// Of Run's goroutine alone.
	unmeasured gap   // of Figures
	second     int64 // that was measured last
	readers    map[string]*scrape.Reader
	admin      map[string]address // by node, of those that were listed lately
	missed     map[string]missed  // by node, of those that did not leave in good order

	mu       sync.Mutex
	unkept   gap // of kept
	observer *Observer
	measured map[string]map[string]float64 // by node and figure, as measured last
	changed  chan struct{}                 // closed with the next State
}

// NewWatcher makes one; Run has it look. Where the files cannot be used it says so, and looks all the same.
func NewWatcher(cfg Config) *Watcher {
	w := &Watcher{
		cfg: cfg, readers: map[string]*scrape.Reader{}, admin: map[string]address{}, missed: map[string]missed{},
		changed: make(chan struct{}),
		http: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	number := int64(0)
	if cfg.Dir != "" {
		var err error
		if w.kept, err = OpenKept(cfg.Dir); err == nil {
			number, err = w.kept.Last(), w.kept.tidy()
		}
		w.report(&w.unkept, err)
	}
	w.observer = New(number)
	return w
}

// Run looks until ctx ends.
func (w *Watcher) Run(ctx context.Context) error {
	defer w.http.CloseIdleConnections()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		w.poll(ctx)
		select {
		case <-ctx.Done():
			w.end()
			return nil
		case <-tick.C:
		}
	}
}

// end closes what is kept.
func (w *Watcher) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.kept != nil {
		w.report(&w.unkept, w.kept.Close())
	}
}

// poll looks at all once.
func (w *Watcher) poll(ctx context.Context) {
	second := wallclock.Now().Unix() // the history has one place for each
	measures := second != w.second
	w.second = second
	s := w.list(ctx)
	samples, families := w.scrape(ctx, &s, measures)
	if ctx.Err() != nil {
		return // what did not answer was not given the time to
	}
	now := wallclock.Now()
	var state *State
	w.publish(func(o *Observer) *State { state = o.See(now, &s); return state })
	if !measures {
		return
	}
	if w.cfg.Metrics != nil {
		w.cfg.Metrics(now, w.shown(state, families))
	}
	w.remember(samples)
	if w.cfg.Figures != nil {
		w.report(&w.unmeasured, w.cfg.Figures(now, samples))
	}
}

// publish takes in something, keeps what it changed and has everybody know of it.
func (w *Watcher) publish(see func(*Observer) *State) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := see(w.observer)
	close(w.changed)
	w.changed = make(chan struct{})
	if w.kept != nil {
		w.report(&w.unkept, w.kept.Add(s))
	}
}

// gap is what went wrong with a file last; empty if nothing did.
type gap string

// report logs what went wrong with a file, once until it goes well or wrong otherwise.
func (w *Watcher) report(was *gap, err error) {
	now := gap("")
	if err != nil {
		now = gap(err.Error())
	}
	if err != nil && now != *was {
		w.cfg.Log.Warn("what the console shows of the past has a gap", "error", err)
	}
	*was = now
}

// Note takes in what others saw, such as an alert.
func (w *Watcher) Note(e Event) {
	w.publish(func(o *Observer) *State { return o.Note(wallclock.Now(), e) })
}

// Now is the State as of the last look, and a channel that is closed when there is another one.
func (w *Watcher) Now() (*State, <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.observer.State(), w.changed
}

// remember keeps the last figures. Who does not answer has none.
func (w *Watcher) remember(samples []history.Sample) {
	all := map[string]map[string]float64{}
	for _, s := range samples {
		if all[s.Node] == nil {
			all[s.Node] = map[string]float64{}
		}
		all[s.Node][s.Name] = s.Value
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.measured = all
}

// Measured are the last figures of all nodes, by node and name. Nobody changes them.
func (w *Watcher) Measured() map[string]map[string]float64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.measured
}

// errNothingKept is what is said of the past where it is not kept.
var errNothingKept = errors.New("nothing of the past is kept here")

// Past is what was kept; an error where nothing is.
func (w *Watcher) Past() (*Kept, error) {
	if w.kept == nil {
		return nil, errNothingKept
	}
	return w.kept, nil
}
