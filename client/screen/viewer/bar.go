package viewer

import (
	"fmt"
	"strconv"

	"muster/client/screen/battle"
	"muster/client/screen/draw"
	"muster/client/screen/field"
	"muster/client/screen/i18n"
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
	places, labels := v.flow(a, u, ui.Rect{X: r.X + 10, W: r.W - 20}, tall)
	r.H = places[len(places)-1].Y + tall + 20 + 24 + 8
	r.Y = u.H - r.H - 8
	v.Battle.SetFoot((u.H - r.Y + 8) * a.Canvas.Scale)
	u.Fill(r, ui.Back, 0.9)
	u.Frame(r, 1, ui.Edge, 1)
	line, _ := r.Inset(10).Cut(24, 8)
	v.timeline(a, u, line)
	for i := range places {
		places[i].Y += r.Y + 10 + 24 + 8
	}
	v.buttons(a, u, places, labels)
	if v.graphs {
		panel := ui.Rect{
			X: u.W - min(440, u.W*0.45) - 8, Y: 56, W: min(440, u.W*0.45),
			H: min(360, min(r.Y, v.Battle.Layout.Minimap.Y/a.Canvas.Scale)-64),
		}
		u.Fill(panel, ui.Back, 0.9)
		u.Frame(panel, 1, ui.Edge, 1)
		pages.Graphs(a.Words, u, panel.Inset(10), v.Battle.Setup, &v.story, v.Tick())
	}
	if v.problem != nil {
		u.Text(ui.Rect{X: r.X, Y: r.Y - 26, W: r.W, H: 24}, v.problem.Error(), ui.Small, ui.Left, ui.Bad)
	}
	u.Tip()
	u.End()
	return r.Holds(in.Pointer)
}

// flow places the buttons. In two rows they leave the battlefield little of a small window: where one row will do for
// them without their labels and without the way back, which is at the top, too, it must.
func (v *Viewer) flow(a *field.Stage, u *ui.UI, r ui.Rect, tall float64) (places []ui.Rect, labels bool) {
	places = ui.Flow(r, tall, 6, v.needs(a, u, tall, true))
	if places[len(places)-1].Y < tall {
		return places, true
	}
	bare := v.needs(a, u, tall, false)
	if short := ui.Flow(r, tall, 6, bare[:len(bare)-1]); short[len(short)-1].Y < tall {
		return short, false
	}
	if places[len(places)-1].Y < 2*(tall+6) {
		return places, true
	}
	return ui.Flow(r, tall, 6, bare), false // the values speak for themselves
}

// choiceNames are the labels of speed and eyes, or none.
func choiceNames(w i18n.Words, labels bool) (speed, eyes string) {
	if !labels {
		return "", ""
	}
	return w.Say("replay.speed"), w.Say("replay.eyes")
}

// needs are how wide the buttons must be to be read, in their order.
func (v *Viewer) needs(a *field.Stage, u *ui.UI, tall float64, labels bool) []float64 {
	w := a.Words
	room := func(key string) float64 { return u.Room(w.Say(key)) }
	speed, eyes := choiceNames(w, labels)
	needs := []float64{
		max(room("replay.pause"), room("replay.play")),
		u.Need(speed, speedNames(), tall), u.Need(eyes, v.EyeNames(w), tall),
		room("replay.follow") + tall, room("replay.plans"), room("result.graphs"),
	}
	if v.link != "" {
		needs = append(needs, max(room("replays.share"), room("share.copied")))
	}
	return append(needs, room("page.back"))
}

// share copies a link to the moment that is shown.
func (v *Viewer) share(a *field.Stage, u *ui.UI, r ui.Rect) {
	sign := "replays.share"
	if v.copied == v.Tick()+1 {
		sign = "share.copied"
	}
	if u.Button("viewer.share", r, a.Words.Say(sign), a.Words.Say("share.hint")) {
		v.copyText(fmt.Sprintf("%s?tick=%d", v.link, v.Tick()))
		v.copied = v.Tick() + 1
	}
}

func speedNames() []string {
	names := make([]string, len(speeds))
	for i, s := range speeds {
		names[i] = strconv.FormatFloat(s, 'g', 4, 64) + "×"
	}
	return names
}

// buttons are those below the time line: what goes on, and then what is shown.
func (v *Viewer) buttons(a *field.Stage, u *ui.UI, at []ui.Rect, labels bool) {
	w := a.Words
	speedName, eyesName := choiceNames(w, labels)
	sign := "replay.pause"
	if v.paused || v.ended() {
		sign = "replay.play"
	}
	if u.Button("viewer.play", at[0], w.Say(sign), w.Say("key.replay_play")) {
		v.pause(a)
	}
	v.speed = u.Choice("viewer.speed", at[1], speedName, w.Say("replay.speed"), speedNames(), v.speed)
	if to := u.Choice("viewer.eyes",
		at[2], eyesName, w.Say("replay.eyes_hint"), v.EyeNames(w), v.eyes()); to != v.eyes() {
		v.watch(to, a)
	}
	v.Battle.Following = u.Check("viewer.follow",
		at[3], w.Say("replay.follow"), w.Say("replay.follow_hint"), v.Battle.Following)
	if u.Button("viewer.plans", at[4], w.Say("replay.plans"), w.Say("key.replay_plans")) {
		v.plans = !v.plans
	}
	if u.Button("viewer.graphs", at[5], w.Say("result.graphs"), w.Say("key.replay_graphs")) {
		v.graphs = !v.graphs
	}
	if v.link != "" {
		v.share(a, u, at[6])
		at = at[1:]
	}
	if len(at) > 6 && u.Button("viewer.leave", at[6], w.Say("page.back"), w.Say("page.back_hint")) {
		v.app.Back()
	}
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
