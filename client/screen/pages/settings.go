package pages

import (
	"fmt"
	"slices"

	"muster/assets"
	"muster/client/screen/i18n"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
)

// settingsPage is where everything but keys is chosen. What is chosen holds at once.
func settingsPage() *Page {
	tab := 0
	return &Page{Key: "settings", build: func(a *Pages, u *ui.UI) {
		w := a.Words
		rest := framed(a, u, w.Say("title.settings"))
		bar, rest := rest.Cut(u.RowHeight(), 12)
		tab = u.Tabs("tab.settings", bar, []string{
			w.Say("settings.display"), w.Say("settings.play"), w.Say("settings.sound"),
		}, tab)
		was := a.Chosen
		to := was
		u.Scroll(fmt.Sprint("settings", tab), rest, func(r ui.Rect) float64 {
			f := &form{a: a, u: u, room: r}
			switch tab {
			case 0:
				f.display(&to)
			case 1:
				f.play(&to)
			default:
				f.sound(&to)
			}
			return f.room.Y - r.Y
		})
		if !same(&was, &to) {
			a.Choose(to)
		}
		if a.Problem != nil {
			problemDialog(a, u)
		}
	}}
}

// same reports whether two settings agree in all but keys, which have a page of their own.
func same(s, t *settings.Settings) bool {
	x, y := *s, *t
	x.Keys, y.Keys = nil, nil
	return fmt.Sprint(x) == fmt.Sprint(y)
}

// form lays settings out, one below the other.
type form struct {
	a    *Pages
	u    *ui.UI
	room ui.Rect
}

func (f *form) next() (one ui.Rect) {
	one, f.room = f.room.Cut(f.u.RowHeight(), ui.RowGap)
	return one
}

// text is a setting's name and its hint, if it has one.
func (f *form) text(key string) (name, hint string) {
	return f.a.Words.Say("settings." + key), f.a.Words.Or("settings."+key+"_hint", "")
}

func (f *form) check(key string, v *bool) {
	name, hint := f.text(key)
	*v = f.u.Check("settings."+key, f.next(), name, hint, *v)
}

func (f *form) choice(key string, v *int, values []string) {
	name, hint := f.text(key)
	*v = f.u.Choice("settings."+key, f.next(), name, hint, values, *v)
}

func (f *form) slider(key string, v *int, low, high, step int) {
	name, hint := f.text(key)
	*v = f.u.Slider("settings."+key, f.next(), name, hint, *v, low, high, step, f.percent)
}

// steps is a choice among percentages.
func (f *form) steps(key string, v *int, of []int) {
	at := max(0, slices.Index(of, *v))
	shown := make([]string, len(of))
	for i, n := range of {
		shown[i] = f.percent(n)
	}
	f.choice(key, &at, shown)
	*v = of[at]
}

func (f *form) percent(n int) string { return i18n.Number(n) + f.a.Words.Say("list.percent") }

func (f *form) display(s *settings.Settings) {
	lang := max(0, slices.Index(assets.Languages, s.Language))
	f.choice("language", &lang, []string{"English", "简体中文"})
	s.Language = assets.Languages[lang]
	f.steps("scale", &s.Scale, settings.Scales)
	f.steps("letters", &s.Letters, settings.Letters)
	p := int(s.Palette)
	f.choice("palette", &p, []string{
		f.a.Words.Say("palette.standard"), f.a.Words.Say("palette.protan"), f.a.Words.Say("palette.deutan"),
		f.a.Words.Say("palette.tritan"),
	})
	s.Palette = settings.Palette(p)
	f.swatches()
	f.check("reduced_motion", &s.ReducedMotion)
	f.check("fullscreen", &s.Fullscreen)
	if !f.a.Fixed {
		f.window(s)
	}
	f.frames(s)
	if !f.a.Fixed {
		f.check("vsync", &s.VSync)
	}
	f.steps("cursor", &s.Cursor, settings.Cursors)
}

// window is how large the window is, while it does not fill the screen.
func (f *form) window(s *settings.Settings) {
	sizes, at := f.a.Sizes()
	shown, was := make([]string, len(sizes)), at
	for i, size := range sizes {
		shown[i] = fmt.Sprintf("%d × %d", size.W, size.H)
	}
	if f.choice("window", &at, shown); at != was {
		s.Window = sizes[at]
		f.a.Resize(s.Window) // also back to what was chosen before it was dragged
	}
}

// frames is how many there may be a second.
func (f *form) frames(s *settings.Settings) {
	at, shown := slices.Index(settings.Frames, s.Frames), make([]string, len(settings.Frames))
	for i, n := range settings.Frames {
		shown[i] = f.a.Words.Say("settings.fps", "n", fmt.Sprint(n))
		if n == 0 {
			shown[i] = f.a.Words.Say("settings.no_limit")
		}
	}
	f.choice("frames", &at, shown)
	s.Frames = settings.Frames[at]
}

// swatches show what the teams look like in the palette.
func (f *form) swatches() {
	r := f.next()
	step := min(54, r.W/12)
	for i := range 8 {
		one := ui.Rect{X: r.X + float64(i)*step, Y: r.Y + 6, W: step - 8, H: r.H - 12}
		f.u.Fill(one, ui.Team(i), 1)
		f.u.Text(one, string(rune('A'+i)), ui.Usual, ui.Middle, ui.Back)
	}
	for i, ink := range []ui.Ink{ui.Good, ui.Warn, ui.Bad} {
		one := ui.Rect{X: r.X + (8.5+float64(i))*step, Y: r.Y + 6, W: step - 8, H: r.H - 12}
		f.u.Fill(one, ink, 1)
		f.u.Text(one, []string{"✓", "!", "×"}[i], ui.Usual, ui.Middle, ui.Back)
	}
}

func (f *form) play(s *settings.Settings) {
	s.Name, _ = f.u.Field("settings.name", f.next(), f.a.Words.Say("settings.name"), s.Name, settings.MaxName)
	f.check("edge_scroll", &s.EdgeScroll)
	f.slider("scroll_speed", &s.ScrollSpeed, 25, 300, 25)
	name, hint := f.text("keys")
	if f.u.Button("settings.keys", f.next(), name, hint) {
		f.a.Open(Keys)
	}
}

func (f *form) sound(s *settings.Settings) {
	f.slider("master", &s.Master, 0, 100, 5)
	f.slider("effects", &s.Effects, 0, 100, 5)
	f.slider("ambience", &s.Ambience, 0, 100, 5)
	f.slider("interface", &s.Interface, 0, 100, 5)
	f.check("music", &s.Music)
	f.slider("music_volume", &s.MusicVolume, 0, 100, 5)
	f.check("captions", &s.Captions)
	if f.a.Silent() {
		f.u.Text(f.next(), f.a.Words.Say("settings.no_sound"), ui.Usual, ui.Left, ui.Warn)
	}
}
