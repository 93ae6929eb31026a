package pages

import (
	"fmt"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/i18n"
	"muster/client/screen/lobby"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
	"muster/game"
	"muster/matchmaker/api"
)

// quick is the tab where one queues.
func (o *online) quick(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	if len(s.Modes) == 0 {
		u.Text(f.next(), w.Say("online.no_modes"), ui.Usual, ui.Left, ui.Faint)
		return
	}
	names := make([]string, len(s.Modes))
	for i, m := range s.Modes {
		names[i] = w.Or("queue."+m.Name, m.Title)
	}
	if i := u.Choice("lobby.mode", f.next(), w.Say("online.mode"), "", names, o.mode); i != o.mode {
		o.mode, o.scenario = i, 0
	}
	m := &s.Modes[o.mode]
	battles := []string{w.Say("online.any")}
	for _, name := range m.Scenarios {
		battles = append(battles, a.battleName(name))
	}
	o.scenario = u.Choice("lobby.scenario", f.next(), w.Say("title.scenario"), "", battles, o.scenario)
	f.room = f.room.Down(u.Paragraph(f.room, about(a, m), ui.Usual, ui.Faint) + ui.RowGap)
	leads := s.Party == nil || s.Party.Leader == s.Me.Player
	hint := ""
	if !leads {
		hint = w.Say("online.leader_queues")
	}
	if u.Press("lobby.find", f.next(), w.Say("online.find"), hint, leads && !s.Busy &&
		(s.Ticket == nil || s.Ticket.Assignment != nil || !waits(s.Ticket))) {
		a.Lobby.Queue(o.wish(s))
	}
	if t := s.Ticket; t != nil && (t.Status == api.Cancelled || t.Status == api.Expired) {
		u.Text(f.next(), w.Say("online.over", "why", because(w, t.Reasons, t.Why)), ui.Usual, ui.Left, ui.Warn)
	}
}

func waits(t *api.Ticket) bool { return t.Status == api.Waiting || t.Status == api.Proposed }

// about says what a way to play means for the player.
func about(a *Pages, m *api.Mode) string {
	w := a.Words
	text := w.Say("online.unrated")
	if m.Rated {
		text = w.Say("online.rated")
	}
	if m.Accept > 0 {
		text += " " + w.Say("online.accepts", "seconds", fmt.Sprint(m.Accept))
	}
	switch {
	case m.Fill > 0:
		text += " " + w.Say("online.fills", "seconds", fmt.Sprint(m.Fill))
	case m.Correspondence:
		text += " " + w.Say("online.by_post")
	case m.Fill == 0:
		text += " " + w.Say("online.at_once")
	}
	return text
}

// waiting shows the queue: the place in it, the estimate, how long it has been, and why.
func (o *online) waiting(a *Pages, u *ui.UI, r ui.Rect, t *api.Ticket) (height float64) {
	w := a.Words
	reason := because(w, t.Reasons, t.Why)
	r.H = u.Tall(ui.Usual)*float64(1+len(u.Wrap(reason, ui.Usual, r.W-200))) + 20
	u.Surface(r)
	u.Fill(ui.Rect{X: r.X, Y: r.Y, W: 4, H: r.H}, ui.Accent, 1)
	text, cancel := r.Inset(10).CutLeft(r.W-200, 10)
	cancel.H = min(cancel.H, u.RowHeight())
	top, low := text.Cut(u.Tall(ui.Usual), 0)
	line := w.Say("online.in_queue", "seconds", fmt.Sprint(int(max(0, a.Now.Sub(t.Created).Seconds()))))
	if t.Place > 0 {
		line += " · " + w.Say("online.place", "place", fmt.Sprint(t.Place))
	}
	if t.Estimate > 0 {
		line += " · " + w.Say("online.estimate", "seconds", fmt.Sprint(t.Estimate))
	}
	u.Text(top, line, ui.Usual, ui.Left, ui.Plain)
	u.Paragraph(low, reason, ui.Usual, ui.Accent)
	if u.Button("lobby.cancel", cancel, w.Say("wait.cancel"), "") {
		a.Lobby.Cancel()
	}
	return r.H
}

