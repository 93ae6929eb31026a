package pages

import (
	"context"
	"fmt"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/ui"
)

// lookEvery is between two looks for servers on the local network, while the page is open.
const lookEvery = 3 * time.Second

// nearby are the servers on the local network, as they were last found.
type nearby struct {
	found   []host.Nearby
	looking bool
	looked  time.Time // zero for never
}

// refresh looks for servers again when it is time to. Where that fails, as without a network, none are found.
func (n *nearby) refresh(a *Pages) {
	if n.looking || a.Now.Sub(n.looked) < lookEvery && !n.looked.IsZero() {
		return
	}
	n.looking = true
	a.Guard.Go(func() {
		found, err := a.Nearby.Find(context.Background())
		a.Post(func() {
			if err != nil {
				a.Trace("error %v", err)
			}
			n.found, n.looking, n.looked = found, false, a.Now
		})
	})
}

// list offers them below the address that is typed.
func (n *nearby) list(f *form) {
	a, u, w := f.a, f.u, f.a.Words
	if a.Nearby == nil {
		return
	}
	n.refresh(a)
	var line ui.Rect
	line, f.room = f.room.Down(12).Cut(u.Tall(ui.Usual), 4)
	u.Text(line, w.Say("nearby.heading"), ui.Usual, ui.Left, ui.Accent)
	if len(n.found) == 0 {
		text := "nearby.none"
		if n.looked.IsZero() {
			text = "nearby.looking"
		}
		f.room = f.room.Down(u.Paragraph(f.room, w.Say(text), ui.Small+1, ui.Faint))
		return
	}
	for i, s := range n.found {
		line, f.room = f.room.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
		if one(a, u, line, i, s) {
			to := a.Chosen
			to.Matchmaker = s.URL
			a.Choose(to)
			a.Enter(s.URL)
		}
	}
}

// one is the line of a server; it is true when the player goes there.
func one(a *Pages, u *ui.UI, line ui.Rect, i int, s host.Nearby) bool {
	w := a.Words
	u.Frame(line, 1, ui.Edge, 0.7)
	text, button := line.CutLeft(line.W-150, 8)
	name, low := text.Inset(8).Cut(u.Tall(ui.Usual), 0)
	u.Text(name, s.Name, ui.Usual, ui.Left, ui.Plain)
	about := w.Say("nearby.players", "players", fmt.Sprint(s.Players))
	if s.Version != "" {
		about += " · " + w.Say("nearby.version", "version", s.Version)
	}
	u.Text(low, about, ui.Small+1, ui.Left, ui.Body)
	return u.Button("nearby.join."+fmt.Sprint(i), button, w.Say("online.connect"), "")
}
