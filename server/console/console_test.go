package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/matchmaker/api"
)

// placed is a page's path with something in place of what differs.
func placed(path, id string) string {
	fill := strings.NewReplacer("{id}", id, "{name}", "MusterDown", "{lesson}", "first", "{mode}", "ranked")
	return fill.Replace(path)
}

// addressesOf are the pages, with something in place of what differs.
func addressesOf(id string) (all []string) {
	for i := range pages {
		all = append(all, base+placed(pages[i].path, id))
	}
	return all
}

// Nothing is shown or done without a session; what is there for everybody tells nothing.
func TestNobodyComesInWithoutASession(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	for _, at := range append(addressesOf("p1"), "/console/nothing") {
		code, body := b.get(at)
		require.Equal(t, http.StatusSeeOther, code, at)
		require.NotContains(t, body, "csrf", at)
	}
	for _, at := range []string{"/console/live/", "/console/live/matches"} {
		code, _ := b.get(at)
		require.Equal(t, http.StatusUnauthorized, code)
	}
	for name := range actions {
		code, _ := b.post("/console/do/"+name, url.Values{"player": {"p1"}})
		require.Equal(t, http.StatusSeeOther, code, name)
	}
	code, _ := b.post("/console/people/p1/export", nil)
	require.Equal(t, http.StatusSeeOther, code)
	log, err := s.machine.Audit(t.Context())
	require.NoError(t, err)
	require.Empty(t, log)
	code, page := b.get("/console/sign-in")
	require.Equal(t, http.StatusOK, code)
	require.NotRegexp(t, `<script>|\sstyle=|\son[a-z]+=`, page, "the policy forbids it")
	for _, at := range []string{"console.js", "console.css", "uplot.js", "uplot.css", "icon.svg"} {
		code, _ := b.get(staticURL(at))
		require.Equal(t, http.StatusOK, code, at)
	}
}

// The link that the start prints opens the console to one browser, once; a newer one takes its place.
func TestTheLinkOpensOneBrowserOnce(t *testing.T) {
	s := newStage(t)
	old, err := s.c.Link()
	require.NoError(t, err)
	link, err := Invite(s.dir) // as muster console does, in a process of its own
	require.NoError(t, err)
	b := s.browser()
	at := func(link string) string { return strings.TrimPrefix(link, s.url) }
	code, _ := b.get(at(old))
	require.Equal(t, http.StatusForbidden, code, "there is a newer one")
	code, _ = b.do(http.MethodHead, at(link), nil, nil)
	require.Equal(t, http.StatusMethodNotAllowed, code, "what looks at links does not spend them")
	code, _ = b.get(at(link))
	require.Equal(t, http.StatusSeeOther, code)
	code, page := b.get("/console/")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, page, "Operator of this machine")
	code, _ = s.browser().get(at(link))
	require.Equal(t, http.StatusForbidden, code, "it was used")
	now := time.Now()
	link, err = s.c.Link()
	require.NoError(t, err)
	u, err := url.Parse(link)
	require.NoError(t, err)
	good, err := s.c.link.redeem(u.Query().Get("token"), now.Add(linkLife+time.Second))
	require.NoError(t, err)
	require.False(t, good, "it is too old")
	_, err = Invite(t.TempDir())
	require.ErrorContains(t, err, "no console runs on")
}

// Each role sees and does what it may, by direct calls too, and whoever has none stays outside.
func TestRolesDoWhatTheyMay(t *testing.T) {
	s := newStage(t)
	victim := s.account("Victim", api.RolePlayer)
	b := s.browser()
	code, page := b.post("/console/sign-in", url.Values{"name": {"Victim"}, "password": {"correct horse"}})
	require.Equal(t, http.StatusForbidden, code)
	require.Contains(t, page, "no role here")
	code, _ = b.post("/console/sign-in", url.Values{"name": {"Victim"}, "password": {"wrong horse"}})
	require.Equal(t, http.StatusUnauthorized, code)
	for _, role := range api.Roles[1:] {
		s.account("The "+string(role), role)
		b := s.signedIn("The " + string(role))
		for i := range pages {
			at := base + placed(pages[i].path, victim)
			want := http.StatusForbidden
			if role.Covers(pages[i].role) {
				want = http.StatusOK
			}
			if want == http.StatusOK && pages[i].name == "match" {
				want = http.StatusNotFound
			}
			code, body := b.get(at)
			require.Equal(t, want, code, "%s by a %s: %s", at, role, body)
		}
		for name, a := range actions {
			code, body := b.act(name, "player", victim, "shard", "nowhere", "match", "none", "sanction", "none",
				"report", "none", "verdict", "-", "kind", "mute", "seconds", "60", "reason", "loud", "role", "viewer",
				"words", "kill shard-1", "do", "cut", "from", "shard-1", "to", "journal")
			want := http.StatusForbidden
			if role.Covers(a.role) && name != "look" { // which no role may
				want = http.StatusSeeOther
			}
			require.Equal(t, want, code, "%s by a %s: %s", name, role, body)
		}
		code, _ := b.post("/console/people/"+victim+"/export", url.Values{"csrf": {b.token()}})
		require.Equal(t, map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[role == api.RoleOperator], code)
	}
}

