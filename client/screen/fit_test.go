//go:build window

package screen

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"muster/assets"
	"muster/client"
	"muster/client/screen/battle"
	"muster/client/screen/field"
	"muster/client/screen/host"
	"muster/client/screen/keys"
	"muster/client/screen/pages"
	"muster/client/screen/plan"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
	"muster/game"
	"muster/matchmaker/api"
)

// room is a window's size, and the UI scale and the size of letters in it, in percent.
type room struct{ w, h, scale, letters int }

// rooms are what players have: small, usual and large windows at each scale. At scale 1 a window of 1280 x 720 has as
// much room as one of 1920 x 1080.
var rooms = []room{
	{1280, 720, 100, 100},
	{640, 360, 100, 100},
	{1280, 720, 200, 100},
	{640, 360, 200, 100},
	{1280, 720, 100, 150},
}

// visitor goes through all that there is to see.
type visitor struct {
	t    *testing.T
	a    *app
	room room
	lang string
	over **field.Field
}

// see looks at what is shown under a name: that no text is shortened, lies over another or leaves the window.
func (v *visitor) see(name string, over ...*ui.UI) {
	a := v.a
	for _, u := range over {
		v.fits(name, u)
	}
	if top, page := a.top().(page); page {
		top.run(a, ui.Input{Pointer: ui.Point{X: -9, Y: -9}}) // a hint may lie over anything
		v.fits(name, a.ui)
	}
	if dir := os.Getenv("MUSTER_SHEETS"); dir != "" {
		dst := ebiten.NewImage(v.room.w, v.room.h)
		defer dst.Deallocate()
		a.Draw(dst)
		img := image.NewRGBA(image.Rect(0, 0, v.room.w, v.room.h))
		dst.ReadPixels(img.Pix)
		save(v.t, img, filepath.Join(dir, fmt.Sprintf("%s.%dx%d.%d.%d.%s.jpg",
			name, v.room.w, v.room.h, v.room.scale, v.room.letters, v.lang)))
	}
}

// long are texts that others chose, or of which the end is what counts: they may be shortened.
var long = regexp.MustCompile(`example\.org|24 letters|40 letters|version_too_old`)

// fits looks through what a page wrote.
func (v *visitor) fits(name string, u *ui.UI) {
	type line struct {
		ui.Command
		ink  ui.Rect
		clip int
	}
	var lines []line
	v.t.Helper()
	clip, clips, within := 0, 0, ui.Rect{W: u.W, H: u.H}
	for _, c := range u.Commands {
		switch c.Do {
		case ui.FillRect:
			if c.R == (ui.Rect{W: u.W, H: u.H}) {
				lines = lines[:0] // a dialog lies over what was written before
			}
		case ui.Clip:
			clips++
			clip, within = clips, c.R
		case ui.Unclip:
			clip, within = 0, ui.Rect{W: u.W, H: u.H}
		case ui.Write:
			if c.Whole != "" && !long.MatchString(c.Whole) {
				v.t.Errorf("%s: %q is shortened to %q", name, c.Whole, c.Text)
			}
			ink := inkOf(u, &c)
			if ink.X < within.X-1 || ink.X+ink.W > within.X+within.W+1 ||
				clip == 0 && (ink.Y < -1 || ink.Y+ink.H > u.H+1) {
				v.t.Errorf("%s: %q leaves its room: %v of %v", name, c.Text, ink, within)
			}
			lines = append(lines, line{c, ink, clip})
		}
	}
	for i, a := range lines {
		for _, b := range lines[:i] {
			if a.clip == b.clip && utf8.RuneCountInString(a.Text) > 1 && cross(a.ink, b.ink) {
				v.t.Errorf("%s: %q lies over %q", name, a.Text, b.Text)
			}
		}
	}
}

// inkOf is where a text's letters are: less high than its line.
func inkOf(u *ui.UI, c *ui.Command) ui.Rect {
	size := c.Size / u.Letters
	r := ui.Rect{X: c.R.X, Y: c.R.Y + c.R.H/2 - c.Size*0.4, W: u.Width(c.Text, size), H: c.Size * 0.8}
	switch c.Align {
	case ui.Middle:
		r.X += (c.R.W - r.W) / 2
	case ui.Right:
		r.X += c.R.W - r.W
	}
	return r
}

func cross(a, b ui.Rect) bool {
	return a.X+a.W > b.X+1 && b.X+b.W > a.X+1 && a.Y+a.H > b.Y+1 && b.Y+b.H > a.Y+1
}

// at shows the page of a place.
func (v *visitor) at(name string, p pages.Place) { v.open(name, func() { v.a.Open(p) }) }

// open shows a page.
func (v *visitor) open(name string, open func()) {
	open()
	v.a.settle()
	v.see(name)
	v.a.Back()
}

