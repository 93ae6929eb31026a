package battle

import (
	"fmt"
	"strings"

	"muster/client/screen/i18n"
	"muster/game"
)

// Card shows one own squad at the bottom of the screen.
type Card struct {
	ID        uint8
	Kind      uint8
	Alive     int
	Men       int     // at the beginning
	Health    float64 // of all of them together, 0 to 1
	Order     game.OrderKind
	Selected  bool
	Pinned    bool
	Broken    bool
	TooFar    bool // for its attack: it goes nearer first
	Stance    game.Stance
	Formation game.Formation
	Level     int
	Morale    float64 // 0 to 1
	Ammo      float64 // of the man who has least, 0 to 1
	Groups    []int   // control groups, from 1
	Arrives   int     // seconds until it comes in, rounded up; 0 for who has come, and for who is lost
	Recruits  Recruits
	Fate      Fate // of one that is lost
	Fresh     bool // it was lost a moment ago
}

// LowAmmo is the share of ammunition below which a squad is said to run out.
const LowAmmo = 0.25

// Cards are the own squads by ascending id, lost ones too: a squad keeps its number.
//
// They are good until the next call.
func (b *Battle) Cards() []Card {
	if b.View == nil {
		return nil
	}
	cards := b.cards[:0]
	for i := range b.View.Squads {
		s := &b.View.Squads[i]
		if s.Seat != b.Seat {
			continue
		}
		c := Card{
			ID: s.ID, Kind: s.Kind, Alive: int(s.Alive), Men: b.men(s.ID), Order: s.Order,
			Selected: b.Selected.Has(s.ID),
		}
		c.Health, c.Pinned = b.health(s.ID, s.Kind, c.Men)
		c.Broken, c.Level, c.Morale = s.Broken, int(s.Level), float64(s.Morale)/100
		c.Ammo, c.TooFar = b.ammo(s.ID, s.Kind), b.OutOfReach(s)
		c.Stance, c.Formation, c.Arrives = s.Stance, max(s.Formation, game.Line), b.arrives(s)
		c.Recruits = b.recruits(s, int(b.View.Supply))
		if fate, lost := b.fates[s.ID]; lost {
			c.Fate, c.Fresh = fate, b.now.Sub(fate.At) < freshLoss
		}
		for n := range b.Groups {
			if b.Groups[n].Has(s.ID) {
				c.Groups = append(c.Groups, n+1)
			}
		}
		cards = append(cards, c)
	}
	b.cards = cards
	return cards
}

// begun is a squad of the own team as the scenario begins it, nil if there is none.
func (b *Battle) begun(id uint8) *game.SquadSetup {
	if i := b.numberForAll(id); i >= 0 {
		return &b.Setup.Scenario.Squads[i]
	}
	return nil
}

// numberForAll is a squad of the own team as views for all number it: by its place in the scenario. -1 if there is
// none.
func (b *Battle) numberForAll(id uint8) int {
	n := uint8(0)
	for i := range b.Setup.Scenario.Squads {
		s := &b.Setup.Scenario.Squads[i]
		if b.Setup.Scenario.Seats[s.Seat].Team != b.Team && b.Team != uint8(game.All) {
			continue
		}
		if n == id {
			return i
		}
		n++
	}
	return -1
}

// men is how many a squad began with.
func (b *Battle) men(id uint8) int {
	if s := b.begun(id); s != nil {
		return int(s.Count)
	}
	return 0
}

// arrives is how many seconds it takes until a squad comes in, rounded up; 0 for one that has come.
func (b *Battle) arrives(s *game.SquadView) int {
	p, rate := b.begun(s.ID), max(1, int(b.Setup.Rules.TickRate))
	if p == nil || s.Alive > 0 || p.Arrives <= b.View.Tick {
		return 0
	}
	return (int(p.Arrives-b.View.Tick) + rate - 1) / rate
}