// A form counts when it is one of the session's own pages, sent by a browser from this origin.
func TestFormsOfOthersAreRefused(t *testing.T) {
	s := newStage(t)
	victim := s.account("Victim", api.RolePlayer)
	s.account("Molly", api.RoleModerator)
	b, other := s.signedIn("Molly"), s.signedIn("Molly")
	form := url.Values{"player": {victim}, "kind": {"ban"}, "seconds": {"0"}, "reason": {"x"}, "csrf": {b.token()}}
	send := func(token string, headers map[string]string) int {
		form.Set("csrf", token)
		code, _ := b.do(http.MethodPost, "/console/do/punish", form, headers)
		return code
	}
	own := map[string]string{"Origin": s.url}
	require.Equal(t, http.StatusForbidden, send("", own))
	require.Equal(t, http.StatusForbidden, send(other.token(), own), "of another session")
	require.Equal(t, http.StatusForbidden, send(b.token(), nil), "browsers say where a form is from")
	require.Equal(t, http.StatusForbidden, send(b.token(), map[string]string{"Origin": "http://evil.example"}))
	require.Equal(t, http.StatusForbidden, send(b.token(), map[string]string{"Origin": "null"}))
	require.Equal(t, http.StatusForbidden,
		send(b.token(), map[string]string{"Origin": s.url, "Sec-Fetch-Site": "cross-site"}))
	require.Equal(t, http.StatusForbidden, send(b.token(), map[string]string{"Origin": s.url, "Via": "1.1 proxy"}))
	all, err := s.machine.Sanctions(t.Context(), victim)
	require.NoError(t, err)
	require.Empty(t, all)
	require.Equal(t, http.StatusSeeOther, send(b.token(), own))
	code, body := b.post("/console/look", url.Values{"theme": {"dark"}, "back": {"//evil.example/"}})
	require.Equal(t, http.StatusSeeOther, code)
	require.NotContains(t, body, "evil")
}

// A ban is done and lifted, and both are in the log under the moderator's name.
func TestABanIsDoneAndLifted(t *testing.T) {
	s := newStage(t)
	victim := s.account("Victim", api.RolePlayer)
	s.account("Molly", api.RoleModerator)
	b := s.signedIn("Molly")
	code, _ := b.act("punish", "player", victim, "kind", "ban", "seconds", "3600", "reason", "cheats")
	require.Equal(t, http.StatusSeeOther, code)
	_, err := s.c.nobody().LogIn(t.Context(), "Victim", "correct horse")
	require.Equal(t, http.StatusForbidden, api.StatusOf(err))
	all, err := s.machine.Sanctions(t.Context(), victim)
	require.NoError(t, err)
	require.Len(t, all, 1)
	_, page := b.get("/console/people/" + victim)
	require.Contains(t, page, "The player is banned")
	require.Contains(t, page, `name="sanction" value="`+all[0].ID+`"`)
	code, _ = b.act("lift", "sanction", all[0].ID)
	require.Equal(t, http.StatusSeeOther, code)
	_, err = s.c.nobody().LogIn(t.Context(), "Victim", "correct horse")
	require.NoError(t, err)
	log, err := s.machine.AuditOf(t.Context(), victim, 0, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"lift ban", "Molly"}, []string{log[0].What, log[0].ByName})
	_, page = b.get("/console/audit")
	require.Contains(t, page, "lift a ban")
	code, _ = b.act("erase", "player", victim)
	require.Equal(t, http.StatusForbidden, code)
}

