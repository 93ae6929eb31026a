package consul

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/consul/api"

	"muster/shard/registry"
	"muster/wallclock"
)

func serviceID(service, id string) string { return service + "-" + id }

func checkID(service, id string) string { return "service:" + serviceID(service, id) }

// PutShard implements registry.Registry: it registers the shard when something about it has
// changed, and feeds its check.
func (r *Registry) PutShard(ctx context.Context, s registry.Shard) error {
	ctx, cancel := r.within(ctx)
	defer cancel()
	r.shards.overwritten(s.ID, func(there registry.Shard) bool { return there.Began != s.Began })
	host, port, err := split(s.Addr)
	if err == nil {
		err = s.Check(wallclock.Now())
	}
	if err == nil {
		err = r.put(ctx, shardService, s.ID, s.Trouble, &api.AgentServiceRegistration{
			Address: host, Port: port, Meta: shardMeta(&s),
		})
	}
	if err == nil {
		err = r.maintain(ctx, serviceID(shardService, s.ID), s.Draining)
	}
	if err != nil {
		return fmt.Errorf("put shard %s: %w", s.ID, err)
	}
	return nil
}

// split takes an address apart; none is fine.
func split(addr string) (host string, port int, err error) {
	if addr == "" {
		return "", 0, nil
	}
	host, p, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, err
	}
	port, err = strconv.Atoi(p)
	return host, port, err
}

// PutMatchmaker implements registry.Registry.
func (r *Registry) PutMatchmaker(ctx context.Context, m registry.Matchmaker) error {
	ctx, cancel := r.within(ctx)
	defer cancel()
	r.mu.Lock()
	m.Leads = m.Leads || r.leads[m.ID]
	r.mu.Unlock()
	err := m.Check()
	if err == nil {
		err = r.put(ctx, queueService, m.ID, "", &api.AgentServiceRegistration{Meta: matchmakerMeta(&m)})
	}
	if err != nil {
		return fmt.Errorf("put matchmaker %s: %w", m.ID, err)
	}
	return nil
}

// RemoveShard implements registry.Registry.
func (r *Registry) RemoveShard(ctx context.Context, id string) error {
	return r.remove(ctx, serviceID(shardService, id))
}

// RemoveMatchmaker implements registry.Registry.
func (r *Registry) RemoveMatchmaker(ctx context.Context, id string) error {
	return r.remove(ctx, serviceID(queueService, id))
}

// told is what Consul was told of a service, and when.
type told struct {
	said string
	at   time.Time
}

// fieldsOf is all that an entry says: its meta, and where it is.
func fieldsOf(address string, port int, meta map[string]string) map[string]string {
	fields := maps.Clone(meta)
	delete(fields, metaMark)
	fields["address"], fields["port"] = address, strconv.Itoa(port)
	return fields
}

// sign marks what is about to be registered.
func (r *Registry) sign(kind string, reg *api.AgentServiceRegistration, now time.Time) {
	reg.Meta[metaSigned] = number(now.UnixMilli())
	if mark := r.trust.mark(kind, reg.ID, fieldsOf(reg.Address, reg.Port, reg.Meta)); mark != "" {
		reg.Meta[metaMark] = mark
	}
}

// again has a service registered anew at its next sign of life: somebody else has overwritten it.
func (r *Registry) again(service string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.told, service)
}

// put registers a service unless Consul was told the same before, and tells how it is.
func (r *Registry) put(ctx context.Context, service, id, trouble string, reg *api.AgentServiceRegistration) error {
	status, note := api.HealthPassing, "fed by its ticks"
	if trouble != "" {
		status, note = api.HealthCritical, trouble
	}
	reg.ID, reg.Name = serviceID(service, id), service
	reg.Check = &api.AgentServiceCheck{
		CheckID: checkID(service, id), Name: "alive",
		TTL: r.cfg.TTL.String(), Status: status, DeregisterCriticalServiceAfter: buryAfter.String(),
	}
	said, now := string(canonical(fieldsOf(reg.Address, reg.Port, reg.Meta))), wallclock.Now()
	r.mu.Lock()
	last := r.told[reg.ID]
	r.mu.Unlock()
	var err error
	if last.said == said && now.Sub(last.at) < signEvery {
		err = r.feed(ctx, service, id, note, status)
		if !forgotten(err) {
			return err
		}
	}
	r.sign(service, reg, now)
	if err := r.client.Agent().ServiceRegisterOpts(reg, api.ServiceRegisterOpts{}.WithContext(ctx)); err != nil {
		return err
	}
	r.mu.Lock()
	r.told[reg.ID] = told{said, now}
	if forgotten(err) {
		delete(r.drained, reg.ID)
	}
	r.mu.Unlock()
	return r.feed(ctx, service, id, note, status)
}

func (r *Registry) feed(ctx context.Context, service, id, note, status string) error {
	return r.client.Agent().UpdateTTLOpts(checkID(service, id), note, status, (&api.QueryOptions{}).WithContext(ctx))
}

// forgotten reports whether Consul does not know the service any more: it was restarted without its data, or buried it.
func forgotten(err error) bool {
	var status api.StatusError
	return errors.As(err, &status) &&
		(status.Code == http.StatusNotFound || status.Code == http.StatusInternalServerError)
}

// maintain puts a service in maintenance or takes it out again, if it was we who put it there.
func (r *Registry) maintain(ctx context.Context, service string, on bool) (err error) {
	r.mu.Lock()
	known := r.drained[service]
	r.mu.Unlock()
	q := (&api.QueryOptions{}).WithContext(ctx)
	switch {
	case on && !known:
		err = r.client.Agent().EnableServiceMaintenanceOpts(service, "the shard drains", q)
	case !on && known:
		err = r.client.Agent().DisableServiceMaintenanceOpts(service, q)
	}
	if err == nil {
		r.mu.Lock()
		r.drained[service] = on
		r.mu.Unlock()
	}
	return err
}

func (r *Registry) remove(ctx context.Context, service string) error {
	ctx, cancel := r.within(ctx)
	defer cancel()
	r.mu.Lock()
	delete(r.told, service)
	delete(r.drained, service)
	r.mu.Unlock()
	err := r.client.Agent().ServiceDeregisterOpts(service, (&api.QueryOptions{}).WithContext(ctx))
	if err != nil && !forgotten(err) {
		return fmt.Errorf("remove %s: %w", service, err)
	}
	return nil
}
