package console

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"muster/game"
	"muster/matchmaker/api"
)

// servePicture answers with a picture of a match: as spectators see it now, or, of one that is over, at the tick that
// is asked for.
func (c *Console) servePicture(w http.ResponseWriter, r *http.Request, v *visit) {
	ctx, cancel := context.WithTimeout(r.Context(), madeWithin)
	defer cancel()
	m, err := v.api.Match(ctx, r.PathValue("id"))
	var file []byte
	if err == nil && m.Ended.IsZero() {
		err = v.mayWatch(ctx, m.ID, time.Now())
	}
	switch {
	case err != nil:
	case !m.Ended.IsZero(), v.query("tick") != "":
		file, err = c.pictureAt(ctx, &m, v.query("tick"))
	default:
		file, err = c.battles.picture(ctx, m.ID)
	}
	switch status := api.StatusOf(err); {
	case status == http.StatusForbidden, status == http.StatusUnauthorized, status == http.StatusNotFound:
		http.Error(w, plain(detail(err)), status)
		return
	case err != nil && v.query("tick") != "": // the page says so, and asks again
		if r.Context().Err() == nil {
			c.cfg.Log.Info("a moment of a match cannot be shown", "match", m.ID, "error", err)
		}
		http.Error(w, plain(detail(err)), http.StatusServiceUnavailable)
		return
	case err != nil:
		c.cfg.Log.Debug("there is no picture of a match", "match", m.ID, "why", err)
	}
	if file == nil || err != nil {
		file = blank() // what is wrong stands beside it
	}
	sendPicture(w, file)
}

func sendPicture(w http.ResponseWriter, file []byte) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(shownWithin)) // not every one has it
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(file)))
	_, _ = w.Write(file) // the reader is gone if this fails
}

// pictureAt is the picture of a match at a tick, of its end where none is named.
func (c *Console) pictureAt(ctx context.Context, m *api.Match, tick string) ([]byte, error) {
	at := uint64(1<<32 - 1)
	if tick != "" {
		var err error
		if at, err = strconv.ParseUint(tick, 10, 32); err != nil {
			return nil, &api.Problem{Status: http.StatusNotFound, Detail: "tick is a number"}
		}
	}
	one := c.films.open(m, false, time.Now())
	if one == nil {
		return nil, errors.New("the server is shutting down")
	}
	return c.films.picture(ctx, one, game.Tick(at))
}

// grown is how far the replay of a match goes.
type grown struct {
	Last game.Tick `json:"last"`
	Runs bool      `json:"runs"` // it goes on
}

// serveFilm answers with how far a match that runs can be gone back in now, for a page that is open.
func (c *Console) serveFilm(w http.ResponseWriter, r *http.Request, v *visit) {
	m, err := v.api.Match(r.Context(), r.PathValue("id"))
	if err == nil && m.Ended.IsZero() {
		err = v.mayWatch(r.Context(), m.ID, time.Now())
	}
	if err != nil {
		http.Error(w, plain(detail(err)), cmp.Or(api.StatusOf(err), http.StatusServiceUnavailable))
		return
	}
	one := c.films.open(&m, true, time.Now())
	if one == nil || !one.opened(r.Context()) || one.err != nil {
		http.Error(w, v.words.Say("console.film.coming"), http.StatusServiceUnavailable) // the page asks again
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(grown{one.Last, one.runs}) // the reader is gone if this fails
}

// mayWatch asks whether the account may watch a match that runs, as it would be asked before a link of its own: who has
// a seat there may not. It is asked again after a while.
func (v *visit) mayWatch(ctx context.Context, match string, now time.Time) error {
	if v.machine || v.mayStill(match, now) {
		return nil
	}
	if _, err := v.api.Watch(ctx, match); err != nil {
		return err
	}
	v.remember(match, now)
	return nil
}

// serveReplay sends the file of a match that is over.
func (c *Console) serveReplay(w http.ResponseWriter, r *http.Request, v *visit) {
	m, err := v.api.Match(r.Context(), r.PathValue("id"))
	if err == nil && m.Replay == "" {
		err = &api.Problem{Status: http.StatusNotFound}
	}
	var b []byte
	if err == nil {
		b, err = v.api.Replay(r.Context(), m.Replay)
	}
	if err != nil {
		c.fail(w, r, v, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="`+m.ID+`.muster"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(replayWithin)) // not every one has it
	_, _ = w.Write(b)                                                                // the reader is gone if this fails
}
