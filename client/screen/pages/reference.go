package pages

import (
	"fmt"
	"strings"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
	"muster/game"
)

// referencePage shows what units and ground can do in a battle; in the one that is chosen on the title screen for nil.
// It is made from the rules themselves: it cannot be out of date.
func referencePage(of *game.Setup) *Page {
	tab := 0
	return &Page{Key: "reference", build: func(a *Pages, u *ui.UI) {
		s := of
		if s == nil {
			s = a.Setup(a.Choice.Scenario)
		}
		if s == nil {
			s = a.Setup(assets.Embedded().Scenarios()[0])
		}
		rest := framed(a, u, a.Words.Say("title.reference"))
		bar, rest := rest.Cut(u.RowHeight(), 10)
		tab = u.Tabs("tab.reference", bar, []string{
			a.Words.Say("reference.units"), a.Words.Say("reference.terrain"),
		}, tab)
		u.Scroll(fmt.Sprint("reference", tab), rest, func(r ui.Rect) float64 {
			if tab == 0 {
				return kindRows(a, u, r, s)
			}
			return terrainRows(a, u, r, &s.Rules)
		})
	}}
}

func kindRows(a *Pages, u *ui.UI, r ui.Rect, s *game.Setup) float64 {
	y := r.Y
	for _, line := range supplyLines(s, a.Keys.Letter(keys.AtOnce(game.Reinforce)), a.Words) {
		y += u.Paragraph(ui.Rect{X: r.X, Y: y, W: r.W, H: u.Tall(ui.Small + 1)}, line, ui.Small+1, ui.Faint)
	}
	y += u.Paragraph(ui.Rect{X: r.X, Y: y, W: r.W, H: u.Tall(ui.Small + 1)}, a.Words.Say("reference.armour_about"),
		ui.Small+1, ui.Faint) + 8
	for i := range s.Rules.Kinds {
		y += kindRow(a, u, ui.Rect{X: r.X, Y: y, W: r.W, H: 64 * max(1, u.Letters)}, &s.Rules.Kinds[i], &s.Rules) + 4
	}
	return y - r.Y
}

// kindRow is a kind of unit: name, price and, in as many lines as they take, its figures.
func kindRow(a *Pages, u *ui.UI, r ui.Rect, k *game.Kind, rules *game.Rules) float64 {
	text := ui.Rect{X: r.X + r.H + 6, Y: r.Y + 6, W: r.W - r.H - 16, H: u.Tall(ui.Usual)}
	icon := ui.Rect{X: r.X, Y: r.Y, W: r.H, H: r.H}.Inset(8)
	u.Text(text, a.Words.Or("kind."+k.Name, k.Name), ui.Large, ui.Left, ui.Plain)
	if k.Price > 0 {
		u.Text(text, a.Words.Say("reference.price", "n", i18n.Number(int(k.Price))), ui.Small+1, ui.Right, ui.Accent)
	}
	text.Y += u.Tall(ui.Large)
	if about := a.Words.Or("kind."+k.Name+"_about", ""); about != "" {
		text.Y += u.Paragraph(text, about, ui.Small+1, ui.Body)
	}
	r.H = max(r.H, text.Y-r.Y+u.Paragraph(text, kindLine(k, rules, a.Words), ui.Small+1, ui.Faint)+4)
	u.Icon(k.Name, icon, ui.Accent, 1)
	u.Frame(r, 1, ui.Edge, 0.7)
	return r.H
}

// supplyLines say what supply is for, and where it comes from in a scenario; none where there is none.
func supplyLines(s *game.Setup, key string, w i18n.Words) []string {
	sc := &s.Scenario
	earned := sc.ScoreEvery > 0 && len(sc.Points) > 0
	if sc.Supply == 0 && !earned {
		return nil
	}
	if key != "" {
		key = w.Say("list.open") + key + w.Say("list.close")
	}
	lines, battle := []string{w.Say("reference.supply", "key", key)}, w.Or("scenario."+sc.Name, sc.Name)
	if sc.Supply > 0 {
		lines = append(lines, w.Say("reference.supply_start", "battle", battle, "n", i18n.Number(int(sc.Supply))))
	}
	if earned {
		lines = append(lines, w.Say("reference.supply_rate", "battle", battle,
			"n", i18n.Number(60*int(s.Rules.TickRate)/int(sc.ScoreEvery))))
	}
	return lines
}

// kindLine is a kind of unit in figures.
func kindLine(k *game.Kind, rules *game.Rules, w i18n.Words) string {
	rate := float64(max(1, rules.TickRate))
	parts := []string{
		w.Say("reference.hp", "n", fmt.Sprint(k.HP)),
		w.Say("reference.speed", "n", fmt.Sprintf("%.1f", float64(k.Speed)*rate/game.SubCell)),
		w.Say("reference.sight", "n", fmt.Sprint(k.Sight)),
	}
	for i := range k.Weapons {
		if weapon := &k.Weapons[i]; weapon.Range > 0 {
			figures := w.Say("reference.weapon",
				"range", fmt.Sprint(weapon.Range), "damage", fmt.Sprint(weapon.Damage),
				"n", fmt.Sprint(weapon.Penetration),
				"rate", fmt.Sprintf("%.1f", float64(max(1, weapon.Burst))*rate/float64(max(1, weapon.Reload))))
			if k.Weapons[1].Range > 0 { // which of two this is
				figures = w.Say("reference.named", "name", w.Say(weaponText(k, weapon)), "figures", figures)
			}
			parts = append(parts, figures)
		}
	}
	if k.Armour[game.Front] > 0 {
		parts = append(parts, w.Say("reference.armour", "front", fmt.Sprint(k.Armour[game.Front]),
			"side", fmt.Sprint(k.Armour[game.Side]), "rear", fmt.Sprint(k.Armour[game.Rear])))
	}
	return strings.Join(append(parts, abilities(k, w)...), " · ")
}

// weaponText is the text that names a weapon of a kind, by what it does: rules give it no name.
func weaponText(k *game.Kind, weapon *game.Weapon) string {
	switch {
	case weapon.Indirect:
		return "weapon.mortar"
	case weapon.Area > 0 && k.Class == game.Foot:
		return "weapon.rockets"
	case weapon.Area > 0:
		return "weapon.cannon"
	case weapon.Burst >= 5:
		return "weapon.machine_gun"
	}
	return "weapon.small_arms"
}

func abilities(k *game.Kind, w i18n.Words) (names []string) {
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

func terrainRows(a *Pages, u *ui.UI, r ui.Rect, rules *game.Rules) float64 {
	y, w := r.Y, a.Words
	for i := range rules.Terrains {
		t := &rules.Terrains[i]
		line := ui.Rect{X: r.X, Y: y, W: r.W, H: 52 * max(1, u.Letters)}
		u.Frame(line, 1, ui.Edge, 0.7)
		text := ui.Rect{X: line.X + 12, Y: y + 4, W: line.W - 24, H: u.Tall(ui.Usual)}
		u.Text(text, w.Or("terrain."+t.Name, t.Name), ui.Usual, ui.Left, ui.Plain)
		text.Y += u.Tall(ui.Usual)
		u.Text(text, terrainLine(t, w), ui.Small+1, ui.Left, ui.Body)
		y += line.H + 4
	}
	return y - r.Y
}

func terrainLine(t *game.Terrain, w i18n.Words) string {
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
