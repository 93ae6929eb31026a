package inside

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"muster/client/screen/host"
	"muster/server/wire"
)

// errNoMatch is that no match runs.
var errNoMatch = errors.New("no battle runs here any more")

// worker answers a page.
type worker struct {
	ports   Ports
	matches Matches

	turn  sync.Mutex // one writes at a time
	mu    sync.Mutex
	match Match // that runs; nil for none
}

// Serve answers what a page asks until ctx ends or the page is gone, and tells it each trouble.
func Serve(ctx context.Context, ports Ports, matches Matches, troubles <-chan Trouble) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &worker{ports: ports, matches: matches}
	go w.admit(ctx)
	go w.complain(ctx, troubles)
	for {
		b, err := ports.Control().Read(ctx)
		if err != nil {
			return errors.Join(err, w.leave())
		}
		var a ask
		rec, err := unpack(b, &a)
		if err != nil {
			return errors.Join(err, w.leave())
		}
		said, with, err := w.do(ctx, &a, rec)
		if a.N == 0 {
			continue
		}
		said.N, said.Wrong = a.N, wrongOf(err)
		if err := w.reply(ctx, said, with); err != nil {
			return errors.Join(err, w.leave())
		}
	}
}

func (w *worker) reply(ctx context.Context, a answer, rec host.Recording) error {
	b, err := pack(a, rec)
	if err != nil {
		return err
	}
	w.turn.Lock()
	defer w.turn.Unlock()
	return w.ports.Control().Write(ctx, b)
}

// admit hands the page's links to the match.
func (w *worker) admit(ctx context.Context) {
	for {
		m, err := w.ports.Accept(ctx)
		if err != nil {
			return
		}
		link, match := wire.OverMessages(m, "inside", wire.ServerEnd), w.runs()
		if match == nil || match.Admit(ctx, link) != nil {
			_ = link.Close(wire.UnknownMatch, errNoMatch.Error())
		}
	}
}

// complain tells the page what became of the disk.
func (w *worker) complain(ctx context.Context, troubles <-chan Trouble) {
	for {
		select {
		case t := <-troubles:
			if w.reply(ctx, answer{Trouble: t}, host.Recording{}) != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (w *worker) runs() Match {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.match
}

// play notes the match that runs now.
func (w *worker) play(m Match, err error) (answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.match = m; err != nil {
		w.match = nil // the one before has ended
		return answer{}, err
	}
	return answer{Seat: &seat{m.Scenario(), m.Join()}}, nil
}

// leave keeps and ends the match that runs.
func (w *worker) leave() error {
	w.mu.Lock()
	m := w.match
	w.match = nil
	w.mu.Unlock()
	if m == nil {
		return nil
	}
	return m.Leave()
}

// do does what is asked.
func (w *worker) do(ctx context.Context, a *ask, rec host.Recording) (said answer, with host.Recording, err error) {
	switch a.Do {
	case doBegin:
		if a.Choice == nil {
			return said, with, errors.New("begin: no choice was made")
		}
		said, err = w.play(w.matches.Begin(ctx, *a.Choice))
	case doContinue:
		said, err = w.play(w.matches.Continue(a.ID, a.Name))
	case doLeave:
		err = w.leave()
	case doSaves:
		all, e := w.matches.Saves()
		said.Saves, err = savesOf(all), e
	case doDelete:
		err = w.matches.Delete(a.ID)
	case doReplays:
		said.Replays, err = w.matches.Replays().List()
	case doOpen:
		with, err = w.matches.Replays().Open(a.ID)
	case doAdd:
		err = w.matches.Replays().Add(a.Name, a.When, rec)
	default:
		said, err = w.doInMatch(a)
	}
	return said, with, err
}

// doInMatch does what is asked of the match that runs.
func (w *worker) doInMatch(a *ask) (said answer, err error) {
	m := w.runs()
	if m == nil {
		return said, errNoMatch
	}
	switch a.Do {
	case doAgain:
		said.Seat = &seat{m.Scenario(), m.Join()}
	case doPace:
		m.Pace(a.Percent)
	case doTicks:
		said.Ticks, said.Late = m.Ticks()
	default:
		err = fmt.Errorf("this worker does not know what %q is: reload the page", a.Do)
	}
	return said, err
}
