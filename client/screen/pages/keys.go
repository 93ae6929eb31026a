package pages

import (
	"strings"

	"muster/client/screen/i18n"
	"muster/client/screen/keys"
	"muster/client/screen/ui"
)

// keyring is the page of keys: search, change, reset. It shows the same table that the input goes by.
type keyring struct {
	search  string
	waiting *keys.Entry   // whose new key is awaited
	lost    []keys.Action // who lost a key by the last change
	asked   bool          // whether the player's own keys may go for another preset
	preset  int           // that one
}

func keysPage() *Page {
	k := &keyring{}
	p := &Page{Key: "keys", build: k.build}
	p.cancel = func(a *Pages) {
		switch {
		case k.asked:
			k.asked = false
		case k.waiting == nil:
			a.Back()
		}
	}
	return p
}

func (k *keyring) build(a *Pages, u *ui.UI) {
	w := a.Words
	if k.waiting != nil {
		k.listen(a)
		u.In = ui.Input{Pointer: u.In.Pointer}
	}
	if k.asked {
		u.Still()
	}
	rest := framed(a, u, w.Say("title.keys"))
	bar, rest := rest.Cut(u.RowHeight(), 10)
	find, presets := bar.CutLeft(bar.W*0.42, 10)
	k.search, _ = u.Field("keys.search", find, w.Say("keys.search"), k.search, 40)
	if i := u.Choice("keys.preset", presets, w.Say("keys.preset"), w.Say("keys.preset_hint"),
		[]string{w.Say(keys.PresetNames[0]), w.Say(keys.PresetNames[1])}, a.Chosen.Preset); i != a.Chosen.Preset {
		if k.preset, k.asked = i, len(a.Chosen.Keys) > 0; !k.asked {
			k.choose(a)
		}
	}
	if len(k.lost) > 0 {
		var line ui.Rect
		line, rest = rest.Cut(u.Tall(ui.Usual), 6)
		u.Text(line, w.Say("keys.lost", "action", w.Say(keys.Find(k.lost[0]).Text)), ui.Usual, ui.Left, ui.Warn)
	}
	u.Scroll("keys", rest, func(r ui.Rect) float64 { return k.list(a, u, r) })
	if k.asked && k.preset != a.Chosen.Preset {
		u.Live()
		k.ask(a, u)
	}
	if k.waiting != nil {
		r := u.Dialog(520, 190, w.Say("keys.press"), ui.Accent)
		u.Paragraph(r, label(a, k.waiting), ui.Large, ui.Plain)
		u.Text(ui.Rect{X: r.X, Y: r.Y + r.H - 56, W: r.W - 40, H: 30}, w.Say("keys.press_hint"), ui.Small, ui.Left,
			ui.Faint)
	}
}

// choose takes the preset that is wanted, without the player's own changes.
func (k *keyring) choose(a *Pages) {
	to := a.Chosen
	to.Preset, to.Keys = k.preset, nil
	a.Choose(to)
	k.lost, k.asked = nil, false
}

// ask asks before the player's own keys go: a preset changes at a click beside its arrows, too.
func (k *keyring) ask(a *Pages, u *ui.UI) {
	w := a.Words
	r := u.Dialog(520, 220, w.Say(keys.PresetNames[k.preset]), ui.Accent)
	u.Paragraph(r, w.Say("keys.preset_loses"), ui.Usual, ui.Body)
	foot := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight(), W: r.W, H: u.RowHeight()}
	stay, change := foot.CutLeft(foot.W/2-5, 10)
	if u.Button("preset.stay", stay, w.Say("wait.cancel"), "") {
		k.asked = false
	}
	if u.Button("keys.discard", change, w.Say("keys.discard"), "") {
		k.choose(a)
	}
}

// label is what a line does, with its number.
func label(a *Pages, e *keys.Entry) string {
	text := a.Words.Say(e.Text)
	if _, n, ok := e.Action.Numbered(); ok {
		text += " " + i18n.Number(n+1)
	}
	return text
}

