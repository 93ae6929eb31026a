package pages

import (
	"context"
	"fmt"
	"maps"
	"time"

	"muster/client/screen/host"
	"muster/client/screen/lobby"
	"muster/client/screen/settings"
	"muster/client/screen/ui"
	"muster/matchmaker/api"
)

// online is the page of a matchmaker: where it is, and then the queue, the matches that run, and the party.
type online struct {
	tab, mode, scenario int
	invite, code        string
	nearby              nearby
}

func onlinePage() *Page {
	o := &online{}
	return &Page{Key: "online", build: o.build}
}

func (o *online) build(a *Pages, u *ui.UI) {
	rest := framed(a, u, a.Words.Say("title.online"))
	rest = rest.Down(tellClear(a, u, rest))
	if a.Lobby == nil || !a.Lobby.State().Here {
		o.door(a, u, rest)
		return
	}
	s := a.Lobby.State()
	line, rest := rest.Cut(u.RowHeight(), 8)
	o.whoami(a, u, line, &s)
	if s.Err != nil {
		a.Trace("error %v", s.Err)
		rest = rest.Down(trouble(a, u, rest, s.Err) + 8)
	}
	if s.Seated != nil {
		rest = rest.Down(offerReturn(a, u, rest) + 4)
	}
	if s.Ticket != nil && s.Ticket.Status == api.Waiting {
		rest = rest.Down(o.waiting(a, u, rest, s.Ticket) + 10)
	}
	w := a.Words
	line, rest = rest.Cut(u.RowHeight(), 12)
	before := o.tab
	o.tab = u.Tabs("tab.online", line, []string{
		w.Say("online.quick"), w.Say("online.matches"), w.Say("online.party"), w.Say("online.history"),
		gamesTitle(w, &s),
	}, o.tab)
	if o.tab == historyTab && before != historyTab {
		a.Lobby.LookBack()
	}
	u.Scroll(fmt.Sprint("online", o.tab), rest, func(r ui.Rect) float64 {
		f := &form{a: a, u: u, room: r}
		switch o.tab {
		case 0:
			o.quick(f, &s)
		case 1:
			o.matches(f, &s)
		case historyTab:
			o.history(f, &s)
		case gamesTab:
			o.games(f, &s)
		default:
			o.party(f, &s)
		}
		return f.room.Y - r.Y
	})
	if s.Ticket != nil && s.Ticket.Proposal != nil && s.Ticket.Status == api.Proposed {
		o.proposed(a, u, s.Ticket.Proposal)
	}
}

// Called goes where the queue calls the player, from any page: to the match, or to where one is accepted. top is the
// page that is shown. Who plays is not called away, and neither is who looks at how a match ended: that page has a
// button to the next one.
func (a *Pages) Called(top string) {
	if top == "wait" || a.Lobby == nil {
		return
	}
	s := a.Lobby.State()
	if seat, ok := a.Lobby.Seat(); ok {
		a.Play(Assigned(a, seat, s.Wish))
	} else if s.Ticket != nil && s.Ticket.Status == api.Proposed && top != "online" {
		a.Open(Online)
	}
}

// door is where the matchmaker's address is typed.
func (o *online) door(a *Pages, u *ui.UI, r ui.Rect) {
	view := r.Centred(560, r.H)
	view.W += 12 // beside the page, for the bar
	u.Scroll("door", view, func(r ui.Rect) float64 {
		f := &form{a: a, u: u, room: r}
		o.enterAt(f)
		return f.room.Y - r.Y
	})
}

