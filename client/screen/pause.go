package screen

import (
	"muster/client/screen/kit"
	"muster/game"
)

// menuPage lies over the battle, which goes on unless nobody else plays it.
func menuPage(f *field) *page {
	return &page{key: "menu", build: func(a *app, u *kit.UI) {
		w := a.Words
		r := u.Dialog(400, 400, w.Say("menu.title"), kit.Accent)
		u.Scroll("menu", r, func(r kit.Rect) float64 {
			from := r.Y
			for _, b := range []struct {
				key string
				do  func()
			}{
				{"menu.resume", a.back},
				{"title.keys", func() { a.over(keysPage()) }},
				{"title.settings", func() { a.over(settingsPage()) }},
				{"title.reference", func() { a.over(referencePage(f.battle.Setup)) }},
				{f.leaving(), func() { f.depart(a) }},
			} {
				var one kit.Rect
				one, r = r.Cut(u.RowHeight(), kit.RowGap)
				if u.Button(b.key, one, w.Say(b.key), "") {
					b.do()
				}
			}
			return r.Y - from + u.Paragraph(r, w.Or(f.staysBehind(a), ""), kit.Small, kit.Faint)
		})
	}}
}

// closedPage is when the link has ended for good and no result is known.
func closedPage(f *field) *page {
	return &page{key: "closed", cancel: f.leave, build: func(a *app, u *kit.UI) {
		r := u.Dialog(520, 260, a.Words.Say("hud.closed"), kit.Bad)
		if f.err != nil {
			trouble(a, u, r, f.err)
		}
		if u.Button("wait.back", kit.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}, a.Words.Say("wait.back"), "") {
			f.leave(a)
		}
	}}
}

// chatPage is a line to type, over the battle.
func chatPage(f *field, kind game.TalkKind) *page {
	text := ""
	to := map[game.TalkKind]string{game.ChatAll: "talk.all", game.ChatTeam: "talk.team"}[kind]
	return &page{key: "chat", build: func(a *app, u *kit.UI) {
		u.Focus("chat.line")
		r := kit.Rect{X: u.W/2 - min(320, u.W/2-8), Y: u.H*0.62 - u.RowHeight(), W: min(640, u.W-16), H: u.RowHeight()}
		u.Fill(r, kit.Back, 0.9)
		whom := a.Words.Say("talk.to", "to", a.Words.Say(to))
		label, line := r.CutLeft(u.Width(whom, kit.Usual)+24, 0)
		u.Text(label.Inset(12), whom, kit.Usual, kit.Left, kit.Accent)
		var done bool
		text, done = u.Field("chat.line", line, "", text, game.MaxTalk)
		if done {
			f.say(a, game.Talk{Kind: kind, Text: text})
		}
		if done || u.In.Accept {
			a.back()
		}
	}}
}

// phrasesPage lists what can be said with a key; listeners read it in their own language.
func phrasesPage(f *field) *page {
	return &page{key: "phrases", build: func(a *app, u *kit.UI) { f.phrases(a, u) }}
}
