package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"muster/matchmaker/store"
	"muster/server/doctor"
	"muster/shard/journal/etcd"
	"muster/shard/journal/etcd/keeper"
	"muster/shard/sources"
)

// database looks at the queue's.
func database(ctx context.Context, url, dir string) doctor.Finding {
	ctx, cancel := context.WithTimeout(ctx, examineFor)
	defer cancel()
	p, err := store.Probe(ctx, cmp.Or(url, "sqlite:"+filepath.Join(dir, "matchmaker.db")))
	switch {
	case err != nil && url != "":
		return doctor.Broken("database",
			err, "see that the server runs and lets this user in: psql with the URL of --db")
	case err != nil:
		return doctor.Broken("database", err, "put a backup back, or use the release that wrote it (docs/operators.md)")
	case p.Form == 0:
		return doctor.Fine("database", "%s: new, and will be made", p.Kind)
	case p.Form < p.Newest:
		return doctor.Fine("database", "%s: of form %d, and will be brought to form %d; back it up before", p.Kind,
			p.Form, p.Newest)
	}
	return doctor.Fine("database", "%s: of form %d", p.Kind, p.Form)
}

func databaseClock(url string) doctor.Clock {
	return doctor.Clock{Name: "the database", Now: func(ctx context.Context) (time.Time, error) {
		ctx, cancel := context.WithTimeout(ctx, examineFor)
		defer cancel()
		p, err := store.Probe(ctx, url)
		return p.Now, err
	}}
}

// meet looks who is there where shards and matchmakers meet.
func meet(ctx context.Context, j *registryFlags) []doctor.Finding {
	ctx, cancel := context.WithTimeout(ctx, examineFor)
	defer cancel()
	r, _, leave, err := j.join(prometheus.NewRegistry(), slog.New(slog.DiscardHandler))
	if err != nil {
		return []doctor.Finding{doctor.Broken("registry", err,
			"give --consul 127.0.0.1:8500, with an agent on this machine, and the cluster's key; or "+
				"--registry URL and --registry-secret FILE of a muster directory")}
	}
	defer leave()
	advice := "see that the agent runs and has servers (`consul members`, `consul operator raft list-peers`), " +
		"and that CONSUL_HTTP_TOKEN lets this user read"
	if j.Registry != "" {
		advice = "see that the muster directory runs, and that --registry-secret is the file of its --secret"
	}
	shards, err := r.Shards(ctx)
	if err != nil {
		return []doctor.Finding{doctor.Broken("registry", err, advice)}
	}
	queues, err := r.Matchmakers(ctx)
	if err != nil {
		return []doctor.Finding{doctor.Broken("registry", err, advice)}
	}
	return []doctor.Finding{doctor.Fine("registry", "it knows %d shards and %d matchmakers", len(shards), len(queues))}
}

// clocks is that of the Consul agent, whose answers are dated.
func (m *meetFlags) clocks() []doctor.Clock {
	if m.Consul == "" {
		return nil
	}
	url := m.Consul
	if !strings.Contains(url, "://") {
		url = "http://" + url
	}
	return []doctor.Clock{{Name: "Consul", URL: url + "/v1/status/leader"}}
}

// sharedStore looks at the servers in which shards keep their journals.
func sharedStore(ctx context.Context, url string, access etcd.Access) []doctor.Finding {
	ctx, cancel := context.WithTimeout(ctx, examineFor)
	defer cancel()
	broken := func(err error) []doctor.Finding {
		return []doctor.Finding{doctor.Broken("store", err,
			"see `muster journal --data "+url+" store status`, and docs/store.md")}
	}
	endpoints, tls, err := etcd.Servers(url)
	access.TLS = tls
	if err != nil {
		return broken(err)
	}
	k, err := keeper.Open(endpoints, &access)
	if err != nil {
		return broken(err)
	}
	defer k.Close()
	servers, err := k.Status(ctx)
	if err != nil {
		return broken(err)
	}
	var all []doctor.Finding
	for i := range servers {
		all = append(all, storeServer(&servers[i]))
	}
	return all
}

// ownStore looks at the store of an `up` with so many shard processes, which runs while that does.
func ownStore(ctx context.Context, data string, shards int) []doctor.Finding {
	s, err := sources.StoreIn(data)
	switch {
	case err != nil:
		return []doctor.Finding{doctor.Broken("store", err, "name the directory by its whole path")}
	case shards == 0 && !s.IsThere():
		return nil
	case sources.Runs(s.Place()) != nil:
		return []doctor.Finding{doctor.Fine("store", "does not run now, and will with `muster up --shards`")}
	}
	return sharedStore(ctx, s.Place(), etcd.Access{})
}

func storeServer(s *keeper.Server) doctor.Finding {
	name := cmp.Or(s.Name, s.ID)
	switch {
	case s.Trouble != "":
		return doctor.Broken("store", fmt.Errorf("server %s does not answer: %s",
			name, s.Trouble), "start it again; what it missed it gets from the others")
	case len(s.Alarms) > 0:
		return doctor.Broken("store", fmt.Errorf("server %s: %s", name, strings.Join(s.Alarms, "; ")),
			"make room, then `muster journal store alarm --disarm`; see docs/store.md")
	case s.Share() >= doctor.StoreTooFull:
		return doctor.Broken("store", fmt.Errorf("server %s keeps %d %% of its quota: no new matches are begun",
			name, s.Share()), "raise --quota of muster store, or end matches; see docs/store.md")
	}
	return doctor.Fine("store", "server %s answers and keeps %d %% of its quota", name, s.Share())
}

// examine looks at the API's certificate.
func (e *tlsFlags) examine() []doctor.Finding {
	if e.TLSCert == "" {
		return nil
	}
	return []doctor.Finding{doctor.Certificate("--tls-cert", e.TLSCert, false, time.Now())}
}