// proposed asks whether the player takes the match that was found.
func (o *online) proposed(a *Pages, u *ui.UI, p *api.Proposal) {
	w := a.Words
	r := u.Dialog(560, 300, w.Say("online.found"), ui.Good)
	var line ui.Rect
	for _, text := range []string{
		a.battleName(p.Scenario),
		w.Say("online.accepted", "n", fmt.Sprint(p.Accepted), "of", fmt.Sprint(p.Players)),
		w.Say("online.left", "seconds", fmt.Sprint(int(max(0, p.By.Sub(a.Now)+time.Second-1)/time.Second))),
	} {
		line, r = r.Cut(u.Tall(ui.Large), 4)
		u.Text(line, text, ui.Large, ui.Left, ui.Body)
	}
	yes, no := ui.Rect{X: r.X, Y: r.Y + r.H - u.RowHeight() - 20, W: r.W, H: u.RowHeight()}.CutLeft(r.W/2-5, 10)
	if u.Press("lobby.accept", yes, w.Say("online.accept"), "", !p.You) {
		a.Lobby.Accept()
	}
	if u.Button("lobby.decline", no, w.Say("online.decline"), "") {
		a.Lobby.Decline()
	}
}

// matches is the tab of the matches that run.
func (o *online) matches(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	if len(s.Matches) == 0 {
		u.Text(f.next(), w.Say("online.no_matches"), ui.Usual, ui.Left, ui.Faint)
	}
	for i := range s.Matches {
		m := &s.Matches[i]
		var line ui.Rect
		line, f.room = f.room.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
		u.Frame(line, 1, ui.Edge, 0.7)
		text, buttons := line.CutLeft(line.W-260, 8)
		join, watch := buttons.CutLeft(buttons.W/2-4, 8)
		name, low := text.Inset(8).Cut(u.Tall(ui.Usual), 0)
		u.Text(name, a.battleName(m.Scenario), ui.Usual, ui.Left, ui.Plain)
		seats := w.Say("online.taken", "taken", fmt.Sprint(m.Taken), "seats", fmt.Sprint(m.Seats))
		u.Text(low, seats+" · "+w.Say("online.since", "minutes", fmt.Sprint(int(a.Now.Sub(m.Begun).Minutes()))),
			ui.Small+1, ui.Left, ui.Body)
		if u.Press("lobby.join."+fmt.Sprint(i), join, w.Say("online.join"), w.Say("online.join_hint"), m.Open &&
			!s.Busy) {
			a.Lobby.Queue(api.TicketRequest{Mode: m.Mode, Match: m.ID})
		}
		delay, hint := delayOf(s, m), "online.watch_hint"
		mine := s.Seated != nil && s.Seated.Match == m.ID || s.Game(m.ID) != nil
		if mine {
			hint = "online.watch_mine"
		}
		if u.Press("lobby.watch."+fmt.Sprint(i), watch, w.Say("online.watch"), w.Say(hint, "time",
			i18n.Clock(delay)), !mine) {
			a.Play(watching(a, m, delay))
		}
	}
}

// delayOf is how late those are who watch a match.
func delayOf(s *lobby.State, m *api.Match) time.Duration {
	for i := range s.Modes {
		if s.Modes[i].Name == m.Mode && s.Modes[i].Delay > 0 {
			return time.Duration(s.Modes[i].Delay) * time.Second
		}
	}
	return host.UsualDelay
}

// historyTab is the tab of what the player has played.
const historyTab = 3

// history is the tab of the player's last matches: how each ended, what it did to the rating, and its replay.
func (o *online) history(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	if len(s.Played) == 0 && !s.Busy {
		u.Text(f.next(), w.Say("online.no_history"), ui.Usual, ui.Left, ui.Faint)
	}
	for i := range s.Played {
		p := &s.Played[i]
		var line ui.Rect
		line, f.room = f.room.Cut(u.RowHeight()+u.Tall(ui.Small)-6, 6)
		u.Frame(line, 1, ui.Edge, 0.7)
		text, watch := line.CutLeft(line.W-8-u.Room(w.Say("result.replay")), 8)
		name, low := text.Inset(8).Cut(u.Tall(ui.Usual), 0)
		u.Pair(name, ui.Span{
			Text: w.Or("scenario."+p.Scenario, p.Scenario) + " · " + w.Or("queue."+p.Mode, p.Mode), Size: ui.Usual,
		},
			ui.Span{Text: p.Ended.Local().Format("2006-01-02 15:04"), Size: ui.Small + 1, Ink: ui.Faint})
		headline, reason, ink := outcome(p)
		rating := ui.Span{Size: ui.Small + 1, Ink: ui.Body}
		if p.Rated {
			rating.Text = w.Say("rating.change", "before", fmt.Sprint(p.Before), "after", fmt.Sprint(p.After))
		}
		u.Pair(low, ui.Span{
			Text: w.Say(headline) + " · " + w.Or(reason, p.Reason), Size: ui.Small + 1, Ink: ink,
		}, rating)
		hint := ""
		if p.Replay == "" {
			hint = w.Say("result.no_replay_yet")
		}
		if u.Press("lobby.replay."+fmt.Sprint(i), watch, w.Say("result.replay"), hint, p.Replay != "") {
			read := linked(s.Addr, p.Match, fetched(a.Lobby, p.Replay))
			a.Watch(a.keeping(read, p.Scenario, p.Ended))
		}
	}
}

