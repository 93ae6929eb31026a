package pages

import (
	"muster/client/screen/battle"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/game"
)

// menuWidth is that of the menu, in logical units.
const menuWidth = 400

// Menu lies over the battle, which goes on unless nobody else plays it.
func Menu(f *Battle) *Page {
	return &Page{Key: "menu", build: func(a *Pages, u *ui.UI) {
		w := a.Words
		title := w.Say("menu.title")
		if f.Waits && !f.Over() {
			title += " · " + w.Say("menu.paused")
		}
		buttons := []struct {
			key string
			do  func()
		}{
			{"menu.resume", a.Back},
			{"title.keys", func() { a.Open(Keys) }},
			{"title.settings", func() { a.Open(Settings) }},
			{"title.reference", func() { a.Over(referencePage(f.Battle.Setup)) }},
			{f.leaving(), func() { Depart(a, f) }},
		}
		note := w.Or(f.staysBehind(a), "")
		r, tall := u.Stack(menuWidth, title, len(buttons), note)
		u.Scroll("menu", r, func(r ui.Rect) float64 {
			from := r.Y
			for _, b := range buttons {
				var one ui.Rect
				one, r = r.Cut(tall, ui.RowGap)
				if u.Button(b.key, one, w.Say(b.key), "") {
					b.do()
				}
			}
			return r.Y - from + u.Paragraph(r, note, ui.Small, ui.Faint)
		})
	}}
}

// Closed is when the link has ended for good and no result is known.
func Closed(f *Battle) *Page {
	return &Page{Key: "closed", cancel: func(*Pages) { f.Leave() }, build: func(a *Pages, u *ui.UI) {
		r := u.Dialog(520, 260, a.Words.Say("hud.closed"), ui.Bad)
		if f.Err != nil {
			trouble(a, u, r, f.Err)
		}
		if u.Button("wait.back", ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()},
			a.Words.Say("wait.back"), "") {
			f.Leave()
		}
	}}
}

// Chat is a line to type, over the battle.
func Chat(f *Battle, kind game.TalkKind) *Page {
	text := ""
	to := map[game.TalkKind]string{game.ChatAll: "talk.all", game.ChatTeam: "talk.team"}[kind]
	return &Page{Key: "chat", Bright: true, build: func(a *Pages, u *ui.UI) {
		u.Focus("chat.line")
		r := ui.Rect{X: u.W/2 - min(320, u.W/2-8), Y: u.H*0.62 - u.RowHeight(), W: min(640, u.W-16), H: u.RowHeight()}
		u.Fill(r, ui.Back, 0.9)
		whom := a.Words.Say("talk.to", "to", a.Words.Say(to))
		label, line := r.CutLeft(u.Width(whom, ui.Usual)+24, 0)
		u.Text(label.Inset(12), whom, ui.Usual, ui.Left, ui.Accent)
		var done bool
		text, done = u.Field("chat.line", line, "", text, game.MaxTalk)
		if done {
			f.Say(game.Talk{Kind: kind, Text: text})
		}
		if done || u.In.Accept {
			a.Back()
		}
	}}
}

// Phrases lists what can be said with a key; listeners read it in their own language.
func Phrases(f *Battle) *Page {
	return &Page{Key: "phrases", Bright: true, build: func(a *Pages, u *ui.UI) { f.phrases(a, u) }}
}

// phrases lists the phrases with their digits, and who is listened to.
func (f *Battle) phrases(a *Pages, u *ui.UI) {
	w := a.Words
	stroke, _, _, _ := a.Stroke()
	room := ui.Rect{W: u.W, H: u.H}.Inset(8)
	room.W = min(room.W, 420) // at the side: the battle goes on
	r := u.Window(room.Centred(420, 480), w.Say("phrases.title"), ui.Accent)
	u.Scroll("phrases", r, func(r ui.Rect) float64 {
		from := r.Y
		for i, key := range battle.Phrases {
			var one ui.Rect
			one, r = r.Cut(u.RowHeight()-6, 4)
			if u.Button(key, one, i18n.Number(i+1)+"  "+w.Say(key), "") || stroke == digit(i) {
				f.Say(game.Talk{Kind: game.ChatTeam, Text: battle.Phrase(key)})
				a.Back()
				return r.Y - from
			}
		}
		for seat := range f.Battle.Setup.Scenario.Seats {
			if seat == int(f.Battle.Seat) {
				continue
			}
			var one, report ui.Rect
			one, r = r.Cut(u.RowHeight()-6, 4)
			if f.Source.online != nil && f.Battle.People[seat].Name != "" {
				one, report = one.CutLeft(one.W-110, 6)
				if u.Button("tell."+i18n.Number(seat), report, w.Say("report.open"), w.Say("report.hint")) {
					a.Over(reportPage(f, uint8(seat)))
					return r.Y - from
				}
			}
			muted := &f.Battle.Muted[seat]
			*muted = u.Check("mute."+i18n.Number(seat), one, w.Say("talk.mute",
				"who", f.Battle.SeatName(uint8(seat), w)), w.Say("talk.mute_hint"), *muted)
		}
		return r.Y - from
	})
}

// digit is the name of the key with a number from 1.
func digit(i int) string { return "Digit" + i18n.Number(i+1) }
