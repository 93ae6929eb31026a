package battle

import (
	"strings"
	"time"

	"muster/client"
	"muster/client/screen/i18n"
	"muster/game"
)

// Seated takes in who leads the seats at first.
func (b *Battle) Seated(all []client.SeatNews) {
	for _, s := range all {
		if int(s.Seat) < len(b.People) {
			b.People[s.Seat] = s
		}
	}
}

// Reseat takes in who leads a seat now, and tells of it.
func (b *Battle) Reseat(s client.SeatNews, now time.Time) {
	if int(s.Seat) >= len(b.Setup.Scenario.Seats) {
		return
	}
	before := b.People[s.Seat]
	b.People[s.Seat] = s
	if s.Leader == game.Player {
		b.Plans.drop(s.Seat)
	}
	if before.Leader == s.Leader {
		return
	}
	n := Note{Kind: Joined, Seat: s.Seat, Born: now}
	switch {
	case s.Leader == game.AI:
		n.Kind, n.Parting, n.Text = HeldByAI, s.Parting, before.Name
		b.gone[s.Seat] = before.Name
	case b.gone[s.Seat] == s.Name:
		n.Kind = CameBack
	}
	b.Notes.add(n)
}

// whoLeads is a note of who leads a seat now, in words.
func (b *Battle) whoLeads(n *Note, w i18n.Words) string {
	switch {
	case n.Seat == b.Seat:
		return w.Say("note.you_lead")
	case n.Kind == CameBack:
		return w.Say("note.came_back", "who", b.SeatName(n.Seat, w))
	}
	return w.Say("note.joined", "who", b.SeatName(n.Seat, w))
}

// partings say that an AI commander leads a player's squads, and why.
var partings = [...]string{
	client.Unexplained: "note.held_by_ai",
	client.WentAway:    "note.went_away", client.LostLink: "note.lost_link", client.Removed: "note.removed",
}

// parted is a note of who went, in words. The player is called by name: the seat has another one by now.
func (b *Battle) parted(n *Note, w i18n.Words) string {
	if n.Seat == b.Seat {
		return w.Say("menu.left_to_ai")
	}
	who := b.SeatName(n.Seat, w)
	if n.Text != "" {
		who = w.Who(n.Text)
	}
	key := partings[client.Unexplained]
	if int(n.Parting) < len(partings) { // a newer server may know more of them
		key = partings[n.Parting]
	}
	return w.Say(key, "who", who)
}

// Announce shows what the server says, by its key.
func (b *Battle) Announce(key string, now time.Time) {
	b.Notes.add(Note{Kind: Told, Text: "notice." + strings.ReplaceAll(key, ".", "_"), Born: now})
}

// SeatName is how a seat is called: the player's own is "you", an ally's name follows the letter that its squads carry.
func (b *Battle) SeatName(seat uint8, w i18n.Words) string {
	p, ally := &b.People[seat], b.Ally(seat)
	switch {
	case seat == b.Seat:
		return w.Say("hud.you")
	case ally && p.Name != "":
		return w.Say("hud.ally", "letter", b.Letter(seat), "name", w.Who(p.Name))
	case ally && p.Leader == game.AI:
		return w.Say("hud.ally", "letter", b.Letter(seat), "name", w.Say("rating.ai"))
	case p.Name != "":
		return w.Who(p.Name)
	case b.alone(seat):
		return b.TeamName(int(b.teamOf(seat)), w)
	}
	return w.Say("hud.seat", "team", b.TeamName(int(b.teamOf(seat)), w), "letter", b.Letter(seat))
}

func (b *Battle) teamOf(seat uint8) uint8 { return b.Setup.Scenario.Seats[seat].Team }

// alone reports whether a seat is its team's only one.
func (b *Battle) alone(seat uint8) bool {
	for i := range b.Setup.Scenario.Seats {
		if uint8(i) != seat && b.teamOf(uint8(i)) == b.teamOf(seat) {
			return false
		}
	}
	return true
}

// Ally reports whether somebody else has this seat, on the player's side.
func (b *Battle) Ally(seat uint8) bool {
	return b.Seat != NoSeat && seat != b.Seat && b.teamOf(seat) == b.Team
}

// Place is a seat's among those of its team, from 0.
func (b *Battle) Place(seat uint8) (n int) {
	for i := range seat {
		if b.teamOf(i) == b.teamOf(seat) {
			n++
		}
	}
	return n
}

// Letter distinguishes the commanders of a team, from A; beyond Z it is their number.
func (b *Battle) Letter(seat uint8) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	if n := b.Place(seat); n < len(letters) {
		return letters[n : n+1]
	}
	return itoa(b.Place(seat) + 1)
}
