package pages

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/ui"
	"muster/game"
)

// titlePage is the first thing that a player sees: play is one click away.
func titlePage(a *Pages) *Page {
	if a.meant != (host.Choice{}) {
		a.Choice, a.meant = a.meant, host.Choice{}
	}
	a.LookForSaves()
	return &Page{Key: "title", Fixed: true, build: buildTitle}
}

func buildTitle(a *Pages, u *ui.UI) {
	w := a.Words
	left := min(72, u.W*0.06)
	room := ui.Rect{X: left, Y: max(12, u.H*0.12), W: min(440, u.W-2*left), H: u.H}
	room.H = u.H - room.Y - 12
	big := min(46, u.H*0.08)
	u.Fill(ui.Rect{X: room.X, Y: room.Y - 8, W: 56, H: 4}, ui.Accent, 1)
	top, rest := room.Cut(u.Tall(big), 0)
	top.W = u.W - left
	u.Text(top, w.Say("title.name"), big, ui.Left, ui.Plain)
	if u.H > 500 {
		top, rest = rest.Cut(u.Tall(24), 0)
		u.Text(top, w.Say("title.other"), 24, ui.Left, ui.Accent)
	}
	top, rest = rest.Cut(u.Tall(ui.Usual), 14)
	top.W = u.W - left
	u.Text(top, w.Say("title.tagline"), ui.Usual, ui.Left, ui.Body)
	u.Scroll("title", rest, func(r ui.Rect) float64 { return titleButtons(a, u, r) })
	if a.Problem != nil {
		problemDialog(a, u)
	}
}

func titleButtons(a *Pages, u *ui.UI, r ui.Rect) float64 {
	w, from := a.Words, r.Y
	next := func() (one ui.Rect) {
		one, r = r.Cut(u.RowHeight(), ui.RowGap)
		return one
	}
	r = r.Down(tellClear(a, u, r))
	r = r.Down(offerReturn(a, u, r))
	if u.Button("title.play", next(), w.Say("title.play"), w.Say("title.play_hint")) {
		a.Play(alone(a))
	}
	if a.seatsTwo(a.Choice.Scenario) &&
		u.Button("title.table", next(), w.Say("title.table"), w.Say("title.table_hint")) {
		a.Play(atTable(a))
	}
	names := a.Host.Scenarios()
	shown, at := make([]string, len(names)), 0
	for i, n := range names {
		shown[i] = a.battleName(n)
		if n == a.Choice.Scenario {
			at = i
		}
	}
	if i := u.Choice("title.scenario", next(), w.Say("title.scenario"), "", shown, at); i != at {
		to := a.Chosen
		to.Scenario, a.Choice.Scenario = names[i], names[i]
		a.Choose(to)
	}
	if s := a.Setup(a.Choice.Scenario); s != nil {
		r = r.Down(u.Paragraph(r, aboutBattle(s, w), ui.Small, ui.Body) + ui.RowGap)
	}
	if levels := a.Host.Levels(); len(levels) > 0 {
		chooseLevel(a, u, next(), levels)
	}
	if a.saved != nil {
		goOnButtons(a, u, next())
	}
	for _, line := range [][]doorTo{
		{{"title.online", a.EnterHome}},
		{{"title.lessons", func() { a.Open(Lessons) }}, {"title.replays", func() { a.Open(Replays) }}},
		{{"title.reference", func() { a.Open(Reference) }}, {"title.keys", func() { a.Open(Keys) }}},
		{{"title.settings", func() { a.Open(Settings) }}, {"title.credits", func() { a.Open(Credits) }}},
		{{"title.quit", func() { a.Quit() }}},
	} {
		if line[0].key == "title.quit" && a.Fixed {
			continue
		}
		doors(a, u, next(), line)
	}
	return r.Y - from - ui.RowGap
}

// tellClear tells a player whose page came in clear who can read along, and returns how high that is.
func tellClear(a *Pages, u *ui.UI, r ui.Rect) float64 {
	switch a.Clear {
	case host.InHouse:
		return u.Paragraph(r, a.Words.Say("clear.house"), ui.Small, ui.Accent) + ui.RowGap
	case host.InPublic:
		return u.Paragraph(r, a.Words.Say("clear.public"), ui.Usual, ui.Bad) + ui.RowGap
	}
	return 0
}

