package pages

import (
	"fmt"
	"slices"

	"muster/client/screen/lobby"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// told is the page that says where and when the player is told of turns.
type told struct {
	mail, hook string
	wishes     api.NoticeWishes
	read       bool // wishes are those of the matchmaker, or what the player makes of them
}

const maxTold = 200 // bytes that are typed for an address

// noticesPage asks the matchmaker first.
func noticesPage(a *Pages) *Page {
	a.Lobby.LookAtNotices()
	return &Page{Key: "notices", build: (&told{}).build}
}

func (n *told) build(a *Pages, u *ui.UI) {
	rest := framed(a, u, a.Words.Say("notices.title"))
	if a.Lobby == nil {
		a.Back()
		return
	}
	s := a.Lobby.State()
	if s.Err != nil {
		rest = rest.Down(trouble(a, u, rest, s.Err) + 8)
	}
	if s.Notices == nil {
		dots(a, u, ui.Point{X: rest.X + rest.W/2, Y: rest.Y + 24})
		return
	}
	if !n.read {
		n.wishes, n.read = s.Notices.NoticeWishes, true
	}
	u.Scroll("notices", rest, func(r ui.Rect) float64 {
		f := &form{a: a, u: u, room: r}
		f.room = f.room.Down(u.Paragraph(f.room, a.Words.Say("notices.about"), ui.Usual, ui.Faint) + ui.RowGap)
		for i := range s.Notices.Ways {
			n.way(f, i, &s.Notices.Ways[i])
		}
		n.add(f, &s)
		n.when(f, &s)
		return f.room.Y - r.Y
	})
}

// way is somewhere that the player is told.
func (n *told) way(f *form, i int, v *api.NoticeWay) {
	a, u, w := f.a, f.u, f.a.Words
	var line ui.Rect
	line, f.room = f.room.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
	u.Frame(line, 1, ui.Edge, 0.7)
	text, end := line.CutLeft(line.W-8-max(120, u.Room(w.Say("notices.end"))), 8)
	name, low := text.Inset(8).Cut(u.Tall(ui.Usual), 0)
	u.Text(name, w.Say("notices."+string(v.Kind))+" · "+v.Target, ui.Usual, ui.Left, ui.Plain)
	state, ink := "notices.confirmed", ui.Good
	if !v.Confirmed {
		state, ink = "notices.unconfirmed", ui.Warn
	}
	u.Text(low, w.Say(state), ui.Small+1, ui.Left, ink)
	if u.Button("notices.end."+fmt.Sprint(i), end, w.Say("notices.end"), "") {
		a.Lobby.TellNoMore(v.ID)
	}
}

// add is where more are added: what the server can send.
func (n *told) add(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	offers := func(k api.NoticeKind) bool { return slices.Contains(s.Notices.Offers, k) }
	if len(s.Notices.Offers) == 0 {
		f.room = f.room.Down(u.Paragraph(f.room, w.Say("notices.no_offers"), ui.Usual, ui.Warn) + ui.RowGap)
	}
	if offers(api.ByMail) {
		n.mail = n.field(f, s, api.ByMail, n.mail)
	}
	if offers(api.ByWebhook) {
		n.hook = n.field(f, s, api.ByWebhook, n.hook)
	}
	if s.Secret != "" {
		line, copies := f.next().CutLeft(f.room.W-160, 8)
		u.Text(line, w.Say("notices.secret", "secret", s.Secret), ui.Small+1, ui.Left, ui.Body)
		if u.Press("notices.copy", copies, w.Say("notices.copy"), "", a.Copy != nil) {
			a.Copy(s.Secret)
		}
	}
	if offers(api.ByPush) && a.Push != nil &&
		u.Press("notices.browser", f.next(), w.Say("notices.browser"), w.Say("notices.browser_hint"), !s.Busy) {
		a.Lobby.TellBrowser(a.Push, s.Notices.Key)
	}
}

// field is where a target is typed.
func (n *told) field(f *form, s *lobby.State, kind api.NoticeKind, text string) string {
	u, w := f.u, f.a.Words
	field, button := f.next().CutLeft(f.room.W-160, 8)
	text, enter := u.Field("notices."+string(kind), field, w.Say("notices."+string(kind)), text, maxTold)
	if u.Press("notices.add."+string(kind), button, w.Say("notices.add"), w.Say("notices.add_hint"),
		text != "" && !s.Busy) || enter && text != "" && !s.Busy {
		f.a.Lobby.Tell(api.NewNoticeWay{Kind: kind, Target: text})
		return ""
	}
	return text
}

// when is the player's time zone and quiet hours.
func (n *told) when(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	f.room = f.room.Down(8)
	from, to := f.next().CutLeft(f.room.W/2-4, 8)
	n.wishes.QuietFrom, _ = u.Field("notices.from", from, w.Say("notices.from"), n.wishes.QuietFrom, 5)
	n.wishes.QuietTo, _ = u.Field("notices.to", to, w.Say("notices.to"), n.wishes.QuietTo, 5)
	n.wishes.Zone, _ = u.Field("notices.zone", f.next(), w.Say("notices.zone"), n.wishes.Zone, 64)
	wanted := n.wishes
	wanted.Lang = a.Chosen.Language
	if u.Press("notices.save", f.next(), w.Say("notices.save"), "", !s.Busy && wanted != s.Notices.NoticeWishes) {
		n.wishes = wanted
		a.Lobby.TellWhen(wanted)
	}
}
