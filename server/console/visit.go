package console

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"muster/client/screen/i18n"
	"muster/matchmaker/api"
)

// visit is one request of somebody who has signed in.
type visit struct {
	look
	*session
	Role  api.Role // as of now
	Bare  bool     // with addresses, for a while
	words i18n.Words
	r     *http.Request
}

// Allowed reports whether the visitor may do what a role may.
func (v *visit) Allowed(least api.Role) bool { return v.Role.Covers(least) }

// bare reports whether the visitor's pages have addresses now.
func (v *visit) bare(now time.Time) bool {
	return v.Role.Covers(api.RoleOperator) && !v.addressesUntil(now).IsZero()
}

// query is a value of the page's address.
func (v *visit) query(name string) string { return v.r.URL.Query().Get(name) }

// form is a value of the form that was sent.
func (v *visit) form(name string) string { return v.r.PostFormValue(name) }

// live reports whether a live part was asked for, and not its page.
func (v *visit) live() bool { return strings.HasPrefix(v.r.URL.Path, base+"live/") }

// number is a number of the page's address, at least 0.
func (v *visit) number(name string) int {
	n, err := strconv.Atoi(v.query(name))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// signedIn serves those who have signed in and may do what a role may, and sends others to the door. A form must be one
// of the session's own.
func (c *Console) signedIn(least api.Role, serve func(w http.ResponseWriter, r *http.Request, v *visit)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		v := &visit{look: lookOf(r), session: c.sessions.find(r, now), r: r}
		v.words = c.editions[v.Lang].words
		if v.session != nil {
			var good bool
			if v.Role, good = v.may(r.Context(), now); !good {
				c.sessions.end(v.session)
				v.session = nil
			}
		}
		v.Bare = v.session != nil && v.bare(now)
		switch {
		case v.session == nil:
			c.turnAway(w, r)
		case r.Method == http.MethodPost && !v.sent(r):
			c.refuse(w, r, v, http.StatusForbidden, "console.form_old")
		case !v.Allowed(api.RoleViewer) || least != "" && !v.Allowed(least):
			c.refuse(w, r, v, http.StatusForbidden, "console.not_allowed")
		default:
			serve(w, r, v)
		}
	})
}

// turnAway sends whoever has not signed in to where one does. A live part and the numbers of a
// chart are just refused: their page asks anew.
func (c *Console) turnAway(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, base+"live/") || strings.HasPrefix(r.URL.Path, base+"data/") {
		http.Error(w, "sign in", http.StatusUnauthorized)
		return
	}
	back := base
	if r.Method == http.MethodGet {
		back = r.URL.RequestURI()
	}
	http.Redirect(w, r, base+"sign-in?"+url.Values{"back": {back}}.Encode(), http.StatusSeeOther)
}

// pageURL is the address of the page, also where its live part was asked for.
func (v *visit) pageURL() string {
	return base + strings.TrimPrefix(v.r.URL.RequestURI(), base+"live/")
}

// detail is what an answer of the API says went wrong.
func detail(err error) string {
	var p *api.Problem
	if errors.As(err, &p) && p.Detail != "" {
		return p.Detail
	}
	return err.Error()
}
