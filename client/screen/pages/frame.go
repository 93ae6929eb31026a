package pages

import (
	"errors"

	"muster/client/screen/settings"
	"muster/client/screen/ui"
)

// framed is a page with a heading and a way back; it returns the room in between.
func framed(a *Pages, u *ui.UI, heading string) ui.Rect {
	u.Fill(ui.Rect{W: u.W, H: u.H}, ui.Back, 0.78)
	r := ui.Rect{W: u.W, H: u.H}.Inset(min(24, u.H*0.03)).Centred(1040, u.H)
	top, rest := r.Cut(u.RowHeight(), 12)
	u.Text(top, heading, ui.Title, ui.Left, ui.Plain)
	if u.Button("page.back", ui.Rect{X: top.X + top.W - 150, Y: top.Y, W: 150, H: top.H}, a.Words.Say("page.back"),
		a.Words.Say("page.back_hint")) {
		a.Back()
	}
	return rest
}

// problemDialog shows what went wrong with the settings.
func problemDialog(a *Pages, u *ui.UI) {
	r := u.Dialog(600, 300, a.Words.Say("settings.problem"), ui.Warn)
	button := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: 200, H: u.RowHeight()}
	r.H = button.Y - r.Y - 8
	u.Scroll("problem", r, func(r ui.Rect) float64 {
		from := r.Y
		for _, text := range problemTexts(a) {
			r = r.Down(u.Paragraph(r, text, ui.Usual, ui.Body) + 6)
		}
		return r.Y - from
	})
	if u.Button("settings.understood", button, a.Words.Say("settings.understood"), "") {
		a.Problem = nil
	}
}

// problemTexts say what went wrong with the settings, in the player's language as far as it is known.
func problemTexts(a *Pages) (texts []string) {
	var bad *settings.BadError
	var broken *settings.BrokenError
	w := a.Words
	switch {
	case errors.As(a.Problem, &bad):
		for _, v := range bad.Values {
			texts = append(texts, w.Say("settings.bad",
				"field", v.Field, "given", v.Given, "wanted", v.Wanted, "taken", v.Taken))
		}
		return append(texts, w.Say("settings.kept", "where", bad.Where))
	case errors.As(a.Problem, &broken):
		return []string{w.Say("settings.broken"), w.Say("settings.kept", "where", broken.Where), broken.Err.Error()}
	}
	return []string{w.Say("settings.unsaved"), a.Problem.Error()}
}
