package console

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"time"

	"muster/matchmaker/api"
)

// page is one page of the console.
type page struct {
	path  string        // below /console/, as http.ServeMux has it: "people/{id}"
	name  string        // of its template pages/NAME.html; console.NAME is its title
	under string        // the page that the navigation marks, and where it does not stand itself; empty for this one
	role  api.Role      // who may see it
	every time.Duration // how often its live part is made anew; 0 for a page that stays as it is
	plots bool          // it draws charts: uPlot is loaded
	hurts bool          // it is about a cluster that muster cluster started, and there in such a one alone
	data  func(ctx context.Context, c *Console, v *visit) (any, error)
	next  func(c *Console) <-chan struct{} // closed when the live part is another one; nil where nobody can tell
}

// pages are all of them, in the order of the navigation. To add one:
//
//  1. a line here;
//  2. pages/NAME.html with a block "NAME.body" (see pages/overview.html). What is to stay fresh goes into a block
//     "NAME.live", which the body includes by {{template "live" .}}: it is made once for all visitors with the same
//     role, language and address of the page, and with addresses or without, so it must not tell of the visitor
//     (.CSRF, .Name). A button in it belongs to the layout's form: <button form="act"
//     formaction="/console/do/ACTION" name="..." value="...">;
//  3. its texts in assets/texts: console.NAME for the title, console.NAME.* by custom; {{t "key" "name" value}};
//  4. a file NAME.go with what gathers its data by v.api (the API, for this visitor) or from what Config gives. What
//     it changes is an action (actions.go) that calls the API;
//  5. styles, where the shared ones (cards, tables, badges, bars) do not do, at the end of static/console.css. No
//     inline style or script: the policy forbids them. Times by {{when .At}} and {{ago .At}}, names by {{who .Name}},
//     texts that may hold addresses (errors, logs) by {{plain .}};
//  6. the page's address in the list of console_browser_test.go, which opens every page in a real browser.
var pages = []page{
	{path: "", name: "overview", role: api.RoleViewer, every: time.Second, data: overview},
	{
		path: "topology", name: "topology", role: api.RoleViewer, every: liveEvery, data: topology,
		next: (*Console).looked,
	},
	{path: "nodes", name: "nodes", role: api.RoleViewer, every: time.Second, data: nodes},
	{path: "nodes/{id}", name: "node", under: "nodes", role: api.RoleViewer, plots: true, data: nodePage},
	{path: "alerts", name: "alerts", role: api.RoleViewer, every: time.Second, data: alertsPage},
	{path: "alerts/{name}", name: "alert", under: "alerts", role: api.RoleViewer, every: time.Second, data: alertPage},
	{path: "queue", name: "queue", role: api.RoleViewer, every: time.Second, data: showQueue},
	{path: "queue/{mode}", name: "whatif", under: "queue", role: api.RoleOperator, data: dayTried},
	{path: "matches", name: "matches", role: api.RoleViewer, every: time.Second, data: listMatches},
	{path: "matches/{id}", name: "match", under: "matches", role: api.RoleViewer, every: time.Second, data: showMatch},
	{path: "faults", name: "faults", role: api.RoleOperator, every: time.Second, hurts: true, data: faults},
	{path: "lessons", name: "lessons", role: api.RoleOperator, every: time.Second, hurts: true, data: listLessons},
	{
		path: "lessons/{lesson}", name: "lesson", under: "lessons", role: api.RoleOperator, every: time.Second,
		hurts: true, data: showLesson,
	},
	{path: "people", name: "people", role: api.RoleModerator, data: searchPeople},
	{path: "people/{id}", name: "person", under: "people", role: api.RoleModerator, data: showPerson},
	{path: "reports", name: "reports", role: api.RoleModerator, data: showReports},
	{path: "reports/{id}", name: "chat", under: "reports", role: api.RoleModerator, data: showChat},
	{path: "audit", name: "audit", role: api.RoleModerator, data: showAudit},
	{path: "logs", name: "logs", role: api.RoleModerator, every: time.Second, data: showLogs},
}

