package viewer

import (
	"fmt"
	"strconv"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/pages"
	"muster/client/screen/ui"
	"muster/game"
)

// bar is the time line with its buttons. It returns whether the pointer is on it: the click is not
// the battlefield's then.
func (v *Viewer) bar(a *field.Stage, in ui.Input) bool {
	u := v.UI
	in.Next, in.Previous, in.Less, in.More, in.Accept = false, false, false, false, false // keys have their table
	u.Scale, u.Letters = a.Canvas.Scale, a.UI.Letters
	u.Begin(a.Canvas.W/a.Canvas.Scale, a.Canvas.H/a.Canvas.Scale, in)
	r := ui.Rect{X: 8, W: v.Battle.Layout.Minimap.X/a.Canvas.Scale - 24}
	tall := min(40, u.H*0.1)
	places, all := v.flow(a, u, ui.Rect{X: r.X + 10, W: r.W - 20}, tall)
	r.H = places[len(places)-1].Y + tall + 20 + 24 + 8
	r.Y = u.H - r.H - 8
	v.Battle.SetFoot((u.H - r.Y + 8) * a.Canvas.Scale)
	u.Fill(r, ui.Back, 0.9)
	u.Frame(r, 1, ui.Edge, 1)
	line, _ := r.Inset(10).Cut(24, 8)
	v.timeline(a, u, line)
	for i := range places {
		places[i].Y += r.Y + 10 + 24 + 8
		all[i].put(places[i])
	}
	if v.graphs {
		panel := ui.Rect{
			X: u.W - min(440, u.W*0.45) - 8, Y: 56, W: min(440, u.W*0.45),
			H: min(360, min(r.Y, v.Battle.Layout.Minimap.Y/a.Canvas.Scale)-64),
		}
		u.Fill(panel, ui.Back, 0.9)
		u.Frame(panel, 1, ui.Edge, 1)
		pages.Graphs(a.Words, u, panel.Inset(10), v.Battle.Setup, &v.story, v.Tick())
	}
	v.drawStatus(a, u, r)
	if v.problem != nil {
		u.Text(ui.Rect{X: r.X, Y: r.Y - 26, W: r.W, H: 24}, v.problem.Error(), ui.Small, ui.Left, ui.Bad)
	}
	u.Tip()
	u.End()
	return r.Holds(in.Pointer)
}

// control is a button below the time line: how wide it must be to be read, and what puts it into its place.
type control struct {
	need float64
	put  func(r ui.Rect)
}

// flow places the buttons. In two rows they leave the battlefield little of a small window: where one row will do for
// them without their labels and without the way back, which is at the top, too, it must.
func (v *Viewer) flow(a *field.Stage, u *ui.UI, r ui.Rect, tall float64) (places []ui.Rect, all []control) {
	all = v.controls(a, u, tall, true)
	places = ui.Flow(r, tall, 6, needs(all))
	if places[len(places)-1].Y < tall {
		return places, all
	}
	bare := v.controls(a, u, tall, false)
	least := bare[:len(bare)-1]
	if short := ui.Flow(r, tall, 6, needs(least)); short[len(short)-1].Y < tall {
		return short, least
	}
	if places[len(places)-1].Y < 2*(tall+6) {
		return places, all
	}
	return ui.Flow(r, tall, 6, needs(bare)), bare // the values speak for themselves
}

func needs(all []control) (wide []float64) {
	for i := range all {
		wide = append(wide, all[i].need)
	}
	return wide
}

// controls are the buttons in their order: what goes on, and then what is shown.
func (v *Viewer) controls(a *field.Stage, u *ui.UI, tall float64, labels bool) []control {
	speed, eyes := "", ""
	if labels {
		speed, eyes = a.Words.Say("replay.speed"), a.Words.Say("replay.eyes")
	}
	if v.below != nil {
		return append(append([]control{v.playing(a, u)}, v.leaps(a, u)...),
			v.paced(a, u, tall, speed), v.following(a, u, tall), v.graphed(a, u), v.back(a, u, "film.back"))
	}
	all := []control{
		v.playing(a, u), v.paced(a, u, tall, speed), v.seeing(a, u, tall, eyes), v.following(a, u, tall),
		v.toggle(a, u, "viewer.plans", "replay.plans", "key.replay_plans", &v.plans), v.graphed(a, u),
	}
	if v.link != "" {
		all = append(all, v.shared(a, u))
	}
	return append(all, v.back(a, u, "page.back"))
}

func (v *Viewer) playing(a *field.Stage, u *ui.UI) control {
	w, sign := a.Words, "replay.pause"
	if v.paused || v.ended() {
		sign = "replay.play"
	}
	return control{max(u.Room(w.Say("replay.pause")), u.Room(w.Say("replay.play"))), func(r ui.Rect) {
		if u.Button("viewer.play", r, w.Say(sign), w.Say("key.replay_play")) {
			v.pause(a)
		}
	}}
}

