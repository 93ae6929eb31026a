package observe

import (
	"time"

	dto "github.com/prometheus/client_model/go"

	"muster/server/scrape"
)

// Shown is what a process that is there showed of its metrics.
type Shown struct {
	Node     string
	Kind     Kind
	Families map[string]*dto.MetricFamily // nil where it did not answer
}

// missed is a process that is to be there, and when it was listed last.
type missed struct {
	kind Kind
	seen time.Time
}

// shown lists every process that is to be there: not those that left in good order, or that cannot be asked from here.
// A shard in the process of a matchmaker is that one's. One that died is listed on for as long as Prometheus is told of
// it (scrape.MissedFor): it is forgotten here after a minute, and what says that it is down must not be over then.
func (w *Watcher) shown(s *State, families map[string]map[string]*dto.MetricFamily) (all []Shown) {
	queues := map[string]bool{}
	for _, at := range w.admin {
		queues[at.url] = queues[at.url] || at.kind == Matchmakers
	}
	for _, n := range s.Nodes {
		at, asked := w.admin[n.ID]
		delete(w.missed, n.ID)
		if !asked || n.Health == Left || n.Health == Unknown || at.kind == Shards && queues[at.url] {
			continue
		}
		all = append(all, Shown{n.ID, n.Kind, families[n.ID]})
		w.missed[n.ID] = missed{n.Kind, s.At}
	}
	for id, m := range w.missed {
		switch gone := s.At.Sub(m.seen); {
		case gone > scrape.MissedFor:
			delete(w.missed, id)
		case gone > 0:
			all = append(all, Shown{Node: id, Kind: m.kind})
		}
	}
	return all
}