func TestEverythingFitsIntoEveryWindow(t *testing.T) {
	seen, over := recorded(t, "duel", 600), new(*field.Field)
	for _, lang := range []string{"en", "zh"} {
		for _, r := range rooms {
			if lang == "zh" && r.scale == 100 && os.Getenv("MUSTER_SHEETS") == "" {
				continue // what fits at 200 % does so here
			}
			t.Run(fmt.Sprint(lang, r.w, "x", r.h, "at", r.scale, "by", r.letters), func(t *testing.T) {
				onMain(func() {
					a := newTestApp(t, look{lang, r.scale})
					a.Chosen.Letters = r.letters
					require.NoError(t, a.apply())
					a.fit(float64(r.w), float64(r.h), 1)
					a.pages.Saves = newDrawer()
					a.pages.Nearby = around{
						{Name: "Ada's server", Version: "891aebf", Players: 3, URL: "http://192.168.1.5:7480"},
					}
					a.paintNow()
					v := &visitor{t, a, r, lang, over}
					v.pages()
					v.lobby()
					v.replays(seen)
					v.battles()
					v.turns()
				})
			})
		}
	}
}

func (v *visitor) pages() {
	a := v.a
	a.Open(pages.Title)
	a.listed(v.t, 4)
	v.see("title")
	for i, name := range []string{"display", "play", "sound"} {
		a.Open(pages.Settings)
		v.a.settle()
		press(a, ui.Input{Pointer: ui.Point{X: -9, Y: -9}})
		pressOn(v.t, a, fmt.Sprintf("tab.settings.%d", i))
		a.settle()
		v.see("settings." + name)
		a.Back()
	}
	v.at("keys", pages.Keys)
	v.at("reference", pages.Reference)
	v.at("lessons", pages.Lessons)
	v.at("credits", pages.Credits)
	v.at("saves", pages.Saves)
	a.pages.Problem = &settings.BadError{
		Where: "/home/ada/.config/muster/settings.json.broken0",
		Values: []settings.Bad{
			{Field: "ui_scale", Given: "9000", Wanted: "100, 125, 150, 175, 200", Taken: "100"},
			{Field: "window", Given: `"wide"`, Wanted: `"1280x720"`, Taken: `"1280x720"`},
		},
	}
	v.at("problem", pages.Settings)
	a.pages.Problem = nil
	a.Open(pages.Title)
	use(a, "title.play", ui.Input{Accept: true})
	failed(v.t, a)
	v.see("failed")
}

func (v *visitor) lobby() {
	a, t := v.a, v.t
	show := func(name string, tab int) {
		atTheLobby(a, tab)
		a.settle()
		v.see(name)
	}
	show("door", 0)
	d := newDesk()
	d.holds(moment.Add(4*time.Minute + 12*time.Second))
	d.visit(t, a)
	defer a.pages.Depart()
	show("quick", 0)
	show("matches", 1)
	show("party", 2)
	a.pages.Lobby.LookBack()
	require.Eventually(t, func() bool { return len(a.pages.Lobby.State().Played) == 3 }, time.Minute, time.Millisecond)
	show("history", 3)
	d.queue(t, a, thirdInLine)
	show("waiting", 0)
	f := v.ended()
	a.source = pages.Assigned(a.pages, api.Assignment{Match: "m1", Scenario: "duel"}, api.TicketRequest{})
	f.Battle.Seated([]client.SeatNews{{Seat: 0, Name: "Ada"}, {Seat: 1, Team: 1, Name: "Bo 伯"}})
	a.show(shown{battlefield{f}})
	b := a.shown(f)
	for tab, name := range []string{"scores", "graphs", "squads", "rating"} {
		v.open("result."+name, func() {
			a.Over(pages.Result(a.pages, b))
			use(a, fmt.Sprint("tab.result.", tab), ui.Input{Accept: true})
			require.Eventually(t, func() bool { a.settle(); return tab < 3 || rated(a) }, time.Minute, time.Millisecond)
		})
	}
	v.open("phrases", func() { a.Over(pages.Phrases(b)) })
	v.open("report", func() {
		a.Over(pages.Phrases(b))
		use(a, "tell.1", ui.Input{Accept: true})
	})
	a.Back()
	v.open("chat", func() { a.Over(pages.Chat(b, game.ChatTeam)) })
	v.open("menu", func() { a.Over(pages.Menu(b)) })
	d.queue(t, a, api.Ticket{
		ID: "t1", Mode: "ranked", Status: api.Proposed, Created: moment,
		Proposal: &api.Proposal{
			Match: "m1", Scenario: "duel", By: moment.Add(13 * time.Second), Players: 2, Accepted: 1,
		},
	})
	show("proposed", 0)
}

// ended is a battle to its end, fought once for all windows.
func (v *visitor) ended() *field.Field {
	if *v.over == nil {
		*v.over = fight(v.t, v.a, "duel", 0, 0)
	}
	(*v.over).Battle.Resize(v.a.canvas.W, v.a.canvas.H, v.a.canvas.Scale)
	return *v.over
}

