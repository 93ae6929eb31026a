package screen

import (
	"fmt"
	"strings"

	"muster/assets"
	"muster/client/screen/kit"
	"muster/client/screen/words"
	"muster/game"
)

// referencePage tells what units and ground can do. It is made from the rules themselves: it cannot be out of date.
func referencePage() *page {
	tab := 0
	return &page{key: "reference", build: func(a *app, u *kit.UI) {
		s := setupOf(a.choice.Scenario)
		if s == nil {
			s = setupOf(assets.Embedded().Scenarios()[0])
		}
		rest := framed(a, u, a.words.Say("title.reference"))
		bar, rest := rest.Cut(row(u), 10)
		tab = u.Tabs("tab.reference", bar, []string{a.words.Say("reference.units"), a.words.Say("reference.terrain")}, tab)
		u.Scroll(fmt.Sprint("reference", tab), rest, func(r kit.Rect) float64 {
			if tab == 0 {
				return kindRows(a, u, r, &s.Rules)
			}
			return terrainRows(a, u, r, &s.Rules)
		})
	}}
}

func kindRows(a *app, u *kit.UI, r kit.Rect, rules *game.Rules) float64 {
	y := r.Y
	for i := range rules.Kinds {
		k := &rules.Kinds[i]
		line := kit.Rect{X: r.X, Y: y, W: r.W, H: 64 * max(1, u.Letters)}
		u.Frame(line, 1, kit.Edge, 0.7)
		u.Icon(k.Name, kit.Rect{X: line.X, Y: line.Y, W: line.H, H: line.H}.Inset(8), kit.Accent, 1)
		text := kit.Rect{X: line.X + line.H + 6, Y: y + 6, W: line.W - line.H - 16, H: u.Tall(kit.Usual)}
		u.Text(text, a.words.Or("kind."+k.Name, k.Name), kit.Large, kit.Left, kit.Plain)
		text.Y += u.Tall(kit.Large)
		u.Text(text, kindLine(k, rules, a.words), kit.Small+1, kit.Left, kit.Body)
		y += line.H + 4
	}
	return y - r.Y
}

// kindLine is a kind of unit in figures.
func kindLine(k *game.Kind, rules *game.Rules, w words.Words) string {
	rate := float64(max(1, rules.TickRate))
	parts := []string{
		w.Say("reference.hp", "n", fmt.Sprint(k.HP)),
		w.Say("reference.speed", "n", fmt.Sprintf("%.1f", float64(k.Speed)*rate/game.SubCell)),
		w.Say("reference.sight", "n", fmt.Sprint(k.Sight)),
	}
	for i := range k.Weapons {
		if weapon := &k.Weapons[i]; weapon.Range > 0 {
			parts = append(parts, w.Say("reference.weapon", "range", fmt.Sprint(weapon.Range), "damage", fmt.Sprint(weapon.Damage),
				"rate", fmt.Sprintf("%.1f", float64(max(1, weapon.Burst))*rate/float64(max(1, weapon.Reload)))))
		}
	}
	if k.Armour[game.Front] > 0 {
		parts = append(parts, w.Say("reference.armour", "front", fmt.Sprint(k.Armour[game.Front]), "side", fmt.Sprint(k.Armour[game.Side]), "rear", fmt.Sprint(k.Armour[game.Rear])))
	}
	return strings.Join(append(parts, abilities(k, w)...), " · ")
}

func abilities(k *game.Kind, w words.Words) (names []string) {
	for _, a := range []struct {
		need game.Abilities
		kind game.OrderKind
	}{
		{game.CanSmoke, game.Smoke},
		{game.CanGrenade, game.Grenade},
		{game.CanHeal, game.Heal},
		{game.CanBuild, game.Sandbags},
		{game.CanMine, game.LayMine},
		{game.CanRepair, game.Repair},
	} {
		if k.Abilities&a.need != 0 {
			names = append(names, w.Say("order."+a.kind.String()))
		}
	}
	if k.Room > 0 {
		names = append(names, w.Say("reference.room", "n", fmt.Sprint(k.Room)))
	}
	return names
}

func terrainRows(a *app, u *kit.UI, r kit.Rect, rules *game.Rules) float64 {
	y, w := r.Y, a.words
	for i := range rules.Terrains {
		t := &rules.Terrains[i]
		line := kit.Rect{X: r.X, Y: y, W: r.W, H: 52 * max(1, u.Letters)}
		u.Frame(line, 1, kit.Edge, 0.7)
		text := kit.Rect{X: line.X + 12, Y: y + 4, W: line.W - 24, H: u.Tall(kit.Usual)}
		u.Text(text, w.Or("terrain."+t.Name, t.Name), kit.Usual, kit.Left, kit.Plain)
		text.Y += u.Tall(kit.Usual)
		u.Text(text, terrainLine(t, w), kit.Small+1, kit.Left, kit.Body)
		y += line.H + 4
	}
	return y - r.Y
}

func terrainLine(t *game.Terrain, w words.Words) string {
	parts := []string{w.Say("reference.closed")}
	if cost := int(t.Cost[game.Foot]); cost != game.Impassable {
		parts[0] = w.Say("reference.foot", "n", fmt.Sprint(1600/cost))
	}
	if t.Cover > 0 {
		parts = append(parts, w.Say("reference.cover", "n", fmt.Sprint(t.Cover)))
	}
	if t.Conceal > 0 {
		parts = append(parts, w.Say("reference.conceal", "n", fmt.Sprint(t.Conceal)))
	}
	if t.BlocksSight {
		parts = append(parts, w.Say("reference.blocks_sight"))
	}
	if t.BlocksFire {
		parts = append(parts, w.Say("reference.blocks_fire"))
	}
	if t.HP > 0 {
		parts = append(parts, w.Say("reference.falls", "n", fmt.Sprint(t.HP)))
	}
	return strings.Join(parts, " · ")
}