// seatsTwo reports whether two may play a scenario at this screen: one by turns, which one plans while the other looks
// away.
func (a *Pages) seatsTwo(scenario string) bool {
	_, tables := a.Host.(host.Tables)
	s := a.Setup(scenario)
	return tables && s != nil && s.Scenario.Turns.Kind != game.RealTime && len(s.Scenario.Teams) > 1
}

// battleName is what a scenario is called, with a mark if it is played by turns.
func (a *Pages) battleName(scenario string) string {
	name := a.Words.Or("scenario."+scenario, scenario)
	if s := a.Setup(scenario); s != nil && s.Scenario.Turns.Kind != game.RealTime {
		return a.Words.Say("title.by_turns", "battle", name)
	}
	return name
}

// aboutTurns says how a battle goes by turns: how long each runs, and how much time there is to plan it.
func aboutTurns(s *game.Setup, w i18n.Words) string {
	t := &s.Scenario.Turns
	length := strconv.FormatFloat(float64(t.Length)/float64(max(s.Rules.TickRate, 1)), 'g', 4, 64)
	if t.Planning == 0 && t.Bank == 0 {
		return w.Say("title.turns_endless", "length", length)
	}
	return w.Say("title.turns", "length", length, "time", i18n.Clock(time.Duration(t.Planning)*time.Second),
		"bank", i18n.Clock(time.Duration(t.Bank)*time.Second))
}

// aboutBattle says what a battle is about, how long it takes at most and how big it is.
func aboutBattle(s *game.Setup, w i18n.Words) string {
	sc := &s.Scenario
	mode := "mode." + sc.Mode.String()
	if len(sc.Ends) > 0 {
		mode = "mode.own"
	}
	parts := []string{w.Say("title.mode", "mode", w.Say(mode), "about", w.Say(mode+"_about"))}
	if sc.Turns.Kind != game.RealTime {
		parts = append(parts, aboutTurns(s, w))
	}
	if sc.Clock > 0 {
		rate := 60 * int(max(s.Rules.TickRate, 1))
		parts = append(parts, w.Say("title.minutes", "n", i18n.Number((int(sc.Clock)+rate-1)/rate)))
	}
	parts = append(parts, w.Say(seatsText(sc), "seats", i18n.Number(len(sc.Seats)),
		"squads", i18n.Number(len(sc.Squads)), "points", i18n.Number(len(sc.Points))))
	return strings.Join(parts, " · ")
}

// seatsText is the text that says how big a scenario is: of points only where there are some.
func seatsText(s *game.Scenario) string {
	if len(s.Points) == 0 {
		return "title.seats_only"
	}
	return "title.seats"
}

// chooseLevel is how good the commanders are that one plays alone against.
func chooseLevel(a *Pages, u *ui.UI, r ui.Rect, levels []string) {
	shown := make([]string, len(levels))
	for i, l := range levels {
		shown[i] = a.Words.Or("level."+l, l)
	}
	at := slices.Index(levels, a.Chosen.Level)
	if at < 0 {
		at = max(0, slices.Index(levels, usualLevel))
	}
	if i := u.Choice("title.level",
		r, a.Words.Say("title.level"), a.Words.Say("title.level_hint"), shown, at); i != at {
		to := a.Chosen
		to.Level = levels[i]
		a.Choose(to)
	}
}

// usualLevel is that of a host which was told none.
const usualLevel = "regular"

// doorTo is a button of the title and where it leads.
type doorTo struct {
	key  string
	open func()
}

// doors puts buttons side by side: those that are needed less share a row, so that a small window shows all of them.
func doors(a *Pages, u *ui.UI, r ui.Rect, line []doorTo) {
	w := (r.W - ui.RowGap*float64(len(line)-1)) / float64(len(line))
	for _, d := range line {
		var one ui.Rect
		one, r = r.CutLeft(w, ui.RowGap)
		if u.Button(d.key, one, a.Words.Say(d.key), "") {
			d.open()
		}
	}
}
