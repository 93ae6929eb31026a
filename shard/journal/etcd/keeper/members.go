package keeper

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
)

// Add has the cluster take in a server that other servers reach at the URL peer, unless it has done so before. It
// learns first and does not vote, so that it stops nothing: see Promote.
func (k *Keeper) Add(ctx context.Context, peer string) error {
	all, err := k.Status(ctx)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(s Server) bool { return s.Peer == peer }) {
		return nil
	}
	for _, s := range all {
		if s.Trouble != "" {
			return fmt.Errorf("add %s: server %s does not answer (%s): remove it or start it first",
				peer, s.called(), s.Trouble)
		}
	}
	err = changeWithRetry(ctx, func() error {
		_, err := k.client.MemberAddAsLearner(ctx, []string{peer})
		return err
	})
	if err != nil {
		return fmt.Errorf("add %s: %w", peer, err)
	}
	return nil
}

// Promote waits until the server at peer has begun and has learnt everything, and lets it vote.
func (k *Keeper) Promote(ctx context.Context, peer string) error {
	for {
		all, err := k.Status(ctx)
		if err == nil {
			at := slices.IndexFunc(all, func(s Server) bool { return s.Peer == peer })
			switch {
			case at < 0:
				return fmt.Errorf("no server at %s belongs to the store", peer)
			case !all[at].Learns:
				return nil
			}
			_, err = k.client.MemberPromote(ctx, all[at].id)
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return fmt.Errorf("server at %s does not vote yet: start it, and give the same command again: %w",
				peer, errors.Join(ctx.Err(), err))
		case errors.Is(err, rpctypes.ErrPermissionDenied):
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(learnsAgain):
		}
	}
}

// Remove has the cluster forget a server, named by its name or its id, unless that would stop the cluster. Its
// directory is of no more use then.
func (k *Keeper) Remove(ctx context.Context, server string, force bool) error {
	all, err := k.Status(ctx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(s Server) bool { return s.ID == server || s.Name == server && server != "" })
	if at < 0 {
		var names []string
		for i := range all {
			names = append(names, all[i].called())
		}
		return fmt.Errorf("no server %q belongs to the store; there are %s", server, strings.Join(names, ", "))
	}
	if err := removable(all, at); err != nil && !force {
		return fmt.Errorf("remove %s: %w", server, err)
	}
	err = changeWithRetry(ctx, func() error {
		_, err := k.client.MemberRemove(ctx, all[at].id)
		return err
	})
	if err != nil {
		return fmt.Errorf("remove %s: %w", server, err)
	}
	return nil
}

// changeWithRetry changes who belongs to the cluster. It refuses that until all its servers have been in touch for five
// seconds.
func changeWithRetry(ctx context.Context, change func() error) error {
	for until := time.Now().Add(changeWithin); ; {
		err := change()
		passing := errors.Is(err, rpctypes.ErrUnhealthy) || errors.Is(err, rpctypes.ErrMemberNotEnoughStarted)
		if !passing || time.Now().After(until) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(learnsAgain):
		}
	}
}

// ErrMajority is why a server must stay.
var ErrMajority = errors.New("the others would be no majority any more, and every match would stand still")

// removable reports why a server must not be removed, nil if it may.
func removable(all []Server, at int) error {
	if all[at].Learns {
		return nil // it does not vote
	}
	voters, there := 0, 0
	for i := range all {
		if i == at || all[i].Learns {
			continue
		}
		voters++
		if all[i].Trouble == "" {
			there++
		}
	}
	switch {
	case voters == 0:
		return errors.New("it is the only one, and has every match")
	case there <= voters/2:
		return fmt.Errorf("%d of the %d others answer: %w", there, voters, ErrMajority)
	}
	return nil
}

// called is what a server is called in what people read.
func (s *Server) called() string {
	if s.Name == "" {
		return s.ID
	}
	return s.Name
}
