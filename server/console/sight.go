package console

import (
	"context"
	"net/http"
	"time"

	"muster/client"
	"muster/client/picture"
	"muster/matchmaker/api"
	"muster/wallclock"
)

// To look at a match without delay is a right of its own, which the API looks after: it writes each use to the audit
// log before it shows anything. What is shown is made for this one visitor alone.

// shownSight is what a match's page says of that.
type shownSight struct {
	May   bool      // the visitor may begin to look
	Until time.Time // the visitor looks until then; zero for not
}

// showSight adds it to the page.
func (c *Console) showSight(ctx context.Context, v *visit, d *matched) {
	if !d.Runs || d.Film != nil || d.Barred != "" || v.live() {
		return
	}
	d.Sight = shownSight{May: v.maySee(), Until: v.seesUntil(d.ID, wallclock.Now())}
	if d.Sight.Until.IsZero() {
		return
	}
	b, err := v.api.Sight(ctx, d.ID)
	if api.StatusOf(err) == http.StatusForbidden { // it was taken away
		d.Sight.Until = time.Time{}
		v.letSee(d.ID, time.Time{})
		return
	}
	if setup, _, err := client.ReadSight(b); err == nil {
		d.Legend = legendOf(setup)
	}
}

// serveSight answers with a picture of what happens in a match now.
func (c *Console) serveSight(w http.ResponseWriter, r *http.Request, v *visit) {
	ctx, cancel := context.WithTimeout(r.Context(), madeWithin)
	defer cancel()
	b, err := v.api.Sight(ctx, r.PathValue("id"))
	switch status := api.StatusOf(err); status {
	case http.StatusForbidden, http.StatusUnauthorized, http.StatusNotFound, http.StatusGone:
		http.Error(w, plain(detail(err)), status) // the page is asked for anew
		return
	}
	file := blank()
	if err == nil {
		if setup, view, e := client.ReadSight(b); e != nil {
			err = e
		} else {
			file, err = picture.New(setup, pictureWidth, pictureHeight).PNG(view)
		}
	}
	if err != nil {
		c.cfg.Log.Info("a match cannot be looked at without delay", "match", r.PathValue("id"), "why", err)
		file = blank()
	}
	sendPicture(w, file)
}

func openSight(ctx context.Context, v *visit) (string, []string, error) {
	s, err := v.api.OpenSight(ctx, v.form("match"), v.form("reason"))
	if err == nil {
		v.letSee(s.Match, s.Until)
	}
	return "console.sight.begun", nil, err
}

func giveSight(ctx context.Context, v *visit) (string, []string, error) {
	may := v.form("may") == "yes"
	said := "console.sight.taken"
	if may {
		said = "console.sight.given"
	}
	return said, nil, v.api.GiveSight(ctx, v.form("player"), may)
}
