package table

import "muster/server/wire"

// SetStandby says which shard goes on with the match should this one fail or hand it over; zero for none. Sessions are
// told: those who are here at once, later ones right behind their Welcome.
func (t *Table) SetStandby(s wire.Standby) {
	t.standby = s
	t.Broadcast(t.standing())
}

// standing is the message, which nobody changes.
func (t *Table) standing() *wire.Standby {
	s := t.standby
	return &s
}

// HasStandbys reports whether a session's client can hold a warm link. An embedded watcher's may not: it asks for a
// place anew where the match goes on.
func (g *Participant) HasStandbys() bool { return g.Protocol >= wire.StandbySince && !g.Embedded }

// speaks reports whether a session's protocol has a message.
func (g *Participant) speaks(m wire.Message) bool {
	switch m.(type) {
	case *wire.Waiting:
		return g.Protocol >= wire.WaitingSince
	case *wire.Standby:
		return g.HasStandbys()
	}
	return true
}
