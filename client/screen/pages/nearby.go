package pages

import (
	"context"
	"fmt"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/kit"
)

// lookEvery is between two looks for servers on the local network, while the page is open.
const lookEvery = 3 * time.Second

// nearby are the servers on the local network, as they were last found.
type nearby struct {
	found   []host.Nearby
	looking bool
	looked  time.Time // zero for never
}

// look looks again when it is time to. Where it fails, as without a network, nothing is found.
func (n *nearby) look(a *Pages) {
	if n.looking || a.Now.Sub(n.looked) < lookEvery && !n.looked.IsZero() {
		return
	}
	n.looking = true
	a.Guard.Go(func() {
		found, err := a.Nearby.Look(context.Background())
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
	n.look(a)
	var line kit.Rect
	line, f.room = f.room.Down(12).Cut(u.Tall(kit.Usual), 4)
	u.Text(line, w.Say("nearby.heading"), kit.Usual, kit.Left, kit.Accent)
	if len(n.found) == 0 {
		text := "nearby.none"
		if n.looked.IsZero() {
			text = "nearby.looking"
		}
		f.room = f.room.Down(u.Paragraph(f.room, w.Say(text), kit.Small+1, kit.Faint))
		return
	}
	for i, s := range n.found {
		line, f.room = f.room.Cut(u.RowHeight()+u.Tall(kit.Small)-6, 6)
		if one(a, u, line, i, s) {
			to := a.Chosen
			to.Matchmaker = s.URL
			a.Choose(to)
			a.Enter(s.URL)
		}
	}
}

// one is the line of a server; it is true when the player goes there.
func one(a *Pages, u *kit.UI, line kit.Rect, i int, s host.Nearby) bool {
	w := a.Words
	u.Frame(line, 1, kit.Edge, 0.7)
	text, button := line.CutLeft(line.W-150, 8)
	name, low := text.Inset(8).Cut(u.Tall(kit.Usual), 0)
	u.Text(name, s.Name, kit.Usual, kit.Left, kit.Plain)
	about := w.Say("nearby.players", "players", fmt.Sprint(s.Players))
	if s.Version != "" {
		about += " · " + w.Say("nearby.version", "version", s.Version)
	}
	u.Text(low, about, kit.Small+1, kit.Left, kit.Body)
	return u.Button("nearby.join."+fmt.Sprint(i), button, w.Say("online.connect"), "")
}
