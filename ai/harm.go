package ai

import "muster/game"

// harms says what a unit of a kind is expected to do to one of another at a distance, in thousandths of a supply point
// a second: damage as a share of the target's health times its price, and a little for frightening it.
type harms struct {
	kinds int
	table []int32 // (from*kinds+to)*(farthest+1)+distance
	fear  []int32 // from*kinds+to: the part of it that the first weapon does by frightening alone
	far   []int32 // by kind: its longest range
	least []int32 // by kind: the shortest at which its first weapon fires
	price []int32 // by kind
	lob   []bool  // by kind: its first weapon fires over everything
	hard  []bool  // by kind: cover does nothing for it
	run   []bool  // by kind: it fires while it moves
}

// farthest is the distance up to which harm is tabled; beyond it nothing shoots.
const farthest = 63

func newHarms(r *game.Rules) *harms {
	n := len(r.Kinds)
	h := &harms{
		kinds: n, table: make([]int32, n*n*(farthest+1)), fear: make([]int32, n*n), far: make([]int32, n),
		least: make([]int32, n), price: make([]int32, n), lob: make([]bool, n), hard: make([]bool, n),
		run: make([]bool, n),
	}
	for i := range r.Kinds {
		k := &r.Kinds[i]
		h.price[i] = max(int32(k.Price), 5)
		h.least[i], h.lob[i] = int32(k.Weapons[0].MinRange), k.Weapons[0].Indirect
		h.hard[i], h.run[i] = k.Armour[game.Front] > 0, k.Weapons[0].MoveFire
		for _, w := range k.Weapons {
			h.far[i] = min(max(h.far[i], int32(w.Range)), farthest)
		}
	}
	for from := range r.Kinds {
		for to := range r.Kinds {
			w := &r.Kinds[from].Weapons[0]
			h.fear[from*n+to] = h.rate(r, w, h.fright(w, to))
			for d := range int32(farthest + 1) {
				for g := range r.Kinds[from].Weapons {
					h.table[(from*n+to)*(farthest+1)+int(d)] += h.weapon(r, &r.Kinds[from].Weapons[g], to, d)
				}
			}
		}
	}
	return h
}

// weapon is what one weapon does.
func (h *harms) weapon(r *game.Rules, w *game.Weapon, to int, d int32) int32 {
	reach := int32(w.Range)
	if reach == 0 || d > reach || d < int32(w.MinRange) {
		return 0
	}
	t := &r.Kinds[to]
	damage := int32(w.Damage)
	switch pen, armour := int32(w.Penetration), (int32(t.Armour[game.Front])+int32(t.Armour[game.Side]))/2; {
	case 2*pen < armour:
		return 0
	case pen < armour:
		damage /= 2
	}
	odds := (int32(w.Accuracy)*(reach-d) + int32(w.FarAccuracy)*d) / reach * int32(t.Size) / 100 // percent
	if w.Area > 0 && t.Armour[game.Front] == 0 {
		odds = odds*3/2 + 10 // it hurts who stands by, and by missing too
	}
	share := damage * odds * 10 / int32(max(t.HP, 1)) * h.price[to] // thousandths of a point for each shot
	return h.rate(r, w, share+h.fright(w, to))
}

// fright is what a shot does by frightening alone: being pinned costs a unit a twentieth of its worth.
func (h *harms) fright(w *game.Weapon, to int) int32 { return int32(w.Suppression) * h.price[to] / 3 }

// rate is what a weapon does in a second that does so much with each shot.
func (h *harms) rate(r *game.Rules, w *game.Weapon, shot int32) int32 {
	burst := int32(max(w.Burst, 1))
	cycle := int32(w.Reload)*9/8 + burst // ticks
	return shot * burst * int32(r.TickRate) / max(cycle, 1)
}

// scare is the part of deals that a kind's first weapon does to another by frightening alone, which no cover keeps off.
func (h *harms) scare(from, to uint8) int32 { return h.fear[int(from)*h.kinds+int(to)] }

// deals is what one of kind from does to one of kind to at a distance, behind cover of so many percent.
func (h *harms) deals(from, to uint8, d, cover int32) int32 {
	if d > farthest {
		return 0
	}
	if h.hard[to] {
		cover = 0
	}
	return h.table[(int(from)*h.kinds+int(to))*(farthest+1)+int(d)] * (100 - cover) / 100
}