func (b *Battle) health(id, kind uint8, men int) (share float64, pinned bool) {
	sum := 0
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine() && p.Squad == id {
			sum += int(p.HP)
			pinned = pinned || p.Flags&game.Pinned != 0 && p.HP > 0
		}
	}
	return float64(sum) / float64(max(1, men*int(b.Setup.Rules.Kinds[kind].HP))), pinned
}

// Number is what key and badge say of a squad: its place among its seat's cards, from 1; 0 for squads of others, unless
// one only watches.
func (b *Battle) Number(id uint8) int {
	s := b.squad(id)
	if s == nil || s.Seat != b.Seat && !b.Watching {
		return 0
	}
	n := 1
	for i := range b.View.Squads {
		if o := &b.View.Squads[i]; o.Seat == s.Seat && o.ID < id {
			n++
		}
	}
	return n
}

// Badge is what the badge of an own squad says; empty for an ally's. Who watches sees everybody's,
// with whom it belongs to.
func (b *Battle) Badge(s *game.SquadView) string {
	n := b.Number(s.ID)
	switch {
	case n == 0:
		return ""
	case b.Watching && !b.alone(s.Seat):
		return b.joined.Join(b.Letter(s.Seat), itoa(n), "", "")
	}
	return itoa(n)
}

// Lead is the first of the selected squads: stances and formations go by it. Nil for none.
func (b *Battle) Lead() *game.SquadView {
	if len(b.Selected) == 0 {
		return nil
	}
	return b.squad(b.Selected[0])
}

// Squad is a squad of the own team, nil if there is none.
func (b *Battle) Squad(id uint8) *game.SquadView { return b.squad(id) }

// Clock is the time that is left, or the time played where there is no end.
func (b *Battle) Clock() string {
	if b.View == nil {
		return ""
	}
	t := b.View.Tick
	if end := b.Setup.Scenario.Clock; end > 0 {
		t = end - min(t, end)
	}
	return b.minutes(int(t) / int(max(b.Setup.Rules.TickRate, 1)))
}

func (b *Battle) minutes(seconds int) string {
	return b.joined.Join(itoa(seconds/60), ":", itoa(seconds%60/10), itoa(seconds%10))
}

// Arrival is when a squad comes in, "1:20".
func (b *Battle) Arrival(c *Card) string { return b.minutes(c.Arrives) }