// outcome is how a match ended for the player and why, as keys of the texts, and the colour of it.
func outcome(p *api.Played) (headline, reason string, ink ui.Ink) {
	reason = "end." + p.Reason
	switch p.Winner {
	case p.Team:
		return "result.won", reason, ui.Good
	case int(game.NoTeam):
		return "result.draw", reason, ui.Accent
	}
	if reason == "end."+game.Elimination.String() {
		reason = "result.own_side_gone"
	}
	return "result.lost", reason, ui.Bad
}

// party is the tab of those with whom one plays.
func (o *online) party(f *form, s *lobby.State) {
	a, u, w := f.a, f.u, f.a.Words
	for i := range s.Invited {
		inv := &s.Invited[i]
		text, buttons := f.next().CutLeft(f.room.W-260, 8)
		yes, no := buttons.CutLeft(buttons.W/2-4, 8)
		u.Text(text, w.Say("party.invited", "who", w.Who(inv.From.Name)), ui.Usual, ui.Left, ui.Accent)
		if u.Button("crew.accept."+fmt.Sprint(i), yes, w.Say("online.accept"), "") {
			a.Lobby.JoinParty(inv.Code)
		}
		if u.Button("crew.decline."+fmt.Sprint(i), no, w.Say("online.decline"), "") {
			a.Lobby.DeclineInvitation(inv.Party)
		}
	}
	if s.Party == nil {
		o.alone(f)
		return
	}
	u.Text(f.next(), w.Say("party.code", "code", s.Party.Code), ui.Large, ui.Left, ui.Accent)
	leads := s.Party.Leader == s.Me.Player
	for i, m := range s.Party.Members {
		o.member(f, s, i, m, leads)
	}
	for _, m := range s.Party.Invited {
		u.Text(f.next().Inset(8), w.Say("party.asked", "who", w.Who(m.Name)), ui.Usual, ui.Left, ui.Faint)
	}
	if leads {
		field, button := f.next().CutLeft(f.room.W-200, 8)
		var done bool
		o.invite, done = u.Field("crew.name", field, w.Say("party.name"), o.invite, settings.MaxName)
		if u.Press("crew.invite", button, w.Say("party.invite"), w.Say("party.invite_hint"), o.invite != "") || done {
			a.Lobby.Invite(o.invite)
			o.invite = ""
		}
	}
	if u.Button("crew.leave", f.next(), w.Say("party.leave"), "") {
		a.Lobby.LeaveParty()
	}
}

// alone is for who is in no party.
func (o *online) alone(f *form) {
	a, u, w := f.a, f.u, f.a.Words
	f.room = f.room.Down(u.Paragraph(f.room, w.Say("party.about"), ui.Usual, ui.Faint) + ui.RowGap)
	if u.Button("crew.found", f.next(), w.Say("party.found"), "") {
		a.Lobby.FoundParty()
	}
	field, button := f.next().CutLeft(f.room.W-200, 8)
	var done bool
	o.code, done = u.Field("crew.by_code", field, w.Say("party.by_code"), o.code, settings.MaxName)
	if u.Press("crew.join", button, w.Say("online.join"), "", o.code != "") || done {
		a.Lobby.JoinParty(o.code)
		o.code = ""
	}
}

// member is a line of the party.
func (o *online) member(f *form, s *lobby.State, i int, m api.Member, leads bool) {
	a, u, w := f.a, f.u, f.a.Words
	text, buttons := f.next().CutLeft(f.room.W-300, 8)
	name, ink := w.Who(m.Name), ui.Body
	if m.Player == s.Me.Player {
		name, ink = w.Say("party.you", "who", name), ui.Plain
	}
	if m.Player == s.Party.Leader {
		name += " · " + w.Say("party.leads")
	}
	u.Text(text.Inset(8), name, ui.Usual, ui.Left, ink)
	if leads && m.Player != s.Me.Player {
		lead, remove := buttons.CutLeft(buttons.W/2-4, 8)
		if u.Button("crew.lead."+fmt.Sprint(i), lead, w.Say("party.lead"), w.Say("party.lead_hint")) {
			a.Lobby.HandLead(m.Player)
		}
		if u.Button("crew.remove."+fmt.Sprint(i), remove, w.Say("party.remove"), "") {
			a.Lobby.RemoveMember(m.Player)
		}
	}
}
