package battle

import (
	"time"

	"muster/assets"
	"muster/client"
	"muster/client/screen/i18n"
	"muster/game"
	"muster/printable"
)

// NoteKind is what a note tells of.
type NoteKind int

// The notes.
const (
	Refused    NoteKind = iota // an order was refused
	Taken                      // a point was taken
	UnderFire                  // a squad is shot at
	UnseenFire                 // a squad is hit by who is not seen, or by a mine
	Lost                       // a squad is lost
	Fled                       // a squad breaks
	Stood                      // a squad stands again
	CameIn                     // a squad came in, or got men back
	Reinforced                 // an ally bought men back with the supply of all
	Said                       // somebody said something
	Pinged                     // somebody points at a place
	HeldByAI                   // a commander leads a player's seat
	CameBack                   // the player who led the seat before leads it again
	Joined                     // another player leads the seat
	Told                       // the server says something: Text is the key
)

// Note is a line that the player reads for a while.
type Note struct {
	Kind    NoteKind
	Order   game.OrderKind
	Refusal game.Refusal
	Team    int
	Point   int
	Squad   uint8
	By      Killer // Lost
	Seat    uint8
	Talk    game.TalkKind
	Parting client.Parting
	Text    string
	At      *Point // where, in cells: a click looks there
	Born    time.Time
}

// Notes are the lines shown now, oldest first.
type Notes struct{ All []Note }

const (
	noteLife  = 6 * time.Second
	talkLife  = 15 * time.Second
	maxChat   = 5 // an older line gives way to a newer
	maxAlarms = 6
	quiet     = 12 * time.Second
)

func (n *Notes) add(note Note) {
	for i := range n.All { // said already: say it for longer
		if n.All[i].same(&note) {
			n.All = append(append(n.All[:i:i], n.All[i+1:]...), note)
			return
		}
	}
	n.All = append(n.All, note)
	n.thin(note.Chat())
}

// same reports whether two notes read alike, or one is a newer plan of the own commander: the
// older is no plan any more.
func (n *Note) same(o *Note) bool {
	if n.Kind == Said && n.Talk == game.Plan {
		return o.Kind == Said && o.Talk == game.Plan
	}
	a, b := *n, *o
	a.At, b.At, a.Born, b.Born = nil, nil, time.Time{}, time.Time{}
	return a == b && n.Kind != Said
}

func (n *Note) life() time.Duration {
	if n.Kind == Said || n.Kind == Pinged {
		return talkLife
	}
	return noteLife
}

func (n *Notes) age(now time.Time) {
	left := n.All[:0]
	for i := range n.All {
		if now.Sub(n.All[i].Born) <= n.All[i].life() {
			left = append(left, n.All[i])
		}
	}
	n.All = left
}

// noteCombat makes notes of what happened in a view.
func (b *Battle) noteCombat(v *game.View, now time.Time) {
	bought := v.Supply < b.supply
	b.supply = v.Supply
	b.noteLosses(v, now)
	for _, h := range v.CombatEvents {
		source, target := unit(v, h.Source), unit(v, h.Target)
		switch h.Kind {
		case game.Captured:
			i := int(h.Target)
			n := Note{Kind: Taken, Team: int(h.Source), Point: i, Born: now}
			if i < len(b.Setup.Scenario.Points) {
				at := PointAt(&b.Setup.Scenario.Points[i])
				n.At = &at
			}
			b.Notes.add(n)
			if int(h.Source) != int(b.Team) {
				b.alert = n.At
			}
		case game.Hit:
			b.underFire(v, source, target, now)
		case game.Shot:
			if source == nil {
				b.underFire(v, nil, target, now)
			}
		case game.Broke:
			b.about(Fled, v, target, now)
		case game.Rallied:
			b.about(Stood, v, target, now)
		case game.Arrived:
			b.about(CameIn, v, target, now)
			if bought {
				b.tellOfAlly(target, now)
			}
		}
	}
}

// tellOfAlly notes that an ally spent what the team shares: without that, supply falls for no reason that one sees.
func (b *Battle) tellOfAlly(u *game.UnitView, now time.Time) {
	if u == nil || u.Squad == game.NoSquad || int(u.Team) != int(b.Team) {
		return
	}
	if s := b.squad(u.Squad); s != nil && b.Ally(s.Seat) {
		at := where(u)
		b.Notes.add(Note{Kind: Reinforced, Seat: s.Seat, At: &at, Born: now})
	}
}