// Time is a tick in minutes and seconds.
func Time(t game.Tick, rate uint8) string {
	seconds := uint32(t) / uint32(max(rate, 1))
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Scored reports whether scores decide this match: a side that holds out or escorts wins or loses without them.
func (b *Battle) Scored() bool { return Scored(b.Setup) }

// Scored reports whether scores decide a match.
func Scored(s *game.Setup) bool {
	sc := &s.Scenario
	if len(sc.Ends) > 0 {
		return asks(sc, func(c *game.Condition) bool { return c.Kind == game.Score }) || counts(sc)
	}
	return sc.Mode != game.HoldOut && sc.Mode != game.Escort && len(sc.Points) > 0
}

// Score is a team's score, "120" or, where that ends the match, "120 / 400"; nothing where it decides nothing.
func (b *Battle) Score(team int) string {
	if b.View == nil || team >= len(b.View.Scores) || !b.Scored() {
		return ""
	}
	if win := b.Setup.Scenario.ScoreToWin; win > 0 {
		return b.joined.Join(itoa(int(b.View.Scores[team])), " / ", itoa(int(win)), "")
	}
	return itoa(int(b.View.Scores[team]))
}

// Held is how many points a team holds.
func (b *Battle) Held(team int) (n int) {
	for _, p := range b.View.Points {
		if int(p.Owner) == team {
			n++
		}
	}
	return n
}

// Ending is how the match ended for the player: a headline key ("result.won", "result.lost", "result.draw") and why.
func (b *Battle) Ending(w i18n.Words) (headline, why string) {
	r := b.View.Result
	switch {
	case b.Watching && r.Winner >= 0:
		return "result.over",
			w.Say("replays.won", "team", b.TeamName(int(r.Winner), w)) + " · " + w.Say("end."+r.Reason.String())
	case r.Winner == game.NoTeam:
		headline = "result.draw"
	case int(r.Winner) == int(b.Team):
		headline = "result.won"
	default:
		headline = "result.lost"
	}
	why = w.Say("end." + r.Reason.String())
	if headline == "result.lost" {
		switch {
		case r.Reason == game.Elimination, b.wipedOut():
			why = w.Say("result.own_side_gone")
		case r.Reason == game.Overrun && b.Team == b.Setup.Scenario.Side:
			why = w.Say("result.points_gone")
		}
	}
	return headline, why
}

// wipedOut reports whether nobody of the own side is left.
func (b *Battle) wipedOut() bool {
	for i := range b.View.Squads {
		if b.View.Squads[i].Alive > 0 {
			return false
		}
	}
	return len(b.View.Squads) > 0
}

// Lasted is how long the match took, and how long it could have taken where that is bounded.
func (b *Battle) Lasted(w i18n.Words) string {
	rate := b.Setup.Rules.TickRate
	took := Time(b.View.Result.Tick, rate)
	if n := b.turnsTaken(); n > 0 {
		took = w.Say("result.turns", "time", took, "n", i18n.Number(n))
	}
	if clock := b.Setup.Scenario.Clock; clock > 0 {
		return w.Say("result.of", "took", took, "clock", Time(clock, rate))
	}
	return took
}

// turnsTaken is in how many turns it was decided; 0 in real time.
func (b *Battle) turnsTaken() int {
	if b.Setup.Scenario.Turns.Kind == game.RealTime {
		return 0
	}
	length := b.Setup.Scenario.Turns.Length
	return int((b.View.Result.Tick + length - 1) / length)
}

// TeamName, PointName and KindName are names as people read them; data may bring names that have no text, which stand
// for themselves.
func (b *Battle) TeamName(team int, w i18n.Words) string {
	if team < 0 || team >= len(b.Setup.Scenario.Teams) {
		return w.Say("team.none")
	}
	return name("team.", b.Setup.Scenario.Teams[team].Name, w)
}

// PointName is the name of a capture point.
func (b *Battle) PointName(i int, w i18n.Words) string {
	if i >= len(b.Setup.Scenario.Points) {
		return "?"
	}
	return name("point.", b.Setup.Scenario.Points[i].Name, w)
}

// KindName is the name of a kind of unit.
func (b *Battle) KindName(kind uint8, w i18n.Words) string {
	if int(kind) >= len(b.Setup.Rules.Kinds) {
		return "?"
	}
	return name("kind.", b.Setup.Rules.Kinds[kind].Name, w)
}

// TollOf lists the fallen by kind, "3 × Rifles, 1 × Tank", and how many more there are of whom that is not known;
// empty for nobody.
func (b *Battle) TollOf(t *Toll, unknown int, w i18n.Words) string {
	var parts []string
	for kind, n := range t {
		if n > 0 {
			parts = append(parts, w.Say("result.of_kind", "n", itoa(int(n)), "kind", b.KindName(uint8(kind), w)))
		}
	}
	if unknown > 0 {
		parts = append(parts, w.Say("result.unseen", "n", itoa(unknown)))
	}
	return strings.Join(parts, w.Say("list.comma"))
}

func name(prefix, plain string, w i18n.Words) string {
	return w.Or(prefix+strings.ReplaceAll(plain, " ", "_"), plain)
}

// ammo is the share of ammunition left to the man of a squad who has least.
func (b *Battle) ammo(id, kind uint8) float64 {
	full, least := b.Setup.Rules.Kinds[kind].Weapons[0].Ammo, 1.0
	if full == 0 {
		return 1
	}
	for i := range b.Pieces {
		if p := &b.Pieces[i]; p.mine() && p.Squad == id && p.HP > 0 {
			least = min(least, float64(p.Ammo)/float64(full))
		}
	}
	return least
}

func itoa(n int) string { return i18n.Number(n) }
