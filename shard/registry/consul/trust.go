package consul

import (
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/shard/registry"
)

// Kinds of entries: what stands in their marks and figures.
const (
	headKind  = "head"
	shardKind = shardService
	queueKind = queueService
)

// rejection is why an entry does not count.
type rejection struct {
	why string // one of a few, for figures
	err error
}

// trust decides which entries count. Whoever can write to Consul can write anything: what the cluster's key has not
// marked is not there. Without a key everything counts.
type trust struct {
	key *registry.Key
	log *slog.Logger

	refused  *prometheus.CounterVec
	unsigned *prometheus.CounterVec

	mu     sync.Mutex
	logged map[string]time.Time // by what was said
}

func newTrust(cfg *Config) *trust {
	t := &trust{
		key: cfg.Key, log: cfg.Log, logged: map[string]time.Time{},
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_registry_refused_total",
			Help: "Entries read from the registry that do not count, by kind and reason: unsigned, " +
				"forged, stale or absurd.",
		}, []string{"kind", "why"}),
		unsigned: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "muster_registry_unsigned_total",
			Help: "Entries read from the registry that count without a mark, since the file of the " +
				"cluster's key says so.",
		}, []string{"kind"}),
	}
	// all at 0: of what first shows at 1 nobody can say that it grew
	for _, kind := range []string{shardService, queueService, headKind} {
		for _, why := range []string{"unsigned", "forged", "stale", "absurd"} {
			t.refused.WithLabelValues(kind, why)
		}
		t.unsigned.WithLabelValues(kind)
	}
	return t
}

// check reports whether an entry counts, and says so if not.
func (t *trust) check(kind, name string, fields map[string]string, mark string) bool {
	d := t.examine(kind, name, fields, mark)
	if d == nil {
		return true
	}
	t.reject(kind, name, d)
	return false
}

func (t *trust) examine(kind, name string, fields map[string]string, mark string) *rejection {
	switch {
	case t.key == nil:
	case mark == "" && t.key.Unsigned():
		t.unsigned.WithLabelValues(kind).Inc()
	case mark == "":
		return &rejection{"unsigned", errors.New("it has no mark of the cluster's key: " +
			"a process without --cluster-key wrote it, or somebody else")}
	case !t.key.Marked(kind, name, canonical(fields), mark):
		return &rejection{
			"forged",
			errors.New("its mark is not of the cluster's key: it was written with another key, changed, " +
				"or copied from another name"),
		}
	}
	return nil
}

// reject counts an entry that does not count, and logs it now and then.
func (t *trust) reject(kind, name string, d *rejection) {
	t.refused.WithLabelValues(kind, d.why).Inc()
	if t.throttled(kind + d.why + name) {
		t.log.Warn("registry entry ignored",
			"kind", kind, "name", clip(name), "reason", d.why, "why", d.err)
	}
}

// clock names a machine whose clock differs from ours by more than NTP leaves.
func (t *trust) clock(kind, id string, ahead time.Duration) {
	if ahead != 0 && t.throttled("clock of "+kind+id) {
		t.log.Warn("the clock of another machine differs from this one's: beyond half a minute tokens "+
			"of one do not count at the other. Set both by NTP",
			"kind", kind, "name", clip(id), "ahead by at least", ahead.Round(time.Second))
	}
}

// throttled reports whether something may be logged again. What is not remembered is not logged: a flood
// must not fill the disk.
func (t *trust) throttled(what string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	for said, at := range t.logged {
		if now.Sub(at) >= logEvery {
			delete(t.logged, said)
		}
	}
	if _, known := t.logged[what]; known || len(t.logged) >= maxLogged {
		return false
	}
	t.logged[what] = now
	return true
}

// mark makes an entry's mark; empty without a key.
func (t *trust) mark(kind, name string, fields map[string]string) string {
	if t.key == nil {
		return ""
	}
	return t.key.Mark(kind, name, canonical(fields))
}

// canonical is what is marked: every field, known or not, in the order of their names.
func canonical(fields map[string]string) []byte {
	b, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings always can be said
	}
	return b
}

// clip bounds what others wrote.
func clip(s string) string { return s[:min(len(s), maxName)] }

// Describe implements prometheus.Collector.
func (r *Registry) Describe(to chan<- *prometheus.Desc) {
	r.trust.refused.Describe(to)
	r.trust.unsigned.Describe(to)
}

// Collect implements prometheus.Collector.
func (r *Registry) Collect(to chan<- prometheus.Metric) {
	r.trust.refused.Collect(to)
	r.trust.unsigned.Collect(to)
}
