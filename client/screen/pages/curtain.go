package pages

import "muster/client/screen/ui"

// Curtain lies between two players at one screen until the one whose turn it is says that he sits there. who is that
// player's team.
func Curtain(who func() string, lift, leave func()) *Page {
	return &Page{Key: "curtain", Fixed: true, build: func(a *Pages, u *ui.UI) {
		w := a.Words
		r := u.Dialog(520, 260, w.Say("curtain.title", "team", who()), ui.Accent)
		foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
		u.Paragraph(r, w.Say("curtain.about"), ui.Usual, ui.Body)
		ready, away := foot.CutLeft(foot.W/2-5, 10)
		if u.Button("curtain.ready", ready, w.Say("curtain.ready"), "") {
			lift()
			return
		}
		if u.Button("curtain.leave", away, w.Say("menu.leave"), "") {
			leave()
		}
	}}
}