func (k *keyring) list(a *Pages, u *ui.UI, r ui.Rect) float64 {
	from, part := r.Y, ""
	gestures(a, u, &r, k.search)
	for _, e := range a.Keys.Search(k.search, func(key string) string { return a.Words.Say(key) }) {
		if e.Group != part {
			part = e.Group
			var head ui.Rect
			head, r = r.Cut(u.Tall(ui.Large)+6, 2)
			u.Text(head, a.Words.Say(part), ui.Large, ui.Left, ui.Accent)
		}
		var line ui.Rect
		line, r = r.Cut(u.RowHeight()-6, 2)
		k.line(a, u, line, e)
	}
	if r.Y == from {
		r = r.Down(u.Paragraph(r, a.Words.Say("keys.nothing"), ui.Usual, ui.Faint))
	}
	return r.Y - from
}

// gestures are what the mouse does; they cannot be changed, only found.
func gestures(a *Pages, u *ui.UI, r *ui.Rect, search string) {
	search = strings.ToLower(strings.TrimSpace(search))
	headed := false
	for _, g := range [][2]string{
		{"mouse.left", "does.select"},
		{"mouse.drag", "does.box"},
		{"mouse.double", "does.alike"},
		{"mouse.shift", "does.add"},
		{"mouse.right", "does.order"},
		{"mouse.right_drag", "does.stand"},
		{"mouse.shift", "does.later"},
		{"mouse.alt", "does.ping"},
		{"mouse.wheel", "does.zoom"},
		{"mouse.middle", "does.pan"},
		{"mouse.minimap", "does.minimap"},
	} {
		gesture, does := a.Words.Say(g[0]), a.Words.Say(g[1])
		if !strings.Contains(strings.ToLower(gesture+" "+does), search) {
			continue
		}
		var line ui.Rect
		if !headed {
			line, *r = r.Cut(u.Tall(ui.Large)+6, 2)
			u.Text(line, a.Words.Say("keys.mouse"), ui.Large, ui.Left, ui.Accent)
			headed = true
		}
		line, *r = r.Cut(u.Tall(ui.Usual)+2, 0)
		key, what := line.CutLeft(line.W*0.22, 14)
		u.Text(key, gesture, ui.Usual, ui.Right, ui.Accent)
		u.Text(what, does, ui.Usual, ui.Left, ui.Body)
	}
}

func (k *keyring) line(a *Pages, u *ui.UI, r ui.Rect, e *keys.Entry) {
	reset := ui.Rect{X: r.X + r.W - 94, Y: r.Y, W: 90, H: r.H}
	change := ui.Rect{W: min(230, r.W*0.3), Y: r.Y, H: r.H}
	change.X = reset.X - 6 - change.W
	if r.W < narrowKeys && !a.Keys.Own(e.Action) {
		change.X = r.X + r.W - 4 - change.W // nothing to reset: the text needs the room
	}
	text := r
	if e.Icon != "" {
		u.Icon(e.Icon, ui.Rect{X: r.X, Y: r.Y, W: r.H, H: r.H}.Inset(4), ui.Body, 0.9)
		text.X += r.H + 4
	}
	text.W = change.X - text.X - 8
	u.Text(text, label(a, e), ui.Usual, ui.Left, ui.Body)
	shown := ""
	for i, c := range a.Keys.Of(e.Action) {
		if i > 0 {
			shown += "  "
		}
		shown += a.Keys.Read(c)
	}
	if shown == "" {
		shown = a.Words.Say("keys.none")
	}
	if u.Button("keys.change."+e.Name, change, shown, "") {
		k.waiting, k.lost = e, nil
	}
	if a.Keys.Own(e.Action) && u.Button("keys.reset."+e.Name, reset, a.Words.Say("keys.reset"), "") {
		b := a.Keys
		b.Reset(e.Action)
		k.save(a, b)
	}
}

// narrowKeys is a page on which lines are longer than the room that is always kept free for a button.
const narrowKeys = 800

func (k *keyring) save(a *Pages, b *keys.Bindings) {
	to := a.Chosen
	to.Keys = b.Changes()
	a.Choose(to)
}

// listen takes the next key as the new one.
func (k *keyring) listen(a *Pages) {
	key, ctrl, shift, alt := a.Stroke()
	if key == "" {
		return
	}
	e := k.waiting
	k.waiting = nil
	if key == "Escape" {
		return
	}
	c := keys.Make(key, ctrl, shift, alt)
	k.lost = a.Keys.Bind(e.Action, c)
	a.Trace("bound %s to %s", e.Name, c)
	k.save(a, a.Keys)
}
