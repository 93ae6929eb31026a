package battle

import (
	"strings"
	"time"

	"muster/client"
	"muster/client/screen/words"
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
	if before.Leader == s.Leader {
		return
	}
	n := Note{Kind: CameBack, Seat: s.Seat, Born: now}
	if s.Leader == game.AI {
		n.Kind = HeldByAI
	}
	b.Notes.add(n)
}

// Tell shows what the server says, by its key.
func (b *Battle) Tell(key string, now time.Time) {
	b.Notes.add(Note{Kind: Told, Text: "notice." + strings.ReplaceAll(key, ".", "_"), Born: now})
}

// SeatName is how a seat is called: the player's own is "you".
func (b *Battle) SeatName(seat uint8, w words.Words) string {
	if seat == b.Seat {
		return w.Say("hud.you")
	}
	if name := b.People[seat].Name; name != "" {
		return w.Who(name)
	}
	team := int(b.Setup.Scenario.Seats[seat].Team)
	return w.Say("hud.seat", "team", b.TeamName(team, w), "n", itoa(int(seat)+1))
}
