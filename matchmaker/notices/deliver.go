package notices

import (
	"context"
	"errors"
	"time"

	"muster/matchmaker/store"
	"muster/wallclock"
)

// What senders tell apart.
var (
	errRefused = errors.New("refused for good")
	errGone    = errors.New("there is no such receiver any more")
	errUnknown = errors.New("it may have arrived")
)

// deliver sees to one message that is due: drops it, has it wait, or sends it.
func (n *Notices) deliver(ctx context.Context, v *store.Notice) {
	now := wallclock.Now()
	s := n.senders[v.Way.Kind]
	switch wait := n.waits(v, now); {
	case s == nil || !v.Confirm && !v.Due || v.Confirm && !v.Way.Confirmed.IsZero():
		n.note(v, n.store.NoticeDone(ctx, v, store.NoticeDropped, false, now), string(store.NoticeDropped))
		return
	case wait.After(now):
		n.note(v, n.store.NoticeLater(ctx, v.Number, false, wait, now), "")
		return
	}
	taken, err := n.store.TakeNotice(ctx, v.Number, now)
	if err != nil || !taken {
		n.note(v, err, "")
		return
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendWithin)
	defer cancel()
	n.finish(within, v, s.send(within, n.compose(v)))
}

// waits is until when a message waits for the player's quiet hours to end; links that were just asked for do not.
func (n *Notices) waits(v *store.Notice, now time.Time) time.Time {
	if v.Confirm {
		return time.Time{}
	}
	return quiet(&v.Wishes, now)
}

// finish notes what became of a message that was sent, also when this process is about to end.
func (n *Notices) finish(ctx context.Context, v *store.Notice, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
	defer cancel()
	now := wallclock.Now()
	o := store.NoticeSent
	switch {
	case err == nil:
	case errors.Is(err, errUnknown):
		o = store.NoticeUnknown
	case errors.Is(err, errRefused), errors.Is(err, errGone), v.Tries+1 >= maxTries:
		o = store.NoticeRefused
	default:
		n.log.Info("a notice did not arrive; it is sent again", "notice", v.Number, "kind", v.Way.Kind, "err", err)
		n.note(v, n.store.NoticeLater(ctx, v.Number, true, now.Add(pause(v.Tries)), now), "failed")
		return
	}
	if err != nil {
		n.log.Info("a notice is given up", "notice", v.Number, "kind", v.Way.Kind, "outcome", string(o), "err", err)
	}
	n.note(v, n.store.NoticeDone(ctx, v, o, errors.Is(err, errGone), now), string(o))
}

// pause is how long a message waits that did not arrive for the so-manieth time.
func pause(tries int) time.Duration {
	return min(firstPause<<min(tries, 16), longestPause)
}

// note counts what became of a message, or says that it could not be written down: then it counts as unknown in time.
func (n *Notices) note(v *store.Notice, err error, outcome string) {
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		n.log.Warn("cannot write down what became of a notice", "notice", v.Number, "err", err)
	case err == nil && outcome != "":
		n.metrics.done.WithLabelValues(string(v.Way.Kind), outcome).Inc()
	}
}