func (v *Viewer) paced(a *field.Stage, u *ui.UI, tall float64, label string) control {
	return control{u.Need(label, speedNames(), tall), func(r ui.Rect) {
		v.speed = u.Choice("viewer.speed", r, label, a.Words.Say("replay.speed"), speedNames(), v.speed)
	}}
}

func (v *Viewer) seeing(a *field.Stage, u *ui.UI, tall float64, label string) control {
	names, now := v.EyeNames(a.Words), v.eyes()
	return control{u.Need(label, names, tall), func(r ui.Rect) {
		if to := u.Choice("viewer.eyes", r, label, a.Words.Say("replay.eyes_hint"), names, now); to != now {
			v.watch(to, a)
		}
	}}
}

func (v *Viewer) following(a *field.Stage, u *ui.UI, tall float64) control {
	w := a.Words
	return control{u.Room(w.Say("replay.follow")) + tall, func(r ui.Rect) {
		v.Battle.Following = u.Check("viewer.follow",
			r, w.Say("replay.follow"), w.Say("replay.follow_hint"), v.Battle.Following)
	}}
}

// toggle is a button that shows something, or does not show it any more.
func (v *Viewer) toggle(a *field.Stage, u *ui.UI, key, text, hint string, shown *bool) control {
	return control{u.Room(a.Words.Say(text)), func(r ui.Rect) {
		if u.Button(key, r, a.Words.Say(text), a.Words.Say(hint)) {
			*shown = !*shown
		}
	}}
}

func (v *Viewer) graphed(a *field.Stage, u *ui.UI) control {
	return v.toggle(a, u, "viewer.graphs", "result.graphs", "key.replay_graphs", &v.graphs)
}

// shared copies a link to the moment that is shown.
func (v *Viewer) shared(a *field.Stage, u *ui.UI) control {
	w, sign := a.Words, "replays.share"
	if v.copied == v.Tick()+1 {
		sign = "share.copied"
	}
	return control{max(u.Room(w.Say("replays.share")), u.Room(w.Say("share.copied"))), func(r ui.Rect) {
		if u.Button("viewer.share", r, w.Say(sign), w.Say("share.hint")) {
			v.copyText(fmt.Sprintf("%s?tick=%d", v.link, v.Tick()))
			v.copied = v.Tick() + 1
		}
	}}
}

func (v *Viewer) back(a *field.Stage, u *ui.UI, text string) control {
	return control{u.Room(a.Words.Say(text)), func(r ui.Rect) {
		if u.Button("viewer.leave", r, a.Words.Say(text), a.Words.Say("page.back_hint")) {
			v.app.Back()
		}
	}}
}

func speedNames() []string {
	names := make([]string, len(speeds))
	for i, s := range speeds {
		names[i] = strconv.FormatFloat(s, 'g', 4, 64) + "×"
	}
	return names
}

// timeline shows where the replay is and what happened when; a press or a drag leaps there.
func (v *Viewer) timeline(a *field.Stage, u *ui.UI, r ui.Rect) {
	last, rate, now := v.Last(), v.Battle.Setup.Rules.TickRate, v.Tick()
	clock := fmt.Sprintf("%s / %s", battle.Time(now, rate), battle.Time(last, rate))
	wide := u.Width(clock, ui.Small+1) + 12
	u.Text(ui.Rect{X: r.X + r.W - wide, Y: r.Y, W: wide, H: r.H}, clock, ui.Small+1, ui.Right, ui.Body)
	r.W -= wide + 8
	span := float64(max(1, last))
	along := func(t game.Tick) float64 { return r.X + r.W*float64(t)/span }
	u.Fill(r, ui.Black, 0.6)
	u.Fill(ui.Rect{X: r.X, Y: r.Y, W: along(now) - r.X, H: r.H}, ui.Accent, 0.25)
	for _, m := range v.story.Moments {
		if m.Kind == game.Death {
			u.Fill(ui.Rect{X: along(m.Tick), Y: r.Y + r.H*0.72, W: 1, H: r.H * 0.28}, ui.Team(m.Team), 0.9)
		}
	}
	for _, m := range v.story.Moments {
		if m.Kind == game.Captured {
			u.Icon("capture", ui.Rect{X: along(m.Tick) - 8, Y: r.Y, W: 16, H: 16}, ui.Team(m.Team), 1)
		}
	}
	v.drawTurns(u, r, along)
	u.Frame(r, 1, ui.Edge, 1)
	u.Fill(ui.Rect{X: along(now) - 2, Y: r.Y - 3, W: 4, H: r.H + 6}, ui.Plain, 1)
	if share, held := u.Scrub("viewer.timeline", r); held {
		if to := game.Tick(share * span); to != v.player.Tick() || v.from != to {
			v.Seek(to, a)
		}
	}
}

// Draw draws the battlefield and the time line.
func (v *Viewer) Draw(a *field.Stage, c *draw.Canvas) {
	v.DrawField(a, c)
	if v.plans {
		v.drawPlans(a, c)
	}
	v.DrawAround(a, c)
	c.Play(v.UI.Commands)
}
