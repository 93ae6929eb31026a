package pages

import (
	"context"

	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// report is a player's complaint about another, to the moderators.
type report struct {
	reason int
	text   string
	sent   chan error
	over   bool
	err    error
}

// reasons are those that the matchmaker knows.
var reasons = [...]string{"abuse", "cheating", "leaving", "name", "other"}

// mostReport is how long the text may be, in bytes, as the matchmaker takes it.
const mostReport = 1000

// reportPage reports whoever sits in a seat to the moderators. What is reported is muted too.
func reportPage(f *Battle, seat uint8) *Page {
	r := &report{}
	return &Page{Key: "report", build: func(a *Pages, u *ui.UI) { r.build(a, u, f, seat) }}
}

func (p *report) build(a *Pages, u *ui.UI, f *Battle, seat uint8) {
	w := a.Words
	r := u.Dialog(560, 340, w.Say("report.title", "who", f.Battle.SeatName(seat, w)), ui.Warn)
	select {
	case p.err = <-p.sent:
		p.sent, p.over = nil, true
		a.Trace("reported %v", p.err)
	default:
	}
	form := &form{a: a, u: u, room: r}
	close := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}
	if p.over {
		if p.err != nil {
			trouble(a, u, r, p.err)
		} else {
			u.Paragraph(r, w.Say("report.thanks"), ui.Usual, ui.Good)
		}
		if u.Button("tell.close", close, w.Say("page.back"), "") {
			a.Back()
		}
		return
	}
	shown := make([]string, len(reasons))
	for i, name := range reasons {
		shown[i] = w.Say("complaint." + name)
	}
	p.reason = u.Choice("tell.reason", form.next(), w.Say("report.reason"), "", shown, p.reason)
	p.text, _ = u.Field("tell.text", form.next(), w.Say("report.text"), p.text, mostReport)
	yes, no := close.CutLeft(close.W/2-5, 10)
	if u.Press("tell.send", yes, w.Say("report.send"), "", p.sent == nil) {
		p.send(a, f, seat)
	}
	if u.Button("tell.cancel", no, w.Say("wait.cancel"), "") {
		a.Back()
	}
}

// send finds out who sits there and complains, beside the game.
func (p *report) send(a *Pages, f *Battle, seat uint8) {
	f.Battle.Muted[seat] = true
	p.sent = make(chan error, 1)
	sent, at := p.sent, f.Source.online
	what := api.ComplaintRequest{Reason: reasons[p.reason], Match: at.seat.Match, Text: p.text}
	a.Guard.Go(func() { sent <- at.lobby.Complain(context.Background(), int(seat), what) })
}
