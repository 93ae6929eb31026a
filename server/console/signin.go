package console

import (
	"net/http"
	"time"

	"muster/clientip"
	"muster/matchmaker/api"
	"muster/wallclock"
)

// door is what the page shows by which one signs in.
type door struct {
	Back  string
	Name  string // as it was tried
	Wrong string // key of what was wrong with the last try
	Said  string // by the API
	Clear bool   // the connection is not encrypted, and goes over a network
}

// askSignIn shows the page by which one signs in.
func (c *Console) askSignIn(w http.ResponseWriter, r *http.Request) {
	if c.sessions.find(r, time.Now()) != nil {
		http.Redirect(w, r, backOf(r), http.StatusSeeOther)
		return
	}
	c.showDoor(w, r, http.StatusOK, door{})
}

func (c *Console) showDoor(w http.ResponseWriter, r *http.Request, status int, d door) {
	d.Back, d.Clear = backOf(r), !clientip.Local(r)
	c.write(w, status, "sign-in", &shown{
		look: lookOf(r), At: base + "sign-in", Title: "console.sign_in", Version: c.cfg.Version, Data: d,
	})
}

// signIn opens a session of an account with a role.
func (c *Console) signIn(w http.ResponseWriter, r *http.Request) {
	ctx, name := r.Context(), r.PostFormValue("name")
	s, err := c.nobody().LogIn(ctx, name, r.PostFormValue("password"))
	switch status := api.StatusOf(err); {
	case status == http.StatusUnauthorized, status == http.StatusUnprocessableEntity:
		c.showDoor(w, r, http.StatusUnauthorized, door{Name: name, Wrong: "console.sign_in_wrong"})
		return
	case status == http.StatusTooManyRequests:
		c.showDoor(w, r, status, door{Name: name, Wrong: "console.sign_in_often"})
		return
	case err != nil:
		c.showDoor(w, r, http.StatusServiceUnavailable,
			door{Name: name, Wrong: "console.sign_in_trouble", Said: detail(err)})
		return
	}
	in := c.nobody().In(s, nil)
	if !s.Role.Covers(api.RoleViewer) {
		_ = in.LogOut(ctx, false) // it ends by itself otherwise
		c.showDoor(w, r, http.StatusForbidden, door{Name: name, Wrong: "console.sign_in_role"})
		return
	}
	c.sessions.open(w, r, &session{api: in, name: s.Name, role: s.Role}, time.Now())
	c.cfg.Log.Info("somebody signed in to the console", "player", s.Player, "role", s.Role)
	http.Redirect(w, r, backOf(r), http.StatusSeeOther)
}

// enter opens a session of whoever runs this machine, by a link that is good once.
func (c *Console) enter(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet { // HEAD, of what looks at links before anybody follows them
		http.Error(w, "open this link in a browser", http.StatusMethodNotAllowed)
		return
	}
	good, err := c.link.redeem(r.FormValue("token"), wallclock.Now())
	if err != nil {
		c.cfg.Log.Warn("the link of the console cannot be read", "error", err)
	}
	if !good {
		c.showDoor(w, r, http.StatusForbidden, door{Wrong: "console.link_used"})
		return
	}
	if old := c.sessions.find(r, time.Now()); old != nil {
		c.sessions.end(old)
	}
	c.sessions.open(w, r, &session{api: c.machine(), machine: true, role: api.RoleOperator}, time.Now())
	c.cfg.Log.Info("somebody came into the console by its link")
	http.Redirect(w, r, base, http.StatusSeeOther)
}

// signOut ends the session, here and at the API.
func (c *Console) signOut(w http.ResponseWriter, r *http.Request, v *visit) {
	c.sessions.end(v.session)
	if !v.machine {
		if err := v.api.LogOut(r.Context(), false); err != nil {
			c.cfg.Log.Info("a session of the API was not ended; it ends by itself", "error", err)
		}
	}
	http.SetCookie(w, &http.Cookie{Name: cookieOf(r), Path: base, MaxAge: -1, HttpOnly: true})
	http.Redirect(w, r, base+"sign-in", http.StatusSeeOther)
}
