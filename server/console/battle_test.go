package console_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/matchmaker"
	"muster/matchmaker/api"
	"muster/matchmaker/modes"
	"muster/server/node"
	"muster/server/queuenode"
	"muster/server/supervisor"
)

// whole is a server with a console, and somebody who came in by its link. Spectators are a second late.
type whole struct {
	t      *testing.T
	all    *supervisor.AllInOne
	stop   func() // ends it
	http   *http.Client
	nobody *api.Client
}

// soonSeen are the usual modes, but spectators are a second late.
func soonSeen() []matchmaker.Mode {
	all := slices.DeleteFunc(modes.Default(), func(m matchmaker.Mode) bool { return m.Clock == modes.ByTurns })
	for i := range all {
		all[i].Delay = 1
	}
	return all
}

func openWhole(t *testing.T) *whole {
	all, err := supervisor.OpenAllInOne(t.Context(), supervisor.Config{
		Data: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Shard: node.Config{UDP: "127.0.0.1:0", Matches: 16, Assets: assets.Embedded()},
		Queue: queuenode.Config{
			HTTP: "127.0.0.1:0", Admin: "127.0.0.1:0", Console: true, Web: true,
			Matchmaker: matchmaker.Config{
				Scenarios: []api.ScenarioInfo{{Name: "duel", Teams: []int{0, 1}}}, Modes: soonSeen(),
			},
		},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- all.Run(ctx) }()
	w := &whole{t: t, all: all, nobody: api.NewClient(all.Queue.URL(), nil)}
	w.stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(w.stop)
	w.http = w.browser()
	link, err := all.Queue.ConsoleLink()
	require.NoError(t, err)
	_, _ = w.get(w.http, link)
	return w
}

func (w *whole) browser() *http.Client {
	jar, err := cookiejar.New(nil)
	require.NoError(w.t, err)
	return &http.Client{Jar: jar}
}

// get asks for a page or a picture.
func (w *whole) get(by *http.Client, at string) (int, []byte) {
	code, b, err := w.ask(by, at)
	require.NoError(w.t, err)
	return code, b
}

// ask is get where a test waits: nothing may end it there but its return.
func (w *whole) ask(by *http.Client, at string) (int, []byte, error) {
	if strings.HasPrefix(at, "/") {
		at = w.all.Queue.AdminURL() + at
	}
	r, err := by.Get(at)
	if err != nil {
		return 0, nil, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return r.StatusCode, b, err
}

var csrf = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// act presses a button.
func (w *whole) act(by *http.Client, name string, form url.Values) {
	_, page := w.get(by, "/console/")
	found := csrf.FindSubmatch(page)
	require.NotNil(w.t, found)
	form.Set("csrf", string(found[1]))
	w.post(by, "/console/do/"+name, form)
}

func (w *whole) post(by *http.Client, at string, form url.Values) {
	base := w.all.Queue.AdminURL()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, base+at, strings.NewReader(form.Encode()))
	require.NoError(w.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", base)
	answer, err := by.Do(r)
	require.NoError(w.t, err)
	defer answer.Body.Close()
	require.Equal(w.t, http.StatusOK, answer.StatusCode, at)
}

// viewer is a browser of an account that may look, and the account.
func (w *whole) viewer(name string) (*http.Client, *api.Client) {
	s, err := w.nobody.Register(w.t.Context(), name, "correct horse")
	require.NoError(w.t, err)
	w.act(w.http, "role", url.Values{"player": {s.Player}, "role": {string(api.RoleViewer)}})
	b := w.browser()
	w.post(b, "/console/sign-in", url.Values{"name": {name}, "password": {"correct horse"}})
	return b, w.nobody.In(s, nil)
}

// plays has an account play a duel against AI, until the test ends.
func (w *whole) plays(by *api.Client) (match string) {
	seat, err := by.Seat(w.t.Context(), "duel", nil)
	require.NoError(w.t, err)
	c, err := client.Dial(w.t.Context(), client.Config{Join: client.Join{
		Addr: seat.Addr, Others: seat.OtherAddrs, CertHash: seat.CertHash, Match: seat.Match, Ticket: seat.Join,
	}})
	require.NoError(w.t, err)
	w.t.Cleanup(func() { require.NoError(w.t, c.Close()) })
	return seat.Match
}

func (w *whole) guest() *api.Client {
	g, err := w.nobody.Guest(w.t.Context(), "Ann")
	require.NoError(w.t, err)
	return w.nobody.In(g, nil)
}

// picture is what stands at an address, if it is a picture of a battle now.
func (w *whole) picture(by *http.Client, at string) (sum [sha256.Size]byte, shown bool) {
	code, b, err := w.ask(by, at)
	if err != nil || code != http.StatusOK {
		return sum, false
	}
	m, err := png.Decode(bytes.NewReader(b))
	_, none := m.(*image.Paletted) // what stands for it
	return sha256.Sum256(b), err == nil && !none
}

// drawn is the picture at an address. A busy server takes longer for it than somebody waits, and goes on from there.
func (w *whole) drawn(by *http.Client, at string) (sum [sha256.Size]byte) {
	w.t.Helper()
	w.soon(func() (shown bool) { sum, shown = w.picture(by, at); return shown }, at)
	return sum
}

func (w *whole) soon(holds func() bool, what string) {
	w.t.Helper()
	require.Eventually(w.t, holds, time.Minute, 100*time.Millisecond, what)
}

// spectators are those that the shard has.
func (w *whole) spectators() string {
	_, b, err := w.ask(w.http, "/metrics")
	if err != nil {
		return err.Error()
	}
	found := regexp.MustCompile(`muster_sessions\{who="spectator"\} (\S+)`).FindSubmatch(b)
	if found == nil {
		return "0"
	}
	return string(found[1])
}

// A match is on its page as spectators see it: one link however many look, none when nobody does, and who plays in it
// sees nothing.
func TestAMatchIsWatchedOnceHoweverManyLook(t *testing.T) {
	w := openWhole(t)
	vera, veras := w.viewer("Vera")
	match := w.plays(w.guest())
	at := "/console/matches/" + match + "/picture.png"
	seen := map[[sha256.Size]byte]bool{}
	w.soon(func() bool {
		for _, b := range []*http.Client{w.http, vera, w.http} {
			if sum, shown := w.picture(b, at); shown {
				seen[sum] = true
			}
		}
		return len(seen) >= 3
	}, "the picture changes")
	w.soon(func() bool {
		_, _ = w.picture(vera, at) // else it would not be watched any more after a while
		return w.spectators() == "1"
	}, "by one link")
	_, page := w.get(vera, "/console/matches/"+match)
	for _, part := range []string{
		`data-live="` + at, "as late as for every spectator", "● Rifles",
		`href="` + w.all.Queue.URL() + "/watch/" + match + `"`,
	} {
		require.Contains(t, string(page), part)
	}
	code, _ := w.get(w.browser(), at)
	require.Equal(t, http.StatusOK, code, "the door")
	w.soon(func() bool { return w.spectators() == "0" }, "nobody looks any more")

	own := w.plays(veras)
	code, b := w.get(vera, "/console/matches/"+own+"/picture.png")
	require.Equal(t, http.StatusForbidden, code)
	require.Contains(t, string(b), "have a seat in this match")
	_, page = w.get(vera, "/console/matches/"+own)
	require.Contains(t, string(page), "have a seat in this match")
	require.NotContains(t, string(page), "data-live")
	require.Equal(t, "0", w.spectators(), "and nobody was asked to watch for her")
}

// A match that runs is gone back in as far as spectators may see, by whoever may watch it.
func TestAMatchThatRunsIsGoneBackIn(t *testing.T) {
	w := openWhole(t)
	vera, veras := w.viewer("Vera")
	match := w.plays(w.guest())
	page := "/console/matches/" + match
	var b []byte
	var last int
	w.soon(func() bool {
		_, b, _ = w.ask(vera, page+"?tick=0")
		found := regexp.MustCompile(`data-last="(\d{2,})"`).FindSubmatch(b)
		if found != nil {
			last, _ = strconv.Atoi(string(found[1]))
		}
		return found != nil
	}, "its records are there")
	zones := w.all.Shard.Zones()
	require.LessOrEqual(t, last, int(zones.Zones[0].Tick)-20, "a second late")
	require.NotContains(t, string(b), page+"/replay", "its records are given to nobody")
	require.Contains(t, string(b), `data-grows="`+page+`/film"`)
	w.soon(func() bool {
		_, b, err := w.ask(vera, page+"/film")
		var now struct {
			Last int
			Runs bool
		}
		grew := err == nil && json.Unmarshal(b, &now) == nil && now.Runs && now.Last > last
		last = max(last, now.Last)
		return grew
	}, "it grows while the page is open")
	first := w.drawn(vera, page+"/picture.png?tick=0")
	then := w.drawn(vera, page+"/picture.png?tick="+strconv.Itoa(last))
	require.NotEqual(t, first, then)
	behind := w.drawn(vera, page+"/picture.png?tick=4000000000")
	require.Equal(t, then, behind, "there is nothing behind that")
	code, _ := w.get(vera, page+"/replay")
	require.Equal(t, http.StatusNotFound, code)
	require.Equal(t, "0", w.spectators(), "nobody watches for that")

	own := "/console/matches/" + w.plays(veras)
	w.soon(func() bool {
		code, _, err := w.ask(vera, own+"/picture.png?tick=0")
		return err == nil && code == http.StatusForbidden
	}, "she has a seat now, maybe in the match that she looked at")
	_, b = w.get(vera, own+"?tick=0")
	require.Contains(t, string(b), "have a seat in this match")
	require.NotContains(t, string(b), "data-film")
}

// A match that ends while it is watched is shown to its end, and then from its beginning, at any tick.
func TestAMatchThatEndsIsShownFromItsBeginning(t *testing.T) {
	w := openWhole(t)
	match := w.plays(w.guest())
	page := "/console/matches/" + match
	w.soon(func() bool { _, shown := w.picture(w.http, page+"/picture.png"); return shown }, "it is watched")
	w.act(w.http, "end", url.Values{"match": {match}, "sure": {"yes"}})
	w.soon(func() bool {
		_, b, err := w.ask(w.http, page)
		return err == nil && strings.Contains(string(b), "data-film")
	}, "its replay is there")
	first := w.drawn(w.http, page+"/picture.png?tick=0")
	last := w.drawn(w.http, page+"/picture.png")
	require.NotEqual(t, first, last)
	require.Equal(t, first, w.drawn(w.http, page+"/picture.png?tick=0"))
	end := w.drawn(w.http, page+"/picture.png?tick=4000000000")
	require.Equal(t, last, end, "there is nothing behind its end")
	code, _ := w.get(w.http, page+"/picture.png?tick=x")
	require.Equal(t, http.StatusNotFound, code)
	code, file := w.get(w.http, page+"/replay")
	require.Equal(t, http.StatusOK, code)
	require.True(t, bytes.HasPrefix(file, []byte("MUSTERR")))
	w.soon(func() bool { return w.spectators() == "0" }, "the link is gone")
	code, _ = w.get(w.http, "/console/matches/none/picture.png")
	require.Equal(t, http.StatusNotFound, code)
}

// An operator with the right of its own looks at a match without delay, by a button and a reason; nobody else does, by
// the picture's address neither, and the others go on seeing it late.
func TestAnOperatorLooksWithoutDelay(t *testing.T) {
	w := openWhole(t)
	vera, _ := w.viewer("Vera")
	olga, account := w.viewer("Olga")
	a, err := account.Account(t.Context())
	require.NoError(t, err)
	match := w.plays(w.guest())
	page := "/console/matches/" + match
	sees := func(by *http.Client) int {
		code, _, err := w.ask(by, page+"/now.png")
		require.NoError(t, err)
		return code
	}
	w.act(w.http, "role", url.Values{"player": {a.Player}, "role": {string(api.RoleOperator)}})
	w.post(olga, "/console/sign-in", url.Values{"name": {"Olga"}, "password": {"correct horse"}})
	for who, b := range map[string]*http.Client{"a viewer": vera, "an operator": olga, "the machine's": w.http} {
		require.Equal(t, http.StatusForbidden, sees(b), who)
	}
	_, b := w.get(olga, page)
	require.NotContains(t, string(b), "/console/do/look")
	w.act(w.http, "sight", url.Values{"player": {a.Player}, "may": {"yes"}})
	w.post(olga, "/console/sign-in", url.Values{"name": {"Olga"}, "password": {"correct horse"}})
	_, b = w.get(olga, page)
	require.Contains(t, string(b), "/console/do/look")
	require.NotContains(t, string(b), "now.png")
	require.Equal(t, http.StatusForbidden, sees(olga), "she has not said why")

	w.act(olga, "look", url.Values{"match": {match}, "reason": {"a wall hack?"}})
	_, log := w.get(w.http, "/console/audit")
	require.Contains(t, string(log), "match "+match+": a wall hack?")
	first := w.drawn(olga, page+"/now.png")
	w.soon(func() bool { sum, shown := w.picture(olga, page+"/now.png"); return shown && sum != first }, "it goes on")
	_, b = w.get(olga, page)
	for _, part := range []string{`data-live="` + page + `/now.png"`, "Shown without delay.", "● Rifles"} {
		require.Contains(t, string(b), part)
	}
	require.Equal(t, "0", w.spectators(), "no link was opened for that")
	_, b = w.get(vera, page)
	require.NotContains(t, string(b), "now.png")
	require.Equal(t, http.StatusForbidden, sees(vera))

	w.act(w.http, "sight", url.Values{"player": {a.Player}})
	require.Equal(t, http.StatusForbidden, sees(olga), "the right was taken away")
	_, b = w.get(olga, page)
	require.Contains(t, string(b), page+"/picture.png", "late again")
}
