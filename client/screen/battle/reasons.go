package battle

import (
	"slices"
	"time"

	"muster/client/screen/i18n"
	"muster/game"
)

// Spot is where the player pointed: a place on the map, or a pixel of the HUD.
type Spot struct {
	At  Point // cells; pixels if HUD
	HUD bool
}

// sent is an order that has no answer yet.
type sent struct {
	kind  game.OrderKind
	squad uint8
	where Spot // where it was given
}

// Reason is why an order was refused. It is shown where the order was given.
type Reason struct {
	Order   game.OrderKind
	Refusal game.Refusal
	Squads  int // how many were refused it
	Price   int // of one man, if he could not be paid for
	Where   Spot
	Born    time.Time
}

// Reasons are those shown now, oldest first.
type Reasons struct{ All []Reason }

// ReasonLife is how long one is shown: long enough to be read where one looks already.
const ReasonLife = 3 * time.Second

// maxReasons bounds what is shown; an older one gives way.
const maxReasons = 4

// add shows a reason; one that is there already, at the same place, counts another squad.
func (r *Reasons) add(n Reason) {
	for i := range r.All {
		if o := &r.All[i]; o.Order == n.Order && o.Refusal == n.Refusal && o.Where == n.Where {
			o.Squads, o.Born = o.Squads+1, n.Born
			return
		}
	}
	if r.All = append(r.All, n); len(r.All) > maxReasons {
		r.All = r.All[1:]
	}
}

func (r *Reasons) age(now time.Time) {
	left := r.All[:0]
	for i := range r.All {
		if now.Sub(r.All[i].Born) < ReasonLife {
			left = append(left, r.All[i])
		}
	}
	r.All = left
}

// spot is what a pixel points at.
func (b *Battle) spot(at Point) Spot {
	if b.Layout.Bars(at) {
		return Spot{At: at, HUD: true}
	}
	return Spot{At: b.Camera.ToMap(at)}
}

// Pixel is where a reason is shown now.
func (b *Battle) Pixel(s Spot) Point {
	if s.HUD {
		return s.At
	}
	return b.Camera.ToScreen(s.At)
}

// refused says why an order is not carried out: in the log, and where it was given.
func (b *Battle) refused(o sent, why game.Refusal, now time.Time) {
	n := Reason{Order: o.kind, Refusal: why, Squads: 1, Where: o.where, Born: now}
	if s := b.squad(o.squad); s != nil && why == game.NoSupply {
		n.Price = int(b.Setup.Rules.Kinds[s.Kind].Price)
	}
	b.Reasons.add(n)
	b.Notes.add(Note{Kind: Refused, Order: o.kind, Refusal: why, Born: now})
	b.cue(CueRefused, Point{})
}

// heard are the orders but for those to squads that run: they obey nobody, and the player reads that at once where he
// gave the order, also while the match is paused and no answer comes.
func (b *Battle) heard(orders []game.Order) []game.Order {
	return slices.DeleteFunc(orders, func(o game.Order) bool {
		s := b.squad(o.Squad)
		if s == nil || !s.Broken {
			return false
		}
		b.refused(sent{kind: o.Kind, squad: o.Squad, where: b.given}, game.Broken, b.now)
		return true
	})
}

// Why is a reason in words; the place says which order it is about.
func (b *Battle) Why(r *Reason, w i18n.Words) string {
	text := w.Say("refusal." + r.Refusal.String())
	if r.Price > 0 && b.View != nil {
		text = w.Say("hud.short_of", "price", itoa(r.Price), "supply", itoa(int(b.View.Supply)))
	}
	if r.Squads > 1 {
		text += " ×" + itoa(r.Squads)
	}
	return text
}