func (o *online) enterAt(f *form) {
	a, u := f.a, f.u
	w, to := a.Words, a.Chosen
	f.room = f.room.Down(u.Paragraph(f.room, w.Say("online.door"), ui.Usual, ui.Faint) + 12)
	var enter bool
	to.Matchmaker, enter = u.Field("lobby.addr", f.next(), w.Say("online.addr"), to.Matchmaker, settings.MaxAddr)
	to.Name, _ = u.Field("settings.name", f.next(), w.Say("settings.name"), to.Name, settings.MaxName)
	if to.Matchmaker != a.Chosen.Matchmaker || to.Name != a.Chosen.Name {
		a.Choose(to)
	}
	busy := a.Lobby != nil && a.Lobby.State().Busy
	if u.Press("lobby.connect", f.next(), w.Say("online.connect"), "", !busy && to.Matchmaker != "") || enter && !busy {
		a.Enter(to.Matchmaker)
	}
	switch {
	case busy:
		dots(a, u, ui.Point{X: f.room.X + f.room.W/2, Y: f.room.Y + 24})
	case a.Lobby != nil && a.Lobby.State().Err != nil:
		a.Trace("error %v", a.Lobby.State().Err)
		f.room = f.room.Down(trouble(a, u, f.room, a.Lobby.State().Err) + 12)
	}
	if !busy {
		o.nearby.list(f)
	}
}

// Enter signs in at a matchmaker.
func (a *Pages) Enter(addr string) { a.enter(addr, false) }

func (a *Pages) enter(addr string, framed bool) {
	a.Depart()
	a.visited = addr
	a.Lobby = lobby.Enter(lobby.Config{
		Addr: addr, Name: a.Chosen.Name, Refresh: a.Chosen.Guests[addr], Guard: a.Guard, Framed: framed,
		Keep: func(refresh string) {
			a.Post(func() {
				to := a.Chosen
				to.Guests = maps.Clone(to.Guests)
				if to.Guests == nil {
					to.Guests = map[string]string{}
				}
				to.Guests[addr] = refresh
				a.Choose(to)
			})
		},
	})
}

// Depart leaves the matchmaker.
func (a *Pages) Depart() {
	if a.Lobby != nil {
		a.Lobby.Leave()
		a.Lobby = nil
	}
}

// whoami says who one is to the matchmaker, and how good.
func (o *online) whoami(a *Pages, u *ui.UI, r ui.Rect, s *lobby.State) {
	who := a.Words.Who(s.Me.Name)
	for _, g := range s.Me.Ratings {
		who += fmt.Sprintf(" · %s %d ± %d", a.Words.Or("queue."+g.Mode, g.Mode), g.Points, 2*g.Deviation)
	}
	text, leave := r.CutLeft(r.W-150, 10)
	u.Pair(text, ui.Span{Text: who, Size: ui.Large, Ink: ui.Accent}, ui.Span{
		Text: s.Addr, Size: ui.Small, Ink: ui.Faint,
	})
	if u.Button("lobby.leave", leave, a.Words.Say("online.leave"), "") {
		a.Depart()
	}
}

// wish is what the queue is asked for.
func (o *online) wish(s *lobby.State) (r api.TicketRequest) {
	if o.mode < len(s.Modes) {
		m := &s.Modes[o.mode]
		r.Mode = m.Name
		if o.scenario > 0 && o.scenario <= len(m.Scenarios) {
			r.Scenario = m.Scenarios[o.scenario-1]
		}
	}
	return r
}

// Assigned is a seat as a source.
func Assigned(a *Pages, seat api.Assignment, wish api.TicketRequest) MatchSource {
	at, from := &seated{lobby: a.Lobby, seat: seat, wish: wish}, a.Host
	return MatchSource{
		scenario: seat.Scenario, online: at, back: Online,
		start: func(ctx context.Context) (host.Match, error) { return from.Join(ctx, seat, at.again) },
	}
}

// watching is a match of others as a source: what everybody may see of it, late.
func watching(a *Pages, m *api.Match, delay time.Duration) MatchSource {
	at := &seated{
		lobby: a.Lobby, seat: api.Assignment{Match: m.ID, Scenario: m.Scenario, Seat: -1}, begun: m.Begun, delay: delay,
	}
	from, back := a.Host, Online
	if a.Lobby.Framed() {
		back = Title // nobody in particular is at no lobby
	}
	return MatchSource{
		scenario: m.Scenario, online: at, back: back,
		start: func(ctx context.Context) (host.Match, error) {
			seat, err := at.lobby.Watch(ctx, at.seat.Match)
			if err != nil {
				return nil, insider(err)
			}
			return from.Join(ctx, seat, at.again)
		},
	}
}
