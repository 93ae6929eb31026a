package table

import (
	"time"

	"muster/game"
	"muster/server/wire"
	"muster/shard"
)

// NotifyViews has every session that is in send its view of a publication, which the audiences have. Publish says the
// rest: nobody's view waits for what others are told beside theirs, which would tell that there was something to tell.
func (t *Table) NotifyViews() {
	for _, g := range t.participants {
		if g.seated {
			g.outbox.NotifyView()
		}
	}
}

// Publish is one publication, which was shown: every session is told what it must know of it.
func (t *Table) Publish(p *shard.Publication) {
	t.newest = p.Tick
	t.noteClocks(p)
	t.attend(p)
	news := t.reseat(p)
	for _, g := range t.participants {
		t.deliver(g, p, news)
	}
	if p.Result.Reason != game.NotOver && !t.over {
		t.over = true
		for _, g := range t.participants {
			g.outbox.Send(&wire.Over{Result: p.Result})
			g.outbox.End(wire.MatchEnded, "")
		}
	}
}

// Broadcast sends a message to everybody who is there.
func (t *Table) Broadcast(m wire.Message) {
	for _, g := range t.participants {
		// who sees the match of long ago hears nothing of now
		if g.seated && g.speaks(m) && !(live(m) && g.Audience == game.All) {
			g.outbox.Send(m)
		}
	}
}

// live reports whether a message tells of now.
func live(m wire.Message) bool {
	_, seats := m.(*wire.Seats)
	return seats
}

// reseat follows the seat changes and has AI lead every seat whose player is not here: at once in a match that goes on
// here, and after a while in one that has just come from another owner, or from the journal of one that died, since its
// players are on their way. It returns what changed.
func (t *Table) reseat(p *shard.Publication) (news []wire.SeatNews) {
	if !t.asked {
		t.asked = true
		t.kept = p.Tick + t.inTicks(comeWithin)
		for i := range t.seats {
			t.seats[i].leader, _, _ = t.zone.Player(uint8(i), game.TicketID{})
		}
	}
	for _, c := range p.Seats {
		if int(c.Seat) < len(t.seats) {
			t.seats[c.Seat].leader = c.Leader
			news = append(news, t.change(int(c.Seat)))
		}
	}
	for i := range t.seats {
		if t.isDeserted(i, p) {
			t.giveToAI(uint8(i))
		}
	}
	return news
}

// isDeserted reports whether AI is to be asked now to lead a seat, since its player is not here.
func (t *Table) isDeserted(n int, p *shard.Publication) bool {
	at := &t.seats[n]
	if t.byTurns() {
		return !t.waitsFor(at, p)
	}
	patience := game.Tick(t.setup.Rules.TickRate) // a change takes a few ticks; asking twice is harmless
	return p.Tick >= t.kept && at.leader == game.Player && at.participant == nil &&
		(at.freed == 0 || p.Tick >= at.freed+patience)
}

// news is who leads a seat now.
func (t *Table) news(n int) wire.SeatNews {
	s := wire.SeatNews{Seat: uint8(n), Team: t.setup.Scenario.Seats[n].Team, Leader: t.seats[n].leader}
	if t.Waits() && t.seats[n].participant != nil {
		s.Leader = game.Player // will lead, from the first tick on
	}
	if s.Leader == game.Player {
		s.Name = t.seats[n].name
	}
	return s
}

// change is news of a seat to those who see it happen: also why its player went. Who comes later is not told.
func (t *Table) change(n int) wire.SeatNews {
	s := t.news(n)
	if s.Leader == game.AI {
		s.Parting = t.seats[n].parting
	}
	return s
}

// epoch is what a player is told of the owner. By turns all owners since the last pardon have the same: each waking has
// a new one, and who comes back could count in them how often others were there (docs/lease.md, rule 39).
func (t *Table) epoch(p *shard.Publication) uint32 {
	if t.byTurns() {
		return p.SinceWhen()
	}
	return p.Epoch
}

// deliver queues what a session must know of a publication.
func (t *Table) deliver(g *Participant, p *shard.Publication, news []wire.SeatNews) {
	if !g.seated {
		if t.arrived(g, p) {
			t.welcome(g, p) // Welcome tells the rest
		}
		return
	}
	if answers := answersTo(g, p); len(answers) > 0 {
		g.outbox.Send(&wire.Answers{Answers: answers})
	}
	if len(news) > 0 && g.Audience != game.All { // who sees the match of long ago hears nothing of now
		g.outbox.Send(wire.SeatsOf(news...))
	}
	for _, talk := range p.Talk {
		if t.hears(g, talk) {
			g.outbox.Send(&wire.Talk{Talk: talk})
		}
	}
	if t.toRenew(g, p) {
		g.outbox.Send(&wire.Renew{Token: t.door.Token(g, p)})
	}
}

// arrived reports whether the published World shows the session in its seat, its ticket spent. While a turn runs,
// for minutes perhaps, nothing is written down: who comes then watches, and has the seat before the next is planned.
func (t *Table) arrived(g *Participant, p *shard.Publication) bool {
	if g.Seat < 0 {
		return true
	}
	if t.seats[g.Seat].participant != g {
		return false
	}
	if t.Waits() || p.Rest.Phase == game.Running {
		return true
	}
	leader, _, spent := t.zone.Player(uint8(g.Seat), g.Ticket)
	return leader == game.Player && (spent || g.Ticket == game.TicketID{})
}

// welcome says Welcome: the publication p shows the session in its seat.
func (t *Table) welcome(g *Participant, p *shard.Publication) {
	w := &wire.Welcome{
		Protocol: g.Protocol, Match: t.match, Seat: int16(g.Seat), Audience: g.Audience,
		Token: t.door.Token(g, p), Tick: p.Tick, TickRate: t.setup.Rules.TickRate,
		Epoch: t.epoch(p), Pardoned: p.Pardoned,
	}
	if g.Audience == game.All {
		w.Tick = t.door.Late()
	}
	if g.Seat >= 0 {
		var spent bool
		if _, w.LastSeq, spent = t.zone.Player(uint8(g.Seat), g.Ticket); spent {
			t.seats[g.Seat].spending = game.TicketID{} // until then it is not spent for good
		}
	}
	for i := range t.seats {
		w.Seats = append(w.Seats, t.news(i))
	}
	if !g.HasSetup {
		w.Setup = t.door.Packed()
	}
	g.seated, g.renewed = true, p.Tick
	g.outbox.Send(w)
	g.outbox.NotifyView()
	if t.standby.Addr != "" && g.speaks(&t.standby) {
		g.outbox.Send(t.standing())
	}
}

func answersTo(g *Participant, p *shard.Publication) (mine []game.Answer) {
	for _, a := range p.Answers {
		if int(a.Seat) == g.Seat && a.Leader == game.Player {
			mine = append(mine, a)
		}
	}
	return mine
}

// hears reports whether talk is for a session. Spectators of all hear nothing: talk is live and they are late.
func (t *Table) hears(g *Participant, talk game.Talk) bool {
	if g.Audience == game.All || int(talk.Seat) >= len(t.seats) {
		return false
	}
	return talk.Kind == game.ChatAll || game.Audience(t.setup.Scenario.Seats[talk.Seat].Team) == g.Audience
}

func (t *Table) inTicks(d time.Duration) game.Tick {
	return game.Tick(d.Seconds() * float64(t.setup.Rules.TickRate))
}
