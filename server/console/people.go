package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"muster/matchmaker/api"
	"muster/wallclock"
)

// found is the page on which people are searched.
type found struct {
	Search string
	Role   api.Role
	People []api.Person
	Roles  []api.Role
}

func searchPeople(ctx context.Context, _ *Console, v *visit) (any, error) {
	f := found{Search: v.query("search"), Role: api.Role(v.query("role")), Roles: api.Roles}
	if f.Role != "" && !slices.Contains(api.Roles, f.Role) {
		f.Role = ""
	}
	var err error
	f.People, err = v.api.People(ctx, f.Search, f.Role)
	return f, err
}

// person is the page of one player.
type person struct {
	api.Person
	Ratings   []api.Rating
	Sanctions []api.Sanction
	About     []api.Complaint // open ones
	Made      []api.Complaint
	History   []api.Played
	More      string // the match behind which the history goes on; empty at its end
	Audit     []api.Audit
	Roles     []api.Role
	Lengths   []length
}

// length is one that a sanction may have.
type length struct {
	Key     string
	Seconds int64
}

var lengths = []length{
	{"console.length.hour", 60 * 60},
	{"console.length.day", 24 * 60 * 60},
	{"console.length.week", 7 * 24 * 60 * 60},
	{"console.length.month", 30 * 24 * 60 * 60},
	{"console.length.good", 0},
}

const (
	historyRows = 20 // matches of a player on one page
	auditRows   = 20 // entries of the audit log on a player's page
)

func showPerson(ctx context.Context, _ *Console, v *visit) (any, error) {
	id := v.r.PathValue("id")
	p := person{Roles: api.Roles, Lengths: lengths}
	all, err := v.api.People(ctx, id, "")
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(one api.Person) bool { return one.Player == id })
	if at < 0 {
		return nil, &api.Problem{Status: http.StatusNotFound}
	}
	p.Person = all[at]
	for _, read := range []func() error{
		func() error {
			profile, err := v.api.Profile(ctx, id)
			p.Ratings = profile.Ratings
			return err
		},
		func() error { p.Sanctions, err = v.api.Sanctions(ctx, id); return err },
		func() error { p.About, err = v.api.ComplaintsOf(ctx, id, ""); return err },
		func() error { p.Made, err = v.api.ComplaintsOf(ctx, "", id); return err },
		func() error { p.History, err = v.api.History(ctx, id, v.query("before"), historyRows); return err },
		func() error { p.Audit, err = v.api.AuditOf(ctx, id, 0, auditRows); return err },
	} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	if len(p.History) == historyRows {
		p.More = p.History[historyRows-1].Match
	}
	return p, nil
}

// Holds reports whether a sanction is in force.
func (p person) Holds(v api.Sanction) bool {
	return v.Kind != api.Kick && v.Lifted.IsZero() && (v.Expires.IsZero() || v.Expires.After(wallclock.Now()))
}

// Outcome is how a match ended for the player: won, lost or drawn.
func (p person) Outcome(m api.Played) string {
	switch m.Winner {
	case m.Team:
		return "won"
	case -1:
		return "drawn"
	}
	return "lost"
}

// ForGood reports whether a moment stands for the end of what has none.
func (p person) ForGood(at time.Time) bool { return !at.Before(api.Forever) }

// reports is the page of the complaints that wait.
type reports struct {
	Accused []api.Accused
	Open    []api.Complaint
}

func showReports(ctx context.Context, _ *Console, v *visit) (any, error) {
	var r reports
	var err error
	if r.Accused, err = v.api.Accused(ctx); err != nil {
		return nil, err
	}
	r.Open, err = v.api.ComplaintsOf(ctx, v.query("player"), "")
	r.Accused, r.Open = r.Accused[:min(len(r.Accused), pageRows)], r.Open[:min(len(r.Open), pageRows)]
	return r, err
}

// audited is the page of the audit log.
type audited struct {
	Player  string // whose alone; empty for everybody's
	Entries []api.Audit
	More    int64 // the entry behind which it goes on; 0 at its end
}

func showAudit(ctx context.Context, _ *Console, v *visit) (any, error) {
	all, err := v.api.AuditOf(ctx, v.query("player"), int64(v.number("before")), pageRows)
	a := audited{Entries: all, Player: v.query("player")}
	if len(all) == pageRows {
		a.More = all[len(all)-1].Number
	}
	return a, err
}
