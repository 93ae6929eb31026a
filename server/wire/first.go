package wire

import (
	"context"
	"errors"
	"time"
)

// First dials the addresses of one server until one answers: the first at once, each further one when nextAddrAfter has
// passed or those before have failed. The first link counts, others are closed. Addresses that lead nowhere, such as
// one of a network that only the server has, so cost a quarter of a second ("Happy Eyeballs").
func First(
	ctx context.Context, addrs []string, dial func(ctx context.Context, addr string) (Conn, error),
) (Conn, error) {
	switch addrs = addrs[:min(len(addrs), maxAddrs)]; len(addrs) {
	case 0:
		return nil, errors.New("dial: there is no address")
	case 1:
		return dial(ctx, addrs[0])
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // those under way give up
	r := &race{ctx: ctx, dial: dial, done: make(chan dialDone, len(addrs))}
	next := time.NewTimer(0)
	defer next.Stop()
	var errs []error
	for at := 0; len(errs) < len(addrs); {
		var start <-chan time.Time
		if at < len(addrs) {
			start = next.C
		}
		select {
		case <-start:
			r.start(addrs[at])
			at++
			next.Reset(nextAddrAfter)
		case d := <-r.done:
			r.running--
			if d.err == nil {
				r.leave()
				return d.conn, nil
			}
			errs = append(errs, d.err)
			next.Reset(0)
		}
	}
	return nil, errors.Join(errs...)
}

// race is dials under way beside each other.
type race struct {
	ctx     context.Context
	dial    func(ctx context.Context, addr string) (Conn, error)
	done    chan dialDone // holds one of each address: nobody who answers late waits
	running int
}

type dialDone struct {
	conn Conn
	err  error
}

func (r *race) start(addr string) {
	r.running++
	go func() {
		conn, err := r.dial(r.ctx, addr)
		r.done <- dialDone{conn, err}
	}()
}

// leave closes the links of those who answer after the first.
func (r *race) leave() {
	for range r.running {
		go func() {
			if d := <-r.done; d.err == nil {
				d.conn.Close(Left, "")
			}
		}()
	}
}