// Reports are read and closed; what players write is text, whatever it looks like.
func TestReportsAreReadAsText(t *testing.T) {
	s := newStage(t)
	victim := s.account("Victim", api.RolePlayer)
	s.account("Molly", api.RoleModerator)
	angry, err := s.c.nobody().Guest(t.Context(), "")
	require.NoError(t, err)
	c, err := s.c.nobody().In(angry, nil).Complain(t.Context(), victim, api.ComplaintRequest{
		Reason: "abuse", Text: `</blockquote><script>alert("from 192.0.2.7:80")</script>`,
	})
	require.NoError(t, err)
	b := s.signedIn("Molly")
	_, page := b.get("/console/reports")
	require.NotContains(t, page, "<script>alert")
	require.Contains(t, page, "&lt;/blockquote&gt;&lt;script&gt;alert(&#34;from (address)&#34;)")
	code, _ := b.act("close", "report", c.ID, "verdict", "warned")
	require.Equal(t, http.StatusSeeOther, code)
	_, page = b.get("/console/reports")
	require.Contains(t, page, "No report is waiting.")
}

// Who loses the role, or signs out elsewhere, is out; the API's own session ends with the console's.
func TestASessionEndsWithTheRightToIt(t *testing.T) {
	s := newStage(t)
	player := s.account("Molly", api.RoleModerator)
	b, gone := s.signedIn("Molly"), s.signedIn("Molly")
	forget := func() {
		for _, v := range s.open() {
			v.mu.Lock()
			v.asked = time.Time{}
			v.mu.Unlock()
		}
	}
	code, _ := gone.post("/console/sign-out", url.Values{"csrf": {gone.token()}})
	require.Equal(t, http.StatusSeeOther, code)
	code, _ = gone.get("/console/")
	require.Equal(t, http.StatusSeeOther, code)
	require.NoError(t, s.machine.GiveRole(t.Context(), player, api.RoleViewer))
	forget()
	code, _ = b.get("/console/people")
	require.Equal(t, http.StatusForbidden, code)
	code, _ = b.get("/console/")
	require.Equal(t, http.StatusOK, code)
	_, err := s.machine.Punish(t.Context(), api.SanctionRequest{Player: player, Kind: api.Ban, Reason: "x"})
	require.NoError(t, err)
	forget()
	code, _ = b.get("/console/")
	require.Equal(t, http.StatusSeeOther, code)
	require.Empty(t, s.open())
}

// Sessions end when nobody uses them, when they are old, and the one used longest ago when there are too many.
func TestSessionsGrowOld(t *testing.T) {
	now := time.Now()
	v := &session{began: now, used: now}
	require.False(t, v.ended(now.Add(idleFor-1)))
	require.True(t, v.ended(now.Add(idleFor)))
	v.used = now.Add(sessionLife - time.Minute)
	require.True(t, v.ended(now.Add(sessionLife)))
	s := newStage(t)
	s.account("Molly", api.RoleModerator)
	first := s.signedIn("Molly")
	for range maxSessions - 1 {
		s.c.sessions.open(&answer{header: http.Header{}}, &http.Request{}, &session{machine: true}, time.Now())
	}
	code, _ := first.get("/console/")
	require.Equal(t, http.StatusOK, code)
	s.c.sessions.open(&answer{header: http.Header{}}, &http.Request{}, &session{machine: true}, time.Now())
	require.Len(t, s.open(), maxSessions)
	code, _ = first.get("/console/")
	require.Equal(t, http.StatusOK, code, "another was used longer ago")
	s.c.sessions.sweep(time.Now().Add(sessionLife))
	require.Empty(t, s.open())
}

// Addresses stand in nothing that is shown.
func TestAddressesAreNotShown(t *testing.T) {
	const harmless = "match duel at 12:30:05 took 1.5 s, build 1.2.3"
	for said, shown := range map[string]string{
		`Get "http://10.0.0.5:7490/zones": dial tcp 10.0.0.5:7490`: `Get "(address)": dial tcp (address)`,
		"from [2001:db8::7]:4711 and 2001:db8:1:2::9":              "from (address) and (address)",
		harmless: harmless,
	} {
		require.Equal(t, shown, plain(said))
	}
}

// Both editions draw the door and every text that templates ask for.
func TestBothLanguagesHaveEveryPage(t *testing.T) {
	s := newStage(t)
	b := s.browser()
	link, err := s.c.Link()
	require.NoError(t, err)
	b.get(strings.TrimPrefix(link, s.url))
	player := s.account("Victim", api.RolePlayer)
	for _, lang := range []string{"en", "zh"} {
		code, _ := b.post("/console/look", url.Values{"lang": {lang}})
		require.Equal(t, http.StatusSeeOther, code)
		for _, at := range addressesOf(player) {
			_, page := b.get(at)
			require.Contains(t, page, `<html lang="`+lang)
			page = strings.NewReplacer("console.js", "", "console.css", "").Replace(page)
			require.NotRegexp(t, `console\.[a-z_]+[^a-z_/.]`, page,
				"%s: a text is missing", at)
		}
	}
}