// shown is what a page is drawn from.
type shown struct {
	look
	Title   string // key
	At      string // the page's own address
	Page    *page  // nil for the door
	Name    string // of the account; empty for the machine's operator
	Role    api.Role
	Machine bool
	CSRF    string
	Note    *note
	Version string
	Cluster bool      // muster cluster started it
	Bare    bool      // with addresses
	Until   time.Time // of that
	Data    any
	Body    template.HTML // drawn from all that, within the layout
}

// Allowed reports whether the visitor may do what a role may.
func (s *shown) Allowed(least string) bool { return s.Role.Covers(api.Role(least)) }

// Nav are the pages that the visitor may go to from everywhere.
func (s *shown) Nav() (all []*page) {
	for i := range pages {
		if p := &pages[i]; p.under == "" && s.Role.Covers(p.role) && (s.Cluster || !p.hurts) {
			all = append(all, p)
		}
	}
	return all
}

// Key is the text of its title.
func (p *page) Key() string { return "console." + p.name }

// URL is where it is.
func (p *page) URL() string { return base + p.path }

// Marks reports whether the navigation marks it while another page is shown.
func (p *page) Marks(other *page) bool {
	return other != nil && (p.name == other.name || p.name == other.under)
}

// LiveURL is where its live part comes from.
func (s *shown) LiveURL() string { return base + "live/" + s.At[len(base):] }

// Live reports whether a part of it stays fresh.
func (p *page) Live() bool { return p != nil && p.every > 0 }

// Plots reports whether it draws charts.
func (p *page) Plots() bool { return p != nil && p.plots }

// showPage answers with a page as it is now.
func (c *Console) showPage(w http.ResponseWriter, r *http.Request, v *visit, p *page) {
	v.use(time.Now())
	if p.hurts && !c.cfg.Cluster {
		c.refuse(w, r, v, http.StatusNotFound, "console.faults.nowhere")
		return
	}
	data, err := p.data(r.Context(), c, v)
	if err != nil {
		c.fail(w, r, v, err)
		return
	}
	s := c.shown(r, v)
	s.Page, s.Title, s.Data = p, p.Key(), data
	c.write(w, http.StatusOK, p.name, s)
}

// shown is what is drawn of any page.
func (c *Console) shown(r *http.Request, v *visit) *shown {
	return &shown{
		look: v.look, At: r.URL.RequestURI(), Name: v.name, Role: v.Role, Machine: v.machine, CSRF: v.csrf,
		Note: v.said(), Version: c.cfg.Version, Cluster: c.cfg.Cluster, Bare: v.Bare,
		Until: v.addressesUntil(time.Now()),
	}
}

// write answers with a template within the layout.
func (c *Console) write(w http.ResponseWriter, status int, name string, s *shown) {
	var b bytes.Buffer
	if err := c.editions[s.Lang].of(s.Bare).draw(&b, name, s); err != nil {
		c.cfg.Log.Error("a page of the console cannot be drawn", "page", name, "error", err)
		http.Error(w, "this page cannot be drawn; the log says why", http.StatusInternalServerError)
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(shownWithin)) // not every one has it
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // the reader is gone if this fails
}

// refusal is what a page says that cannot be shown.
type refusal struct {
	Key  string // of what to say
	Said string // by the API
}

// fail answers with what went wrong.
func (c *Console) fail(w http.ResponseWriter, r *http.Request, v *visit, err error) {
	switch status := api.StatusOf(err); status {
	case http.StatusUnauthorized:
		c.sessions.end(v.session)
		c.turnAway(w, r)
	case http.StatusForbidden:
		c.refuse(w, r, v, status, "console.not_allowed")
	case http.StatusNotFound:
		c.refuse(w, r, v, status, "console.not_here")
	default:
		c.cfg.Log.Warn("a page of the console cannot be made", "page", r.URL.Path, "error", err)
		c.refused(w, r, v, http.StatusServiceUnavailable, refusal{"console.trouble", detail(err)})
	}
}

// refuse answers with a text.
func (c *Console) refuse(w http.ResponseWriter, r *http.Request, v *visit, status int, key string) {
	c.refused(w, r, v, status, refusal{Key: key})
}

func (c *Console) refused(w http.ResponseWriter, r *http.Request, v *visit, status int, why refusal) {
	s := c.shown(r, v)
	s.Title, s.Data, s.At = "console.refused", why, base
	c.write(w, status, "refused", s)
}