func own(v *game.View, squad, seat uint8) bool {
	for i := range v.Squads {
		if v.Squads[i].ID == squad {
			return v.Squads[i].Seat == seat
		}
	}
	return false
}

// Phrases are what can be said with two keys; the listener reads them in the own language. What is sent is the key.
var Phrases = []string{
	"say.attack", "say.defend", "say.help", "say.retreat", "say.wait", "say.yes", "say.no", "say.thanks",
	"say.well_played",
}

// Phrase is the line of talk that says a phrase.
func Phrase(key string) string { return game.PhraseMark + key }

// Listen takes what somebody said. Lines of muted seats are passed over; what allied commanders mean to do has a place
// of its own.
func (b *Battle) Listen(t game.Talk, now time.Time) {
	if int(t.Seat) >= len(b.Setup.Scenario.Seats) || b.Muted[t.Seat] || b.unasked(&t) {
		return
	}
	if t.Kind == game.Plan && t.Seat != b.Seat {
		b.Plans.set(t.Seat, t.Text, now)
		return
	}
	n := Note{
		Kind: Said, Seat: t.Seat, Talk: t.Kind, Text: t.Text, Team: int(b.Setup.Scenario.Seats[t.Seat].Team), Born: now,
	}
	if t.Kind == game.Ping {
		at := Point{X: float64(t.X) / game.ViewStep, Y: float64(t.Y) / game.ViewStep}
		n.Kind, n.At, b.alert = Pinged, &at, &at
		b.Show.add(Flash{Kind: PingRing, To: at, Team: n.Team, Born: now})
		b.cue(CuePing, at)
	}
	b.Notes.add(n)
}

// unasked reports whether a plan is what the own commander meant to do in the moment before the
// player sat down: no news.
func (b *Battle) unasked(t *game.Talk) bool {
	return t.Kind == game.Plan && t.Seat == b.Seat &&
		(b.View == nil || b.View.Tick < 2*game.Tick(b.Setup.Rules.TickRate))
}

// Say is the note in words.
func (b *Battle) Say(n *Note, w i18n.Words) string {
	squad := func() string { return b.squadName(n.Squad, w) }
	switch n.Kind {
	case Taken:
		return w.Say("note.taken", "team", b.TeamName(n.Team, w), "point", b.PointName(n.Point, w))
	case UnderFire:
		return w.Say("note.under_fire", "squad", squad())
	case UnseenFire:
		return w.Say("note.unseen_fire", "squad", squad())
	case Lost:
		return b.sayLost(n, w)
	case Fled:
		return w.Say("note.fled", "squad", squad())
	case Stood:
		return w.Say("note.stood", "squad", squad())
	case CameIn:
		return w.Say("note.came_in", "squad", squad())
	case Reinforced:
		return w.Say("note.reinforced", "who", b.SeatName(n.Seat, w))
	case Said:
		if n.Talk == game.Plan && n.Seat == b.Seat {
			return w.Say("note.own_plan", "text", b.spoken(n.Text, w))
		}
		return w.Say("note.said", "who", b.SeatName(n.Seat, w), "text", b.spoken(n.Text, w), "to", w.Say([]string{
			"talk.all", "talk.team", "talk.team", "talk.plan",
		}[min(int(n.Talk), 3)]))
	case HeldByAI:
		return b.parted(n, w)
	case Joined, CameBack:
		return b.whoLeads(n, w)
	case Told:
		return w.Say(n.Text)
	case Pinged:
		return w.Say("note.pinged", "who", b.SeatName(n.Seat, w))
	}
	if n.Order == game.NoOrder { // a line of talk, or an order that is not known any more
		return w.Say("refusal." + n.Refusal.String())
	}
	return w.Say("note.refused", "order", w.Say("order."+n.Order.String()), "why", w.Say("refusal."+n.Refusal.String()))
}

// spoken is a line of talk as it is read: phrases and the plans of commanders in the reader's language.
func (b *Battle) spoken(text string, w i18n.Words) string {
	points := make([]string, len(b.Setup.Scenario.Points))
	for i := range points {
		points[i] = b.PointName(i, w)
	}
	if plan, ok := assets.Spoken(w, points, text); ok {
		return plan
	}
	for _, key := range Phrases {
		if text == Phrase(key) {
			return w.Say(key)
		}
	}
	return printable.Line(text) // also from a server or a journal that holds it as it was sent
}

func (b *Battle) squadName(id uint8, w i18n.Words) string {
	if s := b.squad(id); s != nil {
		return w.Say("hud.squad", "n", itoa(b.Number(id)), "kind", b.KindName(s.Kind, w))
	}
	return "?"
}
