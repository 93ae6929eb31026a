package pages

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
	"muster/shard/replay"
)

// trouble says what an error means to a player and what to do, where that is known, and below it the error as it is. It
// returns how high that was.
func trouble(a *Pages, u *ui.UI, r ui.Rect, err error) float64 {
	a.Shown = err
	from := r.Y
	r.Y += u.Paragraph(r, a.Words.Or(troubleKey(err), a.Words.Say(troubleUnknown)), ui.Usual, ui.Body) + 8
	r.Y += u.Paragraph(r, plainly(err), ui.Small, ui.Faint)
	return r.Y - from
}

// inShort is the same in one line: the error itself only where nothing better is known.
func inShort(w i18n.Words, err error) string {
	key := troubleKey(err)
	if _, known := w[key]; !known {
		key = troubleUnknown
	}
	if key == troubleUnknown || key == troubleRefused {
		return w.Say(key) + " " + plainly(err)
	}
	return w.Say(key)
}

// Texts for what is not known, which say no more than in whose words the error is.
const (
	troubleUnknown = "trouble.unknown"
	troubleRefused = "trouble.refused"
)

// troubleKey is the key of the text for an error.
func troubleKey(err error) string {
	var foreign *replay.FingerprintError
	switch why := client.Why(err); {
	case why != "":
		return "trouble." + why
	case errors.Is(err, errInsider):
		return "trouble.insider"
	case errors.As(err, &foreign):
		return "trouble.foreign_replay"
	case errors.Is(err, replay.ErrExport):
		return "trouble.no_replay"
	case api.StatusOf(err) >= 500:
		return "trouble.internal"
	case api.StatusOf(err) == http.StatusTooManyRequests:
		return "trouble.too_many_requests"
	case api.StatusOf(err) != 0:
		return troubleRefused
	case strings.Contains(err.Error(), "connection refused"):
		return "trouble.nobody_there"
	case strings.Contains(err.Error(), "no such host"):
		return "trouble.no_such_host"
	case timedOut(err):
		return "trouble.silent"
	}
	return troubleUnknown
}

// timedOut reports whether nobody answered in time, by HTTP.
func timedOut(err error) bool {
	var e net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Timeout()
}

// plainly is an error as people may read it: of a matchmaker's answer only what it says is wrong.
func plainly(err error) string {
	var p *api.Problem
	if errors.As(err, &p) && p.Detail != "" {
		return p.Detail
	}
	return err.Error()
}

// errInsider is a match that one may not watch.
var errInsider = errors.New("not to be watched")

// insider reports that one may not watch a match, if that is what went wrong.
func insider(err error) error {
	if api.StatusOf(err) == http.StatusForbidden {
		return fmt.Errorf("%w: %w", errInsider, err)
	}
	return err
}
