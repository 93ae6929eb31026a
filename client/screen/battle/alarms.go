package battle

import (
	"math"
	"time"

	"muster/client/screen/i18n"
	"muster/game"
)

// Blame is what is known of who wiped a squad out.
type Blame int

// What can be known.
const (
	NotTold  Blame = iota // the view of that moment did not come
	ByUnseen              // somebody out of sight, or a mine
	BySeen
	ByOwn // their own side
)

// Killer is who wiped a squad out, as far as its team saw it.
type Killer struct {
	Blame Blame
	Kind  uint8 // BySeen: of unit
}

// Fate is what became of a squad that is lost.
type Fate struct {
	By Killer
	At time.Time
}

// freshLoss is for how long a lost squad's card says by whom.
const freshLoss = 12 * time.Second

// quietly is what is not told again for a while.
type quietly struct {
	squad uint8
	kind  NoteKind
}

// underFire notes that an own squad is shot at: where the player does not look, and by whom nobody sees anywhere. That
// may be a mine, too.
func (b *Battle) underFire(v *game.View, source, target *game.UnitView, now time.Time) {
	switch {
	case target == nil || source != nil && source.Team == target.Team:
	case source == nil:
		b.about(UnseenFire, v, target, now)
	default:
		b.about(UnderFire, v, target, now)
	}
}

// noteLosses notes which own squads are lost, and by whom: also if the view in which the last man fell did not come.
func (b *Battle) noteLosses(v *game.View, now time.Time) {
	for i := range v.Squads {
		s := &v.Squads[i]
		if s.Seat != b.Seat {
			continue
		}
		if s.Alive == 0 && b.living[s.ID] {
			by, at := fell(v, s.ID)
			b.fates[s.ID] = Fate{By: by, At: now}
			b.alarm(Note{Kind: Lost, Squad: s.ID, By: by, At: at, Born: now})
		}
		b.living[s.ID] = s.Alive > 0
	}
}

// fell is by whom and where the last of a squad fell in a view, as far as that tells.
func fell(v *game.View, squad uint8) (by Killer, at *Point) {
	for i := range v.CombatEvents {
		h := &v.CombatEvents[i]
		target := unit(v, h.Target)
		if h.Kind != game.Death || target == nil || target.Squad != squad {
			continue
		}
		place := where(target)
		at = &place
		switch source := unit(v, h.Source); {
		case source == nil:
			by = Killer{Blame: ByUnseen}
		case source.Team == target.Team:
			by = Killer{Blame: ByOwn}
		default:
			by = Killer{BySeen, source.Kind}
		}
	}
	return by, at
}

// about notes what happened to an own squad. Being shot at is told of once in a while, and by who is seen not where the
// player looks.
func (b *Battle) about(k NoteKind, v *game.View, u *game.UnitView, now time.Time) {
	if u == nil || u.Squad == game.NoSquad || int(u.Team) != int(b.Team) || !own(v, u.Squad, b.Seat) {
		return
	}
	n, at := Note{Kind: k, Squad: u.Squad, Born: now}, where(u)
	n.At = &at
	switch k {
	case Stood, CameIn:
		b.Notes.add(n)
		return
	case UnderFire, UnseenFire:
		told := quietly{u.Squad, k}
		if k == UnderFire && b.Camera.Shows(at) || now.Sub(b.alerted[told]) < quiet {
			return
		}
		b.alerted[told] = now
	}
	b.alarm(n)
}

// alarm notes what a player should look at: it is heard, marked where it is, and a key leads there.
func (b *Battle) alarm(n Note) {
	b.cue(CueAlarm, Point{})
	b.Notes.add(n)
	if n.At != nil {
		b.alert = n.At
		b.Show.add(Flash{Kind: AlarmRing, To: *n.At, Squad: n.Squad, Heavy: n.Kind == Lost, Born: n.Born})
	}
}

// sayLost says that a squad is lost, and by whom if that was told.
func (b *Battle) sayLost(n *Note, w i18n.Words) string {
	plain, to := b.lostTexts(n.Squad)
	if n.By.Blame == NotTold {
		return w.Say(plain, "squad", b.squadName(n.Squad, w))
	}
	return w.Say(to, "squad", b.squadName(n.Squad, w), "by", b.KillerName(n.By, w))
}

// lostTexts are the texts that say that a squad is lost, without and with by whom: one man or one vehicle is no group
// that is wiped out.
func (b *Battle) lostTexts(id uint8) (plain, to string) {
	switch s := b.squad(id); {
	case s == nil || b.men(id) > 1:
		return "note.lost", "note.lost_to"
	case b.Setup.Rules.Kinds[s.Kind].Class == game.Foot:
		return "note.lost_man", "note.lost_man_to"
	}
	return "note.lost_vehicle", "note.lost_vehicle_to"
}

// KillerName is who wiped a squad out, in words.
func (b *Battle) KillerName(by Killer, w i18n.Words) string {
	switch by.Blame {
	case ByOwn:
		return w.Say("note.by_own")
	case BySeen:
		return w.Say("note.by_kind", "kind", b.KindName(by.Kind, w))
	}
	return w.Say("note.by_unseen")
}

// sayFate says by whom a squad was wiped out, if that was told.
func (b *Battle) sayFate(squad uint8, w i18n.Words) []string {
	fate := b.fates[squad]
	if fate.By.Blame == NotTold {
		return nil
	}
	return []string{w.Say("hud.lost_to", "by", b.KillerName(fate.By, w))}
}

// edgeMargin is how far from the edge of the battlefield what points off it is drawn, in pixels at scale 1.
const edgeMargin = 24

// AtTheEdge is the pixel of a place, or where the way there from the middle leaves what is seen of the battlefield
// between the bars of the HUD.
func (b *Battle) AtTheEdge(place Point) (at Point, seen bool) {
	cam, margin := &b.Camera, edgeMargin*b.scale
	at = cam.ToScreen(place)
	top, low := b.Layout.Top.H, b.Layout.low(cam.H)
	if at.X >= 0 && at.X <= cam.W && at.Y >= top && at.Y <= low {
		return at, true
	}
	mid := Point{X: cam.W / 2, Y: (top + low) / 2}
	dx, dy := at.X-mid.X, at.Y-mid.Y
	share := min((mid.X-margin)/max(math.Abs(dx), 1), max(1, (low-top)/2-margin)/max(math.Abs(dy), 1))
	return Point{X: mid.X + dx*share, Y: mid.Y + dy*share}, false
}
