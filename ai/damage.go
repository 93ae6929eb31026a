package ai

import "muster/game"

// damageTable holds the expected damage of a unit of one kind to one of another, by distance, in thousandths of a
// supply point a second: damage as a share of the target's health, times its price, and a little for suppression.
type damageTable struct {
	kinds       int
	expected    []int32 // (from*kinds+to)*(farthest+1)+distance
	suppression []int32 // from*kinds+to: what the first weapon adds by suppression alone
	maxRange    []int32 // by kind: the longest range of its weapons
	minRange    []int32 // by kind: the minimum range of its first weapon
	price       []int32 // by kind
	indirect    []bool  // by kind: its first weapon fires over obstacles
	armoured    []bool  // by kind: cover does not help it
	firesMoving []bool  // by kind: it fires on the move
}

// farthest is the greatest distance in the table; no weapon reaches beyond it.
const farthest = 63

func newDamageTable(r *game.Rules) *damageTable {
	n := len(r.Kinds)
	t := &damageTable{
		kinds: n, expected: make([]int32, n*n*(farthest+1)), suppression: make([]int32, n*n),
		maxRange: make([]int32, n),
		minRange: make([]int32, n), price: make([]int32, n), indirect: make([]bool, n), armoured: make([]bool, n),
		firesMoving: make([]bool, n),
	}
	for i := range r.Kinds {
		k := &r.Kinds[i]
		t.price[i] = max(int32(k.Price), 5)
		t.minRange[i], t.indirect[i] = int32(k.Weapons[0].MinRange), k.Weapons[0].Indirect
		t.armoured[i], t.firesMoving[i] = k.Armour[game.Front] > 0, k.Weapons[0].MoveFire
		for _, w := range k.Weapons {
			t.maxRange[i] = min(max(t.maxRange[i], int32(w.Range)), farthest)
		}
	}
	for from := range r.Kinds {
		for to := range r.Kinds {
			w := &r.Kinds[from].Weapons[0]
			t.suppression[from*n+to] = t.perSecond(r, w, t.suppressionOf(w, to))
			for d := range int32(farthest + 1) {
				for g := range r.Kinds[from].Weapons {
					t.expected[(from*n+to)*(farthest+1)+int(d)] += t.ofWeapon(r, &r.Kinds[from].Weapons[g], to, d)
				}
			}
		}
	}
	return t
}

// ofWeapon is the expected damage of one weapon.
func (t *damageTable) ofWeapon(r *game.Rules, w *game.Weapon, to int, d int32) int32 {
	reach := int32(w.Range)
	if reach == 0 || d > reach || d < int32(w.MinRange) {
		return 0
	}
	target := &r.Kinds[to]
	damage := int32(w.Damage)
	switch pen, armour := int32(w.Penetration), (int32(target.Armour[game.Front])+int32(target.Armour[game.Side]))/2; {
	case 2*pen < armour:
		return 0
	case pen < armour:
		damage /= 2
	}
	odds := (int32(w.Accuracy)*(reach-d) + int32(w.FarAccuracy)*d) / reach * int32(target.Size) / 100 // percent
	if w.Area > 0 && target.Armour[game.Front] == 0 {
		odds = odds*3/2 + 10 // a blast also hurts neighbours, and by a near miss
	}
	share := damage * odds * 10 / int32(max(target.HP, 1)) * t.price[to] // thousandths of a point for each shot
	return t.perSecond(r, w, share+t.suppressionOf(w, to))
}

// suppressionOf is what a shot is worth by suppression alone: being pinned costs a unit a twentieth of its worth.
func (t *damageTable) suppressionOf(w *game.Weapon, to int) int32 {
	return int32(w.Suppression) * t.price[to] / 3
}

// perSecond turns what a weapon does with each shot into what it does in a second.
func (t *damageTable) perSecond(r *game.Rules, w *game.Weapon, shot int32) int32 {
	burst := int32(max(w.Burst, 1))
	cycle := int32(w.Reload)*9/8 + burst // ticks
	return shot * burst * int32(r.TickRate) / max(cycle, 1)
}

// bySuppression is the part of of that a kind's first weapon does by suppression alone, which cover does not reduce.
func (t *damageTable) bySuppression(from, to uint8) int32 {
	return t.suppression[int(from)*t.kinds+int(to)]
}

// of is what one unit of kind from does to one of kind to at distance d, behind cover percent of cover.
func (t *damageTable) of(from, to uint8, d, cover int32) int32 {
	if d > farthest {
		return 0
	}
	if t.armoured[to] {
		cover = 0
	}
	return t.expected[(int(from)*t.kinds+int(to))*(farthest+1)+int(d)] * (100 - cover) / 100
}
