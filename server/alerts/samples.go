package alerts

import (
	"context"
	"math"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/prometheus/model/histogram"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb/chunkenc"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/util/annotations"
)

// samples are the last ones of all series that rules go by. It is a storage.Queryable for Prometheus's engine.
type samples struct {
	over   map[string]time.Duration // by metric: how far back it is needed
	bases  map[string]bool          // families that have such metrics
	series map[uint64]*series
	byName map[string][]*series
	round  uint64
	lost   int // samples of the last round that were one series too many
}

// series is one, with what came of it, the oldest first.
type series struct {
	name   string
	labels labels.Labels
	points []point
	round  uint64 // when it was last there
}

func newSamples(over map[string]time.Duration) *samples {
	s := &samples{over: over, bases: map[string]bool{}, series: map[uint64]*series{}, byName: map[string][]*series{}}
	for name := range over {
		for _, base := range family(name) {
			s.bases[base] = true
		}
	}
	return s
}

// begin begins a round: all series that there are come now.
func (s *samples) begin() { s.round, s.lost = s.round+1, 0 }

// add takes in a sample of the round.
func (s *samples) add(at int64, name string, of labels.Labels, v float64) {
	hash := of.Hash()
	known := s.series[hash]
	if known == nil {
		if len(s.series) >= maxSeries {
			s.lost++
			return
		}
		known = &series{name: name, labels: of}
		s.series[hash] = known
		s.byName[name] = append(s.byName[name], known)
	}
	known.round = s.round
	known.points = append(known.points, point{at, v})
}

// end marks what did not come as gone, as Prometheus does, and forgets what no rule looks back to.
func (s *samples) end(at int64) {
	for name, all := range s.byName {
		from, kept := at-s.over[name].Milliseconds(), all[:0]
		for _, one := range all {
			if n := len(one.points); one.round != s.round && !value.IsStaleNaN(one.points[n-1].v) {
				one.points = append(one.points, point{at, math.Float64frombits(value.StaleNaN)})
			}
			old := 0
			for old < len(one.points) && one.points[old].t < from {
				old++
			}
			if old == len(one.points) {
				delete(s.series, one.labels.Hash())
				continue
			}
			if old > 0 {
				one.points = append(one.points[:0], one.points[old:]...)
			}
			kept = append(kept, one)
		}
		clear(all[len(kept):])
		s.byName[name] = kept
		if len(kept) == 0 {
			delete(s.byName, name)
		}
	}
}

// families takes in what a process shows, as far as rules go by it.
func (s *samples) families(at int64, from labels.Labels, all map[string]*dto.MetricFamily) {
	b := labels.NewBuilder(from)
	for base := range s.bases {
		f := all[base]
		if f == nil {
			continue
		}
		for _, m := range f.Metric {
			each(base, m, func(name, label, of string, v float64) {
				if _, needed := s.over[name]; !needed {
					return
				}
				b.Reset(from)
				for _, l := range m.Label {
					if from.Has(l.GetName()) { // as Prometheus does
						b.Set("exported_"+l.GetName(), l.GetValue())
						continue
					}
					b.Set(l.GetName(), l.GetValue())
				}
				if label != "" {
					b.Set(label, of)
				}
				b.Set(labels.MetricName, name)
				s.add(at, name, b.Labels(), v)
			})
		}
	}
}

// Querier implements storage.Queryable.
func (s *samples) Querier(from, to int64) (storage.Querier, error) { return querier{s, from, to}, nil }

type querier struct {
	*samples
	from, to int64
}

// Select implements storage.Querier.
func (q querier) Select(_ context.Context, _ bool, _ *storage.SelectHints, by ...*labels.Matcher) storage.SeriesSet {
	var found []*series
	for _, m := range by {
		if m.Name == labels.MetricName && m.Type == labels.MatchEqual {
			found = q.byName[m.Value]
		}
	}
	set := &set{}
	for _, one := range found {
		if matches(one.labels, by) {
			set.all = append(set.all, &storage.SeriesEntry{
				Lset: one.labels,
				SampleIteratorFn: func(chunkenc.Iterator) chunkenc.Iterator {
					return storage.NewListSeriesIterator(points(one.points))
				},
			})
		}
	}
	return set
}

func matches(l labels.Labels, by []*labels.Matcher) bool {
	for _, m := range by {
		if !m.Matches(l.Get(m.Name)) {
			return false
		}
	}
	return true
}

// LabelValues implements storage.Querier; the engine does not ask.
func (q querier) LabelValues(context.Context, string, *storage.LabelHints, ...*labels.Matcher) ([]string,
	annotations.Annotations, error,
) {
	return nil, nil, nil
}

// LabelNames implements storage.Querier; the engine does not ask.
func (q querier) LabelNames(context.Context, *storage.LabelHints, ...*labels.Matcher) ([]string,
	annotations.Annotations, error,
) {
	return nil, nil, nil
}

// Close implements storage.Querier.
func (q querier) Close() error { return nil }

// set implements storage.SeriesSet.
type set struct {
	all []*storage.SeriesEntry
	at  int
}

func (s *set) Next() bool                        { s.at++; return s.at <= len(s.all) }
func (s *set) At() storage.Series                { return s.all[s.at-1] }
func (s *set) Err() error                        { return nil }
func (s *set) Warnings() annotations.Annotations { return nil }

// point is a sample; it implements chunks.Sample.
type point struct {
	t int64
	v float64
}

func (p point) T() int64                      { return p.t }
func (p point) F() float64                    { return p.v }
func (p point) H() *histogram.Histogram       { return nil }
func (p point) FH() *histogram.FloatHistogram { return nil }
func (p point) Type() chunkenc.ValueType      { return chunkenc.ValFloat }
func (p point) Copy() chunks.Sample           { return p }

type points []point

func (p points) Get(i int) chunks.Sample { return p[i] }
func (p points) Len() int                { return len(p) }
