package inside

import (
	"context"
	"errors"
	"time"

	"muster/client/screen/host"
)

// Saves are the matches that were left, kept by the worker.
func (p *Page) Saves() host.Saves { return saves{p} }

type saves struct{ page *Page }

// List implements host.Saves.
func (s saves) List() ([]host.Save, error) {
	if !s.page.cfg.Kept() {
		return nil, nil
	}
	said, _, err := s.page.call(context.Background(), &ask{Do: doSaves}, host.Recording{})
	return toldSaves(said.Saves), err
}

// Continue implements host.Saves.
func (s saves) Continue(ctx context.Context, id, name string) (host.Match, error) {
	return s.page.enter(ctx, &ask{Do: doContinue, ID: id, Name: name})
}

// Delete implements host.Saves.
func (s saves) Delete(id string) error {
	_, _, err := s.page.call(context.Background(), &ask{Do: doDelete, ID: id}, host.Recording{})
	return err
}

// Replays are those that the worker keeps. share hands one over to the player and says where it is.
func (p *Page) Replays(share func(name string, r host.Recording) (where string, err error)) host.Replays {
	return replays{p, share}
}

type replays struct {
	page  *Page
	share func(string, host.Recording) (string, error)
}

// List implements host.Replays.
func (r replays) List() ([]host.Replay, error) {
	if !r.page.cfg.Kept() {
		return nil, nil
	}
	said, _, err := r.page.call(context.Background(), &ask{Do: doReplays}, host.Recording{})
	return said.Replays, err
}

// Open implements host.Replays.
func (r replays) Open(id string) (host.Recording, error) {
	_, rec, err := r.page.call(context.Background(), &ask{Do: doOpen, ID: id}, host.Recording{})
	return rec, err
}

// Add implements host.Replays.
func (r replays) Add(scenario string, when time.Time, rec host.Recording) error {
	r.page.cfg.Keep()
	_, _, err := r.page.call(context.Background(), &ask{Do: doAdd, Name: scenario, When: when}, rec)
	if t := r.page.Trouble(); err == nil && t != "" {
		return errors.New("the browser does not keep it: " + string(t))
	}
	return err
}

// Share implements host.Replays.
func (r replays) Share(id string) (string, error) {
	rec, err := r.Open(id)
	if err != nil {
		return "", err
	}
	return r.share(id, rec)
}
