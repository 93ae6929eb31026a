package consul

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/consul/api"
)

const leaderKey = "muster/leader"

var errLost = errors.New("the session is lost")

// Lead waits until the matchmaker with this id leads. The context that it returns ends when it leads no more, or when
// ctx ends; the error is ctx's. The session that holds the lead stands on the matchmaker's own check, so that it falls
// with it. While Consul is away who leads goes on: nobody else can take the lead meanwhile.
func (r *Registry) Lead(ctx context.Context, id string) (context.Context, error) {
	for {
		session, err := r.session(ctx, id)
		if err == nil {
			if err = r.acquire(ctx, id, session); err == nil {
				return r.hold(ctx, id, session), nil
			}
			r.end(session)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r.cfg.Log.Debug("no lead yet", "matchmaker", id, "why", err)
		sleep(ctx, retryAfter)
	}
}

// session makes a session on the matchmaker's check, which must have been registered.
func (r *Registry) session(ctx context.Context, id string) (string, error) {
	ctx, cancel := r.within(ctx)
	defer cancel()
	session, _, err := r.client.Session().Create(&api.SessionEntry{
		Name: "muster leader " + id, TTL: sessionLife.String(), LockDelay: lockDelay,
		Behavior:      api.SessionBehaviorRelease,
		ServiceChecks: []api.ServiceCheck{{ID: checkID(queueService, id)}},
	}, (&api.WriteOptions{}).WithContext(ctx))
	return session, err
}

// acquire waits until the session holds the lead. Its error says that the session is of no use.
func (r *Registry) acquire(ctx context.Context, id, session string) error {
	index, renewed := uint64(0), time.Now()
	for {
		ok, err := r.try(ctx, id, session)
		if ok || err != nil {
			return err
		}
		q := &api.QueryOptions{WaitIndex: index, WaitTime: renewEvery}
		pair, meta, err := r.client.KV().Get(leaderKey, q.WithContext(ctx))
		if err != nil {
			return err
		}
		if index = meta.LastIndex; pair == nil || pair.Session == "" {
			index = 0
			sleep(ctx, lockDelay)
		}
		if time.Since(renewed) >= renewEvery {
			if renewed = time.Now(); !r.renew(ctx, session) {
				return errLost
			}
		}
	}
}

func (r *Registry) try(ctx context.Context, id, session string) (bool, error) {
	ctx, cancel := r.within(ctx)
	defer cancel()
	ok, _, err := r.client.KV().Acquire(&api.KVPair{Key: leaderKey, Value: []byte(id), Session: session},
		(&api.WriteOptions{}).WithContext(ctx))
	return ok, err
}

// hold keeps the lead until it is lost or ctx ends.
func (r *Registry) hold(ctx context.Context, id, session string) context.Context {
	leading, cancel := context.WithCancel(ctx)
	r.leading(id, true)
	r.work.Go(func() {
		defer cancel()
		defer r.leading(id, false)
		defer r.end(session)
		every := time.NewTicker(renewEvery)
		defer every.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
			if !r.renew(ctx, session) {
				return
			}
		}
	})
	return leading
}

// renew keeps a session alive; false says for sure that it is lost.
func (r *Registry) renew(ctx context.Context, session string) bool {
	ctx, cancel := r.within(ctx)
	defer cancel()
	entry, _, err := r.client.Session().Renew(session, (&api.WriteOptions{}).WithContext(ctx))
	return err != nil || entry != nil
}

// end gives the lead up, so that another need not wait.
func (r *Registry) end(session string) {
	ctx, cancel := r.within(context.Background())
	defer cancel()
	if _, err := r.client.Session().Destroy(session, (&api.WriteOptions{}).WithContext(ctx)); err != nil {
		r.cfg.Log.Debug("the session ends by itself", "why", err)
	}
}

func (r *Registry) leading(id string, on bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leads[id] = on
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