func (v *visitor) replays(rec host.Recording) {
	a, t := v.a, v.t
	replays := &host.MemoryReplays{}
	replays.Put(host.Replay{ID: "whole", When: moment}, rec)
	replays.Put(host.Replay{ID: "Holiday pictures", When: moment},
		host.Recording{Replay: []byte("a picture of the sea")})
	a.pages.Replays = replays
	a.Open(pages.Title)
	a.Open(pages.Replays)
	require.Eventually(t, func() bool {
		a.settle()
		return !says(a, a.Words.Say("replays.opening")) && says(a, "Holiday pictures")
	}, time.Minute, time.Millisecond)
	v.see("replays")
	p := watched(t, a, rec)
	p.Seek(p.Last()/2, a.stage)
	p.Act(a.stage, keys.ReplayPlay)
	a.settle()
	v.see("viewer", p.UI)
	p.Act(a.stage, keys.ReplayGraphs)
	a.settle()
	v.see("viewer.graphs", p.UI)
}

// turns goes through the states of a match by turns.
func (v *visitor) turns() {
	b, f := newBoard(v.t, v.a, "duel", fiveSeconds)
	v.see("turn.begin", f.Turns.UI)
	b.planASecondTurn(f)
	b.foreseen(f)
	v.see("turn.plan", f.Turns.UI)
	f.Turns.Plan.Forget([]uint8{0, 1, 2, 3})
	f.Turns.Plan.Ask()
	v.a.settle()
	v.see("turn.sure", f.Turns.UI)
	f.Turns.Plan.Ask()
	b.at(f, plan.Waiting)
	v.a.settle()
	v.see("turn.waiting", f.Turns.UI)
	b.others()
	b.run(f, 20)
	v.see("turn.film", f.Turns.UI)
	v.a.Ask(f, field.Again)
	v.a.settle()
	v.see("turn.again", v.a.top().(replayed).UI)
	v.a.Leave()
}

func (v *visitor) battles() {
	a := v.a
	begin := func(scenario string, ticks game.Tick) *field.Field {
		f := fight(v.t, a, scenario, 0, ticks)
		a.show(shown{battlefield{f}})
		return f
	}
	f := begin("duel", 5)
	f.Panels.Goals = true
	v.fought("battle.begin", f)
	f = begin("lesson1", 40)
	f.Lesson.At, f.Pace = 1, field.Pace{Paused: true}
	v.fought("battle.lesson", f)
	f = begin("arena", 60)
	f.Panels.Net, f.Panels.Goals = true, true
	f.Battle.Seated([]client.SeatNews{
		{Seat: 0, Name: "Ada"},
		{Seat: 1, Name: "Bo 伯", Leader: game.Player},
		{Seat: 2, Name: "a name of 24 letters, yes", Leader: game.Player},
		{Seat: 3, Leader: game.AI},
	})
	f.Battle.Reseat(client.SeatNews{Seat: 1, Name: "Bo 伯", Leader: game.AI}, a.Now)
	f.Link.Stats = client.Stats{
		RTT: 84 * time.Millisecond, Jitter: 11 * time.Millisecond, Lost: 0.013, BytesIn: 1_310_000, BytesOut: 96_000,
		Reconnects: 1, Server: 1, Link: "webtransport",
	}
	for i := range 40 {
		f.Link.Trip(int64(i), 60+float64(i*i%37)*4)
	}
	f.Link.Status, f.Link.Since = client.Reconnecting, a.Now.Add(-4*time.Second)
	f.Link.Moved = a.Now.Add(-300 * time.Millisecond)
	do(a, f, keys.SelectAll)
	v.fought("battle.network", f)
	v.watching()
}

// fought draws a battle and looks that nothing lies over what is fought for, nor over the minimap.
func (v *visitor) fought(name string, f *field.Field) {
	v.see(name)
	if os.Getenv("MUSTER_SHEETS") == "" {
		dst := ebiten.NewImage(v.room.w, v.room.h)
		defer dst.Deallocate()
		v.a.Draw(dst)
	}
	all := []battle.Rect{f.Panels.Banner, f.Panels.Sides[0], f.Panels.Sides[1], f.Battle.Layout.Minimap}
	require.NotZero(v.t, f.Panels.Banner.W, "%s: the banner is there", name)
	for i, r := range all {
		if r.X < -1 || r.Y < -1 || r.X+r.W > float64(v.room.w)+1 || r.Y+r.H > float64(v.room.h)+1 {
			v.t.Errorf("%s: %d leaves the window: %v", name, i, r)
		}
		for k, o := range all[:i] {
			if r.W > 0 && o.W > 0 && cross(ui.Rect(r), ui.Rect(o)) {
				v.t.Errorf("%s: %d at %v lies over %d at %v", name, i, r, k, o)
			}
		}
	}
}

func (v *visitor) watching() {
	a := v.a
	s, err := assets.Embedded().Setup("duel")
	require.NoError(v.t, err)
	f := field.Empty(s, -1, a.groundOf(s).Now())
	f.Watch = field.NewWatch(a.stage, time.Time{}, 0)
	f.Battle.Watch(game.All)
	f.Battle.Resize(a.canvas.W, a.canvas.H, a.canvas.Scale)
	f.Battle.Camera.ZoomAt(0, battle.Point{})
	for range 2 {
		f.WatchBar(a.stage, ui.Input{Pointer: ui.Point{X: -9, Y: -9}})
	}
	a.show(shown{battlefield{f}})
	v.see("watch", f.Watch.UI)
}
