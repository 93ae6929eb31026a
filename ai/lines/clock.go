package lines

import "muster/game"

// Clock is the turn that is planned, as its team may know it.
type Clock struct {
	Number    uint32   `json:"number"`
	Phase     string   `json:"phase"`
	Length    uint32   `json:"length" jsonschema_description:"ticks that the turn runs"`
	Mover     int8     `json:"mover" jsonschema_description:"alternate: the team whose turn it is; -1 for all"`
	Seats     []string `json:"seats" jsonschema_description:"how far each seat is with its plan"`
	Committed bool     `json:"committed" jsonschema_description:"the own plan is final"`
	OpenedMS  uint64   `json:"opened_ms" jsonschema_description:"since when it is planned, in milliseconds since 1970"`
	UntilMS   uint64   `json:"until_ms" jsonschema_description:"when the own time is up; 0 for never"`
}

// clock is nil in real time.
func (s *Session) clock(v *game.View) *Clock {
	t := &v.Turn
	if t.Phase == game.Flowing {
		return nil
	}
	c := &Clock{
		Number: t.Number, Phase: t.Phase.String(), Length: uint32(s.setup.Scenario.Turns.Length), Mover: t.Mover,
		Seats: []string{}, OpenedMS: t.Opened,
	}
	for _, seat := range t.Seats {
		c.Seats = append(c.Seats, seat.State.String())
	}
	if int(s.seat) < len(t.Seats) {
		c.Committed, c.UntilMS = t.Seats[s.seat].State == game.Done, t.Seats[s.seat].Until
	}
	return c
}

// commit has the bot's plan be final, in a match by turns.
func (s *Session) commit(commits bool) {
	if commits && s.setup.Scenario.Turns.Kind != game.RealTime {
		s.orders = append(s.orders, game.Order{Flags: game.Planned | game.Commit})
	}
}
